import { holds } from './conditions'
import { isOuter, type Node } from './form'
import { chosen, isKnown, isSelect, ownOption } from './options'
import { called, say, type Sentence } from './sentences'
import { isInRows, type Answer, type Sheet } from './sheet'
import { byCodePoint, codePoints, inOrder, isBlank } from './strings'
import type { Labels } from './template'
import { isList, isOfType, isQuantity, wrong, type Value } from './values'

/** What can be wrong with an instance, in the order in which it is told. */
export type ProblemCode =
  | 'missing'
  | 'missing_comment'
  | 'missing_photo'
  | 'missing_number'
  | 'too_few'
  | 'too_many'
  | 'type'
  | 'unknown_code'
  | 'not_alone'
  | 'range'
  | 'elsewhere'
  | 'constraint'
  | 'unknown_item'
  | 'unknown_row'

/** One thing that is wrong with an instance. */
export interface Problem {
  readonly path: string
  /** Absent outside rows. */
  readonly row?: string
  readonly code: ProblemCode
  /** It is told only when the search is to be closed: a draft may be unfinished. */
  readonly submit: boolean
  readonly message: Labels
}

const atSubmit: ReadonlySet<ProblemCode> = new Set(['missing', 'missing_comment', 'missing_photo', 'missing_number', 'too_few'])

export const at = (path: string, row: string): { path: string; row?: string } => (row === '' ? { path } : { path, row })

const tell = (path: string, row: string, code: ProblemCode, message: Labels): Problem => ({ ...at(path, row), code, submit: atSubmit.has(code), message })

function problem(node: Node, row: string, code: ProblemCode, sentence: Sentence): Problem {
  return tell(node.path, row, code, say(sentence, called(node, row), node.item.min, node.item.max))
}

/** Whether an instance is answered, right or wrong. */
function isAnswered(sheet: Sheet, node: Node, row: string): boolean {
  return isOuter(node.item) || node.item.type === 'calculated' ? sheet.see(node, row) !== null : sheet.given(node.path, row) !== null
}

/** What is wrong with one instance, in the order of docs/checklist.md. Nothing is with one that is not relevant. */
export function problemsOf(sheet: Sheet, node: Node, row: string, isRequired: boolean): Problem[] {
  if (!sheet.isRelevant(node, row)) return []
  const value = sheet.given(node.path, row)
  if (value !== null && (value === wrong || !isOfType(node.item, value))) return [problem(node, row, 'type', 'type')]
  const isMissing = isRequired && !isAnswered(sheet, node, row)
  const codes: (readonly [ProblemCode, Sentence])[] = isMissing ? [['missing', 'missing']] : []
  if (value !== null) codes.push(...missingBeside(node, value, sheet.answersAt(node.path).get(row)))
  if (!isMissing) codes.push(...counted(sheet, node, value))
  if (value !== null) codes.push(...wrongOf(sheet, node, row, value))
  return [...codes.map(([code, sentence]) => problem(node, row, code, sentence)), ...broken(sheet, node, row)]
}

/** What an option, a refusal or an unknown device demands beside the value. */
function missingBeside(node: Node, value: Value, answer: Answer | undefined): (readonly [ProblemCode, Sentence])[] {
  const asked = new Set(isSelect(node) ? chosen(value).flatMap((code) => ownOption(node, code)?.requires ?? []) : [])
  if ((node.item.type === 'signature' && value === 'refused') || (node.item.type === 'device' && value === 'other')) asked.add('comment')
  const lacking: ['comment' | 'photo' | 'number', ProblemCode & Sentence, boolean][] = [
    ['comment', 'missing_comment', isBlank(answer?.comment ?? '')],
    ['photo', 'missing_photo', (answer?.photos ?? []).length === 0],
    ['number', 'missing_number', answer?.number == null],
  ]
  return lacking.filter(([what, , lacks]) => lacks && asked.has(what)).map(([, code]) => [code, code])
}

/** Lists and rows that are too few or too many. */
function counted(sheet: Sheet, node: Node, value: Value | null): (readonly [ProblemCode, Sentence])[] {
  const { type, min, max } = node.item
  const count = type === 'repeat' ? sheet.rowsOf(node).length : isList(value) ? value.length : null
  if (count === null) return []
  if (min != null && count < min) return [['too_few', 'too_few']]
  return max != null && count > max ? [['too_many', 'too_many']] : []
}

