import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { ifMatch } from '../api/version'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Check, Choice, Field, NumberField } from '../parts/Field'
import { note } from '../parts/Notes'
import { Empty } from '../parts/Notices'
import { Shown } from '../parts/Shown'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { figure, say, sayCode } from '../words/words'
import { Matcher } from './Matcher'
import { usePages, useSettled } from './pages'
import { Head, More } from './parts'

export type Model = components['schemas']['DeviceModel']
type Input = components['schemas']['DeviceModelInput']
const metals = ['none', 'trace', 'low', 'normal', 'unknown'] as const

/** The catalogue of telephones, and what a telephone that lies on the table may be. */
export function CataloguePage() {
  const [text, setText] = useState('')
  const [target, setTarget] = useState(false)
  const [doing, setDoing] = useState<Model | 'new' | null>(null)
  const q = useSettled(text.trim())
  const models = usePages<Model>((cursor, signal) => ask(api.GET('/v1/device-models', { params: { query: { limit: 200, ...(q === '' ? {} : { q }), ...(target ? { target } : {}), ...cursor } }, signal })), [q, target])
  return (
    <>
      <Matcher />
      <Head title={say('catalogue.title')}
        tools={
          <>
            <Field label={say('ask.search')} type="search" value={text} onInput={setText} />
            <Check label={say('catalogue.targetOnly')} value={target} onInput={setTarget} />
          </>
        }>
        {may('registry.write') && <Button onClick={() => setDoing('new')}>{say('catalogue.add')}</Button>}
      </Head>
      <Shown of={models}>{({ items }) => <Models items={items} change={setDoing} />}</Shown>
      <More of={models} />
      {doing !== null && <ModelForm model={doing === 'new' ? null : doing} onClose={() => setDoing(null)} saved={() => void models.reload()} />}
    </>
  )
}

const size = (m: Model) => (m.lengthMm + m.widthMm + m.depthMm === 0 ? '–' : [m.lengthMm, m.widthMm, m.depthMm].map((n) => (n === 0 ? '–' : figure(n))).join(' × '))

function Models({ items, change }: { items: readonly Model[]; change: (m: Model) => void }) {
  return (
    <Table
      caption={say('catalogue.title')}
      className="office-table"
      rowHeight={44}
      rows={items}
      id={(m) => m.id}
      empty={<Empty title={say('catalogue.none')} />}
      columns={[
        { name: 'model', title: say('catalogue.model'), worth: (m) => `${m.make} ${m.model}`, cell: (m) => <><span class="strong">{m.make}</span> {m.model}</> },
        { name: 'code', title: say('catalogue.code'), worth: (m) => m.code, cell: (m) => <code>{m.code}</code> },
        { name: 'marks', title: <span class="unseen">{say('catalogue.target')}</span>, worth: (m) => `${m.target} ${m.mini}`, cell: (m) => (
          <span class="row-acts">
            {m.target && <span class="badge">{say('catalogue.target')}</span>}
            {m.mini && <span class="badge">{say('catalogue.mini')}</span>}
            {m.retired && <span class="badge office-state office-retired">{say('catalogue.retired')}</span>}
          </span>
        ) },
        { name: 'size', title: say('catalogue.size'), right: true, worth: (m) => m.lengthMm, cell: size },
        { name: 'mass', title: `${say('catalogue.mass')}, g`, right: true, worth: (m) => m.massG, cell: (m) => (m.massG === 0 ? '–' : figure(m.massG)) },
        { name: 'metal', title: say('catalogue.metal'), worth: (m) => m.metal, cell: (m) => sayCode('metal', m.metal) },
        { name: 'acts', title: <span class="unseen">{say('office.acts')}</span>, right: true, cell: (m) => may('registry.write') && <Button onClick={() => change(m)}>{say('act.edit')}<span class="unseen"> {m.code}</span></Button> },
      ]}
    />
  )
}

const blank: Input = { code: '', make: '', model: '', metal: 'unknown' }

/** A model as the contract takes it, of one that it gave. */
function inputOf({ id: _, version: __, ...rest }: Model): Input {
  return rest
}

/** Adding a model to the catalogue, or changing it. A change that another made meanwhile is told. */
function ModelForm({ model, onClose, saved }: { model: Model | null; onClose: () => void; saved: () => void }) {
  const [typed, setTyped] = useState<Input>(model === null ? blank : inputOf(model))
  const [tacs, setTacs] = useState((model?.tacs ?? []).join(' '))
  const put = (part: Partial<Input>) => setTyped({ ...typed, ...part })
  const number = (name: 'lengthMm' | 'widthMm' | 'depthMm' | 'massG') => (n: number | null) => put({ [name]: n ?? 0 })
  const title = model === null ? say('catalogue.add') : say('catalogue.change', { name: `${model.make} ${model.model}` })
  return (
    <Decide title={title} act={say('act.save')} reason={0} onClose={onClose}
      decide={async () => {
        const body = { ...typed, tacs: tacs.split(/[\s,;]+/).filter((t) => t !== '') }
        if (model === null) await ask(api.POST('/v1/device-models', { body }))
        else await ask(api.PUT('/v1/device-models/{id}', { params: { path: { id: model.id }, header: ifMatch(model.version) }, body }))
        note(say('catalogue.saved', { name: `${typed.make} ${typed.model}` }))
        saved()
      }}>
      <div class="form-row">
        <Field label={say('catalogue.make')} value={typed.make} onInput={(make) => put({ make })} most={80} required focus />
        <Field label={say('catalogue.name')} value={typed.model} onInput={(m) => put({ model: m })} most={80} required />
        <Field label={say('catalogue.code')} value={typed.code} onInput={(code) => put({ code })} most={40} required />
      </div>
      <Field label={say('catalogue.tacs')} value={tacs} onInput={setTacs} />
      <div class="form-row">
        <NumberField label={say('catalogue.length')} value={typed.lengthMm || null} onInput={number('lengthMm')} unit="mm" />
        <NumberField label={say('catalogue.width')} value={typed.widthMm || null} onInput={number('widthMm')} unit="mm" />
        <NumberField label={say('catalogue.depth')} value={typed.depthMm || null} onInput={number('depthMm')} unit="mm" />
        <NumberField label={say('catalogue.mass')} value={typed.massG || null} onInput={number('massG')} unit="g" />
      </div>
      <Choice label={say('catalogue.metal')} value={typed.metal} onInput={(m) => put({ metal: m as Input['metal'] })} options={metals.map((m) => ({ value: m, word: sayCode('metal', m) }))} />
      <Field label={say('catalogue.source')} value={typed.source ?? ''} onInput={(source) => put({ source })} most={400} />
      <div class="several">
        <Check label={say('catalogue.target')} value={typed.target ?? false} onInput={(target) => put({ target })} />
        <Check label={say('catalogue.mini')} value={typed.mini ?? false} onInput={(mini) => put({ mini })} />
        <Check label={say('catalogue.retired')} value={typed.retired ?? false} onInput={(retired) => put({ retired })} />
      </div>
    </Decide>
  )
}
