import type { ComponentChild } from 'preact'
import { type Form, innerItems, isOuter, type Node, readForm } from '../checklist/form'
import type { Checklist } from '../field/documents'
import { Conditions } from './conditions'
import { type Drawing, Field, lettersOf } from './Fields'
import type { SheetCell, SheetSet } from './model'
import type { Block } from './paginate'
import { Comb, Line, Row } from './parts'
import type { Tongue } from './tongue'

export type Piece = Block<ComponentChild>

/** How many blank cards a repeat has that are no finds. */
const otherCards = 2

/** Items that take little room: two of them share a line. */
const short = new Set(['yes_no_na', 'counter', 'duration', 'datetime', 'calculated'])

interface Making {
  readonly form: Form
  readonly drawing: Drawing
  readonly conditions: Conditions
  readonly cards: number
  /** What the keys of pieces begin with: all cells of a team have the same, for they are of one height. */
  readonly of: string
}

/** The checklist of a cell as pieces of paper, section by section: each item is there once, in each row and on each blank card. */
export function checklistPieces(set: SheetSet, cell: SheetCell, { template, lists }: Checklist, tongue: Tongue, cards: number): Piece[] {
  const form = readForm(template)
  const letters = lettersOf(form.nodes, lists)
  const drawing: Drawing = { tongue, lists, letters, officers: set.officers, cell }
  const making: Making = { form, drawing, conditions: new Conditions(form, lists, tongue), cards, of: `${set.siteCode} ${set.team}` }
  const sections = template.sections.flatMap((section, i): Piece[] => [
    { key: `${making.of} section ${section.code}`, content: <h2 class="sheet-section">{`${i + 1}. ${tongue.label(section.labels, section.code)}`}</h2>, keep: true },
    ...paired(section.items.flatMap((item) => form.byPath.get(item.code) ?? []), making, ''),
  ])
  return [...sections, ...[...letters].map(([name, letter]) => listPiece(making, name, letter))]
}

/** Items one below the other, two short ones side by side. */
function paired(nodes: readonly Node[], making: Making, row: string, head?: Piece['head']): Piece[] {
  const pieces: Piece[] = []
  for (let i = 0; i < nodes.length; i++) {
    const [node, next] = [nodes[i] as Node, nodes[i + 1]]
    if (isOuter(node.item)) {
      pieces.push(...(node.item.type === 'matrix' ? matrixPieces(node, making) : cardPieces(node, making)))
      continue
    }
    const pair = short.has(node.item.type) && next !== undefined && short.has(next.item.type) ? [node, next] : [node]
    if (pair.length === 2) i++
    const key = `${making.of} ${row} ${node.path}`
    const asked = pair.map((one) => <Asked key={one.path} node={one} making={making} />)
    pieces.push({ key, content: pair.length === 2 ? <div class="sheet-pair">{asked}</div> : asked[0], ...(head === undefined ? {} : { head }) })
  }
  return pieces
}

/** A question with its code, what it hangs on, and the place for its answer. */
function Asked({ node, making: { drawing, conditions, form } }: { node: Node; making: Making }) {
  const { t, label } = drawing.tongue
  const { item } = node
  const condition = conditions.asked(node)
  const each = item.each === undefined ? '' : t('sheets.eachOf', { what: t('sheets.quoted', { words: label(form.byPath.get(item.each)?.item.labels, item.each) }) })
  const least = (item.type === 'photo' || item.type === 'people') && item.min !== undefined ? t('sheets.atLeastN', { n: item.min }) : ''
  const fields = item.each === undefined ? 1 : Math.max(2, drawing.officers.length)
  return (
    <div class={item.type === 'note' ? 'sheet-ask sheet-note' : 'sheet-ask'} data-item={node.path}>
      <div class="sheet-asked">
        <span class={item.required === true ? 'sheet-label sheet-must' : 'sheet-label'}>{label(item.labels, item.code)}</span> <code class="sheet-code">{node.path}</code>
        {item.hint !== undefined && <span class="sheet-small sheet-own">{label(item.hint)}</span>}
        {[condition, each, least].filter((words) => words !== '').map((words) => <span key={words} class="sheet-small sheet-own">{words}</span>)}
      </div>
      {item.type !== 'note' && <div class="sheet-answer">{Array.from({ length: fields }, (_, i) => <Field key={i} node={node} drawing={drawing} />)}</div>}
    </div>
  )
}

