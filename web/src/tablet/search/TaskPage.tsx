import { useMemo, useState } from 'preact/hooks'
import { DeskContext, useDesk, type Desk } from '../../field/desk'
import { basesOf, list, officerOf, text } from '../../field/documents'
import { outsideAuthorisation, placesAround } from '../../field/gate'
import { hHourOf } from '../../field/orders'
import type { Story, Task } from '../../field/story'
import { deskOfPaper } from '../../field/papers'
import { accept, claim, giveBack } from '../../field/verbs'
import { Facts } from '../../parts/Facts'
import { Link } from '../../parts/Link'
import { PaperBand, PaperSwitch } from '../paper/Band'
import { cellKeyed } from '../paper/keyed'
import { StateWord } from '../../parts/StateMark'
import { formatHour, formatMinutes } from '../../time/hour'
import { localNear, localTime } from '../../time/local'
import { say } from '../../words/words'
import { useOnce } from '../once'
import { PlaceHeading } from '../PlaceHeading'
import { Arrival } from './Arrival'
import { Ask } from './Ask'
import { Buttons } from './controls/Buttons'
import { Mark } from './Mark'
import { NotExecuted } from './NotExecuted'
import { officerName, wayTo, worded, zoneOf } from './wording'
import './search.css'

export const marks = { planned: 'planned', assigned: 'planned', accepted: 'planned', in_progress: 'started', done_clear: 'clear', done_find: 'find', not_executed: 'not_executed', withdrawn: 'not_executed' } as const
const open = new Set(['planned', 'assigned', 'accepted'])

/** A cell to be searched: what the plan says of it, and what can be done with it. */
export function TaskPage({ task: id }: { task: string }) {
  const own = useDesk()
  const desk = useMemo(() => deskOfPaper(own, () => id), [own, id])
  const task = desk.story.value.tasks.get(id)
  if (task === undefined) return <p class="tablet-alone">{say('search.taskUnknown')}</p>
  return (
    <DeskContext.Provider value={desk}>
      <OneTask desk={desk} task={task} />
    </DeskContext.Provider>
  )
}

function OneTask({ desk, task }: { desk: Desk; task: Task }) {
  const story = desk.story.value
  const [begins, setBegins] = useState(false)
  const running = task.searches.map((s) => story.searches.get(s)).find((s) => s?.state === 'in_progress')
  return (
    <main id="content" class="task" tabIndex={-1}>
      <p class="closed-state"><StateWord state={marks[task.state]} word={say(`search.${task.state}`)} /></p>
      <PlaceHeading story={story} location={task.location} />
      <Authorised story={story} task={task} now={desk.now()} />
      <Planned story={story} task={task} />
      <Remarks story={story} task={task} />
      <PaperBand of={cellKeyed(story, task)} />
      {running !== undefined ? (
        <div class="acts task-acts">
          <Link to={`/tablet/search/${running.id}`}>{say('search.goOn')}</Link>
        </div>
      ) : begins ? <Arrival desk={desk} task={task} onLeave={() => setBegins(false)} /> : <Acts desk={desk} task={task} onBegin={() => setBegins(true)} />}
      <Earlier story={story} task={task} />
    </main>
  )
}

/** The instant of a planned minute; NaN where the operation has no hour. */
const planned = (story: Story, site: string, minutes: number): number => Date.parse(hHourOf(story, site)) + minutes * 60_000

function Planned({ story, task }: { story: Story; task: Task }) {
  const zone = zoneOf(story, task.site)
  const [from, until] = [planned(story, task.site, task.start), planned(story, task.site, task.start + task.duration)]
  const basis = basesOf([...story.documents.operation.values()][0]).get(task.legalBasis)
  const hours = (at: number): string => (Number.isNaN(at) ? '–' : localTime(at, zone))
  return (
    <Facts facts={[
      [say('search.start'), <span class="number">{hours(from)} · {formatHour(task.start, say('search.dayUnit'))}</span>],
      [say('search.length'), <span class="number">{formatMinutes(task.duration)} · {say('search.until', { time: hours(until) })}</span>],
      [say('search.wayThere'), wayTo(story, task.location).join(' → ').replaceAll('-', '\u2011')],
      [say('search.team'), task.teamName],
      [say('search.expected'), task.occupants === null ? '' : String(task.occupants)],
      [say('search.basis'), worded(basis?.labels, task.legalBasis)],
      [say('search.heldBy'), [...new Set(task.heldBy)].map((a) => officerName(story, a)).join(', ')],
      [say('search.planVersion'), String(task.planVersion)],
    ]} />
  )
}

