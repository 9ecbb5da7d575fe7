import { useEffect, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { ApiFault } from '../api/problem'
import type { Desk, Operation } from '../operation/desk'
import { AskReason, givenReason } from '../operation/Reason'
import { FaultNote } from '../parts/Notices'
import { address, match } from '../parts/route'
import { Sections } from '../parts/Sections'
import { Shown, useResource } from '../parts/Shown'
import { Top } from '../parts/Top'
import { me } from '../parts/who'
import { say, sayCode } from '../words/words'
import { places } from './places'

/** A coordinator's operation: its name and state, its places side by side, and the one where one is. Nothing of the plan is asked of the server before a reason was given. */
export function PlanPage({ operation }: { operation: string }) {
  const head = useResource<Operation>((signal) => ask(api.GET('/v1/operations/{operation}', { params: { path: { operation } }, signal })), [operation])
  useEffect(() => void me.reload(), [])
  const { data } = head.known.value
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
      {data === null ? (
        <main id="content" tabIndex={-1} class="page">
          <Shown of={head}>{() => null}</Shown>
        </main>
      ) : (
        <Places operation={data} reload={() => void head.reload()} />
      )}
    </>
  )
}

function Places({ operation, reload }: { operation: Operation; reload: () => void }) {
  const [reason, setReason] = useState(givenReason(operation.id))
  const desk: Desk = { operation, reason, reload }
  const acts = me.known.value.data?.acts ?? []
  const open = places.filter((p) => acts.includes(p.act) && (p.states === undefined || p.states.includes(operation.state)))
  const base = `/plan/${operation.id}`
  const here = places.find((p) => match(`/plan/:operation/${p.path}`, address.value.path) !== null)
  return (
    <>
      <Sections label={say('plan.places')} items={open.filter((p) => p.word !== undefined).map((p) => ({ to: p.path === '' ? base : `${base}/${p.path}`, word: say(p.word ?? 'plan.title') }))} />
      <main id="content" tabIndex={-1} class="page">
        {here === undefined && <FaultNote fault={new ApiFault({ code: 'not_found' })} />}
        {here !== undefined && reason === '' && <AskReason operation={operation.id} given={setReason} />}
        {here !== undefined && reason !== '' && <here.page desk={desk} {...(match(`/plan/:operation/${here.path}`, address.value.path) ?? {})} />}
      </main>
    </>
  )
}
