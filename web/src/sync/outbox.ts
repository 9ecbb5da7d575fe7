import { Dexie } from 'dexie'
import { checkBody, writeBody } from './body'
import type { EntryRow, StreamRow, TabletDatabase } from './database'
import { isPutOff } from './due'
import { utf8Length } from './encoding'
import { entryText as writeEntry, signEntry, type Entry, type Unsigned } from './entry'
import { SyncFault } from './fault'
import type { Sign } from './keys'
import { entryText, openable, sealEntry } from './kept'
import { parseEntry } from './parse'
import { checkSchema } from './schema'
import { plainly } from './storage'
import { streamOf } from './stream'
import { limits, timeText, zeroHash } from './text'

/** An act to be recorded. What is absent is left out of the entry. */
export interface Draft {
  readonly id: string // of the act, and of the thing that it creates: a fresh UUID
  readonly type: string
  readonly version: number
  readonly site?: string
  readonly actor?: string
  readonly entity?: string
  readonly supersedes?: readonly string[]
  readonly files?: readonly string[]
  readonly body: string // by writeBody
}

/** What was recorded. */
export interface Appended {
  readonly entry: Entry
  readonly hash: string
}

/** The stream takes no more entries: this tablet was cloned or restored. A new key and stream.continued go on. */
export class StreamStopped extends Error {
  override readonly name = 'StreamStopped'

  constructor(
    readonly stream: string,
    readonly code: string,
  ) {
    super(`the stream ${stream} is stopped: ${code}`)
  }
}

export interface OutboxSettings {
  readonly database: TabletDatabase
  readonly sign: Sign // by the key of the stream
  readonly now: () => number // milliseconds since 1970, of the tablet's clock
  readonly uptime: () => string // 8 hex digits of the app's start, a colon, milliseconds of the steady clock; "" for none
}

/** A stream without an entry, of which nothing was heard yet. */
export const newStream = (stream: string, signingKey: string, operation: string): StreamRow => ({
  stream, operation, signingKey, seq: 0, hash: zeroHash, n: 0, epoch: '', acked: 0, heardAt: '', stopped: '', continuedBy: '', ahead: 0, checkpoint: null,
})

/** What an entry knows of itself when it was just recorded. */
export const fresh = { due: 1, retryAt: 0, verdict: '', code: '', position: 0 } as const

/** Opens the stream of a key in an operation, or finds it as it was left. */
export async function openStream(database: TabletDatabase, signingKey: string, operation: string): Promise<StreamRow> {
  const stream = await streamOf(signingKey, operation)
  return database.transaction('rw', database.streams, async () => {
    const found = await database.streams.get(stream)
    if (found !== undefined) return found
    const row = newStream(stream, signingKey, operation)
    await database.streams.add(row)
    return row
  })
}

const newFile = { due: 1, asked: 0, upload: '', sentAt: 0, failures: 0, retryAt: 0, code: '' } as const

/** Records acts on this tablet. */
export class Outbox {
  private readonly turns = new Map<string, Promise<unknown>>()
  /** The chain's end of each stream as this tab last wrote it: a guess that saves a look, judged within the transaction. */
  private readonly ends = new Map<string, StreamRow>()
  /** Acts whose write failed: a browser may say that of what is on the disk, if its disk fails between the write and the word of it. */
  private readonly doubted = new Set<string>()

  constructor(private readonly with_: OutboxSettings) {}

  /**
   * Signs an act and writes entry, head of the chain, files and change (what stands or falls with it) in one transaction: all of it is on
   * the disk when the promise resolves, or none. Safe from any number of tabs: WebCrypto cannot run inside a transaction
   * (IndexedDB would end it), so the chain's end is read again within, and what another tab has meanwhile put there is
   * signed after anew. Rejects with a SyncFault (nothing signed, nothing written; a BodyRefused says all that its schema refuses), StreamStopped, StorageFull (nothing written, and the
   * reserve is spent; the same call succeeds once there is room), or what change threw.
   *
   * change may use the tables view and memos only, and must await nothing but its promises.
   */
  append(stream: string, draft: Draft, change: () => Promise<unknown> = () => Promise.resolve()): Promise<Appended> {
    const turn = (this.turns.get(stream) ?? Promise.resolve()).then(() => this.with_.database.reserve.write(() => this.appendNow(stream, draft, change)).catch(plainly))
    this.turns.set(stream, turn.catch(() => undefined))
    return turn
  }

  private async appendNow(stream: string, draft: Draft, change: () => Promise<unknown>): Promise<Appended> {
    checkBody(draft.body)
    checkSchema(draft.type, draft.version, draft.body, draft.id)
    const there = this.doubted.has(draft.id) ? await this.find(stream, draft.id) : null
    if (there !== null) return there
    for (;;) {
      const end = this.ends.get(stream) ?? (await this.endOf(stream))
      this.ends.delete(stream)
      const appended = await signEntry(stream, this.unsigned(end, draft), this.with_.sign)
      const raw = writeEntry(appended.entry)
      // What could not be read back would be malformed at the server: it is refused here, while the officer can still act.
      parseEntry(raw)
      if (utf8Length(raw) > limits.entry) throw new SyncFault('too_large', '', `an entry has at most ${limits.entry} bytes`)
      const written = await this.write(end, appended, await sealEntry(this.with_.database, stream, appended.entry.seq, raw), change)
      if (written === null) continue
      this.ends.set(stream, written)
      return appended
    }
  }