/** A matrix as a grid: its rows below each other, its columns with small boxes. Its head stands again on the next page. */
function matrixPieces(node: Node, making: Making): Piece[] {
  const { tongue } = making.drawing
  const columns = innerItems(node.item).flatMap((item) => making.form.byPath.get(`${node.path}.${item.code}`) ?? [])
  const style = { 'grid-template-columns': `46mm ${columns.map(({ item }) => `${widthOf(item, making)}fr`).join(' ')}` }
  const head = {
    key: `${making.of} head ${node.path}`,
    content: (
      <div class="sheet-grid sheet-grid-head" style={style} data-item={node.path}>
        <span class="sheet-label">{tongue.label(node.item.labels, node.path)}</span>
        {columns.map((c) => (
          <span key={c.path} data-item={c.path}>
            <b>{tongue.label(c.item.labels, c.item.code)}</b> <code class="sheet-code">{c.path}</code>
            {making.conditions.asked(c) !== '' && <span class="sheet-small sheet-own">{making.conditions.asked(c)}</span>}
            {making.drawing.letters.has(c.item.list ?? '') && <span class="sheet-small sheet-own">{tongue.t('sheets.fromList', { list: making.drawing.letters.get(c.item.list ?? '') ?? '' })}</span>}
          </span>
        ))}
      </div>
    ),
  }
  const rows = (node.item.rows ?? []).map((row): Piece => ({
    key: `${making.of} ${node.path} ${row.code}`, head,
    content: (
      <div class="sheet-grid" style={style} data-row={row.code}>
        <span>
          {tongue.label(row.labels, row.code)} <code class="sheet-code">{row.code}</code>
          {row.relevantIf !== undefined && <span class="sheet-small sheet-own">{tongue.t('sheets.onlyIf', { condition: making.conditions.said(row.relevantIf) })}</span>}
        </span>
        {columns.map((c) => <span key={c.path} class="sheet-cell"><Field node={c} drawing={making.drawing} /></span>)}
      </div>
    ),
  }))
  return [{ ...head, keep: true }, ...rows]
}

/** How wide a column of a matrix is beside the others. */
const widthOf = (item: Node['item'], { drawing }: Making): number => (item.list !== undefined && drawing.letters.has(item.list) ? 2 : item.type === 'yes_no_na' ? 2.6 : item.type === 'select_one' ? 3.6 : 2.8)

/** The blank cards of a repeat. */
function cardPieces(node: Node, making: Making): Piece[] {
  const { tongue } = making.drawing
  const inner = innerItems(node.item).flatMap((item) => making.form.byPath.get(`${node.path}.${item.code}`) ?? [])
  const many = node.item.of === 'findings' ? making.cards : otherCards
  const title = (n: number, again: boolean): ComponentChild => (
    <div class="sheet-card" data-item={node.path} data-card={n}>
      <span class="sheet-label">{tongue.t('sheets.nth', { name: tongue.label(node.item.labels, node.path), n })}</span> <span class="sheet-small">{again ? tongue.t('sheets.again') : tongue.t('sheets.ofN', { n, of: many })}</span> <code class="sheet-code">{node.path}</code>
      {!again && making.conditions.asked(node) !== '' && <span class="sheet-small sheet-own">{making.conditions.asked(node)}</span>}
    </div>
  )
  const cards = Array.from({ length: many }, (_, i): Piece[] => [
    { key: `${making.of} ${node.path} ${i} card`, content: title(i + 1, false), keep: true },
    ...paired(inner, making, `${node.path} ${i}`, { key: `${making.of} ${node.path} ${i} again`, content: title(i + 1, true) }),
  ]).flat()
  return [...cards, { key: `${making.of} ${node.path} more`, content: <div class="sheet-more"><span class="sheet-small">{tongue.t('sheets.moreCards', { n: many })}</span><Line /></div> }]
}

/** A long list with a number for each of its words. */
function listPiece({ drawing: { tongue, lists }, form, of }: Making, name: string, letter: string): Piece {
  const asked = form.nodes.find(({ item }) => item.list === name)
  return {
    key: `${of} list ${name}`,
    content: (
      <div class="sheet-list" data-list={name}>
        <h2 class="sheet-section">{tongue.t('sheets.list', { list: letter, name: tongue.label(asked?.item.labels, name) })}</h2>
        <ol>{(lists[name] ?? []).filter((p) => p.retired !== true).map((p, i) => <li key={p.code}><b>{i + 1}</b> {tongue.label(p.labels, p.code)}</li>)}</ol>
      </div>
    ),
  }
}

/** Who writes, and how: at the beginning, so that nobody forgets. */
export const written = (tongue: Tongue): ComponentChild => (
  <div class="sheet-written">
    <Row><Line name={tongue.t('sheets.writtenBy')} /><span class="sheet-small">{tongue.t('sheets.writtenAt')}</span><Comb n={2} />/<Comb n={2} /><Comb n={2} />:<Comb n={2} /></Row>
    <p class="sheet-small">{tongue.t('sheets.howTo')} {tongue.t('sheets.keyIn')}</p>
  </div>
)
