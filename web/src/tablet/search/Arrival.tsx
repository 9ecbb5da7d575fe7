import { useState } from 'preact/hooks'
import { allows, localTime as wallTime } from '../../checklist/basis'
import type { Desk } from '../../field/desk'
import { basesOf, type Checklist } from '../../field/documents'
import { checklistIn, outsideAuthorisation } from '../../field/gate'
import type { Story, Task } from '../../field/story'
import { type Arrival as Said, start } from '../../field/verbs'
import { attachSheets } from '../../field/papers'
import { go } from '../../parts/route'
import { say } from '../../words/words'
import { isLater, Stated } from '../paper/SheetForm'
import { useOnce } from '../once'
import { Buttons, Options } from './controls/Buttons'
import { Count } from './controls/Numbers'
import { PlacePicker } from './controls/Place'
import { Mark } from './Mark'
import { officersIn, placeName, worded, zoneOf } from './wording'

/** The fewest who may search. */
const fewest = 2

/** The checklists that the operation was given, the newest of each code. */
export function checklistsOf(story: Story): Checklist[] {
  const all = [...story.documents.template.values()].map(checklistIn).filter((c) => c.template.sections.length > 0)
  return all.filter((c) => !all.some((other) => other.template.code === c.template.code && other.version > c.version))
}

/** Those of the team, and those who are signed on: who may search. */
function present(story: Story, task: Task) {
  return officersIn(story).filter((o) => story.signedOn.has(o.id) || (task.team !== '' && o.team === task.team))
}

/** What is said at the door before a search begins: where, how many, who, and under which law. What is missing is said by the button's side. */
export function Arrival({ desk, task, onLeave }: { desk: Desk; task: Task; onLeave: () => void }) {
  const story = desk.story.value
  const officers = present(story, task)
  const checklists = checklistsOf(story)
  const [place, setPlace] = useState<{ id: string; by: Said['confirmedBy'] } | null>(null)
  const [differs, setDiffers] = useState('')
  const [found, setFound] = useState<number | null>(null)
  const [searchers, setSearchers] = useState<readonly string[]>(() => officers.map((o) => o.id))
  const [basis, setBasis] = useState(task.legalBasis)
  const [checklist, setChecklist] = useState(checklists[0]?.id ?? '')
  const [override, setOverride] = useState('')
  const [startedAt, setStartedAt] = useState('')
  const [tried, setTried] = useState(false)
  const { once, failed, waits } = useOnce(desk.acts, (search) => go(`/tablet/search/${search}`))
  const paper = desk.papers?.of(task.id)
  const stated = paper !== undefined && startedAt !== ''
  const outside = place === null ? '' : outsideAuthorisation(story, task.site, place.id, stated ? startedAt : new Date(desk.now()).toISOString())
  const elsewhere = place !== null && place.id !== task.location
  const lacking = lacksOf({ place: place !== null, differs: !elsewhere || differs.trim() !== '', found: found !== null, searchers: searchers.length >= fewest, basis: basis !== '' || basesIn(story).length === 0, override: outside === '' || override.trim() !== '' })
  function begin(): void {
    setTried(true)
    if (lacking.length > 0 || place === null || found === null || isLater(startedAt, desk.now())) return
    const said: Said = {
      location: place.id, confirmedBy: place.by, ...(elsewhere ? { differsBecause: differs.trim() } : {}), ...(task.occupants === null ? {} : { occupantsExpected: task.occupants }), occupantsFound: found, searchers,
      ...(basis === '' ? {} : { legalBasis: basis }), ...(outside === '' ? {} : { overrideReason: override.trim() }),
    }
    void once(async () => {
      const { id } = await start(desk.acts.doneAt(startedAt), task, checklists.find((c) => c.id === checklist), said)
      // A sheet that could not be put on the search now is put on it when its page is opened.
      await attachSheets(desk.acts, desk.story.value, { id, site: task.site })?.catch(() => undefined)
      go(`/tablet/search/${id}`)
    })
  }
  return (
    <section class="arrival" aria-labelledby="arrival-name">
      <h2 id="arrival-name">{say('search.arrival')}</h2>
      {paper !== undefined && <Stated label={say('paper.startedAt')} value={startedAt} zone={zoneOf(story, task.site)} now={desk.now()} onInput={setStartedAt} />}
      <Part title={say('search.actualCell')}>
        <PlacePicker story={story} site={task.site} label={say('search.actualCell')} value={place?.id ?? ''} near={task.location} formats={['qr', 'data_matrix', 'code_128']} onPlace={(id) => setPlace({ id, by: 'pick' })} onRead={(id) => setPlace({ id, by: 'scan' })} />
        {place === null && (
          <button type="button" class="big" onClick={() => setPlace({ id: task.location, by: 'pick' })}>
            {say('search.isThis', { cell: task.path })}
          </button>
        )}
        {elsewhere && <Reason label={say('search.differs', { cell: placeName(story, task.location) })} value={differs} onInput={setDiffers} />}
        {outside !== '' && (
          <div class="ask-alarm" role="alert">
            <p><Mark standing="wrong" bare /> <strong>{say(outside === 'hours' ? 'search.notNow' : 'search.notHere')}</strong> {say('search.blocked')}</p>
            <Reason label={say('search.overrideReason')} value={override} onInput={setOverride} />
          </div>
        )}
      </Part>
      <Part title={say('search.found', { n: task.occupants ?? '–' })}>
        <Count label={say('search.foundLabel')} value={found} onNumber={setFound} />
      </Part>
      <Part title={say('search.searchers', { n: fewest })}>
        <Buttons label={say('search.searchers', { n: fewest })} options={officers.map((o) => ({ code: o.id, word: o.name, more: [o.badge, story.signedOn.has(o.id) ? say('search.isSignedOn') : ''].filter(Boolean).join(' · ') }))} chosen={searchers} several
          onPress={(id) => setSearchers(searchers.includes(id) ? searchers.filter((s) => s !== id) : [...searchers, id])} />
        {officers.length === 0 && <p class="quiet">{say('search.noOfficer')}</p>}
      </Part>
      <Basis story={story} task={task} value={basis} now={stated ? Date.parse(startedAt) : desk.now()} onBasis={setBasis} />
      {checklists.length > 1 && (
        <Part title={say('search.checklist')}>
          <Options label={say('search.checklist')} options={checklists.map((c) => ({ code: c.id, word: worded((story.documents.template.get(c.id)?.name ?? undefined) as never, c.template.code), more: String(c.version) }))} chosen={[checklist]} onPress={setChecklist} />
        </Part>
      )}
      {checklists.length === 0 && <p class="ask-problem"><Mark standing="wrong" bare /> {say('search.noChecklist')}</p>}
      {tried && lacking.length > 0 && <div role="alert"><ul class="ask-problems">{lacking.map((l) => <li key={l}><Mark standing="open" bare /> {say(`search.need.${l}`)}</li>)}</ul></div>}
      {failed && <p role="alert" class="ask-problem"><strong>{say('search.notWritten')}</strong> {say('search.actNotWritten')}</p>}
      <div class="acts task-acts">
        <button type="button" class="big first-big" disabled={waits} onClick={begin}>{say(outside === '' ? 'search.beginNow' : 'search.beginAnyway')}</button>
        <button type="button" class="big" onClick={onLeave}>{say('search.leave')}</button>
      </div>
    </section>
  )
}

