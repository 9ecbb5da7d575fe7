import { useEffect, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { reasonOf } from '../operation/desk'
import { Button } from '../parts/Button'
import { Check, Choice, Field, NumberField } from '../parts/Field'
import { useSending } from '../parts/form'
import { Empty, FaultNote, Waiting } from '../parts/Notices'
import { useResource } from '../parts/Shown'
import { may } from '../parts/who'
import { localDay, ownZone } from '../time/local'
import { say } from '../words/words'
import { ended, type PlanJob } from './follow'
import { jobResult, listJobs, startJob } from './jobs'
import type { BoardModel } from './model'
import { Outcomes } from './Outcomes'
import { JobWatch } from './Planning'
import { type Choices, jobFrom, type Kind, kinds, type Outcome, readOutcomes, type Scenario, scenarioOf } from './scenarios'

/** What the plan would be if something were otherwise: scenarios side by side with the plan as it is. */
export function WhatIfView({ model }: { model: BoardModel }) {
  const facts = model.facts.known.value
  const [scenarios, setScenarios] = useState<readonly Scenario[]>([])
  const [outcomes, setOutcomes] = useState<readonly Outcome[] | null>(null)
  const [asJob, setAsJob] = useState<boolean | null>(null)
  const sending = useSending()
  const jobs = useResource((signal) => listJobs(model.desk, signal), [model])
  const mine = (jobs.known.value.data ?? []).filter((j) => j.kind === 'whatif')
  const running = mine.filter((j) => !ended(j))
  const big = (facts.data?.cells.size ?? 0) * (scenarios.length + 1) >= jobFrom && may('plan.job')
  const job = asJob ?? big
  const read = (j: PlanJob): void => sending.send(async () => setOutcomes(readOutcomes(await jobResult(model.desk, j.id))))
  const last = mine.find((j) => j.state === 'done')
  useEffect(() => {
    if (last !== undefined && outcomes === null && !sending.busy) read(last)
  }, [last?.id])
  if (facts.data === null) return facts.fault === null ? <Waiting since={facts.waitingSince ?? performance.now()} /> : <FaultNote fault={facts.fault} retry={() => void model.facts.reload()} />

  function submit(): void {
    sending.send(async () => {
      if (job) {
        await startJob(model.desk, { kind: 'whatif', scenarios: [...scenarios], rounds: 40, deadlineSeconds: 300 })
        await jobs.reload()
        return
      }
      const found = await ask(api.POST('/v1/operations/{operation}/what-if', { params: { path: { operation: model.operation }, header: reasonOf(model.desk) }, body: { scenarios: [...scenarios], seed: 1, rounds: 8 } }))
      setOutcomes(readOutcomes(found))
    })
  }
  return (
    <div class="whatif">
      <section class="whatif-make" aria-labelledby="whatif">
        <h2 id="whatif">{say('whatif.title')}</h2>
        <p class="quiet">{say('whatif.what')}</p>
        <Composer model={model} add={(s) => setScenarios([...scenarios, s])} />
        {scenarios.length > 0 && (
          <ul class="changes">
            {scenarios.map((s, i) => (
              <li key={i}>
                <span>{s.name}</span>
                <Button kind="quiet" onClick={() => setScenarios(scenarios.filter((_, k) => k !== i))} title={say('act.remove')}>
                  <span aria-hidden="true">✕</span>
                  <span class="unseen">{`${say('act.remove')} ${s.name}`}</span>
                </Button>
              </li>
            ))}
          </ul>
        )}
        {may('plan.job') && <Check label={say('whatif.asJob')} value={job} onInput={setAsJob} />}
        <div class="form-acts">
          <Button kind="first" busy={sending.busy} disabled={job && !may('plan.job')} onClick={submit}>{say(scenarios.length === 0 ? 'whatif.worthOnly' : 'whatif.ask')}</Button>
        </div>
        {sending.fault !== null && <FaultNote fault={sending.fault} />}
      </section>
      <div class="whatif-came">
        {running.map((j) => (
          <JobWatch key={j.id} model={model} first={j} finished={(done) => {
            void jobs.reload()
            if (done.state === 'done' || done.state === 'cancelled') read(done)
          }} />
        ))}
        {last !== undefined && <p class="quiet small">{say('whatif.lastJob', { at: localDay(last.createdAt, ownZone()) })} <Button onClick={() => read(last)}>{say('whatif.readJob')}</Button></p>}
        {outcomes !== null && outcomes.length > 0 ? <Outcomes outcomes={outcomes} /> : running.length === 0 && <Empty title={say('whatif.none')}>{say('whatif.noneNext')}</Empty>}
      </div>
    </div>
  )
}

/** Puts one scenario together. */
function Composer({ model, add }: { model: BoardModel; add: (s: Scenario) => void }) {
  const facts = model.known()
  const sites = [...facts.kinds.keys()]
  const [c, setC] = useState<Choices>({ kind: 'teamMore', site: sites[0] ?? '', team: '', equipment: '', by: 1, cells: '', officer: '', cell: model.selected.value ?? '' })
  const teams = [...facts.teams].filter(([, t]) => t.site === c.site)
  const equipment = [...new Set([...facts.kinds.values()].flat().map((k) => k.kind))].sort()
  const officers = teams.flatMap(([, t]) => t.officers)
  const whole: Choices = {
    ...c, team: teams.some(([id]) => id === c.team) ? c.team : (teams[0]?.[0] ?? ''), equipment: c.equipment === '' ? (equipment[0] ?? '') : c.equipment, officer: officers.includes(c.officer) ? c.officer : (officers[0] ?? ''),
  }
  const scenario = scenarioOf(whole, facts)
  const option = (value: string) => ({ value, word: value })
  return (
    <form class="form" onSubmit={(e) => {
      e.preventDefault()
      if (scenario !== null) add(scenario)
    }}>
      <Choice label={say('whatif.kind')} value={c.kind} onInput={(v) => setC({ ...c, kind: v as Kind, by: v === 'moveH' ? 30 : 1 })} options={kinds.map((k) => ({ value: k, word: say(`kind.${k}`) }))} />
      {c.kind !== 'moveH' && c.kind !== 'out' && <Choice label={say('whatif.site')} value={c.site} onInput={(site) => setC({ ...c, site })} options={sites.map(option)} />}
      {c.kind === 'teamLess' && <Choice label={say('board.team')} value={whole.team} onInput={(team) => setC({ ...c, team })} options={teams.map(([id]) => option(id))} />}
      {c.kind === 'kit' && <Choice label={say('whatif.equipment')} value={whole.equipment} onInput={(x) => setC({ ...c, equipment: x })} options={equipment.map(option)} />}
      {(c.kind === 'kit' || c.kind === 'moveH') && <NumberField label={say(c.kind === 'kit' ? 'whatif.by' : 'whatif.minutes')} value={c.by} onInput={(by) => setC({ ...c, by: by ?? 0 })} hint={say(c.kind === 'kit' ? 'whatif.byHint' : 'whatif.minutesHint')} />}
      {c.kind === 'out' && <Field label={say('whatif.cells')} value={c.cells} onInput={(cells) => setC({ ...c, cells })} hint={say('whatif.cellsHint')} />}
      {c.kind === 'waive' && <Choice label={say('board.officer')} value={whole.officer} onInput={(officer) => setC({ ...c, officer })} options={officers.map(option)} />}
      {c.kind === 'waive' && <Field label={say('versions.cell')} value={c.cell} onInput={(cell) => setC({ ...c, cell: cell.trim() })} hint={say('whatif.cellHint')} />}
      <div class="form-acts">
        <Button type="submit" disabled={scenario === null}>{say('whatif.add')}</Button>
      </div>
    </form>
  )
}
