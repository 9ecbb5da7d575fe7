import { useEffect, useMemo } from 'preact/hooks'
import type { Desk } from '../operation/desk'
import { FaultNote, Waiting } from '../parts/Notices'
import { Link } from '../parts/Link'
import { address } from '../parts/route'
import { may } from '../parts/who'
import { say } from '../words/words'
import { BoardView } from './BoardView'
import { FindingsView } from './Findings'
import { BoardModel, type Loaded } from './model'
import { NoPlan } from './NoPlan'
import { PlanningView } from './Planning'
import { RobustView } from './Robust'
import { Totals, VersionLine } from './Totals'
import { VersionsView } from './Versions'
import { WaiversView } from './Waivers'
import { watch } from './watch'
import { WhatIfView } from './WhatIf'
import './board.css'
import './lanes.css'
import './views.css'

const views = ['board', 'findings', 'planning', 'versions', 'whatif', 'robust', 'waivers'] as const
type View = (typeof views)[number]

function viewHere(): View {
  const named = new URLSearchParams(address.value.search).get('view')
  return views.find((v) => v === named) ?? 'board'
}

/** The plan of an operation: its board, what it leaves open, how it is made, its versions, and what it would be otherwise. */
export function BoardPage({ desk }: { desk: Desk }) {
  const { operation, reason } = desk
  const model = useMemo(() => new BoardModel(desk), [operation.id, reason])
  model.desk = desk
  useEffect(() => watch(model), [model])
  return <Views model={model} />
}

function Views({ model }: { model: BoardModel }) {
  const versions = model.versions.known.value
  const loaded = model.loaded.value
  const view = viewHere()
  if (versions.data === null) return versions.fault === null ? <Waiting since={versions.waitingSince ?? performance.now()} /> : <FaultNote fault={versions.fault} retry={() => void model.refresh()} />
  return (
    <div class={view === 'board' ? 'plan-whole plan-board' : 'plan-whole'}>
      <nav class="views no-print" aria-label={say('board.views')}>
        <ul>
          {views.map((v) => (
            <li key={v}>
              <Link to={v === 'board' ? address.value.path : `${address.value.path}?view=${v}`} current={v === view}>
                {say(`view.${v}`)}
                {v === 'findings' && loaded !== null && loaded.plan.infeasible.length + loaded.plan.unsearched.length > 0 && <span class="section-count number">{loaded.plan.infeasible.length + loaded.plan.unsearched.length}</span>}
              </Link>
            </li>
          ))}
        </ul>
        {loaded !== null && <VersionLine model={model} loaded={loaded} />}
      </nav>
      {versions.fault !== null && <FaultNote fault={versions.fault} retry={() => void model.refresh()} />}
      {model.loadFault.value !== null && <FaultNote fault={model.loadFault.value} retry={() => void model.refresh()} />}
      {view === 'planning' ? <PlanningView model={model} /> : view === 'waivers' ? <WaiversView model={model} /> : versions.data.length === 0 ? <NoPlan model={model} /> : loaded === null ? <Loading model={model} /> : <OfPlan model={model} loaded={loaded} view={view} />}
      <p class="unseen" role="status" aria-live="polite">
        {model.said.value}
      </p>
    </div>
  )
}

function Loading({ model }: { model: BoardModel }) {
  return model.loadFault.value === null ? <Waiting since={model.loading.value || performance.now()} /> : null
}

function OfPlan({ model, loaded, view }: { model: BoardModel; loaded: Loaded; view: View }) {
  const mayEdit = may('plan.write') && ['draft', 'planned'].includes(model.desk.operation.state)
  return (
    <>
      {view === 'board' && <Totals loaded={loaded} trial={model.trial.value} />}
      {view === 'board' && <BoardView model={model} loaded={loaded} mayEdit={mayEdit} />}
      {view === 'findings' && <FindingsView model={model} loaded={loaded} mayEdit={mayEdit} />}
      {view === 'versions' && <VersionsView model={model} />}
      {view === 'whatif' && <WhatIfView model={model} />}
      {view === 'robust' && <RobustView model={model} loaded={loaded} />}
    </>
  )
}
