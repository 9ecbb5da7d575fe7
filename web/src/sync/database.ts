import { Dexie, type DBCore, type DexieOptions, type PromiseExtended, type Table } from 'dexie'
import type { OfficerRow, SecretRow, SessionKeyRow } from '../vault/rows'
import type { Sealed } from '../vault/seal'
import { Vault, type VaultSettings } from '../vault/vault'
import { beginFreshLog } from './freshlog'
import { olderMark } from './older'
import { Reserve } from './reserve'
import { isFull } from './storage'
import type { Identity } from './keys'
import type { ServerKey } from './statements'
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
  readonly continuedBy: string // the stream that goes on after this one was stopped, "" for none
  readonly ahead: number // milliseconds that the server's clock was ahead of the tablet's when it last answered
  readonly checkpoint: SeenCheckpoint | null // the newest of this epoch
  readonly proved?: SeenCheckpoint | null // the newest of this epoch that is proved to extend all before it
  readonly conflict?: { readonly older: string; readonly newer: string } | null // two notes of one size that differ, not written down yet
}

/** A checkpoint with the signed note that it was read from. */
export type SeenCheckpoint = Checkpoint & { readonly note: string }

/** Why a stream takes no more entries: the server holds another branch, or more of this stream than the tablet itself. */
export type StopCode = 'seq_fork' | 'restored'

/** One entry as it was signed. Nothing but due, retryAt, verdict, code and position ever changes, and sending ends; nothing is deleted. */
export interface EntryRow {
  readonly stream: string
  readonly seq: number
  readonly id: string
  readonly hash: string
  readonly type: string
  readonly at: string
  readonly size: number // bytes of the JSON text
  readonly sending: Sealed | null // the text under the device's seal; null once the server's signed word says that it has it
  readonly kept: Sealed // the text under the vault's seal (kept.ts)
  readonly due: 0 | 1 // 1: not yet known to be in the journal (a number, because IndexedDB has no index over booleans)
  readonly retryAt: number // not before, milliseconds since 1970: set for what the server could not verify
  readonly verdict: '' | 'stored' | 'quarantined' | 'unverified'
  readonly code: string
  readonly position: number // 0 while unknown
}

/** A file that entries of a stream name, and how far its way to the server is. */
export interface FileRow {
  readonly stream: string
  readonly sha256: string
  readonly seq: number // of the first entry that names it
  readonly due: 0 | 1 // 1: not yet known to be whole at the server
  readonly asked: 0 | 1 // 1: the server has named it as missing, so it knows an entry that names it
  readonly upload: string // address of the upload that was begun, "" for none
  readonly sentAt: number // n of the stream's last head when the upload had ended, 0 for not yet: only an answer to a later head can know of it
  readonly failures: number // in a row
  readonly retryAt: number // not before, milliseconds since 1970
  readonly code: string // what went wrong last, "" for nothing
}

/** A photograph as it was taken: evidence, never changed and never scaled. Its bytes lie apart, so that a list does not load them. */
export interface OriginalRow {
  readonly sha256: string // hex, computed when it was taken
  readonly size: number // bytes
  readonly mediaType: string // as the camera says; "" for unknown
  readonly at: string // when it was taken, by the tablet's clock
}

