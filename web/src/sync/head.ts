import type { Bytes } from './encoding'
import { verified, type Sign } from './keys'
import { Members } from './members'
import { domains, lines, zeroHash } from './text'

/** What a tablet says of its stream: how far it reaches, and how much of it is not yet acknowledged. */
export interface Head {
  readonly n: number // only rises; an older head is ignored
  readonly seq: number // of the last entry, 0 for an empty stream
  readonly hash: string // of the last entry, 64 zeros for an empty stream
  readonly entries: number // not yet acknowledged
  readonly files: number // not yet acknowledged
  readonly oldestAt: string // of the oldest unacknowledged entry, "" when there is none
  readonly at: string
  readonly sig: string
}

/** The signed text of the head of a stream. */
export function headMessage(stream: string, h: Omit<Head, 'sig'>): string {
  return lines(domains.head, stream, h.n, h.seq, h.hash, h.entries, h.files, h.oldestAt, h.at)
}

export async function signHead(stream: string, h: Omit<Head, 'sig'>, sign: Sign): Promise<Head> {
  return { ...h, sig: await sign(headMessage(stream, h)) }
}

/** Whether the head carries the signature of the stream's key. */
export const verifyHead = (stream: string, h: Head, signingKey: string): Promise<boolean> => verified(signingKey, headMessage(stream, h), h.sig)

/** Reads a head, strictly; oldestAt may be absent or empty. */
export function parseHead(source: string | Bytes): Head {
  const m = Members.read(source, 'a head')
  const head = {
    n: m.integer('n', 1), seq: m.integer('seq', 0), hash: m.hash('hash'), entries: m.integer('entries', 0),
    files: m.integer('files', 0), at: m.time('at'), sig: m.bytes('sig', 64),
    oldestAt: m.has('oldestAt') && m.text('oldestAt') !== '' ? m.time('oldestAt') : '',
  }
  checkReach(m, head)
  return head
}

/** Seq 0 goes with 64 zeros, and only seq 0 does. */
export function checkReach(m: Members, { seq, hash }: { readonly seq: number; readonly hash: string }): void {
  if ((seq === 0) !== (hash === zeroHash)) m.fail('hash', 'format', '64 zeros for an empty stream, and only for it')
}
