import { Dexie } from 'dexie'
import type { FileRow, OriginalRow, TabletDatabase } from './database'
import { isPutOff } from './due'
import { sha256Hex, type Bytes } from './encoding'
import { SyncFault } from './fault'
import { openable, openBytes, sealBytes } from './kept'
import { againIfAborted, plainly, StorageFull } from './storage'
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
  const write = (): PromiseLike<OriginalRow> => database.transaction('rw', [database.originals, database.bytes], async () => {
    const known = await database.originals.get(row.sha256)
    if (known !== undefined) return known
    await database.bytes.add(sealed)
    await database.originals.add(row)
    return row
  })
  return againIfAborted(write).catch(plainly)
}

/** The bytes of an original; undefined if this tablet does not have them. Rejects with Locked for one that is delivered while nobody has given a PIN. */
export async function bytesOf(database: TabletDatabase, sha256: string): Promise<Bytes | undefined> {
  const row = await database.bytes.get(sha256)
  return row === undefined ? undefined : openBytes(database, row)
}

/** Photographs that no entry names, oldest first: the program ended between taking and recording. They are shown to be used or given up. */
export async function looseOriginals(database: TabletDatabase): Promise<OriginalRow[]> {
  // By their keys, which cost a tenth of the rows: of thousands hardly any is loose.
  const named = new Set((await database.files.toCollection().primaryKeys()).map(([, sha256]) => sha256))
  const loose = (await database.originals.toCollection().primaryKeys()).filter((sha256) => !named.has(sha256))
  const rows = (await database.originals.bulkGet(loose)).filter((o) => o !== undefined)
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

/**
 * The files that are to be uploaded next, a number at most: after their entries, not before their time, those that wait longest first.
 * A tablet may have thousands, and of most it is known by the names of entries alone that they have to wait.
 */
export async function nextFiles(database: TabletDatabase, stream: string, now: number, most: number): Promise<FileRow[]> {
  const due = (await dueFiles(database, stream)).filter((f) => f.sentAt === 0 && !isPutOff(f.retryAt, now))
  if (due.length === 0) return []
  const unsent = await database.entries.where('[stream+due+seq]').between([stream, 1, Dexie.minKey], [stream, 1, Dexie.maxKey]).primaryKeys()
  const waiting = new Set(unsent.map(([, seq]) => seq))
  const next: FileRow[] = []
  for (const file of due.sort((a, b) => a.retryAt - b.retryAt || a.seq - b.seq)) {
    if (next.length === most) break
    if ((file.asked === 1 || !waiting.has(file.seq)) && (await isOpenable(database, file.sha256))) next.push(file)
  }
  return next
}

/** Whether an original can be opened now. Its bytes are looked at only where nobody has given a PIN. */
async function isOpenable(database: TabletDatabase, sha256: string): Promise<boolean> {
  const bytes = database.vault.unlocked ? undefined : await database.bytes.get(sha256)
  return bytes === undefined || openable(database, bytes)
}
