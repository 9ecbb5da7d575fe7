import type { Node } from '../checklist/form'
import type { WordedPick } from '../checklist/gate'
import type { Choice, Condition, Item } from '../checklist/template'
import type { SheetCell, SheetOfficer } from './model'
import { Comb, Line, Row, Tick } from './parts'
import type { Tongue } from './tongue'

/** What fields are drawn with: the words, the lists, and what is known of the cell. */
export interface Drawing {
  readonly tongue: Tongue
  readonly lists: Readonly<Record<string, readonly WordedPick[]>>
  /** The letters under which long lists are printed at the end, by their names. */
  readonly letters: ReadonlyMap<string, string>
  readonly officers: readonly SheetOfficer[]
  readonly cell: SheetCell
}

/** So many options stand as boxes beside their question, and so many in a row of a grid; longer lists are printed once, and the question takes a number. */
const mostBoxes = 15
const mostInGrid = 4

/** The letters of the lists that are too long for a place where they are asked. */
export function lettersOf(nodes: readonly Node[], lists: Drawing['lists']): ReadonlyMap<string, string> {
  const long = nodes.flatMap(({ item, outer }) => (item.list !== undefined && optionsOf(item, lists).length > (outer?.item.type === 'matrix' ? mostInGrid : mostBoxes) ? [item.list] : []))
  return new Map([...new Set(long)].map((name, i) => [name, String.fromCharCode(65 + i)]))
}

/** What is offered of a select: its own options, then those of its list; what is retired is not printed. */
export const optionsOf = (item: Item, lists: Drawing['lists']): readonly (Choice | WordedPick)[] => [...(item.options ?? []), ...(lists[item.list ?? ''] ?? [])].filter((o) => o.retired !== true)

/** Signs of a number of a kind. */
const signs: Readonly<Record<string, number>> = { imei: 15, imeisv: 16, iccid: 20, tac: 8 }

/** The kind of number that a constraint asks for. */
function kindOf(c: Condition): string {
  const inner = [...(c.all ?? []), ...(c.any ?? [])].map(kindOf).find((kind) => kind !== '')
  return c.validAs ?? inner ?? ''
}

const combOf = ({ constraints = [] }: Item): number => constraints.map((c) => signs[kindOf(c.holds)] ?? 0).find((n) => n > 0) ?? 0

/** The place for the answer to one question. */
export function Field({ node, drawing }: { node: Node; drawing: Drawing }) {
  const { item } = node
  const { t } = drawing.tongue
  switch (item.type) {
    case 'note':
      return null
    case 'yes_no_na':
      return <Row><Tick round word={t('sheets.yesBox')} /><Tick round word={t('sheets.noBox')} /><Tick round word={t('sheets.naBox')} /></Row>
    case 'select_one':
    case 'select_many':
      return <Options node={node} drawing={drawing} />
    case 'text':
      return node.outer === null && item.relevantIf === undefined ? <><Line /><Line /></> : <Line />
    case 'number':
      return <Row><Comb n={8} />{(item.units ?? []).map((u) => <Tick key={u} round word={u === 'piece' ? t('sheets.piece') : u} />)}</Row>
    case 'counter':
      return <Comb n={3} />
    case 'duration':
      return <Row><Comb n={3} /><span>{t('sheets.minutes')}</span></Row>
    case 'datetime':
      return <Row><span class="sheet-small">{t('sheets.date')}</span><Comb n={2} />/<Comb n={2} /><span class="sheet-small">{t('sheets.at')}</span><Comb n={2} />:<Comb n={2} /></Row>
    case 'photo':
      return <Row><span class="sheet-small">{t('sheets.photos')}</span><Line wide={false} /><span class="sheet-small">{t('sheets.photosTo')}</span><Line wide={false} /><span class="sheet-small">{t('sheets.photosBy')}</span><Line /></Row>
    case 'signature':
      return <Signature item={item} drawing={drawing} />
    default:
      return <Named item={item} drawing={drawing} isInGrid={node.outer?.item.type === 'matrix'} />
  }
}

function Named({ item, drawing: { tongue: { t }, officers, cell }, isInGrid }: { item: Item; drawing: Drawing; isInGrid: boolean }) {
  const comb = combOf(item)
  switch (item.type) {
    case 'scan':
      return comb > 0 ? <Comb n={comb} /> : <Line />
    case 'seal':
      return <Comb n={16} />
    case 'exhibit':
      return <Comb n={10} />
    case 'person':
      return isInGrid ? <Line /> : <Line name={t('sheets.person')} />
    case 'people':
      return <>{officers.length > 0 && <Row>{officers.map((o) => <Tick key={o.name + o.badge} word={o.name} />)}</Row>}<Line name={t('sheets.person')} /></>
    case 'location':
      return item.within === undefined ? <Line name={t('sheets.place')} /> : <Row><Tick word={t('sheets.asNamed', { cell: cell.code })} /><Line name={t('sheets.place')} /></Row>
    case 'equipment':
      return <Line name={t('sheets.kitPieces')} />
    case 'device':
      return <Line name={t('sheets.device')} />
    case 'calculated':
      return <span class="sheet-small">{t('sheets.calculated')}</span>
    default:
      return <Line />
  }
}

function Options({ node: { item, outer }, drawing: { tongue: { t, label }, lists, letters } }: { node: Node; drawing: Drawing }) {
  const letter = letters.get(item.list ?? '')
  if (letter !== undefined && outer?.item.type === 'matrix') return <Row><span class="sheet-small">{letter}</span>{Array.from({ length: item.type === 'select_many' ? 2 : 1 }, (_, i) => <Comb key={i} n={2} />)}</Row>
  if (letter !== undefined) return <Row><span class="sheet-small">{t('sheets.fromList', { list: letter })}</span><Comb n={2} /><Line name={t('sheets.otherWords')} /></Row>
  const options = optionsOf(item, lists)
  const asks = options.some((o) => ('requires' in o ? (o.requires ?? []) : []).includes('comment'))
  return (
    <>
      <Row>{options.map((o) => <Tick key={o.code} round={item.type === 'select_one'} word={label(o.labels, o.code)} />)}</Row>
      {(asks || item.offers?.includes('comment') === true || options.some((o) => /^other(_|$)/.test(o.code))) && <Line name={t('sheets.remark')} />}
    </>
  )
}

function Signature({ item, drawing: { tongue: { t } } }: { item: Item; drawing: Drawing }) {
  return (
    <>
      <span class="sheet-row sheet-sign"><Line name={t('sheets.name')} /><Line name={t('sheets.signature')} /></span>
      {item.refusal === true && <Row><Tick word={t('sheets.refuses')} line /></Row>}
    </>
  )
}
