import { batch } from '@preact/signals'
import { useState } from 'preact/hooks'
import type { Node } from '../../checklist/form'
import type { Choice } from '../../checklist/template'
import type { Value } from '../../checklist/values'
import { say } from '../../words/words'
import { Buttons, type Option } from './controls/Buttons'
import { offeredOf } from './controls/Choose'
import { Control } from './controls/Control'
import { officerOptions } from './controls/Named'
import { Below, Item, placeOf } from './Item'
import { Mark } from './Mark'
import type { SearchModel, View } from './model'
import { standingOf } from './progress'
import { valueWords, worded, zoneOf } from './wording'

/** Columns that are answered tap by tap; the others are asked in the row, where they are relevant. */
const tapped = new Set(['yes_no_na', 'select_one', 'select_many', 'person', 'counter'])

export const columnsOf = (model: SearchModel, node: Node): Node[] => (model.asked.peek()?.sheet.form.nodes ?? []).filter((inner) => inner.outer?.path === node.path)

/** The matrix: one column at a time, tapped down row by row. at: the column that is jumped to. */
export function Matrix({ model, node, at }: { model: SearchModel; node: Node; at: string }) {
  const columns = columnsOf(model, node)
  const heads = columns.filter((c) => tapped.has(c.item.type))
  const shown = heads.length > 0 ? heads : columns.slice(0, 1)
  const [chosen, setChosen] = useState(shown.find((c) => c.path === at)?.path ?? shown[0]?.path ?? '')
  const column = shown.find((c) => c.path === chosen) ?? shown[0]
  if (column === undefined) return null
  return (
    <section class="matrix" id={placeOf(node.path)} tabIndex={-1} aria-label={worded(node.item.labels)}>
      <h3 class="matrix-title">{worded(node.item.labels)}</h3>
      <div class="matrix-columns" role="group" aria-label={say('search.columns')}>
        {shown.map((c) => (
          <ColumnButton key={c.path} model={model} outer={node} column={c} here={c === column} onPress={() => setChosen(c.path)} />
        ))}
      </div>
      <FillRows model={model} outer={node} column={column} />
      <ol class="matrix-rows">
        {(node.item.rows ?? []).map((row) => (
          <Row key={row.code} model={model} row={row} column={column} others={shown} inPlace={columns.filter((c) => !shown.includes(c))} />
        ))}
      </ol>
    </section>
  )
}

/** The rows of a column that are asked and not answered. */
const openRows = (model: SearchModel, outer: Node, column: Node): View[] =>
  (outer.item.rows ?? []).flatMap(({ code }) => {
    const view = model.view(column.path, code).value
    return view !== undefined && view.relevant && (view.value === undefined || view.value === null) ? [view] : []
  })

function ColumnButton({ model, outer, column, here, onPress }: { model: SearchModel; outer: Node; column: Node; here: boolean; onPress: () => void }) {
  const left = openRows(model, outer, column).length
  return (
    <button type="button" class="big matrix-column" aria-pressed={here} onClick={onPress}>
      {worded(column.item.labels)}
      <span class="matrix-left">{left === 0 ? '✓' : say('search.left', { n: left })}</span>
    </button>
  )
}

/** What all rows of a column may be answered with at once. */
function fillings(model: SearchModel, view: View): readonly Option[] {
  if (view.node.item.type === 'person') return officerOptions(model).near.slice(0, 6)
  return view.node.item.type === 'counter' ? [] : offeredOf(model, view)
}

/** One answer for all rows that are still open: chosen first, then asked once more with their number, then given row by row. */
function FillRows({ model, outer, column }: { model: SearchModel; outer: Node; column: Node }) {
  const [asking, setAsking] = useState<{ column: string; option: Option | null } | null>(null)
  const left = openRows(model, outer, column)
  const options = left[0] === undefined ? [] : fillings(model, left[0])
  if (left.length < 2 || options.length === 0) return null
  if (asking?.column !== column.path) {
    return (
      <button type="button" class="big matrix-fill" onClick={() => setAsking({ column: column.path, option: null })}>
        {say('search.fill', { n: left.length })}
      </button>
    )
  }
  function fill(code: string): void {
    setAsking(null)
    batch(() => {
      for (const view of left) void model.give(view.node, view.row, { value: (view.node.item.type === 'select_many' ? [code] : code) as Value })
    })
  }
  const { option } = asking
  return (
    <div class="matrix-filling" role="group" aria-label={say('search.fill', { n: left.length })}>
      {option === null ? (
        <>
          <p>{say('search.fillWith', { n: left.length })}</p>
          <Buttons label={worded(column.item.labels)} options={options} chosen={[]} onPress={(code) => setAsking({ column: column.path, option: options.find((o) => o.code === code) ?? null })} />
        </>
      ) : (
        <p>
          <strong>{say('search.fillSure', { n: left.length, value: option.word, column: worded(column.item.labels) })}</strong>
        </p>
      )}
      <div class="acts">
        {option !== null && (
          <button type="button" class="big first-big" onClick={() => fill(option.code)}>
            {say('search.fillYes', { n: left.length })}
          </button>
        )}
        <button type="button" class="big" onClick={() => setAsking(null)}>
          {say('search.leave')}
        </button>
      </div>
    </div>
  )
}

function Row({ model, row, column, others, inPlace }: { model: SearchModel; row: Choice; column: Node; others: readonly Node[]; inPlace: readonly Node[] }) {
  const view = model.view(column.path, row.code).value
  const words = worded(row.labels, row.code)
  const label = `${words}: ${worded(column.item.labels)}`
  if (view === undefined || !others.some((c) => model.view(c.path, row.code).value?.relevant === true)) return null
  return (
    <li class="matrix-row" id={placeOf(column.path, row.code)} tabIndex={-1}>
      <div class="matrix-name">
        <span class="matrix-label">{words}</span>
        {view.relevant && <Mark standing={standingOf(view)} required={view.required} />}
        <Others model={model} row={row.code} columns={others.filter((c) => c !== column)} />
      </div>
      <div class="matrix-answer">
        {view.relevant ? (
          <>
            <Control model={model} view={view} label={label} />
            <Below model={model} view={view} label={label} />
          </>
        ) : (
          <p class="quiet">{say('search.notAsked')}</p>
        )}
        {inPlace.map((c) => (
          <Item key={c.path} model={model} node={c} row={row.code} />
        ))}
      </div>
    </li>
  )
}

/** What the other columns of a row say, in short. */
function Others({ model, row, columns }: { model: SearchModel; row: string; columns: readonly Node[] }) {
  const checklist = model.checklist.value
  const story = model.desk.story.peek()
  const said = columns.flatMap((c) => {
    const view = model.view(c.path, row).value
    if (checklist === undefined || view === undefined || !view.answered || view.value === undefined || view.value === null) return []
    return [say('search.pair', { name: worded(c.item.labels), value: valueWords(story, checklist, c, view.value as Value, zoneOf(story, model.search.peek()?.site ?? '')) })]
  })
  return said.length === 0 ? null : <span class="matrix-others">{said.join(' · ')}</span>
}
