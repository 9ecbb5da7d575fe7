import type { Bytes } from './encoding'
import { checkReach } from './head'
import { Members } from './members'
import { domains, isEpoch, lines } from './text'

/** The server's word that entries 1 … seq of a stream are in the journal and that the last of them has this hash. */
export interface Ack {
  readonly seq: number // 0 for none
  readonly hash: string // 64 zeros for none
  readonly epoch: string
  readonly time: string
  readonly sig: string
}

/** The text that the server's entry key signs. */
export const ackMessage = (stream: string, a: Omit<Ack, 'sig'>): string => lines(domains.ack, stream, a.seq, a.hash, a.epoch, a.time)

/** Reads an ack, strictly. */
export const parseAck = (source: string | Bytes): Ack => readAck(Members.read(source, 'an ack'))

/** Reads the members of an ack. */
export function readAck(m: Members): Ack {
  const ack = {
    seq: m.integer('seq', 0), hash: m.hash('hash'), time: m.time('time'), sig: m.bytes('sig', 64),
    epoch: m.form('epoch', isEpoch, '1 to 64 digits, lower-case letters and hyphens'),
  }
  checkReach(m, ack)
  return ack
}