export interface BytesRow {
  readonly sha256: string
  readonly text: Sealed // the bytes, under a key of their own
  readonly sending: Sealed | null // that key, as EntryRow.sending
  readonly kept: Sealed // that key, as EntryRow.kept
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

/** What a person has to look at: an entry that was not accepted as it is, a photograph that does not arrive, an alarm about the stream. */
export interface AttentionRow {
  readonly stream: string
  readonly seq: number // 0: about the stream as a whole
  readonly hash: string // of the entry or the photograph, "" for the stream
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
  readonly document: Sealed // its JSON, for reading
}

/** How far an operation has been pulled. Only the live copy is shown; a shadow is filled after a reset, then takes its place. */
export interface PullRow {
  readonly operation: string
  readonly live: number
  readonly cursor: string // of the live copy, "" before the first page
  readonly shadow: { readonly copy: number; readonly cursor: string } | null
  readonly pulledAt: string // when everything had been pulled last, by the tablet's clock; "" for never
  readonly trouble: '' | 'program_too_old' | 'not_allowed' // why nothing more is pulled
}

/** One key of this tablet and the enrolment that was given for it. A stopped stream takes a new one; the old still signs the heads of its streams. */
export interface KeyRow {
  readonly signingKey: string
  readonly identity: Identity
  readonly enrolled: Enrolment | null
}

/** What the server said at enrolment; the keys are believed for the root's signature only. */
export interface Enrolment {
  readonly tabletId: string
  readonly site: string
  readonly state: string
  readonly keys: readonly ServerKey[]
  readonly label?: string // what the tablet is called; absent at enrolments of an older program
  readonly tag?: string // before the numbers of its exhibits
  readonly fingerprint?: string // six words
}

/** This tablet: the key that new streams begin with, and the server's root key, pinned for all keys once one is enrolled. */
export interface TabletRow {
  readonly id: 'tablet'
  readonly signingKey: string
  readonly rootKey: string // "" before the first enrolment
}

/** A sealed package, and what opened it. Its bytes are encrypted by the server; the identity that opens them is sealed for reading. */
export interface PackageRow {
  readonly id: string
  readonly sha256: string
  readonly package: Uint8Array<ArrayBuffer> // an age file
  readonly words: Uint8Array<ArrayBuffer> | null // an age file with a passphrase, null until it was fetched
  readonly fetchedAt: string
  readonly operation: string // "" until it was opened
  readonly openedAt: string
  readonly openedBy: '' | 'network' | 'words'
  readonly decoy: boolean // it was opened, and nothing is searched here
  readonly identity: Sealed | null // of the release
  readonly believed: Readonly<Record<string, number>> // the orders whose words were believed: the highest number of each act
  readonly order: OrderRow | null // the last of them
}

/** An order that four words proved. */
export interface OrderRow {
  readonly act: 'hold' | 'resume' | 'reschedule' | 'stand_down'
  readonly at: string
  readonly hHour: string // as it was said beside the words; "" for none
}

/** A small thing that this tablet remembers: a counter, who is at it. Nothing of the plan. */
export interface MemoRow {
  readonly id: string
  readonly value: string | number
}

export const databaseName = 'cellsweep-tablet'

/**
 * Makes every write name the store `turn`, which is always empty: IndexedDB never runs two writes at once that name one store,
 * in however many tabs. Two that are under way when Chromium is killed cost the whole database: its next start takes back what
 * was not committed, takes the lock on the database that both shared for exclusive, finds it taken, calls that corruption
 * ("Invalid locks on disk", leveldb_scopes.cc) and deletes everything. Costs no wait but that behind another write.
 */
const oneWriteAtATime = (core: DBCore): DBCore => ({
  ...core,
  transaction: (stores, mode, options) => core.transaction(mode === 'readwrite' ? [...new Set([...stores, 'turn'])] : stores, mode, options),
})

/**
 * What is on this tablet. Opened with strict durability: a transaction is reported done when it is on the disk, not when
 * the system has promised to write it. One write is under way at a time.
 */
export class TabletDatabase extends Dexie {
  readonly streams!: Table<StreamRow, string>
  readonly entries!: Table<EntryRow, [string, number]>
  readonly files!: Table<FileRow, [string, string]>
  readonly acks!: Table<AckRow, [string, string, number]>
  readonly attention!: Table<AttentionRow, [string, number, string, string]>
  readonly view!: Table<ViewRow, [string, string]>
  readonly documents!: Table<DocumentRow, [string, number, string, string]>
  readonly pulls!: Table<PullRow, string>
  readonly tablet!: Table<TabletRow, string>
  readonly keys!: Table<KeyRow, string>
  readonly originals!: Table<OriginalRow, string>
  readonly bytes!: Table<BytesRow, string>
  readonly secrets!: Table<SecretRow, string>
  readonly officers!: Table<OfficerRow, string>
  readonly sessionKeys!: Table<SessionKeyRow, string>
  readonly packages!: Table<PackageRow, string>
  readonly memos!: Table<MemoRow, string>

  /** What seals and opens what is kept here. */
  readonly vault: Vault

  constructor(
    name: string = databaseName, options: DexieOptions = {}, vault: Omit<VaultSettings, 'database'> = { now: () => Date.now() },
    /** Room for what must not be lost on a full disk. */
    readonly reserve: Reserve = new Reserve(),
  ) {
    super(name, { chromeTransactionDurability: 'strict', ...options })
    this.vault = new Vault({ database: this, ...vault })
    this.version(1).stores({
      streams: 'stream, operation',
      entries: '[stream+seq], &[stream+hash], [stream+due+seq], id',
      files: '[stream+sha256], [stream+due]',
      acks: '[stream+epoch+seq]',
      attention: '[stream+seq+code+hash], [stream+seq]',
      view: '[kind+id], kind',
      documents: '[operation+copy+kind+id], [operation+copy]',
      pulls: 'operation',
      tablet: 'id',
      keys: 'signingKey',
      originals: 'sha256',
      bytes: 'sha256',
    })
    this.version(2).stores({ turn: '' })
    this.version(3).stores({ secrets: 'id', officers: 'officer', sessionKeys: 'id' })
    // What programs before this kept in clear is sealed at the start (older.ts): WebCrypto would end this transaction.
    this.version(4).stores({ packages: 'id', memos: 'id' }).upgrade((tx) => tx.table('memos').put({ id: olderMark, value: 1 }))
    this.use({ stack: 'dbcore', name: 'one write at a time', create: oneWriteAtATime })
    const factory = (options.indexedDB ?? globalThis.indexedDB) as IDBFactory | undefined
    this.on('ready', () => beginFreshLog(factory, `${name}-log`), true)
  }

  private opened = false
  private making: Promise<void> | null = null

  /**
   * Opens with room to open in: Chromium ends the connection when a disk has no byte left in the middle of a record, and to go on behind that half record is
   * what breaks a log (beginFreshLog). So the reserve is given up before the second opening of a page, and where the first finds no room.
   */
  override open(): PromiseExtended<Dexie> {
    if (this.opened && !this.isOpen()) return this.openWithRoom()
    this.opened = true
    return super.open().catch((thrown: unknown) => (isFull(thrown) ? this.openWithRoom() : Promise.reject(thrown)))
  }

  private openWithRoom(): PromiseExtended<Dexie> {
    this.making ??= this.reserve.giveUp().finally(() => (this.making = null))
    return Dexie.Promise.resolve(this.making).then(() => super.open())
  }

  /** Remembers a small thing without which officers could not go on: on a full disk from the reserve. */
  remember(row: MemoRow): Promise<string> {
    return this.reserve.write(() => this.memos.put(row))
  }
}
