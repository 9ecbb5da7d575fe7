import { Dexie } from 'dexie'
import { ackMessage } from './ack'
import type { Answer, Result } from './answer'
import type { EntryRow, FileRow, SeenCheckpoint, StopCode, StreamRow, TabletDatabase } from './database'
import { signedByAny, type ServerKeys } from './serverkeys'
import { timeText } from './text'
import { openCheckpoint, originOf } from './tree'

/** What an answer changed. */
export interface Settled {
  readonly delivered: number // entries that are now known to be in the journal
  readonly refused: number // entries that the server could not verify, put off
  readonly again: number // entries thought delivered that have to be sent again
  readonly newEpoch: boolean
}

/** A push as it was sent. */
export interface Sent {
  readonly stream: string
  readonly batch: readonly EntryRow[]
  readonly n: number // of its head: what ended after that head was made the answer cannot know of
}

/** How long an entry that the server could not verify is put off, milliseconds. */
export const unverifiedPause = 300_000

/** Applies answers of pushes to what is on this tablet. */
export class Settlement {
  private delivered = 0
  private refused = 0
  private again = 0

  private constructor(
    private readonly database: TabletDatabase,
    private readonly stream: string,
    private readonly now: number,
  ) {}

  /**
   * Applies the answer to a push of these entries (as sent, in order), all of it in one transaction. An ack counts only if
   * one of the server's entry keys has signed it, and its hash is this tablet's own at that seq.
   */
  static async apply(database: TabletDatabase, sent: Sent, answer: Answer, keys: ServerKeys, now: number): Promise<Settled> {
    const { stream } = sent
    const { ack, epoch } = answer
    const good = ack !== null && ack.epoch === epoch && (await signedByAny(keys.entry, ackMessage(stream, ack), ack.sig))
    const row = await database.streams.get(stream)
    const checkpoint = row === undefined ? null : await newest(answer, row.operation, keys)
    const s = new Settlement(database, stream, now)
    const { streams, entries, files, bytes, acks, attention } = database
    return database.transaction('rw', [streams, entries, files, bytes, acks, attention], async () => {
      const newEpoch = await s.enterEpoch(answer)
      await s.results(sent.batch, answer.results)
      if (good) await s.acknowledged(answer, sent.n)
      else if (ack !== null) await s.ask(0, '', 'ack_not_signed', '')
      if (checkpoint !== null) await s.keepCheckpoint(checkpoint)
      return { delivered: s.delivered, refused: s.refused, again: s.again, newEpoch }
    })
  }

  private async row(): Promise<StreamRow> {
    const row = await this.database.streams.get(this.stream)
    if (row === undefined) throw new Error(`the stream ${this.stream} is not open`)
    return row
  }

  /** Entries from … to of the stream. */
  private range(from: number, to: number) {
    return this.database.entries.where('[stream+seq]').between([this.stream, from], [this.stream, to], true, true)
  }

  /** A server restored from a backup may lack what it once stored: everything is sent again, from seq 1. */
  private async enterEpoch({ epoch, serverTime }: Answer): Promise<boolean> {
    const row = await this.row()
    const changed = row.epoch !== '' && epoch !== '' && row.epoch !== epoch
    if (changed) {
      this.again += await this.range(1, row.seq).modify({ due: 1, retryAt: 0, verdict: '', code: '', position: 0 })
      await this.database.files.where('[stream+sha256]').between([this.stream, Dexie.minKey], [this.stream, Dexie.maxKey]).modify({ due: 1, upload: '', sentAt: 0, retryAt: 0 })
    }
    // An ack that somebody carried names no time of the server's: it was not heard.
    const isHeard = !Number.isNaN(Date.parse(serverTime))
    const heard = isHeard ? { ahead: Date.parse(serverTime) - this.now, heardAt: timeText(this.now) } : {}
    const kept = changed ? { acked: 0, checkpoint: null, proved: null, conflict: null } : {}
    await this.database.streams.put({ ...row, ...kept, ...heard, epoch: epoch === '' ? row.epoch : epoch })
    return changed
  }

  private async results(batch: readonly EntryRow[], results: readonly Result[]): Promise<void> {
    const told = new Set<number>()
    for (const result of results) {
      const sent = batch[result.index]
      if (sent === undefined || told.has(result.index)) continue
      told.add(result.index)
      if (result.verdict === 'unverified') await this.putOff(sent, result)
      // A row that names another entry is not about the bytes that were sent.
      else if (result.seq === sent.seq && result.id === sent.id) await this.inJournal(sent, result)
    }
  }

  private async inJournal(sent: EntryRow, { verdict, code, reason, position }: Result): Promise<void> {
    this.delivered++
    await this.database.entries.update([this.stream, sent.seq], { due: 0, retryAt: 0, verdict, code, position })
    await this.forget(sent.seq, sent.hash)
    if (verdict === 'stored') return
    await this.ask(sent.seq, sent.hash, code, reason)
    if (code === 'seq_fork') await this.stop('seq_fork')
  }

  /** What could not be verified is kept, shown, and sent again later; it holds nothing else up. */
  private async putOff(sent: EntryRow, { code, reason }: Result): Promise<void> {
    if (code === 'not_checked') return
    this.refused++
    if ((await this.database.entries.get([this.stream, sent.seq]))?.due !== 1) return // another answer was faster, and knows it to be in the journal
    await this.database.entries.update([this.stream, sent.seq], { retryAt: this.now + unverifiedPause, verdict: 'unverified', code })
    await this.ask(sent.seq, sent.hash, code, reason)
  }

