import type { StreamRow, TabletDatabase } from './database'
import { entryText, signEntry } from './entry'
import { currentKey, keyOf } from './identity'
import { sealEntry } from './kept'
import { newIdentity, signer } from './keys'
import { Outbox, StreamStopped, continuation, fresh, newStream, openStream, type Appended, type Draft } from './outbox'
import { plainly } from './storage'
import { streamOf } from './stream'
import { timeText, zeroHash } from './text'

export interface JournalSettings {
  readonly database: TabletDatabase
  readonly now: () => number // milliseconds since 1970, of the tablet's clock
  readonly uptime: () => string // as OutboxSettings
  readonly newId: () => string // a fresh UUID
}

/** Writes the steady clock as entries do: 8 hex digits drawn at this start of the app, a colon, milliseconds since. */
export function uptimeClock(ticker: () => number = () => performance.now()): () => string {
  const [start = 0] = crypto.getRandomValues(new Uint32Array(1))
  return () => `${start.toString(16).padStart(8, '0')}:${Math.floor(ticker())}`
}

/**
 * The field journal of this tablet: one stream for each operation, and after a fork a new one that names the old. Several
 * officers write into the same stream; each entry names its own.
 */
export class Journal {
  private readonly outboxes = new Map<string, Outbox>()
  /** The stream of each operation that was last recorded into. Another tab may have stopped it since: the outbox looks. */
  private readonly open = new Map<string, StreamRow>()

  constructor(private readonly with_: JournalSettings) {}

  /** Records an act of an operation, as Outbox.append does; a stopped stream is continued first. */
  async record(operation: string, draft: Draft, change?: () => Promise<unknown>): Promise<Appended & { stream: string }> {
    for (;;) {
      const row = this.open.get(operation) ?? (await this.stream(operation))
      this.open.set(operation, row)
      try {
        return { ...(await (await this.outboxOf(row)).append(row.stream, draft, change)), stream: row.stream }
      } catch (thrown) {
        // Another tab may have learned of a fork after this one looked.
        if (!(thrown instanceof StreamStopped)) throw thrown
        this.open.delete(operation)
      }
    }
  }

  /** The stream that an operation's acts go into; continued under a new key if the last one was stopped. */
  async stream(operation: string): Promise<StreamRow> {
    const { database } = this.with_
    const open = await database.streams.where({ operation }).filter((row) => row.continuedBy === '').last()
    if (open !== undefined && open.stopped === '') return open
    return database.reserve.write(async () => (open === undefined ? openStream(database, (await currentKey(database)).signingKey, operation) : this.continue(open))).catch(plainly)
  }

  private async outboxOf({ signingKey }: StreamRow): Promise<Outbox> {
    const known = this.outboxes.get(signingKey)
    if (known !== undefined) return known
    const { database, now, uptime } = this.with_
    const { identity } = await keyOf(database, signingKey)
    const outbox = new Outbox({ database, sign: signer(identity.signing), now, uptime })
    this.outboxes.set(signingKey, outbox)
    return outbox
  }

  /**
   * Takes a new key and begins its stream with what the old one held: key, stream, first entry and the mark on the old one
   * in one transaction, so that two tabs that learn of a fork at once continue it once. The old stream's entries stay and
   * are still sent; the new key has to be enrolled by a person, until when the server keeps what it is sent unverified.
   */
  private async continue(old: StreamRow): Promise<StreamRow> {
    const { database, now, uptime, newId } = this.with_
    const identity = await newIdentity()
    const { signingKey } = identity
    const { operation } = old
    const stream = await streamOf(signingKey, operation)
    const draft = continuation(old, newId())
    const act = {
      seq: 1, id: draft.id, operation, site: '', type: draft.type, version: draft.version, actor: '', at: timeText(now()), uptime: uptime(),
      entity: '', supersedes: [], files: [], body: draft.body, prev: zeroHash,
    }
    const { entry, hash } = await signEntry(stream, act, signer(identity.signing))
    const sealed = await sealEntry(database, stream, 1, entryText(entry))
    const { streams, entries, keys, tablet } = database
    return database.transaction('rw', [streams, entries, keys, tablet], async () => {
      const again = await streams.get(old.stream)
      if (again !== undefined && again.continuedBy !== '') return (await streams.get(again.continuedBy)) as StreamRow
      const row = { ...newStream(stream, signingKey, operation), seq: 1, hash }
      await keys.add({ signingKey, identity, enrolled: null })
      await tablet.update('tablet', { signingKey })
      await streams.add(row)
      await entries.add({ stream, seq: 1, id: act.id, hash, type: act.type, at: act.at, ...sealed, ...fresh })
      await streams.update(old.stream, { continuedBy: stream })
      return row
    })
  }
}
