import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { Field, NumberField } from '../parts/Field'
import { Empty } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { say, sayCode } from '../words/words'
import { useSettled } from './pages'
import { pair } from './parts'

const nothing = { imei: '', text: '', lengthMm: 0, widthMm: 0, depthMm: 0, massG: 0 }
type Seen = typeof nothing

/** What is seen of a telephone, as the contract asks for it: what was not seen is left out. */
export function seenOf(seen: Seen): Partial<Seen> {
  return Object.fromEntries(Object.entries(seen).map(([k, v]) => [k, typeof v === 'string' ? v.trim() : v]).filter(([, v]) => v !== '' && v !== 0))
}

/** Which models of the catalogue a telephone may be, the best first, each with what speaks for it. */
export function Matcher() {
  const [seen, setSeen] = useState<Seen>(nothing)
  const asked = useSettled(JSON.stringify(seenOf(seen)))
  const number = (name: keyof Seen) => (n: number | null) => setSeen({ ...seen, [name]: n ?? 0 })
  return (
    <section class="matcher" aria-labelledby="matcher">
      <h2 id="matcher">{say('catalogue.match')}</h2>
      <p class="quiet">{say('catalogue.matchMeans')}</p>
      <div class="page-tools office-tools">
        <Field label={say('catalogue.imei')} type="search" value={seen.imei} onInput={(imei) => setSeen({ ...seen, imei })} most={64} />
        <Field label={say('catalogue.written')} type="search" value={seen.text} onInput={(text) => setSeen({ ...seen, text })} most={200} />
        <NumberField label={say('catalogue.length')} value={seen.lengthMm || null} onInput={number('lengthMm')} unit="mm" least={0} />
        <NumberField label={say('catalogue.width')} value={seen.widthMm || null} onInput={number('widthMm')} unit="mm" least={0} />
        <NumberField label={say('catalogue.depth')} value={seen.depthMm || null} onInput={number('depthMm')} unit="mm" least={0} />
        <NumberField label={say('catalogue.mass')} value={seen.massG || null} onInput={number('massG')} unit="g" least={0} />
      </div>
      {asked !== '{}' && <Matches key={asked} seen={JSON.parse(asked) as Partial<Seen>} />}
    </section>
  )
}

function Matches({ seen }: { seen: Partial<Seen> }) {
  const found = useResource(async (signal) => (await ask(api.GET('/v1/device-model-matches', { params: { query: seen }, signal }))).items, [])
  return (
    <Shown of={found}>
      {(items) => (items.length === 0 ? <Empty title={say('catalogue.noMatch')} /> : (
        <ol class="matches">
          {items.slice(0, 8).map(({ model, reasons }) => (
            <li key={model.id}>
              <span class="strong">{`${model.make} ${model.model}`}</span> {model.target && <span class="badge">{say('catalogue.target')}</span>}
              <span class="quiet">{pair(say('catalogue.why'), reasons.map((r) => sayCode('matched', r)).join(', '))}</span>
            </li>
          ))}
        </ol>
      ))}
    </Shown>
  )
}