  /** An act that is on the disk already; null for none. */
  private async find(stream: string, id: string): Promise<Appended | null> {
    const { database } = this.with_
    const row = await database.entries.where({ id }).filter((e) => e.stream === stream).first()
    return row === undefined ? null : { entry: parseEntry(await entryText(database, row)), hash: row.hash }
  }

  private async endOf(stream: string): Promise<StreamRow> {
    const row = await this.with_.database.streams.get(stream)
    if (row === undefined) throw new Error(`the stream ${stream} is not open`)
    if (row.stopped !== '') throw new StreamStopped(stream, row.stopped)
    return row
  }

  private unsigned(end: StreamRow, draft: Draft): Unsigned {
    return {
      seq: end.seq + 1, id: draft.id, operation: end.operation, site: draft.site ?? '', type: draft.type, version: draft.version,
      actor: draft.actor ?? '', at: timeText(this.with_.now()), uptime: this.with_.uptime(), entity: draft.entity ?? '',
      supersedes: draft.supersedes ?? [], files: draft.files ?? [], body: draft.body, prev: end.hash,
    }
  }

  /** The stream as it is then; null, and nothing written, if the chain has another end than the one that was signed after. */
  private async write(end: StreamRow, { entry, hash }: Appended, sealed: Pick<EntryRow, 'size' | 'sending' | 'kept'>, change: () => Promise<unknown>): Promise<StreamRow | null> {
    const { streams, entries, files, view, memos } = this.with_.database
    const writing = this.with_.database.transaction('rw', [streams, entries, files, view, memos], async () => {
      const { stream } = end
      const { seq, id, type, at } = entry
      // Looked at and added in one go, which costs one way to the disk's process instead of two; where the look shows another end, all of it is taken back.
      const adding = entries.add({ stream, seq, id, hash, type, at, ...sealed, ...fresh })
      const [now] = await Promise.all([this.endOf(stream), adding])
      if (!isSameEnd(now, end)) throw new Overtaken()
      const row = { ...now, seq, hash }
      await streams.put(row)
      for (const sha256 of entry.files) {
        if ((await files.get([stream, sha256])) === undefined) await files.add({ ...newFile, stream, sha256, seq })
      }
      await change()
      return row
    })
    try {
      return await writing
    } catch (thrown) {
      // An entry of that number is there already, or the look came first: another tab was faster. Where the end has not moved it is another fault.
      const isOvertaken = thrown instanceof Overtaken || ((thrown as { name?: unknown }).name === 'ConstraintError' && !isSameEnd(await this.endOf(end.stream), end))
      if (isOvertaken) return null
      this.doubted.add(entry.id)
      throw thrown
    }
  }
}

const isSameEnd = (a: StreamRow, b: StreamRow): boolean => a.seq === b.seq && a.hash === b.hash

/** Takes back a write whose entry was signed after another end of the chain. */
class Overtaken extends Error {
  override readonly name = 'Overtaken'
}

/** What is on this tablet only. */
export interface Left {
  readonly entries: number
  readonly files: number
  readonly oldestAt: string // of the oldest entry, "" for none
}

/** Counts what is not yet known to be at headquarters. May be called within a transaction over entries and files. */
export async function leftOf(database: TabletDatabase, stream: string): Promise<Left> {
  const due = database.entries.where('[stream+due+seq]').between([stream, 1, Dexie.minKey], [stream, 1, Dexie.maxKey])
  const [entries, oldest, files] = [await due.count(), await due.first(), await database.files.where({ stream, due: 1 }).count()]
  return { entries, files, oldestAt: oldest?.at ?? '' }
}

/** How many entries the server asks for again that were delivered once, and cannot be sent before somebody gives a PIN. */
export const waitForPin = async (database: TabletDatabase, stream: string): Promise<number> =>
  database.vault.unlocked ? 0 : database.entries.where('[stream+due+seq]').between([stream, 1, Dexie.minKey], [stream, 1, Dexie.maxKey]).filter((row) => !openable(database, row)).count()

/** The first act of a new stream after a stopped one: what the old one held. */
export function continuation(old: StreamRow, id: string): Draft {
  return { id, type: 'stream.continued', version: 1, body: writeBody({ oldStream: old.stream, seq: old.seq, hash: old.hash }) }
}

/** The entries that wait to be sent at this time and can be opened, ascending: at most a number of them and of bytes, one at least if any waits. */
export async function nextBatch(database: TabletDatabase, stream: string, now: number, most: { entries: number; bytes: number }): Promise<EntryRow[]> {
  const batch: EntryRow[] = []
  let bytes = 0
  await database.entries
    .where('[stream+due+seq]')
    .between([stream, 1, Dexie.minKey], [stream, 1, Dexie.maxKey])
    .until((row) => {
      if (isPutOff(row.retryAt, now) || !openable(database, row)) return false
      bytes += row.size
      return batch.length >= most.entries || (batch.length > 0 && bytes > most.bytes)
    })
    .each((row) => {
      if (!isPutOff(row.retryAt, now) && openable(database, row)) batch.push(row)
    })
  return batch
}
