import { ackMessage, readAck, type Ack } from './ack'
import type { TabletDatabase } from './database'
import { SyncFault } from './fault'
import { Members } from './members'
import { signedByAny, type ServerKeys } from './serverkeys'
import { Settlement } from './settle'

/**
 * What became of an ack that came back as a file or a code. taken: it counts; alarm: the server holds another branch, or
 * more of the stream than this tablet; old: a later one of another epoch is known; not_signed: by none of the server's keys;
 * not_ours: of a stream that this tablet does not have.
 */
export type Taken = 'taken' | 'alarm' | 'old' | 'not_signed' | 'not_ours'

export interface CarriedAck {
  readonly stream: string
  readonly seq: number
  readonly became: Taken
}

/**
 * Takes in the acks of an import at headquarters: the text of a file or of one QR code ("cellsweep-acks/1"), or the whole
 * receipt ("cellsweep-receipt/1"). Only what the server has signed is believed, so nothing is learned of photographs: they
 * stay due until the server is asked over a network. Throws a SyncFault for a text of another kind.
 */
export async function takeAcks(database: TabletDatabase, text: string, keys: ServerKeys, now: number): Promise<CarriedAck[]> {
  const taken: CarriedAck[] = []
  for (const { stream, ack } of readAcks(text)) taken.push({ stream, seq: ack.seq, became: await takeOne(database, stream, ack, keys, now) })
  return taken
}

function readAcks(text: string): readonly { stream: string; ack: Ack }[] {
  const outer = Members.read(text, 'what came back')
  const format = outer.text('format')
  const inner = format === 'cellsweep-receipt/1' ? (outer.object('acks') ?? outer) : outer
  if (inner.text('format') !== 'cellsweep-acks/1') throw new SyncFault('format', '/format', 'this is no ack of an export')
  return inner.objects('acks', (m) => ({ stream: m.text('stream'), ack: readAck(m) }))
}

async function takeOne(database: TabletDatabase, stream: string, ack: Ack, keys: ServerKeys, now: number): Promise<Taken> {
  const row = await database.streams.get(stream)
  if (row === undefined) return 'not_ours'
  if (!(await signedByAny(keys.entry, ackMessage(stream, ack), ack.sig))) return 'not_signed'
  if (row.epoch !== '' && row.epoch !== ack.epoch) {
    const kept = await database.acks.filter((a) => a.stream === stream).toArray()
    if (kept.some((a) => a.epoch !== ack.epoch && a.time > ack.time)) return 'old'
  }
  const answer = { results: [], epoch: ack.epoch, serverTime: '', ack, missing: [], filesMissing: [], filesMore: true, treeNote: '' }
  await Settlement.apply(database, { stream, batch: [], n: row.n }, answer, keys, now)
  return (await database.streams.get(stream))?.stopped === '' ? 'taken' : 'alarm'
}
