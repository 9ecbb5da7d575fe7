import { scryptAsync } from '@noble/hashes/scrypt.js'
import { armor, Decrypter } from 'age-encryption'
import { toBase64url, utf8, type Bytes } from './encoding'

/* Sealed packages as docs/packages.md has them: opened by network or by ten words; orders believed by four. */

export const packageFormat = 'cellsweep-package/1'

export type BrakeAct = 'hold' | 'resume' | 'reschedule' | 'stand_down'

/** Lets a tablet check the words of an order that it cannot guess. */
export interface Commitment {
  readonly act: BrakeAct
  readonly n: number // the first time that the act is ordered, the second …
  readonly hash: string // base64url
}

/** What is in a package. A decoy has format, bundle, site and decoy alone. */
export interface PackageContent {
  readonly format: typeof packageFormat
  readonly bundle: string
  readonly site: string // the establishment
  readonly decoy: boolean
  readonly operation?: string
  readonly plan?: string
  readonly planVersion?: number
  readonly hHour?: string
  readonly documents?: readonly Record<string, unknown>[] // as GET /v1/sync/pull gives them
  readonly brakes?: readonly Commitment[]
}

/** What does not open, or is no package. */
export class PackageFault extends Error {
  override readonly name = 'PackageFault'
}

const maxContent = 256 << 20 // bytes that a package may be inflated to

/** The identity in what GET /v1/bundles/{id}/key gave, with the tablet's own agreement key. Rejects with a PackageFault. */
export async function openKey(identity: string, agreement: CryptoKey): Promise<string> {
  const d = new Decrypter()
  d.addIdentity(agreement)
  return (await opened(() => d.decrypt(armor.decode(identity), 'text'))).trim()
}

/** The identity in what GET /v1/bundles/{id}/words gave, with ten words however they were typed. It takes 32 MiB and a second or so. */
export async function openWords(file: Uint8Array, words: string): Promise<string> {
  const d = new Decrypter()
  d.addPassphrase(normalWords(words))
  return (await opened(() => d.decrypt(file, 'text'))).trim()
}

/** What is in a package, with its release identity. Rejects with a PackageFault. */
export async function openPackage(sealed: Uint8Array, identity: string): Promise<PackageContent> {
  const d = new Decrypter()
  d.addIdentity(await opened(() => Promise.resolve(identity)))
  return unpack(await opened(() => d.decrypt(sealed)))
}

async function opened<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch {
    throw new PackageFault('this does not open it')
  }
}

/** Reads the padded plain text of a package: a line with format and length, so many bytes of gzipped JSON, zeros. */
export async function unpack(text: Uint8Array): Promise<PackageContent> {
  const malformed = new PackageFault(`this is not a package of the form ${packageFormat}`)
  const end = text.subarray(0, 64).indexOf(10)
  const line = /^cellsweep-package\/1 (0|[1-9][0-9]{0,8})$/.exec(new TextDecoder().decode(text.subarray(0, Math.max(end, 0))))
  const stop = end + 1 + Number(line?.[1] ?? 0)
  if (line === null || stop > text.length || text.subarray(stop).some((b) => b !== 0)) throw malformed
  try {
    const content: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await inflated(text.slice(end + 1, stop))))
    if (isContent(content)) return content
  } catch {
    // told below
  }
  throw malformed
}

function isContent(x: unknown): x is PackageContent {
  const c = x as PackageContent | null
  return typeof c === 'object' && c !== null && c.format === packageFormat && typeof c.bundle === 'string' && typeof c.site === 'string' && typeof c.decoy === 'boolean'
}

async function inflated(packed: Bytes): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of chunks(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')))) {
    length += part.length
    if (length > maxContent) throw new Error('too much')
    parts.push(part)
  }
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** A stream's chunks. Not every browser iterates over streams by itself. */
async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

/** Words as the lists have them, however somebody typed them: lower case, no accents, single spaces. */
export function normalWords(words: string): string {
  return words
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .trim()
    .split(/\s+/)
    .join(' ')
}

/** The highest number of each act that was believed before. */
export type Believed = Readonly<Partial<Record<BrakeAct, number>>>

/**
 * Which order four words prove, null for none. A code is good once, and one that comes after it makes it worthless: keep what
 * comes back in believed. Of a new H the words prove that there is one; the time itself is said beside them.
 */
export async function believe(content: PackageContent, words: string, believed: Believed): Promise<Commitment | null> {
  for (const want of content.brakes ?? []) {
    if (want.n <= (believed[want.act] ?? 0)) continue
    if ((await commitment(content, want.act, want.n, words)) === want.hash) return want
  }
  return null
}

/** The commitment to the words of an order, base64url. */
export async function commitment(content: PackageContent, act: BrakeAct, n: number, words: string): Promise<string> {
  const salt = utf8(['cellsweep-brake/1', content.bundle, content.site, act, String(n)].join('\n'))
  return toBase64url(await scryptAsync(utf8(normalWords(words)), salt, { N: 2 ** 11, r: 8, p: 1, dkLen: 32 }))
}