  private async acknowledged(answer: Answer, n: number): Promise<void> {
    const { ack } = answer
    if (ack === null) return
    const row = await this.row()
    if (ack.seq > row.seq) return this.stop('restored')
    if (ack.seq > 0) {
      const own = await this.database.entries.get([this.stream, ack.seq])
      if (own?.hash !== ack.hash) return this.stop('seq_fork')
      await this.nowHeld(ack.seq)
      await this.range(row.acked + 1, ack.seq).modify({ sending: null }) // by the server's signed word alone
    }
    await this.database.attention.where({ stream: this.stream, seq: 0 }).filter((a) => a.code === 'ack_not_signed').delete()
    if (ack.seq > row.acked) {
      await this.database.acks.put({ stream: this.stream, ...ack })
      await this.database.streams.update(this.stream, { acked: ack.seq })
    }
    // An answer may be overtaken by a later one: what it misses may have arrived since.
    const newest = await this.database.acks.get([this.stream, ack.epoch, Math.max(row.acked, ack.seq)])
    for (const [from, to] of newest !== undefined && newest.time > ack.time ? [] : answer.missing) {
      if (from <= row.seq) this.again += await this.range(from, Math.min(to, row.seq)).filter((e) => e.due === 0).modify({ due: 1 })
    }
    await this.filesHeard(ack.seq, n, answer)
  }

  /** Entries 1 … seq are in the journal, whatever was said of them before; the verdict of those whose answer was lost comes in their receipts. */
  private async nowHeld(seq: number): Promise<void> {
    const held = await this.database.entries.where('[stream+due+seq]').between([this.stream, 1, 1], [this.stream, 1, seq], true, true).toArray()
    for (const { seq: at, hash, verdict } of held) {
      await this.database.entries.update([this.stream, at], { due: 0, retryAt: 0, ...(verdict === 'unverified' ? { verdict: '', code: '' } : {}) })
      await this.forget(at, hash)
    }
    this.delivered += held.length
  }

  /**
   * Files of acknowledged entries are whole unless they are named; when the list is cut short, only what it names is known.
   * What is named is sent again, even when it was thought complete; an upload that ended after this head was made is not
   * yet in the server's answer, and is left to the next.
   */
  private async filesHeard(acked: number, n: number, { filesMissing, filesMore }: Answer): Promise<void> {
    const missing = new Set(filesMissing)
    const whole: FileRow[] = []
    const changed: FileRow[] = []
    // Only what changes is written: a tablet with a thousand photographs hears of all of them in every answer.
    for (const file of await this.database.files.where('[stream+sha256]').between([this.stream, Dexie.minKey], [this.stream, Dexie.maxKey]).toArray()) {
      if (missing.has(file.sha256)) {
        if (file.sentAt < n && !isAwaited(file)) changed.push(missed(file, this.now))
      } else if (file.due === 1 && file.seq <= acked && !filesMore) {
        whole.push(file)
        changed.push({ ...file, due: 0, upload: '', failures: 0, retryAt: 0, code: '' })
      }
    }
    if (changed.length > 0) await this.database.files.bulkPut(changed)
    for (const { seq, sha256, code } of changed) if (code !== '') await this.ask(seq, sha256, code, '')
    if (whole.length === 0) return
    const elsewhere = new Set((await this.database.files.filter((f) => f.stream !== this.stream && f.due === 1).toArray()).map((f) => f.sha256))
    for (const { seq, sha256 } of whole) {
      await this.forget(seq, sha256)
      if (!elsewhere.has(sha256)) await this.database.bytes.update(sha256, { sending: null })
    }
  }

  /** Stops the stream for new entries. What it holds is still sent: it is evidence, and quarantine keeps it. */
  private async stop(code: StopCode): Promise<void> {
    await this.database.streams.update(this.stream, { stopped: code })
    await this.ask(0, '', code, '')
  }

  /** Two trees of one size: the journal was rewritten. A smaller one is only late (answers may be stale): the greatest is kept. */
  private async keepCheckpoint(seen: SeenCheckpoint): Promise<void> {
    const { checkpoint: known } = await this.row()
    if (known !== null && seen.size === known.size && seen.root !== known.root) {
      await this.ask(0, '', 'tree_conflict', seen.note)
      await this.database.streams.update(this.stream, { conflict: { older: known.note, newer: seen.note } })
    }
    if (known === null || seen.size > known.size) await this.database.streams.update(this.stream, { checkpoint: seen })
  }

  /** What was said of an entry or a photograph before is settled. */
  private async forget(seq: number, hash: string): Promise<void> {
    await this.database.attention.where({ stream: this.stream, seq }).filter((a) => a.hash === hash).delete()
  }

  private async ask(seq: number, hash: string, code: string, reason: string): Promise<void> {
    await this.database.attention.put({ stream: this.stream, seq, hash, code, reason, at: timeText(this.now) })
  }
}

/** Whether it is known already that the server misses a file, and it was not sent since. */
const isAwaited = ({ due, asked, sentAt }: FileRow): boolean => due === 1 && asked === 1 && sentAt === 0

/** A file that the server misses. One that was sent whole before is sent anew from its first byte, after a pause that grows. */
function missed(file: FileRow, now: number): FileRow {
  if (file.sentAt === 0) return { ...file, due: 1, asked: 1 }
  const failures = file.failures + 1
  return { ...file, due: 1, asked: 1, upload: '', sentAt: 0, failures, retryAt: now + Math.min(failures - 1, 10) * 30_000, code: 'missing_again' }
}

async function newest({ treeNote, epoch }: Answer, operation: string, keys: ServerKeys): Promise<SeenCheckpoint | null> {
  if (treeNote === '' || epoch === '') return null
  for (const key of keys.log) {
    const checkpoint = await openCheckpoint(treeNote, originOf(operation, epoch), key)
    if (checkpoint !== null) return { ...checkpoint, note: treeNote }
  }
  return null
}
