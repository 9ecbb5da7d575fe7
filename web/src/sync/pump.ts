import { liveQuery } from 'dexie'
import { nextHead, pushText } from './announce'
import type { Answer } from './answer'
import type { EntryRow, TabletDatabase } from './database'
import { longestPause } from './due'
import type { Sign } from './keys'
import { leftOf, nextBatch } from './outbox'
import { backOff, jittered, post, type Outcome, type Wire } from './post'
import type { ServerKeys } from './serverkeys'
import { Settlement, unverifiedPause } from './settle'
import { timeText } from './text'

export interface PumpSettings extends Wire {
  readonly database: TabletDatabase
  readonly sign: Sign // by the key of the stream
  readonly keys: () => Promise<ServerKeys> // those believed now: a server may replace its own
  readonly appVersion: string
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void> // resolves early when aborted
  readonly random: () => number // 0 … 1
  readonly locks?: Pick<LockManager, 'request'> | undefined // of the browser, where it has them
}

/** A push at most: entries, and bytes before compression. Below 1 MiB even where nothing compresses. */
const most = { entries: 500, bytes: 900_000 }

/** Entries of the first push; doubled by each that is answered, halved by each that is not: a thin line must get something through. */
const beginWith = 100

/** How long the first attempt waits for an answer, milliseconds; later ones wait up to ten times as long. */
const patience = 30_000

/** How often a stream with nothing to send says so, milliseconds. */
const beaconEvery = 300_000

interface Sent {
  readonly n: number // of the head that went with it
  readonly outcome: Outcome
}

export type Drained =
  | 'drained' // everything is known to be in the journal
  | 'waiting' // what is left waits for its time: the server could not verify it
  | 'stopped' // by the signal

/** Brings a stream's entries to the server. It has no limit of attempts and deletes nothing. */
export class Pump {
  private gzip = true
  private napping: AbortController | null = null

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
    for (let failures = 0; !signal.aborted; ) {
      try {
        const due = await this.due(stream)
        const drained = await this.drain(stream, signal)
        // Nothing was due, or nothing of it could be sent now: the server hears of the stream all the same.
        if (due === 0 || drained === 'waiting') await this.beacon(stream)
        failures = 0
        await this.pause(stream, drained === 'waiting' ? unverifiedPause : beaconEvery, signal)
      } catch {
        // The disk could not be read: to end here would end the sending until the page is loaded anew.
        await this.nap(backOff(++failures, this.with_.random), signal)
      }
    }
  }

  private async due(stream: string): Promise<number> {
    return (await leftOf(this.with_.database, stream)).entries
  }

  /** Sends what is due until nothing is, however often the network fails or the tablet has no room to note what was answered. */
  async drain(stream: string, signal: AbortSignal): Promise<Drained> {
    let [size, ceiling, failures] = [beginWith, most.entries, 0]
    while (!signal.aborted) {
      const batch = await nextBatch(this.with_.database, stream, this.with_.now(), { ...most, entries: size })
      if (batch.length === 0) return (await this.due(stream)) === 0 ? 'drained' : 'waiting'
      const { outcome, done } = await this.attempt(stream, batch, failures)
      if (done) {
        failures = 0
        size = Math.min(ceiling, size * 2)
      } else if (outcome.kind === 'smaller' && batch.length > 1) {
        ceiling = size = Math.max(1, Math.min(outcome.maxEntries || Math.floor(batch.length / 2), batch.length - 1))
      } else if (outcome.kind === 'plain') {
        this.gzip = false
      } else {
        failures++
        if (outcome.kind === 'lost') size = Math.max(1, Math.floor(batch.length / 2))
        // What the server asked for is waited for to the end, but an hour at most: a date is held against this tablet's clock, which may stand weeks behind. A
        // pause of our own may be ended by wake().
        const asked = outcome.kind === 'later' && outcome.after > 0
        await (asked ? this.with_.wait(Math.min(jittered(outcome.after, this.with_.random), longestPause), signal) : this.nap(backOff(failures, this.with_.random), signal))
      }
    }
    return 'stopped'
  }

  /** One push and what it was answered. A write that failed (no room, a database closed by an update) is a failure like the network's. */
  private async attempt(stream: string, batch: readonly EntryRow[], failures: number): Promise<{ outcome: Outcome; done: boolean }> {
    try {
      const { outcome, n } = await this.send(stream, batch, failures)
      const done = outcome.kind === 'answer' && (await this.settle(stream, batch, n, outcome.answer))
      if (outcome.kind === 'smaller' && batch.length === 1) await this.tooLargeAlone(stream, batch)
      return { outcome, done }
    } catch {
      return { outcome: { kind: 'later', after: 0 }, done: false }
    }
  }

  /** Says how far the stream reaches, without sending entries. True if the server answered. */
  async beacon(stream: string): Promise<boolean> {
    const { outcome } = await this.attempt(stream, [], 0)
    return outcome.kind === 'answer'
  }

  /** Ends the pause that the pump is in, if it chose it itself: the network is back, or somebody pressed "send now". */
  wake(): void {
    this.napping?.abort()
  }

  private async nap(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.napping = new AbortController()
    await this.with_.wait(milliseconds, AbortSignal.any([signal, this.napping.signal]))
    this.napping = null
  }

  private async send(stream: string, batch: readonly EntryRow[], failures = 0): Promise<Sent> {
    const { database, sign, now, appVersion } = this.with_
    const head = await nextHead(database, stream, now(), sign)
    return { n: head.n, outcome: await post(this.with_, await pushText(database, stream, head, appVersion, batch), this.gzip, patience * (1 + Math.min(failures, 9))) }
  }

  /** Applies an answer; true if there is less to do than before, so that the next batch may follow at once. */
  private async settle(stream: string, batch: readonly EntryRow[], n: number, answer: Answer): Promise<boolean> {
    const { database, keys, now } = this.with_
    const { delivered, refused, again } = await Settlement.apply(database, { stream, batch, n }, answer, await keys(), now())
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
    const { database, now } = this.with_
    const next = liveQuery(() => nextBatch(database, stream, now(), { ...most, entries: 1 }))
    const napping = this.nap(milliseconds, signal)
    const watch = next.subscribe({ next: (batch) => batch.length > 0 && this.wake(), error: () => undefined })
    await napping
    watch.unsubscribe()
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
