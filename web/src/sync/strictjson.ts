import type { Bytes } from './encoding'
import { SyncFault, type Reason } from './fault'
import { hasLoneSurrogate, limits } from './text'

/*
 * JSON.parse keeps the last of two members of one name, takes a lone surrogate and turns 1.0, 1e0 and 1 into one number.
 * Two readers of one signed entry would then read two different things, so the journal has a reader of its own, which
 * refuses all that and keeps numbers as they were written. It takes the same texts as the server's.
 */

/** One value as it was written. */
export type JsonValue =
  | { readonly kind: 'null'; readonly text: string }
  | { readonly kind: 'bool'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly JsonValue[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonValue> }

export type JsonKind = JsonValue['kind']

/** Reads a whole text as one strict JSON value, or throws a SyncFault. */
export function readStrict(source: string | Bytes): JsonValue {
  const reader = new Reader(typeof source === 'string' ? source : decode(source))
  if (hasLoneSurrogate(reader.source)) throw new SyncFault('invalid_utf8', '', 'the text has no UTF-8')
  const value = reader.value('')
  reader.space()
  if (reader.at !== reader.source.length) throw new SyncFault('syntax', '', 'there is more after the end of the value')
  return value
}

function decode(source: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(source)
  } catch {
    throw new SyncFault('invalid_utf8', '', 'the text is not valid UTF-8')
  }
}

/** A name as it stands in a JSON pointer (RFC 6901). */
export const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

const shortEscapes = new Map([['"', '"'], ['\\', '\\'], ['/', '/'], ['b', '\b'], ['f', '\f'], ['n', '\n'], ['r', '\r'], ['t', '\t']])
const literals = [['null', 'null'], ['true', 'bool'], ['false', 'bool']] as const

class Reader {
  at = 0
  private depth = 0

  constructor(readonly source: string) {}

  private fail(pointer: string, reason: Reason, sentence: string): never {
    throw new SyncFault(reason, pointer, sentence)
  }

  space(): void {
    while (this.at < this.source.length && ' \t\n\r'.includes(this.source.charAt(this.at))) this.at++
  }

  /** Skips white space and takes the character, if it stands there. */
  private next(c: string): boolean {
    this.space()
    if (this.source[this.at] !== c) return false
    this.at++
    return true
  }

  value(pointer: string): JsonValue {
    this.space()
    const c = this.source[this.at]
    if (c === undefined) this.fail(pointer, 'syntax', 'the text ends where a value is expected')
    if (c === '{' || c === '[') return this.nested(pointer, c)
    if (c === '"') return { kind: 'string', text: this.string(pointer) }
    if (c === '-' || (c >= '0' && c <= '9')) return this.number(pointer)
    for (const [word, kind] of literals) {
      if (!this.source.startsWith(word, this.at)) continue
      this.at += word.length
      return { kind, text: word }
    }
    return this.fail(pointer, 'syntax', 'no value begins with this character')
  }

  private nested(pointer: string, open: '{' | '['): JsonValue {
    if (++this.depth > limits.depth) this.fail(pointer, 'too_deep', `more than ${limits.depth} levels`)
    this.at++
    const value = open === '{' ? this.object(pointer) : this.array(pointer)
    this.depth--
    return value
  }

  private object(pointer: string): JsonValue {
    const members = new Map<string, JsonValue>()
    if (this.next('}')) return { kind: 'object', members }
    for (;;) {
      this.space()
      const name = this.string(pointer)
      const where = `${pointer}/${escapePointer(name)}`
      if (members.has(name)) this.fail(where, 'duplicate_member', 'the member is there twice')
      if (!this.next(':')) this.fail(where, 'syntax', 'a colon is missing')
      members.set(name, this.value(where))
      if (this.next('}')) return { kind: 'object', members }
      if (!this.next(',')) this.fail(where, 'syntax', 'a comma or brace is missing')
    }
  }

  private array(pointer: string): JsonValue {
    const items: JsonValue[] = []
    if (this.next(']')) return { kind: 'array', items }
    for (;;) {
      items.push(this.value(`${pointer}/${items.length}`))
      if (this.next(']')) return { kind: 'array', items }
      if (!this.next(',')) this.fail(pointer, 'syntax', 'a comma or bracket is missing')
    }
  }

  /** Takes the grammar of RFC 8259, section 6. */
  private number(pointer: string): JsonValue {
    const grammar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
    grammar.lastIndex = this.at
    const text = grammar.exec(this.source)?.[0] ?? ''
    this.at += text.length
    // What goes on like a number after its end was none: 01, 1., 1e.
    if (text === '' || /[0-9.eE+-]/.test(this.source.charAt(this.at))) this.fail(pointer, 'syntax', 'not a number')
    return { kind: 'number', text }
  }

  private string(pointer: string): string {
    if (this.source[this.at] !== '"') this.fail(pointer, 'syntax', 'a string is expected')
    this.at++
    let text = ''
    for (;;) {
      const plain = /[^"\\\u0000-\u001f]*/y
      plain.lastIndex = this.at
      const run = plain.exec(this.source)?.[0] ?? ''
      this.at += run.length
      text += run
      const c = this.source[this.at++]
      if (c === '"') return text
      if (c === undefined) this.fail(pointer, 'syntax', 'the text ends within a string')
      if (c !== '\\') this.fail(pointer, 'syntax', 'a control character must be escaped')
      text += this.escape(pointer)
    }
  }

  private escape(pointer: string): string {
    const c = this.source[this.at++]
    if (c === undefined) this.fail(pointer, 'syntax', 'the text ends within a string')
    const short = shortEscapes.get(c)
    if (short !== undefined) return short
    const unit = c === 'u' ? this.hex4() : null
    if (unit === null) return this.fail(pointer, 'syntax', 'not an escape')
    if (unit === 0) this.fail(pointer, 'nul', 'U+0000 cannot be kept')
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit)
    if (unit < 0xdc00 && this.source.startsWith('\\u', this.at)) {
      this.at += 2
      const low = this.hex4()
      if (low !== null && low >= 0xdc00 && low <= 0xdfff) return String.fromCharCode(unit, low)
    }
    return this.fail(pointer, 'lone_surrogate', 'half of a surrogate pair stands alone')
  }

  /** Reads the four digits after a u. */
  private hex4(): number | null {
    const digits = this.source.slice(this.at, this.at + 4)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) return null
    this.at += 4
    return Number.parseInt(digits, 16)
  }
}
