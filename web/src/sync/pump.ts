import { liveQuery } from 'dexie'
import type { EntryRow, TabletDatabase } from './database'
import { signHead, type Head } from './head'
import type { Sign } from './keys'
import { leftOf, nextBatch } from './outbox'
import { backOff, jittered, post, type Outcome, type Wire } from './post'
import type { ServerKeys } from './serverkeys'
import { Settlement, unverifiedPause } from './settle'
import { timeText } from './text'

export interface PumpSettings extends Wire {
  readonly database: TabletDatabase
  readonly sign: Sign // by the key of the stream
  readonly keys: ServerKeys
  readonly appVersion: string
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void> // resolves early when aborted
  readonly random: () => number // 0 … 1
  readonly locks?: Pick<LockManager, 'request'> | undefined // of the browser, where it has them
}

/** A push at most: entries, and bytes before compression. Below 1 MiB even where nothing compresses. */
const most = { entries: 100, bytes: 900_000 }

/** How often a stream with nothing to send says so, milliseconds. */
const beaconEvery = 300_000

export type Drained =
  | 'drained' // everything is known to be in the journal
  | 'waiting' // what is left waits for its time: the server could not verify it
  | 'stopped' // by the signal

/** Brings a stream's entries to the server. It has no limit of attempts and deletes nothing. */
export class Pump {
  private gzip = true

  constructor(private readonly with_: PumpSettings) {}

  /**
   * Pumps until the signal: sends what is due, then waits for more, with a beacon now and then. Where the browser has
   * locks, one tab pumps and the next takes over when it ends; without, two tabs pump, which costs duplicates and no more.
   */
  async run(stream: string, signal: AbortSignal): Promise<void> {
    const { locks } = this.with_
    if (locks === undefined) return this.loop(stream, signal)
    try {
      await locks.request(`cellsweep-pump:${stream}`, { signal }, () => this.loop(stream, signal))
    } catch (thrown) {
      if (!signal.aborted) throw thrown
    }
  }

  private async loop(stream: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const due = await this.due(stream)
      const drained = await this.drain(stream, signal)
      if (due === 0) await this.beacon(stream)
      await this.pause(stream, drained === 'waiting' ? unverifiedPause : beaconEvery, signal)
    }
  }

  private async due(stream: string): Promise<number> {
    return (await leftOf(this.with_.database, stream)).entries
  }

  /** Sends what is due until nothing is, however often the network fails. */
  async drain(stream: string, signal: AbortSignal): Promise<Drained> {
    let [size, failures] = [most.entries, 0]
    while (!signal.aborted) {
      const batch = await nextBatch(this.with_.database, stream, this.with_.now(), { ...most, entries: size })
      if (batch.length === 0) return (await this.due(stream)) === 0 ? 'drained' : 'waiting'
      const outcome = await this.send(stream, batch)
      if (outcome.kind === 'answer' && (await this.settle(stream, batch, outcome))) {
        failures = 0
      } else if (outcome.kind === 'smaller' && batch.length > 1) {
        size = Math.max(1, Math.min(outcome.maxEntries || Math.floor(batch.length / 2), batch.length - 1))
      } else if (outcome.kind === 'plain') {
        this.gzip = false
      } else {
        failures++
        if (outcome.kind === 'smaller') await this.tooLargeAlone(stream, batch)
        await this.with_.wait(this.pauseAfter(outcome, failures), signal)
      }
    }
    return 'stopped'
  }

  private pauseAfter(outcome: Outcome, failures: number): number {
    const { random } = this.with_
    return outcome.kind === 'later' && outcome.after > 0 ? jittered(outcome.after, random) : backOff(failures, random)
  }

  /** Says how far the stream reaches, without sending entries. True if the server answered. */
  async beacon(stream: string): Promise<boolean> {
    const outcome = await this.send(stream, [])
    if (outcome.kind === 'answer') await this.settle(stream, [], outcome)
    return outcome.kind === 'answer'
  }

  private async send(stream: string, batch: readonly EntryRow[]): Promise<Outcome> {
    const head = await this.nextHead(stream)
    const outer = { v: 1, stream, head, app: { version: this.with_.appVersion } }
    // The entries go as they were written: the server's hash must be of the very text that is kept here.
    const text = `${JSON.stringify(outer).slice(0, -1)},"entries":[${batch.map((row) => row.raw).join(',')}]}`
    return post(this.with_, text, this.gzip)
  }

  /** The next head; its n is on the disk before the head can be sent, so that no n is ever used for two. */
  private async nextHead(stream: string): Promise<Head> {
    const { database, now, sign } = this.with_
    const unsigned = await database.transaction('rw', [database.streams, database.entries, database.files], async () => {
      const row = await database.streams.get(stream)
      if (row === undefined) throw new Error(`the stream ${stream} is not open`)
      await database.streams.put({ ...row, n: row.n + 1 })
      return { n: row.n + 1, seq: row.seq, hash: row.hash, ...(await leftOf(database, stream)), at: timeText(now()) }
    })
    return signHead(stream, unsigned, sign)
  }

  /** Applies an answer; true if there is less to do than before, so that the next batch may follow at once. */
  private async settle(stream: string, batch: readonly EntryRow[], { answer }: Outcome & { kind: 'answer' }): Promise<boolean> {
    const { database, keys, now } = this.with_
    const { delivered, refused, again } = await Settlement.apply(database, { stream, batch }, answer, keys, now())
    return again === 0 && delivered + refused > 0
  }

  /** One entry that the server's door calls too large: kept, shown, sent again later, and nothing behind it waits. */
  private async tooLargeAlone(stream: string, [only]: readonly EntryRow[]): Promise<void> {
    if (only === undefined) return
    const { database, now } = this.with_
    await database.transaction('rw', [database.entries, database.attention], async () => {
      await database.entries.update([stream, only.seq], { retryAt: now() + unverifiedPause })
      await database.attention.put({ stream, seq: only.seq, hash: only.hash, code: 'too_large_to_send', reason: '', at: timeText(now()) })
    })
  }

  /** Waits, but no longer than until something can be sent: recorded by this tab or, as Dexie tells all tabs of a change, by another. */
  private async pause(stream: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    const { database, now, wait } = this.with_
    const ended = new AbortController()
    const end = (): void => ended.abort()
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    const next = liveQuery(() => nextBatch(database, stream, now(), { ...most, entries: 1 }))
    const watch = next.subscribe({ next: (batch) => batch.length > 0 && end(), error: () => undefined })
    await wait(milliseconds, ended.signal)
    watch.unsubscribe()
    signal.removeEventListener('abort', end)
  }
}

/** Waits by the browser's timer; resolves at once when the signal is aborted. */
export function waitByTimer(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end)
  })
}
