import { useState } from 'preact/hooks'
import type { Node } from '../../checklist/form'
import type { Search } from '../../field/story'
import { address, go } from '../../parts/route'
import { say } from '../../words/words'
import { FindCard } from '../finds/FindCard'
import { FindList } from '../finds/FindList'
import { Item, placeOf } from './Item'
import { columnsOf } from './Matrix'
import { Mark } from './Mark'
import type { SearchModel } from './model'
import { sectionAddress } from './Rail'
import { standingOf } from './progress'
import { worded } from './wording'

/** Rows of questions: those of a find are its card, any others are added and removed here. */
export function Repeat({ model, node }: { model: SearchModel; node: Node }) {
  const view = model.view(node.path).value
  const search = model.search.value
  if (view === undefined || !view.relevant || search === undefined) return null
  return (
    <section class="repeat" id={placeOf(node.path)} tabIndex={-1} aria-label={worded(node.item.labels)}>
      <div class="ask-head">
        <h3 class="matrix-title">{worded(node.item.labels)}</h3>
        <Mark standing={standingOf(view)} required={view.required} />
      </div>
      {view.problems.map((p, i) => (
        <p key={i} class="ask-problem">
          {worded(p.message)}
        </p>
      ))}
      {node.item.of === 'findings' ? <Finds model={model} search={search} section={node.section.code} /> : <Rows model={model} node={node} />}
    </section>
  )
}

/** The finds of the search; the card of the one that the address names. */
function Finds({ model, search, section }: { model: SearchModel; search: Search; section: string }) {
  const find = new URLSearchParams(address.value.search).get('find') ?? ''
  if (model.desk.story.value.findings.has(find)) return <FindCard search={search} site={search.site} find={find} onClose={() => go(sectionAddress(model.id, section))} />
  return <FindList search={search} site={search.site} />
}

function Rows({ model, node }: { model: SearchModel; node: Node }) {
  const rows = model.rows(node).value
  const columns = columnsOf(model, node)
  const name = worded(node.item.labels)
  const isFull = node.item.max !== undefined && rows.length >= node.item.max
  return (
    <>
      {rows.length === 0 && <p class="quiet">{say('search.noRow')}</p>}
      <ol class="repeat-rows">
        {rows.map((row, i) => (
          <li key={row} class="repeat-row">
            <div class="repeat-head">
              <h4>{say('search.nth', { name, n: i + 1 })}</h4>
              <Remove what={say('search.nth', { name, n: i + 1 })} onRemove={() => model.removeRow(node, row)} />
            </div>
            {columns.map((c) => (
              <Item key={c.path} model={model} node={c} row={row} />
            ))}
          </li>
        ))}
      </ol>
      {!isFull && (
        <button type="button" class="big first-big" onClick={() => model.addRow(node)}>
          {say('search.addRow', { name })}
        </button>
      )}
    </>
  )
}

/** A row goes only after it was asked for twice: gloves tap beside. What was answered stays in the journal. */
function Remove({ what, onRemove }: { what: string; onRemove: () => void }) {
  const [asked, setAsked] = useState(false)
  if (!asked) {
    return (
      <button type="button" class="big quiet-big" aria-label={say('search.removeOf', { what })} onClick={() => setAsked(true)}>
        {say('search.remove')}
      </button>
    )
  }
  return (
    <span class="acts">
      <button type="button" class="big" onClick={onRemove}>
        {say('search.removeSure', { what })}
      </button>
      <button type="button" class="big quiet-big" onClick={() => setAsked(false)}>
        {say('search.leave')}
      </button>
    </span>
  )
}
