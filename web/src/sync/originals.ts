import type { FileRow, OriginalRow, TabletDatabase } from './database'
import { isPutOff } from './due'
import { sha256Hex, type Bytes } from './encoding'
import { SyncFault } from './fault'
import { openable, openBytes, sealBytes } from './kept'
import { plainly, StorageFull } from './storage'
import { limits, timeText } from './text'

/**
 * Keeps a photograph as it was taken, under its SHA-256, before any entry names it: killed between the two, the tablet has
 * a photograph too many, never an entry without its photograph. The same bytes again are kept once. Rejects with a
 * SyncFault for an empty file or more than 50 MiB, and with StorageFull, also while the reserve is spent: what room that gave is
 * for entries.
 */
export async function keepOriginal(database: TabletDatabase, bytes: Bytes, mediaType: string, now: number): Promise<OriginalRow> {
  if (bytes.length === 0) throw new SyncFault('required', '', 'the file is empty')
  if (bytes.length > limits.file) throw new SyncFault('too_large', '', `a file has at most ${limits.file} bytes`)
  const row = { sha256: await sha256Hex(bytes), size: bytes.length, mediaType, at: timeText(now) }
  const kept = await database.originals.get(row.sha256)
  if (kept !== undefined) return kept
  if (await database.reserve.isSpent()) throw new StorageFull('the reserve is not for photographs')
  const sealed = await sealBytes(database, row.sha256, bytes)
  return database
    .transaction('rw', [database.originals, database.bytes], async () => {
      const known = await database.originals.get(row.sha256)
      if (known !== undefined) return known
      await database.bytes.add(sealed)
      await database.originals.add(row)
      return row
    })
    .catch(plainly)
}

/** The bytes of an original; undefined if this tablet does not have them. Rejects with Locked for one that is delivered while nobody has given a PIN. */
export async function bytesOf(database: TabletDatabase, sha256: string): Promise<Bytes | undefined> {
  const row = await database.bytes.get(sha256)
  return row === undefined ? undefined : openBytes(database, row)
}

/** Photographs that no entry names, oldest first: the program ended between taking and recording. They are shown to be used or given up. */
export async function looseOriginals(database: TabletDatabase): Promise<OriginalRow[]> {
  const named = new Set((await database.files.toArray()).map((f) => f.sha256))
  const rows = await database.originals.filter((o) => !named.has(o.sha256)).toArray()
  return rows.sort((a, b) => (a.at < b.at ? -1 : 1))
}

/** Gives up a photograph that no entry names. False if one does, or it is not here: what was signed for is never deleted. */
export function giveUp(database: TabletDatabase, sha256: string): Promise<boolean> {
  return database.transaction('rw', [database.originals, database.bytes, database.files], async () => {
    const named = await database.files.filter((f) => f.sha256 === sha256).count()
    if (named > 0 || (await database.originals.get(sha256)) === undefined) return false
    await database.originals.delete(sha256)
    await database.bytes.delete(sha256)
    return true
  })
}

/** The files of a stream that are not known to be whole at the server, by SHA-256. */
export const dueFiles = ({ files }: TabletDatabase, stream: string): Promise<FileRow[]> => files.where({ stream, due: 1 }).toArray()

/** The file that is to be uploaded next: after its entry, not before its time, the one that waits longest first; undefined for none. */
export async function nextFile(database: TabletDatabase, stream: string, now: number): Promise<FileRow | undefined> {
  const due = (await dueFiles(database, stream)).filter((f) => f.sentAt === 0 && !isPutOff(f.retryAt, now))
  for (const file of due.sort((a, b) => a.retryAt - b.retryAt || a.seq - b.seq)) {
    const bytes = await database.bytes.get(file.sha256)
    if (bytes !== undefined && !openable(database, bytes)) continue
    if (file.asked === 1 || (await database.entries.get([stream, file.seq]))?.due === 0) return file
  }
  return undefined
}
