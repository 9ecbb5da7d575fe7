import type { Announced, Written } from './desk'
import { nextHead } from '../sync/announce'
import type { TabletDatabase } from '../sync/database'
import { keyOf } from '../sync/identity'
import { signer } from '../sync/keys'

/** Where an entry of this tablet stands; undefined for one of another tablet. */
export async function entryIn(database: TabletDatabase, id: string): Promise<Written | undefined> {
  const row = await database.entries.where('id').equals(id).first()
  return row === undefined ? undefined : { stream: row.stream, seq: row.seq, hash: row.hash }
}

/** The head of the operation's open stream as of now, newly signed; undefined while there is none. Rejects with KeyMissing. */
export async function headIn(database: TabletDatabase, operation: string, now: number): Promise<Announced | undefined> {
  const open = await database.streams.where({ operation }).filter((row) => row.continuedBy === '').last()
  if (open === undefined || open.seq === 0) return undefined
  const { identity } = await keyOf(database, open.signingKey)
  return { stream: open.stream, signingKey: open.signingKey, head: await nextHead(database, open.stream, now, signer(identity.signing)) }
}
