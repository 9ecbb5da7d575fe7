import type { Announced, Written } from '../../field/desk'
import { parseHead, verifyHead } from '../../sync/head'
import { streamOf } from '../../sync/stream'
import { isHash, isStream } from '../../sync/text'

/*
 * The texts in the codes that tablets show (docs/tablet.md, Codes): parts with one blank between them, so that a hand-held scanner's
 * output can be pasted as it is.
 */

const entryTag = 'cellsweep-entry/1'
const headTag = 'cellsweep-head/1'

/** What stands on an evidence bag: which entry recorded the exhibit, and its hash. */
export const bagText = ({ stream, seq, hash }: Written): string => [entryTag, stream, seq, hash].join(' ')

/** Reads what bagText wrote; null for anything else. */
export function readBag(text: string): Written | null {
  const [tag, stream = '', seq = '', hash = '', ...more] = text.trim().split(' ')
  if (tag !== entryTag || more.length > 0 || !isStream(stream) || !/^[1-9][0-9]{0,15}$/.test(seq) || !isHash(hash)) return null
  return { stream, seq: Number(seq), hash }
}

/** What one tablet shows another: its head, signed, and the key. An empty oldestAt is written as a dash. */
export const headText = ({ stream, signingKey, head: { n, seq, hash, entries, files, oldestAt, at, sig } }: Announced): string =>
  [headTag, stream, signingKey, n, seq, hash, entries, files, oldestAt === '' ? '-' : oldestAt, at, sig].join(' ')

/** Why a text is not taken as the head of another tablet. */
export type HeadFault = 'not_a_head' | 'other_operation' | 'bad_signature' | 'own'

/**
 * Reads and checks what headText wrote. The key in it is the stream's own, or it is of another operation or forged: the stream's name
 * is made of key and operation. own: the streams of this tablet.
 */
export async function readHead(text: string, operation: string, own: ReadonlySet<string>): Promise<Announced | HeadFault> {
  const parts = text.trim().split(' ')
  const [tag, stream = '', signingKey = '', n, seq, hash, entries, files, oldestAt, at, sig] = parts
  if (tag !== headTag || parts.length !== 11 || !isStream(stream)) return 'not_a_head'
  const whole = [n, seq, entries, files].every((digits) => /^(0|[1-9][0-9]{0,14})$/.test(digits ?? ''))
  if (!whole) return 'not_a_head'
  if (own.has(stream)) return 'own'
  try {
    const head = parseHead(JSON.stringify({ n: Number(n), seq: Number(seq), hash, entries: Number(entries), files: Number(files), oldestAt: oldestAt === '-' ? '' : oldestAt, at, sig }))
    if ((await streamOf(signingKey, operation)) !== stream) return 'other_operation'
    return (await verifyHead(stream, head, signingKey)) ? { stream, signingKey, head } : 'bad_signature'
  } catch {
    return 'not_a_head'
  }
}
