import { type ReadonlySignal, signal } from '@preact/signals'
import { liveQuery } from 'dexie'
import type { MemoRow } from '../sync/database'
import { plainly } from '../sync/storage'
import type { Acts, Recorded, Unwritten } from './acts'
import type { Desk } from './desk'
import type { Paper } from './paper'
import type { Story } from './story'

/** A sheet that is being keyed in: who wrote it, when by its own word ("" where it does not say), and its photographs by SHA-256. */
export interface Sheet {
  readonly writtenBy: string
  readonly writtenAt: string
  readonly sheets: readonly string[]
  /** Of what is of no cell: when it was found or happened, by the sheet; "" or absent where it does not say. */
  readonly doneAt?: string
}

/** Where sheets are kept between two starts: a table of the tablet's database, or what stands for it in a test. */
export interface Shelf {
  put(row: MemoRow): PromiseLike<unknown>
  delete(id: string): PromiseLike<unknown>
  toArray(): PromiseLike<MemoRow[]>
}

const mark = 'paper\n'

/**
 * What is being keyed in from paper on this tablet: cells by their task, finds outside of any by their id. It outlives a restart: what is
 * typed after one must not look as if it had been seen. On the disk stand ids, hashes and times, and no word of the sheet. A find or an
 * incident that is not recorded yet has a draft's name, and its sheet is in memory alone, as is everything else that was given of it.
 */
export class Papers {
  private readonly all = signal<ReadonlyMap<string, Sheet>>(new Map())
  private readonly loose = signal<ReadonlyMap<string, Sheet>>(new Map())
  private drafts = 0
  /** The sheet that was named last: it may tell of the next thing, too. */
  last: Sheet | undefined

  constructor(private readonly shelf: Shelf) {}

  get sheets(): ReadonlySignal<ReadonlyMap<string, Sheet>> {
    return this.all
  }

  /** A name for something that is not recorded yet; another each time. */
  draft(): string {
    this.drafts++
    return `draft ${this.drafts}`
  }

  /** Reads what was under way: before anything can be recorded. */
  async recall(): Promise<void> {
    this.take(await this.shelf.toArray())
  }

  /** Hears of what another tab of this tablet begins and ends, until the signal: what is typed in the one is of the same sheet as in the other. */
  follow(stop: AbortSignal): void {
    const heard = liveQuery(async () => this.shelf.toArray()).subscribe({ next: (rows) => this.take(rows), error: () => undefined })
    stop.addEventListener('abort', () => heard.unsubscribe(), { once: true })
  }

  private take(rows: readonly MemoRow[]): void {
    const sheets = rows.filter(({ id }) => id.startsWith(mark)).map(({ id, value }) => [id.slice(mark.length), JSON.parse(String(value)) as Sheet] as const)
    if (JSON.stringify(sheets) !== JSON.stringify([...this.all.value])) this.all.value = new Map(sheets)
  }

  of(key: string): Sheet | undefined {
    return this.loose.value.get(key) ?? this.all.value.get(key)
  }

  /** Begins or goes on keying in the sheet of a task or a find; null ends it. It is on the disk when the promise resolves. Rejects with StorageFull. */
  async set(key: string, sheet: Sheet | null): Promise<void> {
    await (sheet === null ? this.shelf.delete(`${mark}${key}`) : Promise.resolve(this.shelf.put({ id: `${mark}${key}`, value: JSON.stringify(sheet) })).catch(plainly))
    this.all.value = changed(this.all.value, key, sheet)
    this.last = sheet ?? this.last
  }

  /** Begins keying in the sheet of a find in the very write of the find (About.also): killed at any moment, the tablet has both or neither. */
  along(key: string, sheet: Sheet): () => Promise<void> {
    return async () => {
      await this.shelf.put({ id: `${mark}${key}`, value: JSON.stringify(sheet) })
      this.all.value = changed(this.all.value, key, sheet)
    }
  }

  /** Begins keying in something that is not recorded yet; null ends it. */
  lay(draft: string, sheet: Sheet | null): void {
    this.loose.value = changed(this.loose.value, draft, sheet)
    this.last = sheet ?? this.last
  }

  /** What entries about a task, a find or an incident say of the sheet; undefined while none is keyed in. */
  source(key: string): Paper | undefined {
    const sheet = this.of(key)
    return sheet && { kind: 'paper', writtenBy: sheet.writtenBy, ...(sheet.writtenAt === '' ? {} : { writtenAt: sheet.writtenAt }), ...(sheet.sheets.length === 0 ? {} : { sheets: [...sheet.sheets] }) }
  }
}

function changed(all: ReadonlyMap<string, Sheet>, key: string, sheet: Sheet | null): ReadonlyMap<string, Sheet> {
  const next = new Map(all)
  if (sheet === null) next.delete(key)
  else next.set(key, sheet)
  return next
}

/** Lets go of an act that could not be written. Where it was to be a find, its sheet goes too: nothing will be typed of it any more. */
export async function letGo({ acts, papers }: Pick<Desk, 'acts' | 'papers'>, { id }: Pick<Unwritten, 'id'>): Promise<void> {
  acts.forget(id)
  if (papers?.of(id) !== undefined) await papers.set(id, null)
}

/** A desk at which everything that is recorded comes from the sheet under this name, while one is keyed in. */
export function deskOfPaper(desk: Desk, key: () => string): Desk {
  const { papers } = desk
  return papers === undefined ? desk : { ...desk, acts: desk.acts.from(() => papers.source(key())) }
}

/** The photographs of sheets that are on a search, a find or a site. */
export const sheetsOn = (story: Story, id: string): string[] => story.attachedTo(id).filter((a) => a.kind === 'paper_sheet').map((a) => a.sha256)

/** Puts the photographs of the sheet on a search, a find or a site, those that are not there yet; null when all are. */
export function attachSheets(acts: Acts, story: Story, { id, site }: { readonly id: string; readonly site: string }, of: 'search' | 'finding' | 'site' = 'search'): Promise<Recorded> | null {
  const there = new Set(sheetsOn(story, id))
  const missing = (acts.paper?.sheets ?? []).filter((sha256) => !there.has(sha256))
  if (missing.length === 0) return null
  return acts.act('file.attached', { of, files: missing.map((sha256) => ({ sha256, kind: 'paper_sheet' as const })) }, { site, entity: id, files: missing })
}
