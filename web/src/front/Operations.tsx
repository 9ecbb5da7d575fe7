import { useEffect, useMemo, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { asFault } from '../api/problem'
import { type Resource, resource } from '../api/resource'
import type { components } from '../api/schema'
import { Empty, FaultNote, Waiting } from '../parts/Notices'
import { Top } from '../parts/Top'
import { me } from '../parts/who'
import { localDay, ownZone } from '../time/local'
import { say, sayCode } from '../words/words'
import { signOut } from './session'

type Operation = components['schemas']['Operation']
type Page = components['schemas']['OperationPage']

/** The operations in the caller's scope, newest first, read page by page. */
function operations(): Resource<Page> & { more(): Promise<void> } {
  let cursor: string | undefined
  let before: Operation[] = []
  const pages = resource<Page>(async (signal) => {
    const page = await ask(api.GET('/v1/operations', { params: { query: { limit: 50, sort: 'desc', ...(cursor === undefined ? {} : { cursor }) } }, signal }))
    return { ...page, items: [...before, ...page.items] }
  })
  return {
    ...pages,
    more() {
      before = pages.known.value.data?.items ?? []
      cursor = pages.known.value.data?.next
      return pages.reload()
    },
  }
}

/** The list of operations with their state and next step. */
export function Operations() {
  const list = useMemo(operations, [])
  const [signingOut, setSigningOut] = useState(false)
  useEffect(() => {
    void list.reload()
    void me.reload()
    document.title = `${say('list.title')} · Cellsweep`
    return () => list.stop()
  }, [list])
  const who = me.known.value.data
  const { data, fault, waitingSince } = list.known.value
  function leave(): void {
    setSigningOut(true)
    signOut().catch((thrown: unknown) => {
      setSigningOut(false)
      if (asFault(thrown).code === 'unauthenticated') location.assign('/')
    })
  }
  return (
    <>
      <Top
        aside={
          who !== null && (
            <span class="top-who">
              <span class="quiet">{say('list.signedIn', { name: who.name })}</span>
              <button type="button" class="button" disabled={signingOut} onClick={leave}>
                {say('act.signOut')}
              </button>
            </span>
          )
        }
      >
        <h1>{say('list.title')}</h1>
      </Top>
      <main id="content" tabIndex={-1} class="list-page">
        {fault !== null && <FaultNote fault={fault} retry={() => void list.reload()} />}
        {data === null && fault === null && <Waiting since={waitingSince ?? performance.now()} />}
        {data !== null && data.items.length === 0 && <Empty title={say('list.none')}>{say('list.noneNext')}</Empty>}
        {data !== null && data.items.length > 0 && <List items={data.items} mayPlan={who?.acts.includes('plan.read') ?? false} />}
        {data?.next !== undefined && data.next !== '' && (
          <button type="button" class="button" onClick={() => void list.more()}>
            {say('list.more')}
          </button>
        )}
      </main>
    </>
  )
}

function List({ items, mayPlan }: { items: readonly Operation[]; mayPlan: boolean }) {
  return (
    <table class="rows operations">
      <thead>
        <tr>
          <th scope="col">{say('list.name')}</th>
          <th scope="col">{say('list.state')}</th>
          <th scope="col">{say('list.next')}</th>
          <th scope="col">{say('list.hHour')}</th>
          <th scope="col">{say('list.created')}</th>
          <th scope="col">
            <span class="unseen">{say('list.open')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((o) => (
          <tr key={o.id}>
            <th scope="row">
              <a href={`/hq/${o.id}`}>{o.name}</a>
              <span class="small quiet">{o.reference}</span>
            </th>
            <td>
              <span class="badge">{sayCode('operation', o.state)}</span>
            </td>
            <td>{sayCode('next', o.nextStep)}</td>
            <td class="number">{o.hHour === undefined ? <span class="quiet">{say('list.noHour')}</span> : localDay(o.hHour, ownZone())}</td>
            <td class="number quiet">{localDay(o.createdAt, ownZone())}</td>
            <td class="right">
              <span class="row-acts">
                <a class="button" href={`/hq/${o.id}`}>
                  {say('list.open')}
                  <span class="unseen"> {o.name}</span>
                </a>
                {mayPlan && (
                  <a class="button" href={`/plan/${o.id}`}>
                    {say('list.plan')}
                    <span class="unseen"> {o.name}</span>
                  </a>
                )}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
