import { useEffect, useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { NumberField } from '../parts/Field'
import { useSending } from '../parts/form'
import { Empty, FaultNote } from '../parts/Notices'
import { useResource } from '../parts/Shown'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { formatHour, formatMinutes } from '../time/hour'
import { localDay, ownZone } from '../time/local'
import { figure, say } from '../words/words'
import { ended, type PlanJob } from './follow'
import { jobResult, listJobs, startJob } from './jobs'
import type { BoardModel, Loaded } from './model'
import { JobWatch } from './Planning'
import { type Distribution, readReport, type Report } from './report'

/** What becomes of a plan when searches take longer than foreseen: it is played many times, and what comes of that is drawn. */
export function RobustView({ model, loaded }: { model: BoardModel; loaded: Loaded }) {
  const number = loaded.view.version.number
  const jobs = useResource((signal) => listJobs(model.desk, signal), [model, number])
  const [runs, setRuns] = useState<number | null>(1000)
  const [report, setReport] = useState<{ readonly of: PlanJob; readonly report: Report } | null>(null)
  const sending = useSending()
  const mine = (jobs.known.value.data ?? []).filter((j) => j.kind === 'robust')
  const running = mine.filter((j) => !ended(j))
  const last = mine.find((j) => j.state === 'done' || j.state === 'cancelled')
  const read = (j: PlanJob): void => sending.send(async () => setReport({ of: j, report: readReport(await jobResult(model.desk, j.id)) }))
  useEffect(() => {
    if (last !== undefined && report === null && !sending.busy) read(last)
  }, [last?.id])
  return (
    <div class="robust">
      <p class="quiet">{say('robust.what')}</p>
      {may('plan.job') && (
        <form class="robust-form" onSubmit={(e) => {
          e.preventDefault()
          sending.send(async () => {
            await startJob(model.desk, { kind: 'robust', plan: number, runs: runs ?? 1000 })
            await jobs.reload()
          })
        }}>
          <NumberField label={say('robust.runs')} value={runs} onInput={setRuns} least={1} most={20_000} />
          <Button kind="first" type="submit" busy={sending.busy}>{say('robust.play', { n: number })}</Button>
        </form>
      )}
      {sending.fault !== null && <FaultNote fault={sending.fault} />}
      {running.map((j) => (
        <JobWatch key={j.id} model={model} first={j} finished={(done) => {
          void jobs.reload()
          if (done.state === 'done') read(done)
        }} />
      ))}
      {report === null ? running.length === 0 && <Empty title={say('robust.none')}>{say('robust.noneNext')}</Empty> : <Reported of={report.report} at={localDay(report.of.createdAt, ownZone())} />}
    </div>
  )
}

const share = (n: number, of: number): string => figure(of === 0 ? 0 : n / of, { style: 'percent', maximumFractionDigits: n > 0 && n / of < 0.1 ? 1 : 0 })

function Reported({ of: r, at }: { of: Report; at: string }) {
  return (
    <>
      <p class="small quiet">{say('robust.played', { n: r.scenarios, at })}</p>
      <section aria-labelledby="robust-ends">
        <h2 id="robust-ends">{say('robust.ends')}</h2>
        <Ends report={r} />
      </section>
      <div class="robust-lists">
        <section aria-labelledby="robust-critical">
          <h2 id="robust-critical">{say('robust.critical')}</h2>
          <Table caption={say('robust.critical')} rows={r.critical} id={(c) => `${c.kind} ${c.site} ${c.id}`} empty={<p class="quiet">{say('robust.noneCritical')}</p>}
            columns={[
              { name: 'what', title: say('whatif.resource'), worth: (c) => c.id, cell: (c) => `${say(`critical.${c.kind}`)} ${c.id} · ${c.site}` },
              { name: 'on', title: say('robust.onIn'), right: true, worth: (c) => c.onIn, startsDown: true, cell: (c) => share(c.onIn, r.scenarios) },
              { name: 'site', title: say('robust.onSiteIn'), right: true, worth: (c) => c.onSiteIn, startsDown: true, cell: (c) => share(c.onSiteIn, r.scenarios) },
              { name: 'wins', title: say('robust.wins'), right: true, worth: (c) => c.winsP90, startsDown: true, cell: (c) => (c.winsP90 === 0 ? '–' : `−${formatMinutes(c.winsP90)}`) },
            ]} />
        </section>
        <section aria-labelledby="robust-links">
          <h2 id="robust-links">{say('robust.links')}</h2>
          <Table caption={say('robust.links')} rows={r.groups} id={(g) => g.id} empty={<p class="quiet">{say('robust.noLinks')}</p>}
            columns={[
              { name: 'id', title: say('robust.link'), worth: (g) => g.id, cell: (g) => `${g.id}${g.firstWave ? ` · ${say('robust.wave')}` : ''}` },
              { name: 'slips', title: say('robust.slips'), right: true, worth: (g) => g.slipsIn, startsDown: true, cell: (g) => <Chance n={g.slipsIn} of={r.scenarios} /> },
              { name: 'late', title: say('robust.late'), right: true, worth: (g) => g.lateIn, startsDown: true, cell: (g) => share(g.lateIn, r.scenarios) },
              { name: 'p90', title: say('robust.lateP90'), right: true, worth: (g) => g.lateP90, startsDown: true, cell: (g) => formatMinutes(g.lateP90) },
            ]} />
        </section>
      </div>
    </>
  )
}

function Chance({ n, of }: { n: number; of: number }) {
  return (
    <span class="chance">
      <span class="chance-bar" aria-hidden="true"><span style={{ width: `${of === 0 ? 0 : (100 * n) / of}%` }} /></span>
      {share(n, of)}
    </span>
  )
}

/** The ends of operation and sites: planned as a mark, from P50 to P90 as a bar, to the greatest as a line. */
function Ends({ report: r }: { report: Report }) {
  const [all, setAll] = useState(false)
  const sites = [...r.sites].sort((a, b) => b.p90 - a.p90)
  const rows: readonly (Distribution & { readonly id: string })[] = [{ id: say('robust.operation'), ...r.operation }, ...(all ? sites : sites.slice(0, 12))]
  const end = Math.max(1, ...rows.map((d) => d.greatest))
  const percent = (m: number): string => `${(100 * m) / end}%`
  return (
    <>
      <ul class="ends">
        {rows.map((d) => (
          <li key={d.id}>
            <span class="ends-name">{d.id}</span>
            <span class="ends-track" role="img" aria-label={say('robust.end', { planned: formatHour(d.planned), p50: formatHour(d.p50), p90: formatHour(d.p90), most: formatHour(d.greatest) })}>
              <span class="ends-line" style={{ left: percent(d.p50), width: percent(d.greatest - d.p50) }} />
              <span class="ends-bar" style={{ left: percent(d.p50), width: percent(Math.max(0.4, d.p90 - d.p50)) }} />
              <span class="ends-planned" style={{ left: percent(d.planned) }} />
            </span>
            <span class="number small">{say('robust.endShort', { planned: formatHour(d.planned), p50: formatHour(d.p50), p90: formatHour(d.p90) })}</span>
            <span class="number small quiet">{say('robust.laterIn', { share: share(d.laterIn, r.scenarios) })}</span>
          </li>
        ))}
      </ul>
      {sites.length > 12 && <Button onClick={() => setAll(!all)}>{say(all ? 'robust.fewer' : 'robust.all', { n: sites.length })}</Button>}
    </>
  )
}
