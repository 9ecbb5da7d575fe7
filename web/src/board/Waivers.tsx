import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { reasonOf } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { StateMark, type State } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { may, me } from '../parts/who'
import { localDay, ownZone } from '../time/local'
import { say } from '../words/words'
import type { BoardModel } from './model'

type Waiver = components['schemas']['Waiver']
type Named = Waiver & { readonly cellName: string; readonly officerName: string }

const marks: Readonly<Record<Waiver['state'], State>> = { proposed: 'planned', signed: 'clear', withdrawn: 'not_executed' }

/** Names of what waivers refer to; each is asked for once. One that may not be read is shown by its id. */
async function named(list: readonly Waiver[]): Promise<Named[]> {
  const once = new Map<string, Promise<string>>()
  const name = (id: string, read: () => Promise<string>): Promise<string> => {
    const known = once.get(id) ?? read().catch(() => id)
    once.set(id, known)
    return known
  }
  return Promise.all(list.map(async (w) => {
    const place = name(w.cell.location, async () => {
      const [location, site] = await Promise.all([
        ask(api.GET('/v1/locations/{id}', { params: { path: { id: w.cell.location } } })), ask(api.GET('/v1/establishments/{id}', { params: { path: { id: w.cell.establishment } } })),
      ])
      return `${site.code}/${location.code}`
    })
    const officer = name(w.officer, async () => {
      const o = await ask(api.GET('/v1/officers/{id}', { params: { path: { id: w.officer } } }))
      return `${o.number} · ${o.name}`
    })
    return { ...w, cellName: await place, officerName: await officer }
  }))
}

/** Waivers of conflicts of interest: proposed by a coordinator, signed by the authority, never edited nor deleted. */
export function WaiversView({ model }: { model: BoardModel }) {
  const { desk } = model
  const list = useResource(async (signal) => named((await ask(api.GET('/v1/operations/{operation}/waivers', { params: { path: { operation: desk.operation.id }, header: reasonOf(desk) }, signal }))).items), [model])
  const [asked, setAsked] = useState<{ readonly what: 'sign' | 'withdraw'; readonly waiver: Named } | null>(null)
  const mine = me.known.value.data?.id
  return (
    <div class="waivers">
      <p class="quiet">{say('waivers.what')}</p>
      <Shown of={list}>
        {(items) => (
          <Table caption={say('view.waivers')} rows={items} id={(w) => w.id} empty={<Empty title={say('waivers.none')}>{say('waivers.noneNext')}</Empty>}
            columns={[
              { name: 'state', title: say('planning.state'), worth: (w) => w.state, cell: (w) => <span class="state-word"><StateMark state={marks[w.state]} />{say(`waiver.${w.state}`)}</span> },
              { name: 'officer', title: say('board.officer'), worth: (w) => w.officerName, cell: (w) => w.officerName },
              { name: 'cell', title: say('versions.cell'), worth: (w) => w.cellName, cell: (w) => w.cellName },
              { name: 'reason', title: say('ask.reason'), cell: (w) => w.reason },
              { name: 'at', title: say('waivers.proposed'), worth: (w) => w.proposedAt, cell: (w) => localDay(w.proposedAt, ownZone()) },
              { name: 'signed', title: say('waivers.signed'), worth: (w) => w.signedAt ?? null, cell: (w) => (w.signedAt === undefined ? '–' : localDay(w.signedAt, ownZone())) },
              {
                name: 'act', title: say('versions.act'), cell: (w) => (
                  <span class="hold-acts">
                    {w.state === 'proposed' && may('waiver.sign') && w.proposedBy !== mine && <Button onClick={() => setAsked({ what: 'sign', waiver: w })}>{say('waivers.sign')}</Button>}
                    {w.state !== 'withdrawn' && may('waiver.withdraw') && <Button onClick={() => setAsked({ what: 'withdraw', waiver: w })}>{say('waivers.withdraw')}</Button>}
                  </span>
                ),
              },
            ]} />
        )}
      </Shown>
      {asked !== null && (
        <Decide title={say(`waivers.${asked.what}Title`)} act={say(`waivers.${asked.what}`)} danger={asked.what === 'withdraw'} reason={asked.what === 'sign' ? 0 : 3} onClose={() => setAsked(null)}
          decide={async (reason) => {
            const path = { operation: desk.operation.id, waiver: asked.waiver.id }
            if (asked.what === 'sign') await ask(api.POST('/v1/operations/{operation}/waivers/{waiver}/sign', { params: { path } }))
            else await ask(api.POST('/v1/operations/{operation}/waivers/{waiver}/withdraw', { params: { path }, body: { reason } }))
            await list.reload()
            await model.refresh()
            note(say(asked.what === 'sign' ? 'waivers.isSigned' : 'waivers.isWithdrawn'))
          }}>
          <p>
            <strong>{asked.waiver.officerName}</strong> → {asked.waiver.cellName}
          </p>
          <p>{say(`waivers.${asked.what}What`)}</p>
        </Decide>
      )}
    </div>
  )
}
