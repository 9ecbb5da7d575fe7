import type { BytesRow, EntryRow, TabletDatabase } from './database'
import { type Bytes } from './encoding'
import { sealBytes, sealEntry } from './kept'
import { parseEntry } from './parse'

/** What the database is told when it takes in one of an older program (memos). */
export const olderMark = 'older'

/** An entry as programs before database 3 kept it: its text in clear. */
type OlderEntry = EntryRow & { readonly raw?: string }
type OlderBytes = BytesRow & { readonly bytes?: Bytes }

/**
 * Seals what an older program left in clear: entries and photographs, one by one, each changed only when its sealed form is at hand, so
 * that a kill or a full disk leaves it as it was, to be sealed at the next start. It can be sent meanwhile (kept.ts). Documents in clear are
 * thrown away: they are pulled again. Nothing happens in a database that was never an older program's. Rejects as the disk does.
 */
export async function sealOlder(database: TabletDatabase): Promise<void> {
  const { memos, entries, files, bytes, documents, pulls } = database
  if ((await memos.get(olderMark)) === undefined) return
  for (const [stream, seq] of (await entries.filter((row) => (row as OlderEntry).raw !== undefined).primaryKeys()) as [string, number][]) {
    const row = (await entries.get([stream, seq])) as OlderEntry
    const text = row.raw ?? ''
    const sealed = await sealEntry(database, stream, parseEntry(text).seq, text)
    await entries.where('[stream+seq]').equals([stream, seq]).modify((now, at) => {
      const { raw: _, ...rest } = now as OlderEntry
      at.value = { ...rest, ...sealed, ...(rest.due === 0 ? { sending: null } : {}) } // what has arrived needs nobody's sending
    })
  }
  for (const sha256 of (await bytes.filter((row) => (row as OlderBytes).bytes !== undefined).primaryKeys()) as string[]) {
    const row = (await bytes.get(sha256)) as OlderBytes
    if (row.bytes === undefined) continue
    const sealed = await sealBytes(database, sha256, row.bytes)
    await database.transaction('rw', [bytes, files], async () => {
      const named = await files.filter((f) => f.sha256 === sha256).toArray()
      const isDelivered = named.length > 0 && named.every((f) => f.due === 0)
      await bytes.put({ ...sealed, ...(isDelivered ? { sending: null } : {}) })
    })
  }
  await database.transaction('rw', [documents, pulls, memos], async () => {
    const inClear = documents.filter(({ document }) => !(document.nonce instanceof Uint8Array))
    if ((await inClear.count()) > 0) await Promise.all([documents.clear(), pulls.clear()])
    await memos.delete(olderMark)
  })
}
