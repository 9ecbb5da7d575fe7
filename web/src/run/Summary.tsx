import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Facts } from '../parts/Facts'
import { Segments } from '../parts/Segments'
import { Shown, useResource } from '../parts/Shown'
import { Table } from '../parts/Table'
import { pickWord } from '../record/names'
import { formatHour, formatMinutes } from '../time/hour'
import { localDay, ownZone } from '../time/local'
import { figure, language, say } from '../words/words'

type Summary = components['schemas']['OperationSummary']
type Site = components['schemas']['SummarySite']
type Funnel = components['schemas']['SummaryFunnel']

/** What the operation came to: cells, times against the plan, what was found, and what the journal holds; printed it is a page of its own. */
export function SummaryPart({ desk }: { desk: Desk }) {
  const summary = useResource<Summary>(
    (signal) => ask(api.GET('/v1/operations/{operation}/summary', { params: { path: { operation: desk.operation.id } }, signal })),
    [desk.operation.id, desk.operation.version],
  )
  return (
    <section class="run-part summary" aria-labelledby="run-summary">
      <div class="page-head">
        <h2 id="run-summary">{say('summary.title')}</h2>
        <span class="page-acts no-print">
          <Button onClick={() => print()}>{say('summary.print')}</Button>
        </span>
      </div>
      <Shown of={summary}>{(s) => <Content summary={s} />}</Shown>
    </section>
  )
}

/** The parts of a funnel as one bar of the cells that were authorised. */
export function funnelParts(f: Funnel) {
  const underWay = Math.max(0, f.started - f.doneClear - f.doneFind)
  return [
    { state: 'clear', count: f.doneClear, word: say('state.clear') },
    { state: 'find', count: f.doneFind, word: say('state.find') },
    { state: 'started', count: underWay, word: say('state.started') },
    { state: 'not_executed', count: f.notExecuted, word: say('state.not_executed') },
    { state: 'planned', count: Math.max(0, f.planned - f.doneClear - f.doneFind - underWay - f.notExecuted), word: say('state.planned') },
  ] as const
}

const hour = (m: number | undefined): string => (m === undefined ? '–' : formatHour(m, say('unit.day')))
const share = (part: number, whole: number): string => (whole === 0 ? '–' : figure(part / whole, { style: 'percent' }))

function Content({ summary: s }: { summary: Summary }) {
  const { funnel: f, span, counts } = s
  return (
    <>
      <p class="quiet number">
        {s.hHour !== undefined && `H = ${localDay(s.hHour, ownZone())} · `}
        {say('summary.asOf', { position: s.position })}
      </p>
      <Segments label={say('summary.cells')} total={Math.max(f.authorised, f.planned)} tall parts={funnelParts(f)} />
      <Facts
        facts={[
          [say('summary.authorised'), figure(f.authorised)],
          [say('summary.planned'), figure(f.planned)],
          [say('summary.searched'), `${figure(f.doneClear + f.doneFind)} (${share(f.doneClear + f.doneFind, f.authorised)})`],
          [say('summary.withFind'), figure(f.doneFind)],
          [say('summary.notExecuted'), figure(f.notExecuted)],
          [say('summary.starts'), span.firstStart === undefined ? '' : `${hour(span.firstStart)} – ${hour(span.lastStart)}`],
          [say('summary.exposure'), say('summary.ofPlan', { actual: figure(span.exposure), planned: figure(span.exposurePlanned) })],
          [say('summary.makespan'), say('summary.ofPlan', { actual: span.makespan === undefined ? '–' : formatMinutes(span.makespan), planned: formatMinutes(span.makespanPlanned) })],
          [say('summary.exhibits'), `${figure(counts.exhibits)}${counts.exhibitsVoided > 0 ? ` (${say('summary.voided', { n: counts.exhibitsVoided })})` : ''}`],
          [say('summary.incidents'), figure(counts.incidents)],
          [say('summary.overrides'), figure(counts.overrides)],
          [say('summary.contested'), say('summary.resolvedOf', { open: counts.contested, resolved: counts.resolved })],
          [say('summary.journal'), say('summary.entriesAndFiles', { entries: counts.entries, files: counts.files, tablets: counts.tablets })],
        ]}
      />
      <div class="summary-counts">
        <Counts title={say('summary.reasons')} rows={f.reasons.map((r) => ({ label: pickWord('not-executed-reasons', r.code), count: r.count }))} />
        <Counts title={say('summary.categories')} rows={named(s.categories)} />
        <Counts title={say('summary.models')} rows={named(s.models)} />
        <Counts title={say('summary.places')} rows={named(s.places)} />
        <Counts title={say('summary.routes')} rows={named(s.routes)} />
      </div>
      <Sites sites={s.sites} />
    </>
  )
}

const named = (rows: readonly components['schemas']['Count'][]) => rows.map((r) => ({ label: r.target === true ? say('summary.target', { model: r.label[language.value] }) : r.label[language.value], count: r.count }))

function Counts({ title, rows }: { title: string; rows: readonly { readonly label: string; readonly count: number }[] }) {
  const most = Math.max(1, ...rows.map((r) => r.count))
  return (
    <div>
      <h3>{title}</h3>
      {rows.length === 0 ? <p class="quiet small">{say('summary.none')}</p> : (
        <ul class="summary-bars">
          {rows.map((r) => (
            <li key={r.label}>
              <span>{r.label}</span>
              <span class="number">{figure(r.count)}</span>
              <span class="summary-bar" style={{ width: `${(100 * r.count) / most}%` }} aria-hidden="true" />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Sites({ sites }: { sites: readonly Site[] }) {
  return (
    <Table
      caption={say('summary.sites')}
      rows={sites}
      id={(s) => s.id}
      empty={null}
      className="summary-sites"
      sort={{ column: 'name', down: false }}
      columns={[
        { name: 'name', title: say('run.site'), cell: (s) => `${s.code} ${s.name}`, worth: (s) => s.code },
        { name: 'bar', title: say('summary.cells'), cell: (s) => <Segments label={s.name} total={Math.max(s.funnel.authorised, s.funnel.planned)} parts={funnelParts(s.funnel)} /> },
        { name: 'searched', title: say('summary.searched'), cell: (s) => `${s.funnel.doneClear + s.funnel.doneFind} / ${s.funnel.authorised}`, worth: (s) => s.funnel.doneClear + s.funnel.doneFind, startsDown: true, right: true },
        { name: 'finds', title: say('summary.withFind'), cell: (s) => figure(s.funnel.doneFind), worth: (s) => s.funnel.doneFind, startsDown: true, right: true },
        { name: 'first', title: say('summary.firstStart'), cell: (s) => hour(s.span.firstStart), worth: (s) => s.span.firstStart ?? null, right: true },
        { name: 'end', title: say('summary.end'), cell: (s) => hour(s.span.makespan), worth: (s) => s.span.makespan ?? null, right: true },
        { name: 'planned', title: say('summary.endPlanned'), cell: (s) => hour(s.span.makespanPlanned), worth: (s) => s.span.makespanPlanned, right: true },
        { name: 'exhibits', title: say('summary.exhibits'), cell: (s) => figure(s.counts.exhibits), worth: (s) => s.counts.exhibits, startsDown: true, right: true },
        { name: 'incidents', title: say('summary.incidents'), cell: (s) => figure(s.counts.incidents), worth: (s) => s.counts.incidents, startsDown: true, right: true },
      ]}
    />
  )
}
