import { useState } from 'preact/hooks'
import { readForm } from '../../checklist/form'
import type { Moved } from '../../checklist/move'
import type { Value } from '../../checklist/values'
import type { Checklist } from '../../field/documents'
import { moveTo, setAside, stillStanding } from '../../field/verbs'
import { Dialog } from '../../parts/Dialog'
import { Link } from '../../parts/Link'
import { localTime } from '../../time/local'
import { say } from '../../words/words'
import { useOnce } from '../once'
import { Mark } from './Mark'
import type { SearchModel } from './model'
import { sectionAddress } from './Rail'
import { type Change, changeOf, known, type Move, movesOf } from './versions'
import { officerName, valueWords, worded, zoneOf } from './wording'

/** Tells an officer whose checklist changed under him what is different, offers to move the search, and shows what a move set aside. */
export function Versions({ model }: { model: SearchModel }) {
  const change = changeOf(model)
  const search = model.search.value
  const moves = search === undefined ? [] : movesOf(search)
  if (moves.length === 0 && change === null) return null
  return (
    <section class="all-versions" aria-label={say('search.versions')}>
      {moves.map((made) => <MovedOn key={made.entry} model={model} made={made} />)}
      {change !== null && <Changed model={model} change={change} />}
    </section>
  )
}

function Changed({ model, change }: { model: SearchModel; change: Change }) {
  const [asking, setAsking] = useState(false)
  const { from, before, to, moved, differences, draft } = change
  const canMove = !moved && before !== undefined && draft !== null && model.search.value?.state === 'in_progress'
  return (
    <details class="versions" open={moved}>
      <summary>
        <Mark standing={moved ? 'wrong' : 'optional'} bare /> {say(moved ? 'search.moved' : 'search.newer', { from, to: to.version })}
      </summary>
      {moved && <p>{say('search.movedHow')}</p>}
      {differences === null ? <p>{say('search.differencesUnknown')}</p> : <ul>{differences.map((d, i) => <li key={i}>{worded(d.words)}</li>)}</ul>}
      {draft !== null && moved && <Draft model={model} before={before} to={to} draft={draft} />}
      {canMove && (
        <button type="button" class="big" onClick={() => setAsking(true)}>
          {say('search.moveTo', { to: to.version })}
        </button>
      )}
      {asking && canMove && <AskMove model={model} before={before} to={to} draft={draft} onClose={() => setAsking(false)} />}
    </details>
  )
}

/** Before it is moved: what is kept, what is set aside, what is asked then. */
function AskMove({ model, before, to, draft, onClose }: { model: SearchModel; before: Checklist; to: Checklist; draft: Moved; onClose: () => void }) {
  const [busy, setBusy] = useState(false)
  function done(): void {
    const search = model.search.value
    if (search === undefined || busy) return
    setBusy(true)
    // What could not be written is told on every screen; a move that was cut off is finished from the search.
    moveTo(model.desk.acts, model.desk.story.value, search, before, to, draft).then(onClose, onClose)
  }
  return (
    <Dialog wide title={say('search.moveTo', { to: to.version })} onClose={onClose} acts={
      <>
        <button type="button" class="big" onClick={onClose}>
          {say('search.leave')}
        </button>
        <button type="button" class="big first-big" disabled={busy} onClick={done}>
          {say('search.moveDo')}
        </button>
      </>
    }>
      <div class="stack ask-dialog">
        <p>{say('search.moveHow')}</p>
        <Draft model={model} before={before} to={to} draft={draft} />
      </div>
    </Dialog>
  )
}

function Draft({ model, before, to, draft }: { model: SearchModel; before: Checklist | undefined; to: Checklist; draft: Moved }) {
  const story = model.desk.story.value
  const zone = zoneOf(story, model.search.value?.site ?? '')
  const [now, then] = [readForm(to.template), before === undefined ? undefined : readForm(before.template)]
  const nodeOf = (path: string) => now.byPath.get(path) ?? then?.byPath.get(path)
  const nameOf = (path: string): string => worded(nodeOf(path)?.item.labels, path)
  return (
    <>
      <p><Mark standing="done" bare /> {say('search.keptAnswers', { n: draft.kept.length })}</p>
      {draft.aside.length > 0 && (
        <>
          <p class="strong">{say('search.aside', { n: draft.aside.length })}</p>
          <ul>
            {draft.aside.map((a) => {
              const node = then?.byPath.get(a.path)
              const value = node === undefined || a.value === null ? JSON.stringify(a.value) : valueWords(story, before ?? to, node, a.value as Value, zone)
              return <li key={`${a.path} ${a.row ?? ''}`}>{say('search.pair', { name: nameOf(a.path), value })} · {say(`search.why.${a.why}`)}</li>
            })}
          </ul>
        </>
      )}
      {draft.required.length > 0 && (
        <>
          <p class="strong">{say('search.nowAsked', { n: draft.required.length })}</p>
          <ul>
            {draft.required.map(({ path, row }) => (
              <li key={`${path} ${row ?? ''}`}>
                {model.checklist.value === to
                  ? <Link to={`${sectionAddress(model.id, nodeOf(path)?.section.code ?? '')}?${new URLSearchParams({ at: path, ...(row === undefined ? {} : { row }) }).toString()}`}>{nameOf(path)}</Link>
                  : nameOf(path)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** A move that was made: who, when, and what was answered that does not fit. It is in the journal, and counts no more. */
function MovedOn({ model, made }: { model: SearchModel; made: Move }) {
  const search = model.search.value
  const { once, waits } = useOnce(model.desk.acts)
  if (search === undefined) return null
  const story = model.desk.story.value
  const zone = zoneOf(story, search.site)
  const before = known(story, made.from.template, '', made.from.templateVersion)
  const form = before === undefined ? undefined : readForm(before.template)
  const left = stillStanding(story, search, made)
  return (
    <details class="versions" open={left.length > 0}>
      <summary>
        <Mark standing={left.length > 0 ? 'wrong' : 'done'} bare /> {say('search.movedOn', { from: made.from.templateVersion, to: made.templateVersion, who: officerName(story, made.actor), time: localTime(made.at, zone) })}
      </summary>
      {made.aside.length > 0 && <p class="strong">{say('search.aside', { n: made.aside.length })}</p>}
      <ul>
        {made.aside.map(({ item, row = '', entry, why }) => {
          const value = story.answer(search.id, item, row)?.assertions.find((a) => a.entry === entry)?.value
          const node = form?.byPath.get(item)
          const words = node === undefined || before === undefined || value === null || value === undefined ? JSON.stringify(value ?? null) : valueWords(story, before, node, value as Value, zone)
          return <li key={`${item} ${row} ${entry}`}>{say('search.pair', { name: worded(node?.item.labels, item), value: words })}{why === undefined ? '' : ` · ${say(`search.why.${why}`)}`}</li>
        })}
      </ul>
      {left.length > 0 && (
        <button type="button" class="big" disabled={waits} onClick={() => void once(() => setAside(model.desk.acts, story, search, { ...made.from, aside: made.aside }))}>
          {say('search.moveFinish', { n: left.length })}
        </button>
      )}
    </details>
  )
}
