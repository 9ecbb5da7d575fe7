import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { ifMatch } from '../api/version'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Choice, Field, NumberField } from '../parts/Field'
import { Link } from '../parts/Link'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { say, sayCode } from '../words/words'
import { usePages, useSettled, whole } from './pages'
import { type Establishment, Head, More } from './parts'
import { branches, type Location } from './tree'

type Input = components['schemas']['EstablishmentInput']
type LocationInput = components['schemas']['LocationInput']
const types = ['remand', 'detention', 'central', 'mixed', 'semi_liberty', 'juvenile'] as const
const kinds = ['building', 'wing', 'landing', 'cell', 'room', 'yard', 'store', 'gate', 'vehicle', 'perimeter'] as const

/** The establishments, by code. */
export function EstablishmentsPage() {
  const [text, setText] = useState('')
  const [doing, setDoing] = useState<Establishment | 'new' | null>(null)
  const q = useSettled(text.trim())
  const list = usePages<Establishment>((cursor, signal) => ask(api.GET('/v1/establishments', { params: { query: { limit: 200, ...(q === '' ? {} : { q }), ...cursor } }, signal })), [q])
  return (
    <>
      <Head title={say('estates.title')} tools={<Field label={say('ask.search')} type="search" value={text} onInput={setText} />}>
        {may('registry.write') && <Button onClick={() => setDoing('new')}>{say('estates.add')}</Button>}
      </Head>
      <Shown of={list}>
        {({ items }) => (
          <Table caption={say('estates.title')} className="office-table" rowHeight={44} rows={items} id={(e) => e.id} empty={<Empty title={say('estates.none')} />}
            columns={[
              { name: 'name', title: say('estates.name'), worth: (e) => e.name, cell: (e) => <span class="strong">{e.name}</span> },
              { name: 'code', title: say('estates.code'), worth: (e) => e.code, cell: (e) => e.code },
              { name: 'type', title: say('estates.type'), worth: (e) => e.type, cell: (e) => sayCode('type', e.type) },
              { name: 'commune', title: say('estates.commune'), worth: (e) => e.commune, cell: (e) => `${e.commune}${e.department === '' ? '' : ` (${e.department})`}` },
              { name: 'zone', title: say('estates.zone'), worth: (e) => e.timeZone, cell: (e) => e.timeZone },
              { name: 'acts', title: <span class="unseen">{say('office.acts')}</span>, right: true, cell: (e) => (
                <span class="row-acts">
                  <Link to={`/office/establishments/${e.id}`}>{say('estates.tree')}<span class="unseen"> {e.name}</span></Link>
                  {may('registry.write') && <Button onClick={() => setDoing(e)}>{say('act.edit')}<span class="unseen"> {e.name}</span></Button>}
                </span>
              ) },
            ]} />
        )}
      </Shown>
      <More of={list} />
      {doing !== null && <EstablishmentForm of={doing === 'new' ? null : doing} onClose={() => setDoing(null)} saved={() => void list.reload()} />}
    </>
  )
}

const blank: Input = { code: '', name: '', type: 'remand', country: 'FR', latitude: 46.5, longitude: 2.5, timeZone: 'Europe/Paris' }

function EstablishmentForm({ of, onClose, saved }: { of: Establishment | null; onClose: () => void; saved: () => void }) {
  const { id: _, version: __, ...known } = of ?? { id: '', version: 0, ...blank }
  const [typed, setTyped] = useState<Input>(known)
  const [where, setWhere] = useState({ latitude: String(known.latitude), longitude: String(known.longitude) })
  const put = (part: Partial<Input>) => setTyped({ ...typed, ...part })
  return (
    <Decide title={of === null ? say('estates.add') : say('estates.change', { name: of.name })} act={say('act.save')} reason={0} onClose={onClose}
      decide={async () => {
        const body = { ...typed, latitude: degrees(where.latitude), longitude: degrees(where.longitude) }
        if (of === null) await ask(api.POST('/v1/establishments', { body }))
        else await ask(api.PUT('/v1/establishments/{id}', { params: { path: { id: of.id }, header: ifMatch(of.version) }, body }))
        note(say('estates.saved', { name: typed.name }))
        saved()
      }}>
      <div class="form-row">
        <Field label={say('estates.name')} value={typed.name} onInput={(name) => put({ name })} most={120} required focus />
        <Field label={say('estates.code')} value={typed.code} onInput={(code) => put({ code })} most={40} required />
      </div>
      <Choice label={say('estates.type')} value={typed.type} onInput={(t) => put({ type: t as Input['type'] })} options={types.map((t) => ({ value: t, word: sayCode('type', t) }))} />
      <div class="form-row">
        <Field label={say('estates.commune')} value={typed.commune ?? ''} onInput={(commune) => put({ commune })} most={120} />
        <Field label={say('estates.department')} value={typed.department ?? ''} onInput={(department) => put({ department })} most={40} />
        <Field label={say('estates.country')} value={typed.country} onInput={(country) => put({ country })} most={2} required />
      </div>
      <div class="form-row">
        <Field label={say('estates.latitude')} value={where.latitude} onInput={(latitude) => setWhere({ ...where, latitude })} required />
        <Field label={say('estates.longitude')} value={where.longitude} onInput={(longitude) => setWhere({ ...where, longitude })} required />
        <Field label={say('estates.zone')} value={typed.timeZone} onInput={(timeZone) => put({ timeZone })} most={60} required />
      </div>
    </Decide>
  )
}