/** Whether the place may be searched now, and under which paper. */
function Authorised({ story, task, now }: { story: Story; task: Task; now: number }) {
  const why = outsideAuthorisation(story, task.site, task.location, new Date(now).toISOString())
  const places = new Set(placesAround(story, task.location))
  const zone = zoneOf(story, task.site)
  const papers = list<Readonly<Record<string, unknown>>>([...story.documents.operation.values()][0], 'authorisations').filter((a) => {
    const [sites, locations] = [list<string>(a, 'sites'), list<string>(a, 'locations')]
    return (sites.length === 0 || sites.includes(task.site)) && (locations.length === 0 || locations.some((l) => places.has(l)))
  })
  return (
    <div class={why === '' ? 'authorised' : 'authorised authorised-not'}>
      <p><Mark standing={why === '' ? 'done' : 'wrong'} bare /> <strong>{say(why === '' ? 'search.authorised' : why === 'hours' ? 'search.notNow' : 'search.notHere')}</strong></p>
      {papers.map((a) => (
        <p key={text(a, 'id')} class="quiet number">{say('search.paper', { reference: text(a, 'reference') || text(a, 'id').slice(-6), from: localNear(text(a, 'from'), zone, now), until: localNear(text(a, 'until'), zone, now) })}</p>
      ))}
    </div>
  )
}

function Remarks({ story, task }: { story: Story; task: Task }) {
  const told = [...story.remarksOn(task.id), ...story.remarksOn(task.location)].filter((r) => !r.voided)
  const zone = zoneOf(story, task.site)
  if (told.length === 0) return null
  return (
    <section class="remarks" aria-labelledby="remarks-name">
      <h2 id="remarks-name">{say('search.notes')}</h2>
      <ul>
        {told.map((r) => (
          <li key={r.id}>{r.text} <span class="quiet">{say('search.byAt', { name: officerName(story, r.actor), time: localTime(r.at, zone) })}</span></li>
        ))}
      </ul>
    </section>
  )
}

const returns = ['time', 'kit', 'safety', 'authorisation', 'conflict_of_interest', 'other'] as const
type Return = (typeof returns)[number]

function Acts({ desk, task, onBegin }: { desk: Desk; task: Task; onBegin: () => void }) {
  const [asking, setAsking] = useState<'' | 'claim' | 'return' | 'not'>('')
  const [code, setCode] = useState<Return | ''>('')
  const accepting = useOnce(desk.acts)
  const story = desk.story.value
  const me = story.documents.officer.get(desk.me.value)
  const ours = me === undefined || officerOf(me).team === task.team || task.team === ''
  const held = task.heldBy.includes(desk.me.value)
  const leave = (): void => setAsking('')
  if (!open.has(task.state)) return null
  return (
    <div class="acts task-acts">
      <button type="button" class="big first-big" onClick={onBegin}>{say('search.begin')}</button>
      {!held && ours && <button type="button" class="big" disabled={accepting.waits} onClick={() => void accepting.once(() => accept(desk.acts, task))}>{say('search.accept')}</button>}
      {!held && !ours && <button type="button" class="big" onClick={() => setAsking('claim')}>{say('search.claim')}</button>}
      <PaperSwitch of={cellKeyed(story, task)} />
      <button type="button" class="big" onClick={() => setAsking('return')}>{say('search.giveBack')}</button>
      <button type="button" class="big" onClick={() => setAsking('not')}>{say('search.notExecuted')}</button>
      {asking === 'claim' && <Ask title={say('search.claim')} act={say('search.claimDo')} onClose={leave} decide={(reason) => claim(desk.acts, task, reason)}><p>{say('search.claimHow', { team: task.teamName })}</p></Ask>}
      {asking === 'return' && (
        <Ask title={say('search.giveBack')} act={say('search.giveBackDo')} ready={code !== ''} onClose={leave} decide={(reason) => (code === '' ? Promise.resolve() : giveBack(desk.acts, task, code, reason))}>
          <Buttons label={say('search.reasonCode')} options={returns.map((r) => ({ code: r, word: say(`search.return.${r}`) }))} chosen={[code]} onPress={(r) => setCode(r as Return)} />
        </Ask>
      )}
      {asking === 'not' && <NotExecuted task={task} search={null} onClose={leave} />}
    </div>
  )
}

/** Searches of this cell that are over. */
function Earlier({ story, task }: { story: Story; task: Task }) {
  const done = task.searches.flatMap((s) => story.searches.get(s) ?? []).filter((s) => s.state !== 'in_progress')
  const zone = zoneOf(story, task.site)
  if (done.length === 0) return null
  return (
    <section class="remarks" aria-labelledby="earlier-name">
      <h2 id="earlier-name">{say('search.earlier')}</h2>
      <ul>
        {done.map((s) => (
          <li key={s.id}><Link to={`/tablet/search/${s.id}`}>{localTime(s.startedAt, zone)} · {say(`search.${s.state}`)}</Link></li>
        ))}
      </ul>
    </section>
  )
}

