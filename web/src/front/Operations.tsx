import { useEffect, useMemo, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { asFault } from '../api/problem'
import { type Resource, resource } from '../api/resource'
import type { components } from '../api/schema'
import { Empty, FaultNote, Waiting } from '../parts/Notices'
import { Decide } from '../parts/Decide'
import { Field } from '../parts/Field'
import { note } from '../parts/Notes'
import { Top } from '../parts/Top'
import { may, me } from '../parts/who'
import { localDay, ownZone } from '../time/local'
import { say, sayCode } from '../words/words'
import { signOut } from './session'

type Operation = components['schemas']['Operation']
type Page = components['schemas']['OperationPage']

/** The operations in the caller's scope, newest first, read page by page. */
function operations(): Resource<Page> & { more(): Promise<void>; again(): void } {
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
    again() {
      before = []
      cursor = undefined
      void pages.reload()
    },
  }
}

/** The list of operations with their state and next step. */
export function Operations() {
  const list = useMemo(operations, [])
  const [signingOut, setSigningOut] = useState(false)
  const [beginning, setBeginning] = useState(false)
  const [begun, setBegun] = useState<Operation | null>(null)
  useEffect(() => {
    // An administrator has no list of operations: it is not asked for.
    void me.reload().then(() => {
      if (me.known.value.data === null || may('operation.list')) void list.reload()
    })
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
              <a class="top-link" href="/office">
                {say('list.office')}
              </a>
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
        {(who?.acts.includes('operation.create') ?? false) && (
          <p>
            <button type="button" class="button" onClick={() => setBeginning(true)}>
              {say('list.begin')}
            </button>
          </p>
        )}
        {begun !== null && (
          <p class="front-note" role="status">
            {say('list.begun', { name: begun.name })} <a href={`/plan/${begun.id}`}>{sayCode('next', begun.nextStep)}</a>
          </p>
        )}
        {fault !== null && <FaultNote fault={fault} retry={() => void list.reload()} />}
        {who !== null && !who.acts.includes('operation.list') && (
          <Empty title={say('list.notYours')}>
            <a href="/office">{say('list.office')}</a>
          </Empty>
        )}
        {data === null && fault === null && (who === null || who.acts.includes('operation.list')) && <Waiting since={waitingSince ?? performance.now()} />}
        {data !== null && data.items.length === 0 && <Empty title={say('list.none')}>{say('list.noneNext')}</Empty>}
        {data !== null && data.items.length > 0 && <List items={data.items} ways={ways.filter((w) => who?.acts.includes(w.act) ?? false)} />}
        {data?.next !== undefined && data.next !== '' && (
          <button type="button" class="button" onClick={() => void list.more()}>
            {say('list.more')}
          </button>
        )}
      </main>
      {beginning && (
        <Begin onClose={() => setBeginning(false)}
          begun={(operation) => {
            setBegun(operation)
            list.again()
          }} />
      )}
    </>
  )
}

/** Beginning an operation: its reference and its name; what is needed next is told with a link. */
function Begin({ onClose, begun }: { onClose: () => void; begun: (operation: Operation) => void }) {
  const [reference, setReference] = useState('')
  const [name, setName] = useState('')
  return (
    <Decide title={say('list.begin')} act={say('list.begin')} reason={0} onClose={onClose}
      decide={async () => {
        const operation = await ask(api.POST('/v1/operations', { body: { reference: reference.trim(), name: name.trim() } }))
        note(say('list.begun', { name: operation.name }))
        begun(operation)
      }}>
      <Field label={say('list.reference')} hint={say('list.referenceHint')} value={reference} onInput={setReference} most={40} required focus />
      <Field label={say('list.operationName')} hint={say('list.nameHint')} value={name} onInput={setName} most={120} required />
    </Decide>
  )
}

/** Where an operation leads, by what a person may do (models/rights.go); its name leads to the first. */
const ways = [
  { act: 'progress.read', word: 'list.open', to: (id: string) => `/hq/${id}` },
  { act: 'plan.read', word: 'list.plan', to: (id: string) => `/plan/${id}` },
  { act: 'register.read', word: 'list.register', to: (id: string) => `/office/register/${id}` },
] as const

function List({ items, ways: open }: { items: readonly Operation[]; ways: readonly (typeof ways)[number][] }) {
  const [first] = open
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
              {first === undefined ? o.name : <a href={first.to(o.id)}>{o.name}</a>}
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
                {open.map((w) => (
                  <a key={w.act} class="button" href={w.to(o.id)}>
                    {say(w.word)}
                    <span class="unseen"> {o.name}</span>
                  </a>
                ))}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
