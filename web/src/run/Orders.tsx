import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { type Desk, reasonOf } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Choice, InstantField } from '../parts/Field'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { Table } from '../parts/Table'
import { may, me } from '../parts/who'
import { localDay, localTime, ownZone } from '../time/local'
import { type Key, say, sayCode } from '../words/words'
import { type Followed, useChanged } from './follow'
import { type SiteName, useSites } from './sites'
import { Spoken } from './Words'

/** An order; `waits`: it can still be confirmed. */
type Brake = components['schemas']['Brake'] & { readonly waits: boolean }
type Act = components['schemas']['BrakeAct']

/** How long an order waits for its second person, milliseconds (models.BrakeGood). */
const good = 3_600_000

/** What can be asked for: the acts of the server, and a new H that is the moment of the second word. */
const wishes = ['hold', 'resume', 'stand_down', 'reschedule', 'atOnce'] as const
type Wish = (typeof wishes)[number]

/** Orders to hold, go on, stand down or begin at another H: asked for by one person, in effect when a second one confirms. */
export function Orders({ desk, followed }: { desk: Desk; followed: Followed }) {
  const sites = useSites(desk)
  const orders = useResource(
    async (signal) => {
      const { items } = await ask(api.GET('/v1/operations/{operation}/brakes', { params: { path: { operation: desk.operation.id }, header: reasonOf(desk) }, signal }))
      const { now } = await ask(api.GET('/v1/server', { signal })) // this computer's clock may be wrong
      return items.map((b) => ({ ...b, waits: b.state === 'asked' && Date.parse(now) - Date.parse(b.askedAt) <= good }))
    },
    [desk.operation.id, desk.reason, desk.operation.version],
  )
  useChanged(followed, ['brakes'], () => void orders.reload())
  const [asking, setAsking] = useState(false)
  const after = () => {
    void orders.reload()
    desk.reload()
  }
  return (
    <section class="run-part" aria-labelledby="run-orders">
      <div class="page-head">
        <h2 id="run-orders">{say('run.orders')}</h2>
        {may('brake.ask') && !['closed', 'archived', 'cancelled'].includes(desk.operation.state) && <Button onClick={() => setAsking(true)}>{say('run.askOrder')}</Button>}
      </div>
      <p class="quiet">{say('run.ordersMean')}</p>
      <Shown of={orders}>{(items) => <OrderList desk={desk} items={items} sites={sites} after={after} />}</Shown>
      {asking && <AskOrder desk={desk} sites={sites} onClose={() => setAsking(false)} after={after} />}
    </section>
  )
}

interface ListProperties {
  readonly desk: Desk
  readonly items: readonly Brake[]
  readonly sites: readonly SiteName[]
  readonly after: () => void
}

const who = (id: string | undefined): string => (id === undefined ? '–' : id === me.known.value.data?.id ? say('run.you') : say('run.another'))

function OrderList({ desk, items, sites, after }: ListProperties) {
  const [chosen, setChosen] = useState<{ brake: Brake; what: 'confirm' | 'withdraw' | 'code' } | null>(null)
  const siteName = (id: string | undefined): string => (id === undefined ? say('run.whole') : (sites.find((s) => s.id === id)?.name ?? id))
  const zone = (b: Brake): string => sites.find((s) => s.id === b.site)?.timeZone ?? ownZone()
  return (
    <>
      <Table
        caption={say('run.orders')}
        rows={items}
        id={(b) => b.id}
        empty={<Empty title={say('run.noOrder')}>{say('run.noOrderNext')}</Empty>}
        columns={[
          { name: 'act', title: say('run.order'), cell: (b) => <OrderWord brake={b} zone={zone(b)} />, worth: (b) => b.act },
          { name: 'site', title: say('run.where'), cell: (b) => siteName(b.site), worth: (b) => siteName(b.site) },
          { name: 'state', title: say('run.state'), cell: (b) => <span class="badge">{sayCode('order', b.state)}</span>, worth: (b) => b.state },
          { name: 'reason', title: say('ask.reason'), cell: (b) => b.reason },
          { name: 'asked', title: say('run.askedBy'), cell: (b) => <span class="number">{`${who(b.askedBy)}, ${localDay(b.askedAt, ownZone())}`}</span>, worth: (b) => b.askedAt },
          { name: 'ended', title: say('run.endedBy'), cell: (b) => (b.endedAt === undefined ? '–' : <span class="number">{`${who(b.endedBy)}, ${localTime(b.endedAt, ownZone())}`}</span>), worth: (b) => b.endedAt ?? null },
          { name: 'acts', title: <span class="unseen">{say('run.acts')}</span>, cell: (b) => <OrderActs brake={b} desk={desk} choose={(what) => setChosen({ brake: b, what })} /> },
        ]}
      />
      {chosen?.what === 'confirm' && (
        <Decide title={say('run.confirm')} act={say('run.confirm')} danger={chosen.brake.act === 'stand_down'} reason={0} onClose={() => setChosen(null)}
          decide={async () => {
            await ask(api.POST('/v1/operations/{operation}/brakes/{brake}/confirm', { params: { path: { operation: desk.operation.id, brake: chosen.brake.id } } }))
            note(say('run.inEffect', { order: sayCode('order', chosen.brake.act), where: siteName(chosen.brake.site) }))
            after()
          }}>
          <p class="strong">{say('run.of', { what: sayCode('order', chosen.brake.act), where: siteName(chosen.brake.site) })}</p>
          <p>{chosen.brake.reason}</p>
          <p>{say(`order.${chosen.brake.act}Means` as Key)}</p>
        </Decide>
      )}
      {chosen?.what === 'withdraw' && (
        <Decide title={say('run.withdraw')} act={say('run.withdraw')} onClose={() => setChosen(null)}
          decide={async (reason) => {
            await ask(api.POST('/v1/operations/{operation}/brakes/{brake}/withdraw', { params: { path: { operation: desk.operation.id, brake: chosen.brake.id } }, body: { reason } }))
            after()
          }}>
          <p>{say('run.withdrawMeans')}</p>
        </Decide>
      )}
      {chosen?.what === 'code' && <Code desk={desk} brake={chosen.brake} sites={sites} onClose={() => setChosen(null)} />}
    </>
  )
}

