import { say } from '../../words/words'
import { Buttons } from './controls/Buttons'
import { Line } from './controls/Named'
import { Item } from './Item'
import type { SearchModel } from './model'

const presences = ['present', 'two_witnesses', 'refused', 'impossible', 'not_required'] as const

/** Who attended: the questions of the checklist where it asks, else asked here. */
export function Presence({ model }: { model: SearchModel }) {
  const { ending } = model
  const nodes = ending.presenceNodes
  return (
    <section class="end-part" id="end-presence" tabIndex={-1} aria-labelledby="end-presence-name">
      <h3 id="end-presence-name">{say('search.presence')}</h3>
      {nodes.map((node) => (
        <Item key={node.path} model={model} node={node} row="" />
      ))}
      {nodes.length === 0 && <Own model={model} />}
    </section>
  )
}

function Own({ model }: { model: SearchModel }) {
  const { presence } = model.ending
  const { occupant, witnesses } = presence.value
  const witnessed = occupant === 'two_witnesses' || occupant === 'refused' || occupant === 'impossible'
  return (
    <div class="stack">
      <Buttons label={say('search.presence')} options={presences.map((p) => ({ code: p, word: say(`search.presence.${p}`) }))} chosen={[occupant]} onPress={(p) => (presence.value = { ...presence.value, occupant: p })} />
      {witnessed && witnesses.map((name, i) => (
        <label key={i} class="stack">
          <span>{say('search.witness', { n: i + 1 })}</span>
          <Line label={say('search.witness', { n: i + 1 })} value={name} onLine={(text) => (presence.value = { ...presence.value, witnesses: witnesses.map((w, k) => (k === i ? text : w)) })} />
        </label>
      ))}
    </div>
  )
}
