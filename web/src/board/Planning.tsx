import { useEffect, useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Field, NumberField } from '../parts/Field'
import { useSending } from '../parts/form'
import { Empty, FaultNote } from '../parts/Notices'
import { Progress } from '../parts/Progress'
import { address, go } from '../parts/route'
import { Shown, useResource } from '../parts/Shown'
import { StateMark, type State } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { second } from '../time/clock'
import { formatAge, formatMinutes } from '../time/hour'
import { localDay, ownZone } from '../time/local'
import { figure, say } from '../words/words'
import { ApiFault } from '../api/problem'
import { ReachedChart } from './Chart'
import { ended, followJob, type PlanImprovement, type PlanJob } from './follow'
import { cancelJob, heard, improvedBy, listJobs, pointsOf, shareOf, startJob } from './jobs'
import type { BoardModel } from './model'

/** Planning as a job: start it, watch it, end it, and what earlier ones came to. A page that is read again finds its job in the list. */
export function PlanningView({ model }: { model: BoardModel }) {
  const jobs = useResource((signal) => listJobs(model.desk, signal), [model])
  const { data } = jobs.known.value
  const running = data?.filter((j) => !ended(j)) ?? []
  const mayPlan = may('plan.job') && may('plan.write') && ['draft', 'planned'].includes(model.desk.operation.state)
  const finished = (job: PlanJob): void => {
    void jobs.reload()
    if (job.plan !== undefined) void model.show(null)
  }
  const newest = data?.find((j) => j.kind === 'plan')
  const shown = running.length > 0 ? running : newest === undefined ? [] : [newest]
  return (
    <div class="planning">
      {mayPlan ? <StartForm model={model} started={() => void jobs.reload()} /> : <p class="quiet">{say('planning.notNow')}</p>}
      {shown.map((job) => (
        <JobWatch key={job.id} model={model} first={job} finished={finished} />
      ))}
      <Shown of={jobs}>{(list) => <Jobs list={list} />}</Shown>
    </div>
  )
}

function StartForm({ model, started }: { model: BoardModel; started: () => void }) {
  const [seconds, setSeconds] = useState<number | null>(60)
  const [rounds, setRounds] = useState<number | null>(200)
  const [seed, setSeed] = useState<number | null>(1)
  const [why, setWhy] = useState('')
  const sending = useSending()
  return (
    <form class="form planning-form" onSubmit={(e) => {
      e.preventDefault()
      sending.send(async () => {
        await startJob(model.desk, { kind: 'plan', rounds: rounds ?? 200, deadlineSeconds: seconds ?? 60, seed: seed ?? 1, ...(why.trim() === '' ? {} : { note: why.trim() }) })
        started()
      })
    }}>
      <h2>{say('planning.title')}</h2>
      <p class="quiet">{say('planning.what')}</p>
      <details>
        <summary>{say('planning.more')}</summary>
        <div class="form-row">
          <NumberField label={say('planning.deadline')} value={seconds} onInput={setSeconds} least={1} most={3600} unit="s" />
          <NumberField label={say('planning.rounds')} value={rounds} onInput={setRounds} least={1} most={1_000_000} />
          <NumberField label={say('planning.seed')} value={seed} onInput={setSeed} least={0} most={4_503_599_627_370_496} hint={say('planning.seedHint')} />
        </div>
        <Field label={say('planning.note')} value={why} onInput={setWhy} most={500} />
      </details>
      {sending.fault !== null && <FaultNote fault={sending.fault} />}
      <div class="form-acts">
        <Button kind="first" type="submit" busy={sending.busy}>{say('planning.start')}</Button>
      </div>
    </form>
  )
}

const marks: Readonly<Record<PlanJob['state'], State>> = { queued: 'planned', running: 'started', done: 'clear', cancelled: 'not_executed', failed: 'person', lost: 'person' }

export function JobState({ job }: { job: PlanJob }) {
  return (
    <span class="state-word">
      <StateMark state={marks[job.state]} />
      {say(`job.${job.state}`)}
    </span>
  )
}

/** What a job has reached, in one line. */
export function reachedWords(job: PlanJob): string {
  const r = job.reached
  const { work } = job
  if (work !== undefined && !ended(job)) return say(`work.${work.unit}`, { done: work.done, of: work.of, name: work.name ?? say('whatif.asItIs') })
  if (r === undefined) return ''
  return say('planning.reached', { makespan: formatMinutes(r.makespan), bound: formatMinutes(r.makespanBound), gap: figure(r.gap / 100, { style: 'percent', maximumFractionDigits: 1 }), proven: r.sitesProven, sites: r.sites, round: r.round })
}

