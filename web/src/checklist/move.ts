import { evaluate } from './evaluate'
import { isOuter, readForm, type Node } from './form'
import { chosen } from './options'
import { isInRows, type Answer, type Told } from './sheet'
import { byCodePoint } from './strings'
import type { Template } from './template'
import { given, isList, isQuantity, wrong } from './values'

/**
 * Why an answer is set aside: no_item: one of the two versions does not have the item; type: it is of another type now, or asked in
 * other rows; no_code: a code, a unit, a row of a matrix or a refusal is not known any more.
 */
export type Why = 'no_item' | 'type' | 'no_code'

/** A draft after its move. Kept and set aside together are all answers, each as it was. */
export interface Moved {
  readonly kept: readonly Answer[]
  /** By path and row. */
  readonly aside: readonly (Answer & { readonly why: Why })[]
  /** Missing now, and not before the move. */
  readonly required: readonly { readonly path: string; readonly row?: string }[]
}

/** Takes the answers of a draft from one version to another (docs/checklist.md, Versions). Nothing is lost: what is set aside is shown, and in the journal. */
export function move(from: Template, to: Template, told: Told, answers: readonly Answer[]): Moved {
  const [before, after] = [readForm(from), readForm(to)]
  const kept: Answer[] = []
  const aside: (Answer & { why: Why })[] = []
  for (const answer of lastOf(answers)) {
    const why = whyNot(before.byPath.get(answer.path), after.byPath.get(answer.path), told, answer)
    if (why === null) kept.push(answer)
    else aside.push({ ...answer, why })
  }
  aside.sort((a, b) => byCodePoint(a.path, b.path) || byCodePoint(a.row ?? '', b.row ?? ''))
  const missing = new Set(missingOf(from, told, answers).map(({ path, row = '' }) => `${path}\n${row}`))
  const required = missingOf(to, told, kept).filter(({ path, row = '' }) => !missing.has(`${path}\n${row}`))
  return { kept, aside, required: required.map(({ path, row }) => (row === undefined ? { path } : { path, row })) }
}

const missingOf = (template: Template, told: Told, answers: readonly Answer[]): { path: string; row?: string }[] =>
  evaluate(template, told, answers).problems.filter((problem) => problem.code === 'missing')

/** Of two answers of one instance the later. */
const lastOf = (answers: readonly Answer[]): Answer[] => [...new Map(answers.map((answer) => [`${answer.path}\n${answer.row ?? ''}`, answer])).values()]

function whyNot(from: Node | undefined, to: Node | undefined, told: Told, answer: Answer): Why | null {
  if (from === undefined || to === undefined) return 'no_item'
  if (!isAskedAlike(from, to)) return 'type'
  return isKnown(to, told, answer) ? null : 'no_code'
}

const isAskedAlike = (a: Node, b: Node): boolean =>
  a.item.type === b.item.type && a.item.of === b.item.of && isInRows(a) === isInRows(b) && a.outer?.item.type === b.outer?.item.type && a.outer?.item.of === b.outer?.item.of

/** Whether the version still knows what an answer names. Retired codes are known. */
function isKnown({ item, outer }: Node, { lists = {} }: Told, answer: Answer): boolean {
  if (outer?.item.type === 'matrix' && outer.item.rows?.some((row) => row.code === answer.row) !== true) return false
  const value = given(answer.value)
  if (value === null || value === wrong || isOuter(item)) return true
  if (item.type === 'number' && isQuantity(value)) return (item.units ?? []).includes(value.unit)
  if (item.type === 'signature' && value === 'refused') return item.refusal === true
  // A list where one code is asked for, or a code where a list is, names no code: it has a type problem, and goes along.
  if (isList(value) ? item.type !== 'select_many' : item.type !== 'select_one') return true
  const { list = '' } = item
  const picks = Object.hasOwn(lists, list) ? (lists[list] ?? []) : []
  return chosen(value).every((code) => item.options?.some((option) => option.code === code) === true || picks.some((pick) => pick.code === code))
}
