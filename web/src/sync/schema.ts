import { bodySchemas } from '../api/body-schemas.gen'
import { SyncFault } from './fault'
import { escapePointer, readStrict, type JsonValue } from './strictjson'

/*
 * The body of an act against the JSON Schema of its type and version (openapi/entries), before it is signed: what a tablet has signed it
 * cannot take back, and headquarters would refuse it hours later. No library: those that there are make code at run time, which the page's
 * policy forbids, and this is the part of JSON Schema 2020-12 that our schemas use. A test fails when they use more. It judges as the
 * server does; sync/testdata/vectors/bodies.json is read by both.
 */

/** What a schema may say. */
export interface Rules {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema
  readonly minProperties?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly if?: Schema
  readonly then?: Schema
}
export type Schema = boolean | Rules

/** The keywords that are understood here. */
export const keywords = [
  'type', 'const', 'enum', 'required', 'properties', 'additionalProperties', 'minProperties', 'items', 'minItems', 'maxItems', 'uniqueItems',
  'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'anyOf', 'allOf', 'if', 'then',
] as const

/** One thing that is wrong in a body: where (JSON pointer), the keyword that says so ("false": nothing may stand there), and what it asks for, "" for nothing to name. */
export interface BodyFault {
  readonly pointer: string
  readonly keyword: (typeof keywords)[number] | 'false'
  readonly wanted: string
}

/** A body that does not follow the schema of its type. */
export class BodyRefused extends SyncFault {
  constructor(readonly faults: readonly BodyFault[]) {
    const [first] = faults
    super('schema', first?.pointer ?? '', `the body does not follow the schema of its type (${first?.keyword ?? ''} ${first?.wanted ?? ''})`)
  }
}

/** Throws unless a body of this type and version is as its schema wants it: a BodyRefused with all that is wrong, a SyncFault for a type that no tablet writes. */
export function checkSchema(type: string, version: number, body: string, id = ''): void {
  const schema = bodySchemas[`${type}/${version}`] as Schema | undefined
  if (schema === undefined) throw new SyncFault('schema', '', `no tablet writes entries of the type ${type} and version ${version}`)
  const value = readStrict(body)
  const faults = check(schema, value, '')
  if (faults.length === 0) faults.push(...standing(type, value, id))
  if (faults.length > 0) throw new BodyRefused(faults)
}

/** All that a schema finds wrong in a value. */
export function check(schema: Schema, value: JsonValue, pointer: string): BodyFault[] {
  if (schema === true) return []
  if (schema === false) return [{ pointer, keyword: 'false', wanted: '' }]
  const own = ofAnyKind(schema, value)
  if (own !== null) return [{ pointer, ...own }]
  return [...ofKind(schema, value, pointer), ...combined(schema, value, pointer)]
}

type Wrong = Pick<BodyFault, 'keyword' | 'wanted'>

/** Type and choice: where they do not hold, nothing else is said. */
function ofAnyKind({ type, const: only, enum: some }: Rules, value: JsonValue): Wrong | null {
  const types = type === undefined ? [] : typeof type === 'string' ? [type] : type
  if (types.length > 0 && !types.some((t) => isOf(t, value))) return { keyword: 'type', wanted: types.join(', ') }
  if (only !== undefined && canonical(value) !== canonicalOf(only)) return { keyword: 'const', wanted: String(only) }
  if (some !== undefined && !some.some((x) => canonical(value) === canonicalOf(x))) return { keyword: 'enum', wanted: some.join(', ') }
  return null
}

function isOf(type: string, value: JsonValue): boolean {
  if (type === 'boolean') return value.kind === 'bool'
  if (type === 'integer') return value.kind === 'number' && !decimal(value.text).includes('e-')
  return value.kind === type
}

function ofKind(schema: Rules, value: JsonValue, pointer: string): BodyFault[] {
  if (value.kind === 'object') return inObject(schema, value.members, pointer)
  if (value.kind === 'array') return inArray(schema, value.items, pointer)
  if (value.kind === 'string') return inString(schema, value.text).map((w) => ({ pointer, ...w }))
  return value.kind === 'number' ? inNumber(schema, value.text).map((w) => ({ pointer, ...w })) : []
}

