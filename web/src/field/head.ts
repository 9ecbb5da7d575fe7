import { nextHead } from '../sync/announce'
import type { TabletDatabase } from '../sync/database'
import { keyOf } from '../sync/identity'
import { signer } from '../sync/keys'
import type { Announced } from './desk'

/** The head of the operation's open stream as of now, newly signed; undefined while nothing is recorded in it. Rejects with KeyMissing. */
export async function headIn(database: TabletDatabase, operation: string, now: number): Promise<Announced | undefined> {
  const open = await database.streams.where({ operation }).filter((row) => row.continuedBy === '').last()
  if (open === undefined || open.seq === 0) return undefined
  const { identity } = await keyOf(database, open.signingKey)
  return { stream: open.stream, signingKey: open.signingKey, head: await nextHead(database, open.stream, now, signer(identity.signing)) }
}
