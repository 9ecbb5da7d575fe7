import { useEffect, useRef, useState } from 'preact/hooks'
import type { BodyOf } from '../field/acts'
import type { Desk } from '../field/desk'
import { attachSheets, type Sheet } from '../field/papers'
import { Button } from '../parts/Button'
import { TextArea } from '../parts/Field'
import { address, go } from '../parts/route'
import { say } from '../words/words'
import { origin } from './origin'
import { Late, NotLoaded } from './late'
import { useStation } from './station'
import { online } from './status'
import { clockTime } from './times'

type Kind = BodyOf<'incident.reported'>['kind']
const kinds: readonly Kind[] = ['medical', 'threat', 'injury', 'force', 'damage', 'technical', 'other']

/** What asks for a sheet is loaded once the plan is open: before, nobody can say who wrote one. */
const paper = new Late(() => import('./paper/OfIncident'))

/** The sheet from which the next report is keyed in, under a name that goes with the screen. */
function useSheet(desk: Desk | null): { readonly draft: string; readonly sheet: Sheet | undefined; readonly isOffered: boolean } {
  const station = useStation()
  const papers = desk?.papers
  const [draft] = useState(() => papers?.draft() ?? '')
  const isOffered = papers !== undefined && station.phase.value === 'open' && station.me.value !== ''
  useEffect(() => {
    if (isOffered) void paper.fetch()
  }, [isOffered])
  useEffect(() => () => papers?.lay(draft, null), [papers, draft])
  return { draft, sheet: isOffered ? papers.of(draft) : undefined, isOffered }
}

/** Reports from a sheet: at the time that it states, with its photographs on the site. Those that could not be put there are among the unwritten, and shown on every screen. */
async function reportSheet(desk: Desk, draft: string, { doneAt = '' }: Sheet, said: BodyOf<'incident.reported'>): Promise<void> {
  const source = desk.papers?.source(draft)
  const acts = desk.acts.from(() => source)
  await acts.doneAt(doneAt).act('incident.reported', said)
  desk.papers?.lay(draft, null)
  await attachSheets(acts, desk.story.value, { id: acts.site, site: acts.site }, 'site')?.catch(() => undefined)
}

/** One tap reports an alarm, which is always of now; what it is can be said after. */
export function Incident() {
  const station = useStation()
  const desk = station.desk()
  const { draft, sheet, isOffered } = useSheet(desk)
  const [sent, setSent] = useState<{ readonly kind: Kind; readonly at: number; readonly onSheet: boolean } | null>(null)
  const [kind, setKind] = useState<Kind>('medical')
  const [words, setWords] = useState('')
  const busy = useRef(false)
  const loaded = paper.part.value
  const { search, back } = origin(address.value.search)
  const during = desk?.story.value.searches.get(search)

  if (desk === null) return <section class="entry"><h1>{say('tablet.incident')}</h1><p class="notice">{say('tablet.incidentNoOperation')}</p></section>

  async function report(words: BodyOf<'incident.reported'>, from?: Sheet): Promise<void> {
    const said = { ...words, ...(search === '' ? {} : { search }) }
    // Of a glove's two presses one: what it reports is on the disk or among the unwritten before the next.
    if (desk === null || busy.current) return
    busy.current = true
    const stated = Date.parse(from?.doneAt ?? '')
    const told = { kind: said.kind, at: Number.isNaN(stated) ? station.with_.now() : stated, onSheet: !Number.isNaN(stated) }
    await (from === undefined ? desk.acts.act('incident.reported', said) : reportSheet(desk, draft, from, said)).then(() => setSent(told), () => undefined)
    busy.current = false
    station.wake()
  }

  return (
    <section class="entry">
      <h1>{say('tablet.incident')}</h1>
      {during !== undefined && <p>{say('tablet.incidentIn', { cell: desk.story.value.tasks.get(during.task)?.code ?? '' })}</p>}
      {sent !== null && <p class="notice" role="status">{say(sent.onSheet ? 'tablet.incidentFromPaper' : 'tablet.incidentRecorded', { kind: say(`tablet.incidentKind.${sent.kind}`), time: clockTime(sent.at) })} {online.value ? '' : say('tablet.incidentWaits')}</p>}
      <button type="button" class="reach alarm" onClick={() => void report({ kind: 'alarm', severity: 'high', text: say('tablet.alarmText') })}>{say('tablet.alarm')}</button>
      {sheet !== undefined && loaded !== null && <loaded.IncidentBand desk={desk} draft={draft} />}
      <form class="form" onSubmit={(e) => { e.preventDefault(); void report({ kind, severity: 'medium', text: words.trim() }, sheet).then(() => setWords((now) => (now === words ? '' : now))) }}>
        <fieldset class="choosing choosing-wide">
          <legend>{say('tablet.incidentWhat')}</legend>
          {kinds.map((k) => (
            <label key={k} class="choice">
              <input type="radio" name="kind" checked={kind === k} onChange={() => setKind(k)} />
              <span>{say(`tablet.incidentKind.${k}`)}</span>
            </label>
          ))}
        </fieldset>
        <TextArea label={say('tablet.incidentText')} value={words} onInput={setWords} most={4000} rows={3} />
        <p class="form-acts">
          <Button kind="first" type="submit" disabled={words.trim() === ''}>{say('tablet.report')}</Button>
          <Button onClick={() => go(back)}>{say('tablet.back')}</Button>
          {isOffered && loaded !== null && <loaded.IncidentSwitch desk={desk} draft={draft} />}
        </p>
        {isOffered && paper.failed.value && <NotLoaded of={paper} />}
      </form>
    </section>
  )
}