function OrderWord({ brake, zone }: { brake: Brake; zone: string }) {
  return (
    <>
      {sayCode('order', brake.atOnce === true ? 'atOnce' : brake.act)}
      {brake.hHour !== undefined && <span class="small quiet number"> {`H = ${localDay(brake.hHour, zone)}`}</span>}
    </>
  )
}

/** What can be done with an order now. Who asked does not confirm: the button is not there for them, and the server refuses it. */
function OrderActs({ brake, desk, choose }: { brake: Brake; desk: Desk; choose: (what: 'confirm' | 'withdraw' | 'code') => void }) {
  const mine = brake.askedBy === me.known.value.data?.id
  return (
    <span class="row-acts">
      {brake.waits && !mine && may('brake.confirm') && (
        <Button kind="first" onClick={() => choose('confirm')}>
          {say('run.confirm')}
        </Button>
      )}
      {brake.state === 'asked' && may('brake.ask') && <Button onClick={() => choose('withdraw')}>{say('run.withdraw')}</Button>}
      {brake.state === 'confirmed' && may('bundle.words') && desk.operation.releasedAt !== undefined && <Button onClick={() => choose('code')}>{say('run.fourWords')}</Button>}
    </span>
  )
}

/** The four words by which a site without network believes an order. */
function Code({ desk, brake, sites, onClose }: { desk: Desk; brake: Brake; sites: readonly SiteName[]; onClose: () => void }) {
  const [site, setSite] = useState(brake.site ?? sites[0]?.id ?? '')
  const [words, setWords] = useState<components['schemas']['RadioWords'] | null>(null)
  const name = sites.find((s) => s.id === site)?.name ?? ''
  if (words !== null) return <Spoken title={say('run.of', { what: sayCode('order', brake.act), where: name })} words={words} onClose={onClose} />
  return (
    <Decide title={say('run.fourWords')} act={say('run.showWords')} onClose={(done) => done || onClose()}
      decide={async (reason) => {
        setWords(await ask(api.POST('/v1/operations/{operation}/brakes/{brake}/sites/{site}/code', { params: { path: { operation: desk.operation.id, brake: brake.id, site } }, body: { reason } })))
      }}>
      <p>{say('run.fourWordsMean')}</p>
      {brake.site === undefined && <Choice label={say('run.site')} value={site} onInput={setSite} options={sites.map((s) => ({ value: s.id, word: `${s.code} ${s.name}` }))} />}
    </Decide>
  )
}

/** Asking for an order; a second person makes it take effect. */
function AskOrder({ desk, sites, onClose, after }: { desk: Desk; sites: readonly SiteName[]; onClose: () => void; after: () => void }) {
  const released = desk.operation.releasedAt !== undefined
  const [wish, setWish] = useState<Wish>(desk.operation.state === 'held' ? 'resume' : 'hold')
  const [site, setSite] = useState('')
  const [hHour, setHour] = useState(desk.operation.hHour ?? '')
  const zone = sites.find((s) => s.id === site)?.timeZone ?? ownZone()
  const act: Act = wish === 'atOnce' ? 'reschedule' : wish
  return (
    <Decide title={say('run.askOrder')} act={say('run.askOrder')} danger={wish === 'stand_down'} onClose={onClose}
      decide={async (reason) => {
        await ask(api.POST('/v1/operations/{operation}/brakes', {
          params: { path: { operation: desk.operation.id } },
          body: { act, reason, ...(site === '' ? {} : { site }), ...(wish === 'reschedule' ? { hHour } : {}), ...(wish === 'atOnce' ? { atOnce: true } : {}) },
        }))
        note(say('run.asked'))
        after()
      }}>
      <Choice label={say('run.order')} value={wish} onInput={(v) => setWish(v as Wish)} options={wishes.map((w) => ({ value: w, word: sayCode('order', w) }))} hint={say(`order.${wish}Means` as Key)} />
      {released && <Choice label={say('run.where')} value={site} onInput={setSite} options={[{ value: '', word: say('run.whole') }, ...sites.map((s) => ({ value: s.id, word: `${s.code} ${s.name}` }))]} />}
      {wish === 'reschedule' && <InstantField key={zone} label={say('run.newHour')} value={hHour} onInput={setHour} zone={zone} />}
    </Decide>
  )
}
