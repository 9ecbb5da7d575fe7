import { useEffect, useMemo, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { resource } from '../api/resource'
import type { components } from '../api/schema'
import { Empty, FaultNote, Waiting } from '../parts/Notices'
import { Top } from '../parts/Top'
import { localDay, ownZone } from '../time/local'
import { say, sayCode } from '../words/words'
import { PlanBoard } from './Board'
import { type PlanView, readPlan } from './document'
import { AskReason, givenReason } from './Reason'
import { Findings, Totals } from './Totals'

type Operation = components['schemas']['Operation']

interface Read {
  readonly operation: Operation
  readonly view: PlanView
}

/** The coordinator's read-only plan page. Nothing of the plan is asked of the server before a reason was given. */
export function PlanPage({ operation }: { operation: string }) {
  const [reason, setReason] = useState(givenReason(operation))
  const head = useMemo(() => resource<Operation>((signal) => ask(api.GET('/v1/operations/{operation}', { params: { path: { operation } }, signal }))), [operation])
  useEffect(() => {
    void head.reload()
    return () => head.stop()
  }, [head])
  const { data, fault, waitingSince } = head.known.value
  useEffect(() => {
    document.title = data === null ? say('plan.title') : `${data.name} · ${say('plan.title')}`
  })
  return (
    <>
      <Top>
        <h1>{data?.name ?? say('plan.title')}</h1>
        {data !== null && (
          <>
            <span class="quiet top-reference">{data.reference}</span>
            <span class="badge">{sayCode('operation', data.state)}</span>
            <a class="top-link" href={`/hq/${operation}`}>
              {say('plan.toHq')}
            </a>
          </>
        )}
      </Top>
      <main id="content" tabIndex={-1} class="plan">
        {fault !== null && <FaultNote fault={fault} retry={() => void head.reload()} />}
        {data === null && fault === null && <Waiting since={waitingSince ?? performance.now()} />}
        {data !== null && reason === '' && <AskReason operation={operation} given={setReason} />}
        {data !== null && reason !== '' && <Plan operation={data} reason={reason} />}
      </main>
    </>
  )
}

function Plan({ operation, reason }: { operation: Operation; reason: string }) {
  const plan = useMemo(
    () =>
      resource<Read>(async (signal) => {
        const params = { path: { operation: operation.id, number: 'current' }, header: { 'X-Reason': encodeURIComponent(reason) } }
        return { operation, view: await ask(api.GET('/v1/operations/{operation}/plans/{number}', { params, signal })) }
      }),
    [operation.id, reason],
  )
  useEffect(() => {
    void plan.reload()
    return () => plan.stop()
  }, [plan])
  const { data, fault, waitingSince } = plan.known.value
  if (fault !== null) return <FaultNote fault={fault} retry={() => void plan.reload()} />
  if (data === null) return <Waiting since={waitingSince ?? performance.now()} />
  return <Content operation={operation} view={data.view} />
}

function Content({ operation, view }: { operation: Operation; view: PlanView }) {
  const document = useMemo(() => readPlan(view.plan), [view])
  return (
    <>
      <p class="plan-version">
        <strong>{say('plan.version', { n: view.version.number })}</strong>
        <span class="badge">{say(view.version.published ? 'plan.published' : 'plan.unpublished')}</span>
        <span class="quiet">{say('plan.made', { at: localDay(view.version.createdAt, ownZone()) })}</span>
      </p>
      <Totals plan={document} />
      {view.sites.length === 0 ? <Empty title={say('plan.none')}>{say('plan.noneNext')}</Empty> : <PlanBoard view={view} plan={document} hHour={operation.hHour} />}
      <Findings plan={document} />
    </>
  )
}
