import { utf8, type Bytes } from '../encoding'
import { SyncFault } from '../fault'
import { readStrict } from '../strictjson'
import { isStream } from '../text'

/** The outer object of a push, read without judging the entries. */
export interface Push {
  readonly stream: string
  readonly head: Bytes | null // raw, for parseHead
  readonly elements: readonly Bytes[] // raw, for parseEntry
}

/** Reads the outer object of a push as the server does: what is wrong within an element is the concern of that element. */
export function parsePush(raw: Bytes): Push {
  const outer = new RawReader(raw).object()
  const stream = outer.get('stream')
  const name = stream === undefined ? null : readStrict(stream)
  if (name?.kind !== 'string' || !isStream(name.text)) throw new SyncFault('format', '/stream', '22 base64url characters are expected')
  const entries = outer.get('entries')
  return { stream: name.text, head: outer.get('head') ?? null, elements: entries === undefined ? [] : new RawReader(entries).array() }
}

const code = (c: string): number => utf8(c)[0] ?? 0
const [quote, backslash, colon, comma] = [code('"'), code('\\'), code(':'), code(',')]
const spaces = new Set(utf8(' \t\r\n'))
const scalar = new Set(utf8('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+.'))

/** Finds where values begin and end, and looks no closer. */
class RawReader {
  private at = 0
  private depth = 0

  constructor(private readonly source: Bytes) {}

  private fail(sentence: string): never {
    throw new SyncFault('syntax', '', `${sentence} (byte ${this.at})`)
  }

  private peek(): number | undefined {
    while (spaces.has(this.source[this.at] ?? 0)) this.at++
    return this.source[this.at]
  }

  private take(c: number): boolean {
    if (this.peek() !== c) return false
    this.at++
    return true
  }

  object(): Map<string, Bytes> {
    const members = new Map<string, Bytes>()
    this.list('{', '}', () => {
      const name = readStrict(this.string())
      if (name.kind !== 'string' || members.has(name.text)) throw new SyncFault('duplicate_member', '', 'a member is there twice')
      if (!this.take(colon)) this.fail('a colon is missing')
      members.set(name.text, this.value())
    })
    this.whole()
    return members
  }

  array(): Bytes[] {
    const elements: Bytes[] = []
    this.list('[', ']', () => elements.push(this.value()))
    this.whole()
    return elements
  }

  private whole(): void {
    if (this.peek() !== undefined) this.fail('there is more after the end of the value')
  }

  private list(open: string, end: string, item: () => unknown): void {
    if (!this.take(code(open))) this.fail(`expected ${open}`)
    if (++this.depth > 1000) this.fail('too deep')
    if (!this.take(code(end))) {
      do {
        this.peek()
        item()
      } while (this.take(comma))
      if (!this.take(code(end))) this.fail('a comma or the end is missing')
    }
    this.depth--
  }

  private value(): Bytes {
    const c = this.peek()
    const start = this.at
    if (c === quote) return this.string()
    if (c === code('[')) this.list('[', ']', () => this.value())
    else if (c === code('{')) {
      this.list('{', '}', () => {
        this.string()
        if (!this.take(colon)) this.fail('a colon is missing')
        this.value()
      })
    } else {
      while (scalar.has(this.source[this.at] ?? 0)) this.at++
      if (this.at === start) this.fail('a value is missing')
    }
    return this.source.slice(start, this.at)
  }

  private string(): Bytes {
    const start = this.at
    if (this.source[this.at] !== quote) this.fail('a string is expected')
    for (this.at++; this.at < this.source.length; this.at++) {
      const c = this.source[this.at]
      if (c === backslash) this.at++
      else if (c === quote) return this.source.slice(start, ++this.at)
    }
    return this.fail('the text ends within a string')
  }
}
