import type { EntryRow, TabletDatabase } from './database'
import { signHead, type Head } from './head'
import { entryText } from './kept'
import type { Sign } from './keys'
import { leftOf } from './outbox'
import { timeText } from './text'

/** The next head of a stream; its n is on the disk before the head can be sent, so that no n is ever used for two. */
export async function nextHead(database: TabletDatabase, stream: string, now: number, sign: Sign): Promise<Head> {
  const unsigned = await database.transaction('rw', [database.streams, database.entries, database.files], async () => {
    const row = await database.streams.get(stream)
    if (row === undefined) throw new Error(`the stream ${stream} is not open`)
    await database.streams.put({ ...row, n: row.n + 1 })
    return { n: row.n + 1, seq: row.seq, hash: row.hash, ...(await leftOf(database, stream)), at: timeText(now) }
  })
  return signHead(stream, unsigned, sign)
}

/** The body of a push. The entries go as they were written: the server's hash must be of the very text that is kept here. Rejects with Locked as kept.ts does. */
export async function pushText(database: TabletDatabase, stream: string, head: Head, appVersion: string, batch: readonly EntryRow[]): Promise<string> {
  const texts = await Promise.all(batch.map((row) => entryText(database, row)))
  const outer = { v: 1, stream, head, app: { version: appVersion } }
  return `${JSON.stringify(outer).slice(0, -1)},"entries":[${texts.join(',')}]}`
}
