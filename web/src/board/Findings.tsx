import { useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { address, go } from '../parts/route'
import { StateMark } from '../parts/StateMark'
import { say, sayCode } from '../words/words'
import type { Edit, Infeasible, Repair } from './document'
import { applyEdits, needsPeople, needsSignature } from './drafts'
import { startJob } from './jobs'
import type { BoardModel, Loaded } from './model'
import { isPhrase, phrase } from './phrases'
import { editWords } from './edits'
import { sentence } from './trial'

/** What the plan leaves out and could not meet, and the repairs that the planner has checked. */
export function FindingsView({ model, loaded, mayEdit }: { model: BoardModel; loaded: Loaded; mayEdit: boolean }) {
  const { plan } = loaded
  const [chosen, setChosen] = useState<Repair | null>(null)
  const out = loaded.view.leftOut ?? []
  const [again, setAgain] = useState('')
  if (plan.unsearched.length + plan.infeasible.length + out.length === 0) return <Empty title={say('findings.none')}>{say('findings.noneNext')}</Empty>
  return (
    <div class="findings">
      <section aria-labelledby="infeasible">
        <h2 id="infeasible">{say('plan.infeasibleTitle')}</h2>
        {plan.infeasible.length === 0 && <p class="quiet">{say('findings.allMet')}</p>}
        <ul>
          {plan.infeasible.map((i, n) => (
            <Conflict key={n} of={i} model={model} choose={mayEdit ? setChosen : undefined} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="unsearched">
        <h2 id="unsearched">{say('plan.unsearchedTitle')}</h2>
        {plan.unsearched.length === 0 && <p class="quiet">{say('plan.unsearchedNone')}</p>}
        <ul>
          {plan.unsearched.slice(0, 500).map((u) => (
            <li key={u.cell} class="finding">
              <StateMark state="not_executed" />
              <div>
                <p>
                  <button type="button" class="as-link strong" onClick={() => openCell(model, u.cell)}>
                    {u.cell}
                  </button>{' '}
                  {sayCode('rule', u.rule)}
                </p>
                <p class="small quiet">{isPhrase(`unsearched.${u.rule}`) ? phrase(`unsearched.${u.rule}`, u.params) : u.why}</p>
              </div>
            </li>
          ))}
        </ul>
        {plan.unsearched.length > 500 && <p class="quiet">{say('findings.more', { n: plan.unsearched.length - 500 })}</p>}
      </section>
      {out.length > 0 && (
        <section aria-labelledby="left-out">
          <h2 id="left-out">{say('findings.leftOut')}</h2>
          <ul class="repairs">
            {out.map((x) => (
              <li key={x.cell}>
                <div>
                  <p class="strong">{x.cell}</p>
                  <p class="small quiet">{x.why}</p>
                </div>
                {mayEdit && <Button onClick={() => setAgain(x.cell)}>{say('findings.back')}</Button>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {again !== '' && (
        <Decide title={say('findings.backTitle', { cell: again })} act={say('findings.back')} onClose={() => setAgain('')}
          decide={async (why) => {
            await applyEdits(model.desk, [{ do: 'searchAgain', cell: again }], model.known(), why)
            await model.refresh()
            note(say('board.draftChanged'))
          }}>
          <p>{say('findings.backWhat')}</p>
        </Decide>
      )}
      {chosen !== null && <Apply model={model} repair={chosen} close={() => setChosen(null)} />}
    </div>
  )
}

function openCell(model: BoardModel, cell: string): void {
  model.selected.value = cell
  go(address.value.path)
}

export const repairWords = (r: Repair): string => (isPhrase(r.code) ? phrase(r.code, r.params) : r.change)

const costWords = (r: Repair): string => {
  const code = r.code.replace(/^repair\./, 'cost.')
  return isPhrase(code) ? phrase(code, r.params) : r.price
}

function Conflict({ of, model, choose }: { of: Infeasible; model: BoardModel; choose: ((r: Repair) => void) | undefined }) {
  return (
    <li class="finding">
      <StateMark state="person" />
      <div>
        <p>{sentence(of)}</p>
        <p class="small quiet">
          {say(of.proven ? (of.minimal ? 'findings.minimal' : 'findings.proven') : 'findings.notProven')}{' '}
          {of.cells.slice(0, 6).map((c) => (
            <button key={c} type="button" class="as-link" onClick={() => openCell(model, c)}>
              {c}
            </button>
          ))}
        </p>
        {of.repairs.length > 0 && <h3>{say('plan.repairs')}</h3>}
        <ul class="repairs">
          {of.repairs.map((r, i) => (
            <li key={i}>
              <div>
                <p>{repairWords(r)}</p>
                <p class="small quiet">
                  {r.verified && <span class="badge badge-proven">✓ {say('plan.verified')}</span>} {costWords(r)} {r.partial && phrase('repair.partial', {})}
                </p>
                {needsPeople(r.apply) && <p class="small">{say('findings.needsPeople')}</p>}
              </div>
              {choose !== undefined && r.apply.length > 0 && !needsPeople(r.apply) && <Button onClick={() => choose(r)}>{say('findings.apply')}</Button>}
            </li>
          ))}
        </ul>
      </div>
    </li>
  )
}

/** What a repair changes in the drafts, and then the plan is made again. */
function Apply({ model, repair, close }: { model: BoardModel; repair: Repair; close: () => void }) {
  const waits = needsSignature(repair.apply)
  return (
    <Decide title={say('findings.applyTitle')} act={say(waits ? 'findings.propose' : 'findings.applyAct')} onClose={close}
      decide={async (reason) => {
        await applyEdits(model.desk, repair.apply, model.known(), reason)
        await model.facts.reload()
        if (waits) {
          note(say('board.waiverProposed'))
          go(`${address.value.path}?view=waivers`)
          return
        }
        await startJob(model.desk, { kind: 'plan', note: reason })
        note(say('findings.applied'))
        go(`${address.value.path}?view=planning`)
      }}>
      <p class="strong">{repairWords(repair)}</p>
      <p>{costWords(repair)}</p>
      <h3>{say('findings.changes')}</h3>
      <ul class="bulleted">
        {repair.apply.map((e: Edit, i) => (
          <li key={i}>{editWords(e)}</li>
        ))}
      </ul>
      <p class="quiet">{say(waits ? 'findings.thenSign' : 'findings.thenPlan')}</p>
    </Decide>
  )
}
