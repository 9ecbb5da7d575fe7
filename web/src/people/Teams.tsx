import { useEffect, useState } from 'preact/hooks'
import { ended, followJob, type PlanJob } from '../board/follow'
import { cancelJob, heard, jobResult, listJobs, shareOf, startJob } from '../board/jobs'
import { ApiFault } from '../api/problem'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Check, Choice, NumberField } from '../parts/Field'
import { useSending } from '../parts/form'
import { Empty, FaultNote } from '../parts/Notices'
import { Progress } from '../parts/Progress'
import { Shown, useResource } from '../parts/Shown'
import { may } from '../parts/who'
import { localDay, ownZone } from '../time/local'
import { say, sayCode } from '../words/words'
import { Proposed } from './Proposed'
import { isProposal, type TeamsProposal } from './proposal'
import type { Line, People } from './roll'

interface TeamsProperties {
  readonly desk: Desk
  readonly people: People
  readonly lines: readonly Line[]
  readonly after: () => void
}

/** Teams as the planner would make them: asked for as a job, looked at by site, taken where they please. A page that is read again finds its job in the list. */
export function Teams({ desk, people, lines, after }: TeamsProperties) {
  const jobs = useResource((signal) => listJobs(desk, signal).then((all) => all.filter((j) => j.kind === 'teams')), [desk.operation.id])
  const open = may('plan.job') && may('plan.write') && ['draft', 'planned', 'approved', 'sealed'].includes(desk.operation.state)
  return (
    <>
      {open ? <Start desk={desk} people={people} lines={lines} started={() => void jobs.reload()} /> : <p class="quiet">{say('prepare.closed')}</p>}
      <Shown of={jobs}>
        {(list) => {
          const newest = list[0]
          const last = list.find((j) => j.state === 'done')
          return (
            <>
              {newest !== undefined && !ended(newest) && <Follow key={newest.id} desk={desk} first={newest} finished={() => void jobs.reload()} />}
              {newest !== undefined && ended(newest) && newest.state !== 'done' && <Failed job={newest} />}
              {last !== undefined ? <Result key={last.id} desk={desk} people={people} job={last} after={after} /> : newest === undefined && <Empty title={say('proposed.none')}>{say('proposed.noneNext')}</Empty>}
            </>
          )
        }}
      </Shown>
    </>
  )
}

function Failed({ job }: { job: PlanJob }) {
  if (job.state === 'cancelled') return <p role="status">{say('proposed.ended')}</p>
  return job.fault === undefined ? <p class="quiet">{sayCode('job', job.state)}</p> : <FaultNote fault={new ApiFault({ code: job.fault.code, detail: job.fault.detail ?? '' })} />
}

/** For which sites, how large, and of whom. */
function Start({ desk, people, lines, started }: Omit<TeamsProperties, 'after'> & { started: () => void }) {
  const [site, setSite] = useState('')
  const [least, setLeast] = useState<number | null>(2)
  const [most, setMost] = useState<number | null>(4)
  const [better, setBetter] = useState(false)
  const [free, setFree] = useState(false)
  const sending = useSending()
  const ready = people.sites.filter((s) => s.cells.length > 0 && (s.teams.some((t) => t.officers.length > 0) || (free && s.establishment === site)))
  const chosen = site === '' ? ready : ready.filter((s) => s.establishment === site)
  const spare = lines.filter((l) => l.places.length === 0)
  const wrong = least === null || most === null || least < 1 || most < least || most > 20
  const named = (id: string): string => `${people.establishments.get(id)?.code ?? ''} ${people.establishments.get(id)?.name ?? id}`.trim()
  const ask = (): void =>
    sending.send(async () => {
      if (wrong) return
      const sites = chosen.map((s) => ({ establishment: s.establishment, ...(free && site !== '' ? { officers: [...new Set([...s.teams.flatMap((t) => t.officers.map((o) => o.id)), ...spare.map((l) => l.officer.id)])] } : {}) }))
      await startJob(desk, { kind: 'teams', teams: { seed: 1, least: least ?? 2, most: most ?? 4, rounds: better ? 40 : 0, sites }, deadlineSeconds: 600 })
      started()
    })
  return (
    <form class="form proposed-start" onSubmit={(e) => { e.preventDefault(); ask() }}>
      <p class="quiet">{say('proposed.what')}</p>
      <div class="form-row prepare-top">
        <Choice label={say('prepare.sites')} value={site} onInput={(v) => { setSite(v); setFree(false) }} options={[{ value: '', word: say('proposed.allSites', { n: ready.length }) }, ...people.sites.map((s) => ({ value: s.establishment, word: named(s.establishment) })).sort((a, b) => (a.word < b.word ? -1 : 1))]} />
        <NumberField label={say('prepare.least')} value={least} onInput={setLeast} least={1} most={20} />
        <NumberField label={say('prepare.most')} value={most} onInput={setMost} least={1} most={20} wrong={wrong ? say('prepare.mostWrong') : undefined} />
      </div>
      <div class="form-row">
        <Check label={say('proposed.better')} value={better} onInput={setBetter} />
        <Check label={say('proposed.free', { n: spare.length })} value={free} onInput={setFree} disabled={site === '' || spare.length === 0 || spare.length > 900} />
        <Button kind="first" type="submit" busy={sending.busy} disabled={wrong || chosen.length === 0} title={chosen.length === 0 ? say('prepare.proposeNeeds') : undefined}>{say('prepare.propose')}</Button>
      </div>
      {sending.fault !== null && <FaultNote fault={sending.fault} />}
    </form>
  )
}

function Follow({ desk, first, finished }: { desk: Desk; first: PlanJob; finished: () => void }) {
  const [job, setJob] = useState(first)
  const sending = useSending()
  useEffect(() => followJob({
    operation: desk.operation.id, job: first.id,
    onJob: (now) => {
      setJob((was) => heard(was, now))
      if (ended(now)) finished()
    },
    onImproved: () => undefined,
  }), [first.id])
  const { work } = job
  return (
    <Progress label={say(job.state === 'queued' ? 'planning.queued' : 'jobkind.teams')} share={work === undefined ? null : shareOf(job, 0)} note={work === undefined ? '' : say('work.site', { done: work.done, of: work.of })} cancelling={sending.busy}
      onCancel={may('plan.job') ? () => sending.send(async () => {
        const now = await cancelJob(desk, job.id)
        setJob((was) => heard(was, now))
      }) : undefined} />
  )
}

function Result({ desk, people, job, after }: { desk: Desk; people: People; job: PlanJob; after: () => void }) {
  const read = useResource<TeamsProposal>(async () => {
    const found = await jobResult(desk, job.id)
    if (!isProposal(found)) throw new ApiFault({ code: 'garbled' })
    return found
  }, [job.id])
  return (
    <section class="run-part" aria-labelledby="proposed">
      <div class="page-head">
        <h3 id="proposed">{say('prepare.proposed')}</h3>
        <span class="small quiet">{say('proposed.of', { at: localDay(job.endedAt ?? job.createdAt, ownZone()) })}</span>
      </div>
      <Shown of={read}>{(proposal) => <Proposed desk={desk} people={people} proposal={proposal} after={after} />}</Shown>
    </section>
  )
}