/** Degrees as typed, with a comma or a point; what is no number is far outside, so that the server names the field. */
export function degrees(typed: string): number {
  const n = Number(typed.trim().replace(',', '.'))
  return typed.trim() === '' || Number.isNaN(n) ? 999 : n
}

/** The tree of places of an establishment. */
export function PlacesPage({ id: given }: Record<string, unknown>) {
  const id = String(given ?? '')
  const [doing, setDoing] = useState<Location | 'new' | null>(null)
  const [text, setText] = useState('')
  const read = useResource(async (signal) => ({
    of: await ask(api.GET('/v1/establishments/{id}', { params: { path: { id } }, signal })),
    places: await whole((cursor) => ask(api.GET('/v1/establishments/{id}/locations', { params: { path: { id }, query: { limit: 500, ...cursor } }, signal }))),
  }), [id])
  return (
    <Shown of={read}>
      {({ of, places }) => (
        <>
          <Head title={say('estates.treeOf', { name: of.name })} tools={<Field label={say('ask.search')} type="search" value={text} onInput={setText} />}>
            <Link to="/office/establishments">{say('estates.title')}</Link>
            {may('registry.write') && <Button onClick={() => setDoing('new')}>{say('estates.addPlace')}</Button>}
          </Head>
          <Tree places={places} text={text.trim().toLowerCase()} change={setDoing} />
          {doing !== null && <PlaceForm establishment={id} of={doing === 'new' ? null : doing} places={places} onClose={() => setDoing(null)} saved={() => void read.reload()} />}
        </>
      )}
    </Shown>
  )
}

function Tree({ places, text, change }: { places: readonly Location[]; text: string; change: (l: Location) => void }) {
  const rows = branches(places).filter(({ place }) => `${place.code} ${place.name}`.toLowerCase().includes(text))
  return (
    <Table caption={say('estates.tree')} className="office-table" rowHeight={40} rows={rows} id={(r) => r.place.id} empty={<Empty title={say('estates.noPlace')} />}
      columns={[
        { name: 'code', title: say('estates.code'), cell: ({ place, depth }) => <span class={`tree-${Math.min(depth, 4)} strong`}>{place.code}</span> },
        { name: 'kind', title: say('estates.kind'), cell: ({ place }) => sayCode('kind', place.kind) },
        { name: 'name', title: say('estates.name'), cell: ({ place }) => place.name || '–' },
        { name: 'capacity', title: say('estates.capacity'), right: true, cell: ({ place }) => (place.capacity === 0 ? '–' : place.capacity) },
        { name: 'acts', title: <span class="unseen">{say('office.acts')}</span>, right: true, cell: ({ place }) => may('registry.write') && <Button onClick={() => change(place)}>{say('act.edit')}<span class="unseen"> {place.code}</span></Button> },
      ]} />
  )
}

interface PlaceProperties {
  readonly establishment: string
  readonly of: Location | null
  readonly places: readonly Location[]
  readonly onClose: () => void
  readonly saved: () => void
}

function PlaceForm({ establishment, of, places, onClose, saved }: PlaceProperties) {
  const [typed, setTyped] = useState<LocationInput>(of === null ? { code: '', kind: 'cell' } : { code: of.code, kind: of.kind, name: of.name, capacity: of.capacity, ...(of.parent === undefined ? {} : { parent: of.parent }) })
  const put = (part: Partial<LocationInput>) => setTyped({ ...typed, ...part })
  const above = branches(places).filter(({ place }) => place.kind !== 'cell' && place.id !== of?.id)
  return (
    <Decide title={of === null ? say('estates.addPlace') : say('estates.changePlace', { code: of.code })} act={say('act.save')} reason={0} onClose={onClose}
      decide={async () => {
        const { parent, ...rest } = typed
        const body = parent === undefined || parent === '' ? rest : { ...rest, parent }
        if (of === null) await ask(api.POST('/v1/establishments/{id}/locations', { params: { path: { id: establishment } }, body }))
        else await ask(api.PUT('/v1/locations/{id}', { params: { path: { id: of.id }, header: ifMatch(of.version) }, body }))
        note(say('estates.saved', { name: typed.code }))
        saved()
      }}>
      <div class="form-row">
        <Field label={say('estates.code')} value={typed.code} onInput={(code) => put({ code })} most={40} required focus />
        <Choice label={say('estates.kind')} value={typed.kind} onInput={(kind) => put({ kind: kind as LocationInput['kind'] })} options={kinds.map((k) => ({ value: k, word: sayCode('kind', k) }))} />
      </div>
      <Choice label={say('estates.parent')} value={typed.parent ?? ''} onInput={(parent) => put({ parent })} options={[{ value: '', word: say('estates.top') }, ...above.map(({ place }) => ({ value: place.id, word: `${sayCode('kind', place.kind)} ${place.code}` }))]} />
      <div class="form-row">
        <Field label={say('estates.name')} value={typed.name ?? ''} onInput={(name) => put({ name })} most={120} />
        <NumberField label={say('estates.capacity')} value={typed.capacity ?? null} onInput={(n) => put({ capacity: n ?? 0 })} least={0} most={1000} />
      </div>
    </Decide>
  )
}
