import { StateMark } from '../parts/StateMark'
import { formatMinutes } from '../time/hour'
import { figure, say, sayCode } from '../words/words'
import type { PlanDocument } from './document'

/** What the plan comes to, each figure with its bound. */
export function Totals({ plan }: { plan: PlanDocument }) {
  const t = plan.totals
  const proven = plan.sites.filter((s) => s.proven).length
  const figures: readonly (readonly [label: string, value: string, note: string])[] = [
    [say('plan.makespan'), formatMinutes(t.makespan ?? 0), t.makespanBound === undefined ? '' : say('plan.bound', { bound: formatMinutes(t.makespanBound) })],
    [say('plan.exposure'), figure(t.exposure ?? 0), t.exposureBound === undefined ? '' : say('plan.bound', { bound: figure(t.exposureBound) })],
    [say('plan.proven'), figure(proven), say('plan.provenOf', { n: plan.sites.length })],
    [say('plan.unsearched'), figure(plan.unsearched.length), ''],
    [say('plan.groupSlip'), formatMinutes(t.groupSlip ?? 0), ''],
    [say('plan.siteSlip'), formatMinutes(t.siteSlip ?? 0), ''],
  ]
  return (
    <ol class="figures plan-totals">
      {figures.map(([label, value, note]) => (
        <li key={label} class="figure">
          <p class="figure-label">{label}</p>
          <p class="figure-number number">{value}</p>
          <p class="figure-note">{note}</p>
        </li>
      ))}
    </ol>
  )
}

/** What the plan leaves out and could not meet, and the repairs that the planner has checked. */
export function Findings({ plan }: { plan: PlanDocument }) {
  return (
    <div class="findings">
      <section aria-labelledby="unsearched">
        <h2 id="unsearched">{say('plan.unsearchedTitle')}</h2>
        {plan.unsearched.length === 0 && <p class="quiet">{say('plan.unsearchedNone')}</p>}
        <ul>
          {plan.unsearched.map((u) => (
            <li key={u.cell} class="finding">
              <StateMark state="not_executed" />
              <div>
                <p>
                  <strong>{u.cell}</strong> {sayCode('rule', u.rule)}
                </p>
                <p class="small quiet" lang="en">
                  {u.why}
                </p>
              </div>
            </li>
          ))}
        </ul>
      </section>
      {plan.infeasible.length > 0 && (
        <section aria-labelledby="infeasible">
          <h2 id="infeasible">{say('plan.infeasibleTitle')}</h2>
          <ul>
            {plan.infeasible.map((i, n) => (
              <li key={n} class="finding">
                <StateMark state="person" />
                <div lang="en">
                  <p>{i.why}</p>
                  {i.repairs.map((r) => (
                    <p key={r.change} class="small">
                      <span class="quiet">→</span> {r.change} {r.verified && <span class="badge">{say('plan.verified')}</span>}
                    </p>
                  ))}
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
