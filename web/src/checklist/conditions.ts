import { isValidAs } from '../exhibits/identity'
import { isInstant } from './instants'
import { isHeld, type Scope, type Seen, type Sheet } from './sheet'
import type { Condition, Operand } from './template'
import { isList, isQuantity, isSame, type Value } from './values'

const comparisons = ['is', 'in', 'has', 'hasAny', 'answered', 'atLeast', 'above', 'countAtLeast', 'sameAs', 'notBefore', 'validAs'] as const

/** Whether a member is there. An empty code or path names nothing. */
const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** Whether a condition holds, seen from a place. What is no condition, or two at once, is false. */
export function holds(sheet: Sheet, condition: Condition, scope: Scope): boolean {
  const { all, any, not, item, fact } = condition
  const members = [all, any, not, item, fact].filter(isThere).length
  const compared = comparisons.filter((name) => isThere(condition[name]))
  const isGroup = !isThere(item) && !isThere(fact)
  if (members !== 1 || compared.length !== (isGroup ? 0 : 1)) return false
  if (all != null) return all.every((c) => holds(sheet, c, scope))
  if (any != null) return any.some((c) => holds(sheet, c, scope))
  if (not != null) return !holds(sheet, not, scope)
  const node = item === undefined || item === '' ? undefined : sheet.form.byPath.get(item)
  if (node !== undefined && sheet.isMany(node, scope)) {
    const rows = sheet.askedIn(node).map((row) => sheet.see(node, row))
    return holdsOfRows(condition, rows.filter((value) => value !== null))
  }
  return holdsOfOne(sheet, condition, operand(sheet, condition, scope), scope)
}

function operand(sheet: Sheet, { item, fact }: Operand, scope: Scope): Seen {
  if (isThere(item) === isThere(fact)) return null
  return isThere(item) ? sheet.at(item ?? '', scope) : sheet.fact(fact ?? '')
}

const isOrHas = (value: Seen, code: string): boolean => (isList(value) ? value.includes(code) : value === code)

/** A comparison with all rows of a path at once: those in which it is answered. */
function holdsOfRows(c: Condition, values: readonly Seen[]): boolean {
  const some = (code: string): boolean => values.some((value) => isOrHas(value, code))
  if (isThere(c.has)) return some(c.has ?? '')
  if (c.hasAny != null) return c.hasAny.some(some)
  if (c.answered != null) return c.answered === values.length > 0
  return c.countAtLeast != null && values.length > 0 && values.length >= c.countAtLeast
}

function holdsOfOne(sheet: Sheet, c: Condition, value: Seen, scope: Scope): boolean {
  if (c.answered != null) return c.answered === (value !== null)
  if (value === null) return false
  if (c.is != null && c.is !== '') return value === c.is
  if (c.in != null) return typeof value === 'string' && c.in.includes(value)
  if (isThere(c.has)) return isOrHas(value, c.has ?? '')
  if (c.hasAny != null) return c.hasAny.some((code) => isOrHas(value, code))
  if (c.atLeast != null) return numberOf(value) >= c.atLeast
  if (c.above != null) return numberOf(value) > c.above
  if (c.countAtLeast != null) return countOf(value) >= c.countAtLeast
  if (c.sameAs != null) return isSameSeen(value, operand(sheet, c.sameAs, scope))
  if (c.notBefore != null) return isNotBefore(value, operand(sheet, c.notBefore, scope))
  return typeof value === 'string' && isValidAs(c.validAs ?? '', value)
}

/** NaN, which is neither at least nor above anything, for what is no number. */
const numberOf = (value: Seen): number => (typeof value === 'number' ? value : isQuantity(value) ? value.number : Number.NaN)

const countOf = (value: Seen): number => (isList(value) ? value.length : isHeld(value) ? (value.rows ?? Number.NaN) : Number.NaN)

const isSameSeen = (a: Seen, b: Seen): boolean => a !== null && b !== null && !isHeld(a) && !isHeld(b) && isSame(a as Value, b as Value)

/** Instants are of one spelling, so that their order is that of their texts. */
const isNotBefore = (a: Seen, b: Seen): boolean => typeof a === 'string' && typeof b === 'string' && isInstant(a) && isInstant(b) && a >= b
