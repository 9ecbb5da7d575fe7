import { type ReadonlySignal, signal } from '@preact/signals'
import { Dexie, liveQuery, type Subscription } from 'dexie'
import type { DocumentRow, EntryRow, TabletDatabase } from '../sync/database'
import type { Entry } from '../sync/entry'
import { entryText } from '../sync/kept'
import { documentPlace } from '../sync/inbox'
import { parseEntry } from '../sync/parse'
import { type Document, type Documents, type Kind, kinds, noDocuments } from './documents'
import { Story } from './story'

/** Entries about this tablet itself: no document speaks of them, so they are always told. */
const ofTheTablet = new Set(['officer.signedOn', 'officer.signedOff', 'plan.acknowledged', 'head.witnessed', 'bundle.opened'])

interface Own {
  readonly stream: string
  readonly seq: number
  readonly hash: string
  readonly entry: Entry
}

/**
 * Tells the story of an operation from what lies sealed on this tablet, and goes on telling: what this tab records, what another tab
 * records, what a pull brings. Everything is opened once; what is open is in memory only.
 */
export class Reader {
  private readonly told = signal<Story>(new Story(noDocuments()))
  private own: Own[] = []
  private readonly ends = new Map<string, number>()
  private documents: Documents = noDocuments()
  private settled: ReadonlySet<string> = new Set()
  private readonly opened = new Map<string, { readonly seal: string; readonly document: Document }>()
  private version = 'unread'
  /** When everything had been pulled last, by the tablet's clock; "" for never. */
  readonly pulledAt = signal('')
  private turn: Promise<void> = Promise.resolve()
  private watching: Subscription | null = null

  constructor(
    private readonly database: TabletDatabase,
    readonly operation: string,
  ) {}

  get story(): ReadonlySignal<Story> {
    return this.told
  }

  /** Reads everything, then follows until stop. Rejects with Locked while nobody has given a PIN. */
  async start(): Promise<void> {
    await this.refresh()
    const marks = liveQuery(async () => [await this.database.streams.where({ operation: this.operation }).toArray(), await this.database.pulls.get(this.operation)] as const)
    // Locked in the meantime: whoever unlocks makes a new reader.
    this.watching = marks.subscribe({ next: () => void this.refresh().catch(() => undefined), error: () => undefined })
  }

  stop(): void {
    this.watching?.unsubscribe()
    this.watching = null
  }

  /** Tells what was recorded just now, without reading it back from the disk. */
  recorded(entry: Entry, stream: string, hash: string): void {
    if ((this.ends.get(stream) ?? 0) + 1 !== entry.seq) return void this.refresh().catch(() => undefined)
    this.ends.set(stream, entry.seq)
    this.add([{ stream, seq: entry.seq, hash, entry }])
  }

  /** Brings the story up to what is on the disk; one at a time. */
  refresh(): Promise<void> {
    this.turn = this.turn.catch(() => undefined).then(() => this.read())
    return this.turn
  }

  private async read(): Promise<void> {
    const streams = await this.database.streams.where({ operation: this.operation }).toArray()
    const pull = await this.database.pulls.get(this.operation)
    this.pulledAt.value = pull?.pulledAt ?? ''
    const version = pull === undefined ? '' : `${pull.live} ${pull.cursor}`
    const fresh = (await Promise.all(streams.map(({ stream, seq }) => this.newOf(stream, seq)))).flat()
    if (version === this.version) return this.add(fresh)
    this.own.push(...fresh)
    await this.readDocuments(pull?.live ?? 1)
    this.version = version
    const story = new Story(this.documents, new Set(streams.map((s) => s.stream)))
    for (const own of this.own) if (this.isUntold(own)) story.tell(own.entry)
    this.told.value = story
  }

  private async newOf(stream: string, end: number): Promise<Own[]> {
    const from = (this.ends.get(stream) ?? 0) + 1
    if (end < from) return []
    const rows = await this.database.entries.where('[stream+seq]').between([stream, from], [stream, end], true, true).toArray()
    const read = await Promise.all(rows.map((row) => this.open(row)))
    this.ends.set(stream, end)
    return read
  }

  private async open(row: EntryRow): Promise<Own> {
    return { stream: row.stream, seq: row.seq, hash: row.hash, entry: parseEntry(await entryText(this.database, row)) }
  }

  private add(fresh: readonly Own[]): void {
    if (fresh.length === 0) return
    this.own.push(...fresh)
    const story = this.told.value.copy()
    for (const own of fresh) if (this.isUntold(own)) story.tell(own.entry)
    this.told.value = story
  }

  private isUntold({ hash, entry }: Own): boolean {
    return ofTheTablet.has(entry.type) || !this.settled.has(hash)
  }

  private async readDocuments(live: number): Promise<void> {
    const rows = await this.database.documents.where('[operation+copy+kind+id]').between([this.operation, live, Dexie.minKey, Dexie.minKey], [this.operation, live, Dexie.maxKey, Dexie.maxKey]).toArray()
    const documents = noDocuments()
    const known = new Set<string>(kinds)
    const read = await Promise.all(rows.filter((row) => known.has(row.kind)).map((row) => this.openDocument(row)))
    const settled = new Set<string>()
    for (const [kind, document] of read) {
      documents[kind].set(document.id, document)
      // What headquarters applied or a person decided on is in the documents; what it holds or refused is not.
      if (kind === 'receipt' && (document.status === 'applied' || document.status === 'settled')) settled.add(document.id)
    }
    this.documents = documents
    this.settled = settled
  }

  /** Opens a document, or gives it as it was opened before: each sealing has a nonce of its own. */
  private async openDocument({ kind, id, document }: DocumentRow): Promise<[Kind, Document]> {
    const place = documentPlace(this.operation, kind, id)
    const seal = sealOf(document.nonce)
    const known = this.opened.get(place)
    if (known?.seal === seal) return [kind as Kind, known.document]
    const text = await this.database.vault.open(place, document)
    const read = JSON.parse(new TextDecoder().decode(text)) as Document
    this.opened.set(place, { seal, document: read })
    return [kind as Kind, read]
  }

  /** The entry of an act of this tablet, with its hash, for the code on an evidence bag. */
  entry(id: string): { readonly stream: string; readonly seq: number; readonly hash: string } | undefined {
    return this.own.find((o) => o.entry.id === id)
  }
}

const sealOf = (nonce: Uint8Array): string => Array.from(nonce, (b) => b.toString(16).padStart(2, '0')).join('')