function inObject({ minProperties, required = [], properties = {}, additionalProperties }: Rules, members: ReadonlyMap<string, JsonValue>, pointer: string): BodyFault[] {
  const faults: BodyFault[] = []
  if (minProperties !== undefined && members.size < minProperties) faults.push({ pointer, keyword: 'minProperties', wanted: String(minProperties) })
  const missing = required.filter((name) => !members.has(name))
  if (missing.length > 0) faults.push({ pointer, keyword: 'required', wanted: missing.join(', ') })
  const unknown: string[] = []
  for (const [name, member] of members) {
    const at = `${pointer}/${escapePointer(name)}`
    const schema = Object.hasOwn(properties, name) ? properties[name] : additionalProperties
    if (schema === false && !Object.hasOwn(properties, name)) unknown.push(name)
    else if (schema !== undefined) faults.push(...check(schema, member, at))
  }
  if (unknown.length > 0) faults.push({ pointer, keyword: 'additionalProperties', wanted: unknown.join(', ') })
  return faults
}

function inArray({ minItems, maxItems, uniqueItems, items }: Rules, list: readonly JsonValue[], pointer: string): BodyFault[] {
  const faults: BodyFault[] = []
  if (minItems !== undefined && list.length < minItems) faults.push({ pointer, keyword: 'minItems', wanted: String(minItems) })
  if (maxItems !== undefined && list.length > maxItems) faults.push({ pointer, keyword: 'maxItems', wanted: String(maxItems) })
  if (uniqueItems === true && new Set(list.map(canonical)).size < list.length) faults.push({ pointer, keyword: 'uniqueItems', wanted: '' })
  if (items !== undefined) list.forEach((item, i) => faults.push(...check(items, item, `${pointer}/${i}`)))
  return faults
}

function inString({ minLength, maxLength, pattern }: Rules, text: string): Wrong[] {
  const wrong: Wrong[] = []
  const { length } = [...text] // of code points
  if (minLength !== undefined && length < minLength) wrong.push({ keyword: 'minLength', wanted: String(minLength) })
  if (maxLength !== undefined && length > maxLength) wrong.push({ keyword: 'maxLength', wanted: String(maxLength) })
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) wrong.push({ keyword: 'pattern', wanted: pattern })
  return wrong
}

function inNumber({ minimum, maximum }: Rules, text: string): Wrong[] {
  const n = Number(text)
  const negative = text.startsWith('-') && decimal(text) !== '0' // however small: 1e-400 is 0 as a binary64
  if (minimum !== undefined && (n < minimum || (minimum === 0 && negative))) return [{ keyword: 'minimum', wanted: String(minimum) }]
  return maximum !== undefined && n > maximum ? [{ keyword: 'maximum', wanted: String(maximum) }] : []
}

function combined({ anyOf, allOf = [], if: when, then }: Rules, value: JsonValue, pointer: string): BodyFault[] {
  const faults = allOf.flatMap((schema) => check(schema, value, pointer))
  if (anyOf !== undefined) {
    const each = anyOf.map((schema) => check(schema, value, pointer))
    if (each.every((found) => found.length > 0)) faults.push(...each.flat())
  }
  if (when !== undefined && then !== undefined && check(when, value, pointer).length === 0) faults.push(...check(then, value, pointer))
  return faults
}

/** A decimal with one spelling for each number: 1.50, 15e-1 and 1.5 are "15e-1"; what is whole has no "e-". */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const short = digits.replace(/0+$/, '')
  return short === '' ? '0' : `${sign}${short}e${Number(exponent) - fraction.length + digits.length - short.length}`
}

/** A text that two values share exactly when they are equal: the order of members and the spelling of numbers say nothing. */
function canonical(value: JsonValue): string {
  if (value.kind === 'array') return `[${value.items.map(canonical).join()}]`
  if (value.kind === 'object') return `{${[...value.members].map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).sort().join()}}`
  return value.kind === 'string' ? JSON.stringify(value.text) : value.kind === 'number' ? decimal(value.text) : value.kind === 'bool' ? value.text : 'null'
}

const canonicalOf = (constant: unknown): string => canonical(readStrict(JSON.stringify(constant)))

/** What no schema can say of a thing by itself (models: Seal.Check). */
function standing(type: string, value: JsonValue, id: string): BodyFault[] {
  if (value.kind !== 'object') return []
  const replaced = value.members.get('replaces')
  return type === 'seal.applied' && replaced?.kind === 'string' && replaced.text === id ? [{ pointer: '/replaces', keyword: 'false', wanted: '' }] : []
}
