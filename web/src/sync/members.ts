import { fromBase64url } from './encoding'
import { SyncFault, type Reason } from './fault'
import { readStrict, type JsonKind, type JsonValue } from './strictjson'
import type { Bytes } from './encoding'
import { isHash, isId, isTime } from './text'

type Of<K extends JsonKind> = Extract<JsonValue, { kind: K }>

/** Reads the members of one object. Each method throws a SyncFault that points at the member; unknown members are ignored. */
export class Members {
  constructor(
    private readonly members: ReadonlyMap<string, JsonValue>,
    private readonly prefix = '',
  ) {}

  /** The members of a whole text that must be an object. */
  static read(source: string | Bytes, what: string): Members {
    const root = readStrict(source)
    if (root.kind !== 'object') throw new SyncFault('type', '', `${what} is an object`)
    return new Members(root.members)
  }

  fail(name: string, reason: Reason, sentence: string): never {
    throw new SyncFault(reason, `${this.prefix}/${name}`, sentence)
  }

  /** Finds a member of the given kind. A null is not an absent member: there is one way to leave a thing out. */
  optional<K extends JsonKind>(name: string, kind: K): Of<K> | undefined {
    const value = this.members.get(name)
    if (value === undefined) return undefined
    if (value.kind !== kind) this.fail(name, 'type', 'the member has the wrong type')
    return value as Of<K>
  }

  required<K extends JsonKind>(name: string, kind: K): Of<K> {
    return this.optional(name, kind) ?? this.fail(name, 'required', 'the member is required')
  }

  has(name: string): boolean {
    return this.members.has(name)
  }

  /** A whole number from least to 2^53−1 in plain digits: 1.0 and 1e3 are whole to some readers and not to others. */
  integer(name: string, least: number): number {
    const { text } = this.required(name, 'number')
    if (!/^[0-9]+$/.test(text)) this.fail(name, 'not_integer', 'a whole number in plain digits is expected')
    const n = Number(text)
    if (n < least || n > Number.MAX_SAFE_INTEGER) this.fail(name, 'range', `a whole number from ${least} to 2^53-1 is expected`)
    return n
  }

  text(name: string): string {
    return this.required(name, 'string').text
  }

  /** A string that check approves of. */
  form(name: string, check: (text: string) => boolean, expected: string): string {
    const text = this.text(name)
    if (!check(text)) this.fail(name, 'format', `${expected} is expected`)
    return text
  }

  formIfThere(name: string, check: (text: string) => boolean, expected: string): string {
    return this.optional(name, 'string') === undefined ? '' : this.form(name, check, expected)
  }

  id(name: string): string {
    return this.form(name, isId, 'a lower-case UUID')
  }

  idIfThere(name: string): string {
    return this.formIfThere(name, isId, 'a lower-case UUID')
  }

  hash(name: string): string {
    return this.form(name, isHash, '64 lower-case hex digits')
  }

  time(name: string): string {
    return this.form(name, isTime, 'YYYY-MM-DDTHH:MM:SS.mmmZ')
  }

  /** n bytes in base64url, as text. */
  bytes(name: string, n: number): string {
    return this.form(name, (text) => fromBase64url(text, n) !== null, `${n} bytes in strict unpadded base64url`)
  }

  /** What read makes of each element of an optional array. */
  each<K extends JsonKind, T>(name: string, kind: K, read: (at: string, value: Of<K>, index: number) => T): T[] {
    return (this.optional(name, 'array')?.items ?? []).map((value, i) => {
      const at = `${name}/${i}`
      if (value.kind !== kind) this.fail(at, 'type', 'the element has the wrong type')
      return read(at, value as Of<K>, i)
    })
  }

  /** Strings of one form, none twice, at most a number of them. */
  set(name: string, check: (text: string) => boolean, expected: string, most = Number.POSITIVE_INFINITY): string[] {
    const seen = new Set<string>()
    return this.each(name, 'string', (at, { text }, index) => {
      if (!check(text)) this.fail(at, 'format', `${expected} is expected`)
      if (seen.has(text)) this.fail(at, 'repeated', 'named twice')
      if (index === most) this.fail(name, 'too_many', `at most ${most}`)
      seen.add(text)
      return text
    })
  }

  object(name: string): Members | undefined {
    const value = this.optional(name, 'object')
    return value === undefined ? undefined : new Members(value.members, `${this.prefix}/${name}`)
  }

  objects<T>(name: string, read: (inner: Members, index: number) => T): T[] {
    return this.each(name, 'object', (at, value, index) => read(new Members(value.members, `${this.prefix}/${at}`), index))
  }
}
