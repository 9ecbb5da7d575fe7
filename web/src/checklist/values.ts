import { isInstant } from './instants'
import { codePoints, isBlank } from './strings'
import type { Item } from './template'

/** A number with its unit. */
export interface Quantity {
  readonly number: number
  readonly unit: string
}

/** What an item or a fact can hold. */
export type Value = string | number | boolean | readonly string[] | Quantity

/** Stands for JSON that no item and no fact can hold: it was given, and is of no type. */
export const wrong = Symbol('wrong')

/** What JSON.parse made of a value: null when it is no answer. */
export function given(json: unknown): Value | typeof wrong | null {
  if (json === null || json === undefined) return null
  switch (typeof json) {
    case 'string':
    case 'boolean':
      return json
    case 'number':
      return Number.isFinite(json) ? json : wrong // JSON.parse reads 1e400 as Infinity
    case 'object':
      return Array.isArray(json) ? listOf(json) : quantityOf(json)
    default:
      return wrong
  }
}

function listOf(json: readonly unknown[]): readonly string[] | typeof wrong | null {
  if (json.length === 0) return null
  return json.every((member) => typeof member === 'string') ? (json as readonly string[]) : wrong
}

function quantityOf(json: object): Quantity | typeof wrong {
  const { number, unit } = json as { number?: unknown; unit?: unknown }
  const two = Object.keys(json).length === 2
  return two && typeof number === 'number' && Number.isFinite(number) && typeof unit === 'string' ? { number, unit } : wrong
}

export const isList = (value: unknown): value is readonly string[] => Array.isArray(value)

export const isQuantity = (value: unknown): value is Quantity => typeof value === 'object' && value !== null && 'unit' in value

/** Whether two values are the same: lists are sets, and values of two kinds are never equal. */
export function isSame(a: Value, b: Value): boolean {
  if (isList(a)) return isList(b) && isSameSet(new Set(a), new Set(b))
  if (isQuantity(a)) return isQuantity(b) && a.number === b.number && a.unit === b.unit
  return a === b
}

const isSameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && [...a].every((member) => b.has(member))

const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/** A UUID in lower case. */
export const isId = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)

/** Distinct texts of one form. */
const isListOf = (value: unknown, isMember: (text: string) => boolean): boolean =>
  isList(value) && new Set(value).size === value.length && value.every(isMember)

const isText = (value: unknown, most: number): boolean => typeof value === 'string' && !isBlank(value) && codePoints(value) <= most

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

/** Whether a value is of an item's type (docs/checklist.md, Types and their values). */
export function isOfType(item: Item, value: Value | typeof wrong): boolean {
  switch (item.type) {
    case 'yes_no_na':
      return value === 'yes' || value === 'no' || value === 'na'
    case 'select_one':
      return typeof value === 'string'
    case 'select_many':
      return isListOf(value, () => true)
    case 'text':
      return isText(value, 8000)
    case 'scan':
    case 'person':
    case 'lookup':
    case 'device':
    case 'exhibit':
    case 'seal':
      return isText(value, 200)
    case 'number':
      return isQuantity(value) && (item.units ?? []).includes(value.unit)
    case 'counter':
    case 'duration':
      return isCount(value)
    case 'datetime':
      return typeof value === 'string' && isInstant(value)
    case 'photo':
      return isListOf(value, isHash)
    case 'people':
    case 'equipment':
      return isListOf(value, isId)
    case 'location':
      return isId(value)
    case 'signature':
      return typeof value === 'string' && (isHash(value) || (item.refusal === true && value === 'refused'))
    default:
      return false // a note, something calculated, a matrix, a repeat: none is given
  }
}

/** Whether a value is of a fact's type. */
export function isOfFactType(type: string, value: Value | typeof wrong): value is Value {
  switch (type) {
    case 'boolean':
    case 'number':
      return typeof value === type
    case 'code':
      return typeof value === 'string' && !isBlank(value)
    case 'location':
      return isId(value)
    case 'people':
    case 'equipment':
      return isListOf(value, isId)
    default:
      return false
  }
}
