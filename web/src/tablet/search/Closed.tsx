import { useState } from 'preact/hooks'
import type { GateSignature } from '../../checklist/gate'
import { list, number, object, text } from '../../field/documents'
import { signaturesOf } from '../../field/gate'
import type { Search, Story, Task } from '../../field/story'
import { confirm, countsOf, reopen } from '../../field/verbs'
import { Facts } from '../../parts/Facts'
import { go } from '../../parts/route'
import { Link } from '../../parts/Link'
import { StateWord } from '../../parts/StateMark'
import { localDay } from '../../time/local'
import { say, sayCode } from '../../words/words'
import { PlaceHeading } from '../PlaceHeading'
import { Ask } from './Ask'
import type { SearchModel } from './model'
import { Second } from './Second'
import { officerName, zoneOf } from './wording'

const marks = { done_clear: 'clear', done_find: 'find', not_executed: 'not_executed', in_progress: 'started' } as const

const over = new Set(['done_clear', 'done_find', 'not_executed', 'withdrawn'])

/** The next task in walking order that is to be done: of the same team, else of any. */
export function nextTask(story: Story, after: Task | undefined): Task | undefined {
  const left = story.inOrder().filter((t) => t.id !== after?.id && !over.has(t.state) && (after === undefined || t.site === after.site))
  return left.find((t) => t.team === after?.team) ?? left[0]
}

/** A search that is over: what it was closed with, the way back into it, and the way on. */
export function Closed({ model, search }: { model: SearchModel; search: Search }) {
  const [asking, setAsking] = useState(false)
  const story = model.desk.story.value
  const { closing } = search
  const zone = zoneOf(story, search.site)
  // What was counted when it was closed: the drawings of the closing are in it.
  const told = object(closing?.body, 'counts')
  const here = countsOf(story, search.id)
  const counted = (what: keyof typeof here): number => number(told, what) ?? here[what]
  const task = story.tasks.get(search.task)
  const next = nextTask(story, task)
  const confirms = model.desk.acts.unwritten.value.some((u) => u.type === 'search.confirmed' && u.about.entity === search.id)
  const presence = text(object(closing?.body, 'presence'), 'occupant')
  return (
    <main id="content" class="closed" tabIndex={-1}>
      <p class="closed-state"><StateWord state={marks[search.state]} word={say(`search.${search.state}`)} /></p>
      <PlaceHeading story={story} location={search.location} />
      <Facts facts={[
        [say('search.begun'), localDay(search.startedAt, zone)],
        [say('search.ended'), closing === null ? '' : localDay(closing.at, zone)],
        [say('search.closedBy'), closing === null ? '' : officerName(story, closing.actor)],
        ...(search.state === 'not_executed' || closing === null ? [] : [[say('search.confirmedBy'), closing.confirmation === null ? say('search.notConfirmed') : say('search.confirmedAt', { name: officerName(story, closing.confirmation.actor), time: localDay(closing.confirmation.at, zone) })] as const]),
        ...(search.state === 'not_executed' ? [[say('search.reasonCode'), sayCode('search.not', text(closing?.body, 'reasonCode'))], [say('search.inWords'), text(closing?.body, 'reason')]] as const : []),
        ...(search.source === null ? [] : [[say('paper.onPaper'), say('paper.onPaperBy', { writer: officerName(story, search.source.writtenBy) })] as const]),
        ...(presence === '' ? [] : [[say('search.presence'), sayCode('search.presence', presence)] as const]),
        [say('search.answersCount'), counted('answers')], [say('search.findsCount'), counted('findings')], [say('search.exhibitsCount'), counted('exhibits')], [say('search.filesCount'), counted('files')],
      ]} />
      {closing !== null && closing.confirmation === null && search.state !== 'not_executed' && (
        <section class="stack">
          <h2>{say('search.notConfirmed')}</h2>
          {!confirms && <Second closer={closing.actor} what={say(`search.${search.state}`)} onConfirmed={async (officer) => void (await confirm(model.desk.acts, search, closing.entry, officer).catch(() => undefined))} />}
          {confirms && <p role="alert" class="ask-problem"><strong>{say('search.notWritten')}</strong> {say('search.actNotWritten')}</p>}
        </section>
      )}
      <Signed story={story} signatures={closing === null ? [] : signaturesOf(closing.body)} />
      {search.overrides.map((o) => (
        <p key={o.entry} class="closed-override">
          <strong>{say('search.letPassBy', { name: officerName(story, o.body.supervisor ?? ''), n: o.body.missing.length })}</strong> {o.body.reason}
        </p>
      ))}
      <div class="acts closed-acts">
        {next !== undefined && <Link to={`/tablet/task/${next.id}`}>{say('search.nextCell', { cell: next.code })}</Link>}
        {next === undefined && <p>{say('search.noNext')}</p>}
        <button type="button" class="big" onClick={() => setAsking(true)}>
          {say('search.reopen')}
        </button>
        <button type="button" class="big" onClick={() => go(`/tablet/receipt/${search.id}`)}>
          {say('search.toReceipt')}
        </button>
      </div>
      {asking && <Ask title={say('search.reopen')} act={say('search.reopenDo')} onClose={() => setAsking(false)} decide={(reason) => reopen(model.desk.acts, search, reason)}><p>{say('search.reopenHow')}</p></Ask>}
    </main>
  )
}

function Signed({ story, signatures }: { story: Story; signatures: readonly GateSignature[] }) {
  if (signatures.length === 0) return null
  return (
    <section class="stack">
      <h2>{say('search.signatures')}</h2>
      <ul>
        {list<GateSignature>({ signatures }, 'signatures').map((s, i) => (
          <li key={i}>
            {say('search.pair', { name: [sayCode('search.role', s.role), s.name ?? (s.officer === undefined ? '' : officerName(story, s.officer))].filter(Boolean).join(' · '), value: s.file === undefined ? say('search.refusedBecause', { reason: s.refusedBecause ?? '' }) : say('search.signed') })}
          </li>
        ))}
      </ul>
    </section>
  )
}