/** A job while it runs, and the last one when it has ended: progress, chart, a way to end it. */
export function JobWatch({ model, first, finished }: { model: BoardModel; first: PlanJob; finished: (job: PlanJob) => void }) {
  const [job, setJob] = useState(first)
  const [improvements, setImprovements] = useState<readonly PlanImprovement[]>([])
  const sending = useSending()
  useEffect(() => followJob({
    operation: model.operation, job: first.id,
    onJob: (now) => {
      setJob((was) => heard(was, now))
      if (ended(now) && !ended(first)) finished(now)
    },
    onImproved: (i) => setImprovements((known) => improvedBy(known, i)),
  }), [first.id])
  const over = ended(job)
  if (!over) second.value // how far it is by time goes on between two events
  const points = pointsOf(job, improvements)
  const lasted = (Date.parse(job.endedAt ?? new Date().toISOString()) - Date.parse(job.startedAt ?? job.createdAt)) / 1000
  return (
    <section class="job" aria-label={say('planning.job')}>
      {over ? (
        <p class="job-over">
          <JobState job={job} /> <span class="quiet">{reachedWords(job)}</span>
          {job.plan !== undefined && (
            <Button onClick={() => {
              void model.show(job.plan === model.newest() ? null : (job.plan ?? null))
              go(address.value.path)
            }}>{say('planning.toPlan', { n: job.plan })}</Button>
          )}
        </p>
      ) : (
        <Progress label={say(job.state === 'queued' ? 'planning.queued' : job.kind === 'plan' ? 'planning.running' : `jobkind.${job.kind}`)} share={shareOf(job, clockOf(job, improvements))} note={reachedWords(job)} cancelling={sending.busy}
          onCancel={may('plan.job') ? () => sending.send(async () => {
            const now = await cancelJob(model.desk, job.id)
            setJob((was) => heard(was, now))
          }) : undefined} />
      )}
      {sending.fault !== null && <FaultNote fault={sending.fault} />}
      {job.fault !== undefined && <FaultNote fault={new ApiFault({ code: job.fault.code, detail: job.fault.detail ?? '' })} />}
      <ReachedChart points={points} seconds={over && Number.isFinite(lasted) ? Math.max(0, lasted) : 0} />
    </section>
  )
}

/** The server's time as its last word about the job tells it: this computer's own may be another. */
function clockOf(job: PlanJob, improvements: readonly PlanImprovement[]): number {
  const last = improvements.at(-1)
  return Date.parse(last?.at ?? job.startedAt ?? job.createdAt)
}

function Jobs({ list }: { list: readonly PlanJob[] }) {
  return (
    <section aria-labelledby="jobs">
      <h2 id="jobs">{say('planning.jobs')}</h2>
      <Table
        caption={say('planning.jobs')} rows={list} id={(j) => j.id} empty={<Empty title={say('planning.noJobs')}>{say('planning.noJobsNext')}</Empty>}
        columns={[
          { name: 'at', title: say('planning.asked'), worth: (j) => j.createdAt, startsDown: true, cell: (j) => localDay(j.createdAt, ownZone()) },
          { name: 'kind', title: say('planning.kind'), worth: (j) => say(`jobkind.${j.kind}`), cell: (j) => say(`jobkind.${j.kind}`) },
          { name: 'state', title: say('planning.state'), worth: (j) => j.state, cell: (j) => <JobState job={j} /> },
          { name: 'reached', title: say('planning.came'), cell: (j) => <span class="small">{j.plan === undefined ? '' : `${say('plan.version', { n: j.plan })} · `}{reachedWords(j)}</span> },
          { name: 'took', title: say('planning.took'), right: true, worth: (j) => took(j), cell: (j) => (took(j) === null ? '–' : formatAge(took(j) ?? 0)) },
          { name: 'note', title: say('planning.note'), cell: (j) => j.note ?? '' },
        ]}
      />
    </section>
  )
}

function took(j: PlanJob): number | null {
  return j.startedAt === undefined || j.endedAt === undefined ? null : (Date.parse(j.endedAt) - Date.parse(j.startedAt)) / 1000
}