const needs = ['place', 'differs', 'override', 'found', 'searchers', 'basis'] as const
type Need = (typeof needs)[number]
const lacksOf = (is: Readonly<Record<Need, boolean>>): Need[] => needs.filter((need) => !is[need])

const Part = ({ title, children }: { title: string; children: preact.ComponentChildren }) => (
  <fieldset class="arrival-part">
    <legend>{title}</legend>
    <div class="stack">{children}</div>
  </fieldset>
)

const Reason = ({ label, value, onInput }: { label: string; value: string; onInput: (text: string) => void }) => (
  <label class="stack">
    <span>{label}</span>
    <textarea class="tall words" rows={2} maxLength={1000} value={value} onInput={(e) => onInput(e.currentTarget.value)} />
  </label>
)

const basesIn = (story: Story) => [...basesOf([...story.documents.operation.values()][0])]

/** The legal basis, that of the task first; hours that it does not allow are said, for they cannot be mended afterwards. */
function Basis({ story, task, value, now, onBasis }: { story: Story; task: Task; value: string; now: number; onBasis: (code: string) => void }) {
  const bases = basesIn(story)
  const chosen = bases.find(([code]) => code === value)?.[1]
  const local = wallTime(now, zoneOf(story, task.site))
  const late = chosen !== undefined && local !== null && !allows(chosen.hours, local)
  return (
    <Part title={say('search.basis')}>
      {bases.length > 0 ? <Options label={say('search.basis')} options={bases.map(([code, b]) => ({ code, word: worded(b.labels, code) }))} chosen={[value]} onPress={onBasis} /> : <p>{value || say('search.basisNone')}</p>}
      {late && <p role="alert" class="ask-problem"><Mark standing="wrong" bare /> {say('search.outsideHours')}</p>}
    </Part>
  )
}

