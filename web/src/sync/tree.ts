import { fromBase64url, fromHex, sha256, toBase64url, toHex, utf8, type Bytes } from './encoding'
import { verified } from './keys'
import { signingKeyBytes } from './publickey'
import { domains, lines } from './text'

/** What the journal's tree says of one position. Leaf index = position − 1. */
export interface Leaf {
  readonly position: number
  readonly hash: string // of the entry
  readonly sig: string // of the entry
  readonly receivedAt: string
  readonly verdict: string
  readonly code: string // "" for stored
}

/** A size and root of the tree of an operation in an epoch. */
export interface Checkpoint {
  readonly size: number
  readonly root: string // hex
}

/** The text of a leaf. */
export const leafText = (l: Leaf): string => lines(domains.leaf, l.position, l.hash, l.sig, l.receivedAt, l.verdict, l.code)

function joined(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** SHA-256(0x00 ‖ text) in hex (RFC 6962, 2.1). */
export const leafHash = async (l: Leaf): Promise<string> => toHex(await sha256(joined(Uint8Array.of(0), utf8(leafText(l)))))

/** SHA-256(0x01 ‖ left ‖ right) in hex (RFC 6962, 2.1). */
export async function nodeHash(left: string, right: string): Promise<string> {
  return toHex(await sha256(joined(Uint8Array.of(1), fromHex(left) ?? new Uint8Array(), fromHex(right) ?? new Uint8Array())))
}

const even = (n: number): boolean => n % 2 === 0
const half = (n: number): number => Math.floor(n / 2)

/** Whether the audit path proves that the tree has the leaf at its position (RFC 9162, 2.1.3.2). */
export async function includes(tree: Checkpoint, leaf: Leaf, path: readonly string[]): Promise<boolean> {
  let at = leaf.position - 1
  let last = tree.size - 1
  if (at < 0 || at > last) return false
  let hash = await leafHash(leaf)
  for (const step of path) {
    if (last === 0) return false
    if (!even(at) || at === last) {
      hash = await nodeHash(step, hash)
      while (even(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      hash = await nodeHash(hash, step)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && hash === tree.root
}

/** Whether the proof shows that the newer tree only adds to the older (RFC 9162, 2.1.4.2). The older has a leaf at least. */
export async function extendsTree(newer: Checkpoint, older: Checkpoint, proof: readonly string[]): Promise<boolean> {
  if (older.size < 1 || older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && older.root === newer.root
  let [at, last] = [older.size - 1, newer.size - 1]
  while (!even(at)) [at, last] = [half(at), half(last)]
  const steps = at === 0 ? [older.root, ...proof] : [...proof]
  const first = steps.shift()
  if (first === undefined) return false
  let [before, after] = [first, first]
  for (const step of steps) {
    if (last === 0) return false
    if (!even(at) || at === last) {
      ;[before, after] = await Promise.all([nodeHash(step, before), nodeHash(step, after)])
      while (even(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      after = await nodeHash(after, step)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && before === older.root && after === newer.root
}

/** Names the tree of an operation in an epoch. */
export const originOf = (operation: string, epoch: string): string => `cellsweep/${operation}/${epoch}`

/** Reads a signed checkpoint (C2SP tlog-checkpoint). Null unless it is of this origin and carries the log's good signature. */
export async function openCheckpoint(note: string, origin: string, logKey: string): Promise<Checkpoint | null> {
  const end = note.indexOf('\n\n')
  const key = signingKeyBytes(logKey)
  if (end < 0 || key === null) return null
  const text = note.slice(0, end + 1)
  const keyHash = (await sha256(joined(utf8(`${origin}\n\u0001`), key))).slice(0, 4)
  for (const line of note.slice(end + 2).split('\n')) {
    const blob = line.startsWith(`— ${origin} `) ? standard(line.slice(origin.length + 3), 68) : null
    if (blob === null || toHex(blob.slice(0, 4)) !== toHex(keyHash)) continue
    return (await verified(logKey, text, toBase64url(blob.slice(4)))) ? readCheckpoint(text, origin) : null
  }
  return null
}

function readCheckpoint(text: string, origin: string): Checkpoint | null {
  const [name, size, root, rest, ...more] = text.split('\n')
  if (name !== origin || rest !== '' || more.length > 0 || !/^(0|[1-9][0-9]{0,15})$/.test(size ?? '')) return null
  const hash = standard(root ?? '', 32)
  return hash === null || Number(size) > Number.MAX_SAFE_INTEGER ? null : { size: Number(size), root: toHex(hash) }
}

/** Reads padded standard base64 of n bytes. */
function standard(text: string, n: number): Bytes | null {
  const padding = '='.repeat((3 - (n % 3)) % 3)
  if (/[_-]/.test(text) || !text.endsWith(padding)) return null
  return fromBase64url(text.slice(0, text.length - padding.length).replaceAll('+', '-').replaceAll('/', '_'), n)
}