/** What is wrong with a value of the right type. */
function wrongOf(sheet: Sheet, node: Node, row: string, value: Value): (readonly [ProblemCode, Sentence])[] {
  const found: (readonly [ProblemCode, Sentence])[] = []
  if (isSelect(node)) {
    const codes = chosen(value)
    if (!codes.every((code) => isKnown(sheet, node, row, code))) found.push(['unknown_code', 'unknown_code'])
    if (codes.length > 1 && codes.some((code) => ownOption(node, code)?.alone === true)) found.push(['not_alone', 'not_alone'])
  }
  const range = outOfRange(node, value)
  if (range !== null) found.push(['range', range])
  if (node.item.type === 'location' && typeof value === 'string' && isElsewhere(sheet, node, row, value)) found.push(['elsewhere', 'elsewhere'])
  return found
}

const measured: ReadonlySet<string> = new Set(['number', 'counter', 'duration', 'text', 'scan', 'person', 'lookup', 'device', 'exhibit', 'seal'])

function outOfRange(node: Node, value: Value): Sentence | null {
  const { type, min, max } = node.item
  if (!measured.has(type) || (min == null && max == null)) return null
  const isText = typeof value === 'string'
  const n = isText ? codePoints(value) : isQuantity(value) ? value.number : typeof value === 'number' ? value : Number.NaN
  if (min != null && n < min) return isText ? 'range_short' : 'range_low'
  return max != null && n > max ? (isText ? 'range_long' : 'range_high') : null
}

/** Whether a location is neither the place that it must be within nor in it; never while that place is not known. */
function isElsewhere(sheet: Sheet, node: Node, row: string, location: string): boolean {
  const { within } = node.item
  const place = within == null ? null : (within.fact ?? '') !== '' ? sheet.fact(within.fact ?? '') : sheet.at(within.item ?? '', sheet.scopeOf(node, row))
  if (typeof place !== 'string') return false
  const parents = sheet.told.parents ?? {}
  const passed = new Set<string>()
  for (let here: string | undefined = location; here !== undefined && !passed.has(here); here = Object.hasOwn(parents, here) ? parents[here] : undefined) {
    if (here === place) return false
    passed.add(here)
  }
  return true
}

/** The constraints that what is answered does not keep. */
function broken(sheet: Sheet, node: Node, row: string): Problem[] {
  const { constraints } = node.item
  if (constraints == null || sheet.see(node, row) === null) return []
  const scope = sheet.scopeOf(node, row)
  return constraints.filter(({ holds: c }) => !holds(sheet, c, scope)).map(({ message }) => tell(node.path, row, 'constraint', message))
}

/** What was given at a repeat's own path: false removes a row, of a repeat of findings not even that. */
export function removals(sheet: Sheet, node: Node): Problem[] {
  if (node.item.type !== 'repeat' || !sheet.isRelevant(node, '')) return []
  const rows = inOrder(sheet.answersAt(node.path).keys()).filter((row) => row !== '')
  const isWrong = (value: unknown): boolean => value !== null && (value !== false || node.item.of === 'findings')
  return rows.filter((row) => isWrong(sheet.given(node.path, row))).map((row) => problem(node, row, 'type', 'type'))
}

/** What was given for what the template does not have, by path and row. */
export function unknown(sheet: Sheet): Problem[] {
  const found: Problem[] = []
  for (const path of [...sheet.answers.keys()].sort(byCodePoint)) {
    const node = sheet.form.byPath.get(path)
    for (const row of inOrder(sheet.answersAt(path).keys())) {
      if (sheet.given(path, row) === null) continue
      if (node === undefined) found.push(tell(path, row, 'unknown_item', say('unknown_item', { en: path, fr: path })))
      else if (isUnknownRow(sheet, node, row)) found.push(tell(path, row, 'unknown_row', say('unknown_row', node.item.labels ?? { en: path, fr: path })))
    }
  }
  return found
}

function isUnknownRow(sheet: Sheet, node: Node, row: string): boolean {
  if (node.outer?.item.type === 'matrix') return !sheet.rowsOf(node.outer).includes(row)
  if (isInRows(node)) return row === ''
  return row !== '' && node.item.type !== 'repeat'
}
