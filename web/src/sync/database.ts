import { Dexie, type DexieOptions, type Table } from 'dexie'
import type { Identity } from './keys'
import type { Checkpoint } from './tree'

/** One stream of this tablet: one operation, one chain. */
export interface StreamRow {
  readonly stream: string
  readonly operation: string
  readonly signingKey: string
  readonly seq: number // of the last entry, 0 for none
  readonly hash: string // of the last entry
  readonly n: number // of the last head that may have been sent
  readonly epoch: string // of the server, "" before its first answer
  readonly acked: number // greatest seq that a good ack of this epoch names
  readonly heardAt: string // when the server last answered, by this tablet's clock; "" for never
  readonly stopped: '' | StopCode // why nothing may be appended any more
  readonly checkpoint: (Checkpoint & { readonly note: string }) | null // the newest of this epoch
}

/** Why a stream takes no more entries: the server holds another branch, or more of this stream than the tablet itself. */
export type StopCode = 'seq_fork' | 'restored'

/** One entry as it was signed. Nothing but due, retryAt, verdict, code and position ever changes; nothing is deleted. */
export interface EntryRow {
  readonly stream: string
  readonly seq: number
  readonly id: string
  readonly hash: string
  readonly type: string
  readonly at: string
  readonly raw: string // the JSON text, sent as it stands
  readonly due: 0 | 1 // 1: not yet known to be in the journal (a number, because IndexedDB has no index over booleans)
  readonly retryAt: number // not before, milliseconds since 1970: set for what the server could not verify
  readonly verdict: '' | 'stored' | 'quarantined' | 'unverified'
  readonly code: string
  readonly position: number // 0 while unknown
}

/** A file that entries of a stream name. */
export interface FileRow {
  readonly stream: string
  readonly sha256: string
  readonly seq: number // of the first entry that names it
  readonly due: 0 | 1 // 1: not yet known to be whole at the server
}

/** The server's signed word, kept for good: it is the tablet's receipt. */
export interface AckRow {
  readonly stream: string
  readonly epoch: string
  readonly seq: number
  readonly hash: string
  readonly time: string
  readonly sig: string
}

/** What a person has to look at: an entry that was not accepted as it is. */
export interface AttentionRow {
  readonly stream: string
  readonly seq: number // 0: about the stream as a whole
  readonly hash: string // of the entry, "" for the stream
  readonly code: string
  readonly reason: string
  readonly at: string
}

/** A thing as this tablet shows it, changed in the same transaction as the entry that changes it. */
export interface ViewRow {
  readonly kind: string
  readonly id: string
  readonly value: unknown
}

/** A document pulled from the server, in one of two copies. */
export interface DocumentRow {
  readonly operation: string
  readonly copy: number
  readonly kind: string
  readonly id: string
  readonly document: Readonly<Record<string, unknown>>
}

/** How far an operation has been pulled. Only the live copy is shown; a shadow is filled after a reset, then takes its place. */
export interface PullRow {
  readonly operation: string
  readonly live: number
  readonly cursor: string // of the live copy, "" before the first page
  readonly shadow: { readonly copy: number; readonly cursor: string } | null
}

/** The keys of this tablet, and what the server said at enrolment. */
export interface TabletRow {
  readonly id: 'tablet'
  readonly identity: Identity
  readonly enrolled: { readonly tabletId: string; readonly site: string; readonly rootKey: string; readonly keys: readonly unknown[] } | null
}

export const databaseName = 'cellsweep-tablet'

/**
 * What is on this tablet. Opened with strict durability: a transaction is reported done when it is on the disk, not when
 * the system has promised to write it.
 */
export class TabletDatabase extends Dexie {
  readonly streams!: Table<StreamRow, string>
  readonly entries!: Table<EntryRow, [string, number]>
  readonly files!: Table<FileRow, [string, string]>
  readonly acks!: Table<AckRow, [string, string, number]>
  readonly attention!: Table<AttentionRow, [string, number, string]>
  readonly view!: Table<ViewRow, [string, string]>
  readonly documents!: Table<DocumentRow, [string, number, string, string]>
  readonly pulls!: Table<PullRow, string>
  readonly tablet!: Table<TabletRow, string>

  constructor(name: string = databaseName, options: DexieOptions = {}) {
    super(name, { chromeTransactionDurability: 'strict', ...options })
    this.version(1).stores({
      streams: 'stream, operation',
      entries: '[stream+seq], &[stream+hash], [stream+due+seq], id',
      files: '[stream+sha256], [stream+due]',
      acks: '[stream+epoch+seq]',
      attention: '[stream+seq+code]',
      view: '[kind+id], kind',
      documents: '[operation+copy+kind+id], [operation+copy]',
      pulls: 'operation',
      tablet: 'id',
    })
  }
}
