import { useMemo } from 'preact/hooks'
import { api, ask } from '../api/client'
import { type Desk, reasonOf } from '../operation/desk'
import { Empty } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { localDay, ownZone } from '../time/local'
import { say } from '../words/words'
import { type PlanView, readPlan } from './document'
import { PlanBoard } from './Lanes'
import { Findings, Totals } from './Totals'
import './board.css'

/** The plan of an operation as lanes of teams by site. */
export function BoardPage({ desk }: { desk: Desk }) {
  const { operation, reason } = desk
  const plan = useResource(
    (signal) => ask(api.GET('/v1/operations/{operation}/plans/{number}', { params: { path: { operation: operation.id, number: 'current' }, header: reasonOf(desk) }, signal })),
    [operation.id, reason],
  )
  return <Shown of={plan}>{(view) => <Content desk={desk} view={view} />}</Shown>
}

function Content({ desk, view }: { desk: Desk; view: PlanView }) {
  const document = useMemo(() => readPlan(view.plan), [view])
  return (
    <>
      <p class="plan-version">
        <strong>{say('plan.version', { n: view.version.number })}</strong>
        <span class="badge">{say(view.version.published ? 'plan.published' : 'plan.unpublished')}</span>
        <span class="quiet">{say('plan.made', { at: localDay(view.version.createdAt, ownZone()) })}</span>
      </p>
      <Totals plan={document} />
      {view.sites.length === 0 ? <Empty title={say('plan.none')}>{say('plan.noneNext')}</Empty> : <PlanBoard view={view} plan={document} hHour={desk.operation.hHour} />}
      <Findings plan={document} />
    </>
  )
}
