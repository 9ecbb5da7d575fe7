import { writeBody } from './body'
import type { SeenCheckpoint, StreamRow, TabletDatabase } from './database'
import type { Draft } from './outbox'
import type { ServerKeys } from './serverkeys'
import type { Sessions } from './session'
import { timeText } from './text'
import { extendsTree, openCheckpoint, originOf } from './tree'

export interface TreeWatchSettings {
  readonly database: TabletDatabase
  readonly sessions: Pick<Sessions, 'token' | 'ended'>
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>
  readonly base: string
  readonly keys: () => Promise<ServerKeys>
  /** Records an act, as Journal.record does. */
  readonly record: (operation: string, draft: Draft) => Promise<unknown>
  readonly now: () => number
  readonly newId: () => string
}

/** What a look came to: the newest checkpoint extends the last that was proved; it could not be asked; it does not. */
export type Watched = 'proved' | 'waits' | 'conflict'

interface Proof {
  readonly note: string
  readonly epoch: string
  readonly extends: readonly string[]
}

/**
 * Holds the log of an operation to what it has signed: each checkpoint that comes with an answer must be extended by the
 * newest one, and so must the one before. One that is not is evidence that the journal was rewritten: the tablet goes on
 * recording, shows the alarm, and writes both notes into its own journal. It never trims, stops or hides anything.
 */
export class TreeWatch {
  constructor(private readonly with_: TreeWatchSettings) {}

  /** Looks once; safe to call at every pull, since it asks only when there is a checkpoint that was not proved. */
  async look(operation: string): Promise<Watched> {
    const rows = await this.with_.database.streams.where({ operation }).filter((row) => row.continuedBy === '').toArray()
    const row = rows.at(-1)
    if (row === undefined || row.checkpoint === null) return 'waits'
    if (row.conflict) return this.alarm(row, row.conflict.older, row.conflict.newer, row.checkpoint)
    const { checkpoint } = row
    const proved = row.proved ?? null
    if (proved === null) return this.keep(row, checkpoint) // the first is believed: there is nothing to hold it against
    if (proved.size === checkpoint.size && proved.root === checkpoint.root) return 'proved'
    for (const older of [proved, checkpoint]) {
      const newer = await this.ask(row, older.size)
      if (newer === null) return 'waits'
      if (!(await extendsTree(newer.seen, older, newer.proof.extends))) return this.alarm(row, older.note, newer.seen.note, newer.seen)
      if (older === checkpoint) return this.keep(row, newer.seen)
    }
    return 'waits'
  }

  private async keep(row: StreamRow, proved: SeenCheckpoint): Promise<Watched> {
    await this.with_.database.streams.update(row.stream, { proved })
    return 'proved'
  }

  private async alarm(row: StreamRow, older: string, newer: string, goOnFrom: SeenCheckpoint): Promise<Watched> {
    const { database, record, now, newId } = this.with_
    const { stream, operation, epoch } = row
    await database.attention.put({ stream, seq: 0, hash: '', code: 'tree_conflict', reason: newer, at: timeText(now()) })
    await record(operation, { id: newId(), type: 'log.conflict', version: 1, body: writeBody({ origin: originOf(operation, epoch), older, newer }) })
    await database.streams.update(stream, { proved: goOnFrom, checkpoint: goOnFrom, conflict: null }) // else the same would be told at each look
    return 'conflict'
  }

  /** The newest checkpoint of the stream's epoch, with what is to prove that it extends a tree of this size; null if it cannot be had now. */
  private async ask(row: StreamRow, from: number): Promise<{ seen: SeenCheckpoint; proof: Proof } | null> {
    const proof = (await this.proof(row.operation, from)) ?? (await this.proof(row.operation, 0)) // a smaller tree proves nothing, and is told with its note
    if (proof === null || proof.epoch !== row.epoch) return null
    for (const key of (await this.with_.keys()).log) {
      const opened = await openCheckpoint(proof.note, originOf(row.operation, row.epoch), key)
      if (opened !== null) return { seen: { ...opened, note: proof.note }, proof }
    }
    return null
  }

  private async proof(operation: string, from: number): Promise<Proof | null> {
    const { sessions, fetch, base } = this.with_
    const response = await fetch(`${base}/v1/sync/tree?${new URLSearchParams({ operation, from: String(from) })}`, {
      headers: { Authorization: `Bearer ${await sessions.token()}` }, cache: 'no-store',
    }).catch(() => null)
    if (response?.status === 401) sessions.ended()
    return response?.status === 200 ? readProof(await response.json().catch(() => null)) : null
  }
}

function readProof(told: unknown): Proof | null {
  const { note, epoch, extends: path } = (told ?? {}) as Partial<Record<keyof Proof, unknown>>
  const whole = typeof note === 'string' && typeof epoch === 'string' && Array.isArray(path) && path.every((h) => typeof h === 'string' && /^[0-9a-f]{64}$/.test(h))
  return whole ? { note, epoch, extends: path as string[] } : null
}
