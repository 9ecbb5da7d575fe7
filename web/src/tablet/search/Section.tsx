import { batch } from '@preact/signals'
import { address } from '../../parts/route'
import { say } from '../../words/words'
import { Item, takeSuggestion } from './Item'
import { Matrix } from './Matrix'
import type { SearchModel, View } from './model'
import { Repeat } from './Repeat'
import { officerName, worded } from './wording'

/** A section of the checklist: the questions that are relevant now. */
export function Section({ model, code }: { model: SearchModel; code: string }) {
  const demanded = model.demands(code).value
  const shown = model.layout(code).value
  const named = model.checklist.value?.template.sections.find((s) => s.code === code)
  if (demanded === undefined) return null
  return (
    <section class="section" aria-labelledby="section-name">
      <div class="section-head">
        <h2 id="section-name">{worded(named?.labels, code)}</h2>
        <TakeAll model={model} code={code} />
      </div>
      {!demanded && <Undemanded model={model} code={code} />}
      {shown.map(({ node, row }) =>
        node.item.type === 'matrix' ? <MatrixAt key={node.path} model={model} node={node} /> : node.item.type === 'repeat' ? <Repeat key={node.path} model={model} node={node} /> : (
          <Item key={`${node.path} ${row}`} model={model} node={node} row={row} {...(row === '' ? {} : { title: `${worded(node.item.labels, node.path)}: ${officerName(model.desk.story.peek(), row)}` })} />
        ))}
      {shown.length === 0 && demanded && <p class="quiet">{say('search.nothingAsked')}</p>}
    </section>
  )
}

/** The matrix at the column that the address names. */
function MatrixAt({ model, node }: { model: SearchModel; node: View['node'] }) {
  const at = new URLSearchParams(address.value.search).get('at') ?? ''
  return <Matrix key={at} model={model} node={node} at={at} />
}

/** A section that the legal basis does not demand may be filled in all the same. */
function Undemanded({ model, code }: { model: SearchModel; code: string }) {
  return (
    <div class="section-free">
      <p>{say('search.free')}</p>
      <button type="button" class="big" onClick={() => (model.extra.value = new Set([...model.extra.value, code]))}>
        {say('search.fillFree')}
      </button>
    </div>
  )
}

/** Takes over all that a section suggests, each of which stands on the screen beside its question. */
function TakeAll({ model, code }: { model: SearchModel; code: string }) {
  const offered = model.layout(code).value.flatMap(({ node, row }): View[] => {
    const view = model.view(node.path, row).value
    return view?.suggestion !== undefined && view.suggestion !== 'now' ? [view] : []
  })
  if (offered.length < 2) return null
  return (
    <button type="button" class="big" onClick={() => batch(() => offered.forEach((view) => takeSuggestion(model, view)))}>
      {say('search.takeAll', { n: offered.length })}
    </button>
  )
}
