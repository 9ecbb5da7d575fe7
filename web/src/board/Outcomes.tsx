import { figure, say } from '../words/words'
import { formatMinutes } from '../time/hour'
import { worthWords } from './Changes'
import { isPhrase, phrase } from './phrases'
import type { Outcome, Worth } from './scenarios'
import { type Objective, objectiveOf, objectives } from './trial'

/** Scenarios side by side: each objective with its bound, and how it differs from the plan as it is. */
export function Outcomes({ outcomes }: { outcomes: readonly Outcome[] }) {
  const base = outcomes[0]
  if (base === undefined) return null
  // Scenarios are planned in one time: the last may have had less of it, and is then worse for that alone.
  const cut = outcomes.slice(1).filter((x) => x.sitesProven < 0.8 * base.sitesProven).map((x) => x.name)
  return (
    <>
      {cut.length > 0 && <p class="strong">{say('whatif.cut', { names: cut.join(', ') })}</p>}
      <div class="table-box" tabIndex={0} role="group" aria-label={say('whatif.table')}>
        <table class="rows outcomes">
          <caption class="unseen">{say('whatif.table')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('whatif.scenario')}</th>
              {objectives.map((o) => (
                <th key={o} scope="col" class="right">{say(`objective.${o}`)}</th>
              ))}
              <th scope="col" class="right">{say('plan.proven')}</th>
            </tr>
          </thead>
          <tbody>
            {outcomes.map((x, i) => (
              <Row key={i} outcome={x} base={i === 0 ? null : base} />
            ))}
          </tbody>
        </table>
      </div>
      {outcomes.slice(1).some((x) => x.sites.length > 0) && (
        <section class="whatif-sites">
          <h3>{say('whatif.sites')}</h3>
          <ul class="small bulleted">
            {outcomes.slice(1).filter((x) => x.sites.length > 0).map((x, i) => (
              <li key={i}>
                <strong>{x.name}</strong> {x.sites.slice(0, 8).map((s) => `${s.id} ${formatMinutes(s.was)} → ${formatMinutes(s.now)}`).join(' · ')}
                {x.sites.length > 8 ? ' …' : ''}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Worths list={base.worth} />
    </>
  )
}

const bounds: Partial<Record<Objective, string>> = { makespan: 'makespanBound', sumMakespan: 'sumMakespanBound', exposure: 'exposureBound' }

function Row({ outcome, base }: { outcome: Outcome; base: Outcome | null }) {
  return (
    <tr>
      <th scope="row">{outcome.name === '' ? say('whatif.asItIs') : outcome.name}</th>
      {objectives.map((o) => {
        const now = objectiveOf(outcome.totals, o)
        const d = base === null ? 0 : now - objectiveOf(base.totals, o)
        const bound = outcome.totals[bounds[o] ?? '']
        return (
          <td key={o} class="right number">
            {worthWords(o, now)}
            {d !== 0 && <span class={d > 0 ? 'price-worse' : 'price-better'}>{` ${d > 0 ? '▲ +' : '▼ −'}${worthWords(o, Math.abs(d))}`}</span>}
            {bound !== undefined && <span class="quiet small outcome-bound">{say('plan.bound', { bound: worthWords(o, bound) })}</span>}
          </td>
        )
      })}
      <td class="right number">{say('whatif.provenOf', { n: outcome.sitesProven, of: outcome.sitesTotal })}</td>
    </tr>
  )
}

/** What one more of each resource would win: where the next team or dog does most. */
function Worths({ list }: { list: readonly Worth[] }) {
  return (
    <section aria-labelledby="worth">
      <h3 id="worth">{say('whatif.worth')}</h3>
      {list.length === 0 && <p class="quiet">{say('whatif.noWorth')}</p>}
      {list.length > 0 && (
        <div class="table-box" tabIndex={0} role="group" aria-label={say('whatif.worth')}>
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">{say('whatif.resource')}</th>
                <th scope="col" class="right">{say('whatif.operation')}</th>
                <th scope="col" class="right">{say('whatif.ofSite')}</th>
                <th scope="col" class="right">{say('objective.unsearchedPriority')}</th>
                <th scope="col" class="right">{say('objective.slip')}</th>
              </tr>
            </thead>
            <tbody>
              {list.map((w, i) => (
                <tr key={i}>
                  <th scope="row">{isPhrase(w.code) ? phrase(w.code, w.params) : w.why}</th>
                  <td class="right number">{win(w.operationMinutes, formatMinutes)}</td>
                  <td class="right number">{win(w.siteMinutes, formatMinutes)}</td>
                  <td class="right number">{win(w.unsearchedPriority, figure)}</td>
                  <td class="right number">{win(w.slip, formatMinutes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

const win = (n: number, write: (n: number) => string): string => (n === 0 ? '–' : `${n > 0 ? '−' : '+'}${write(Math.abs(n))}`)
