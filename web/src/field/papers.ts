import { type ReadonlySignal, signal } from '@preact/signals'
import { liveQuery } from 'dexie'
import type { MemoRow } from '../sync/database'
import { plainly } from '../sync/storage'
import type { Acts, Recorded } from './acts'
import type { Desk } from './desk'
import type { Paper } from './paper'
import type { Search, Story } from './story'

/** The sheet of a cell that is being keyed in: who wrote it, when by its own word ("" where it does not say), and its photographs by SHA-256. */
export interface Sheet {
  readonly writtenBy: string
  readonly writtenAt: string
  readonly sheets: readonly string[]
}

/** Where sheets are kept between two starts: a table of the tablet's database, or what stands for it in a test. */
export interface Shelf {
  put(row: MemoRow): PromiseLike<unknown>
  delete(id: string): PromiseLike<unknown>
  toArray(): PromiseLike<MemoRow[]>
}

const mark = 'paper\n'

/**
 * Which cells are being keyed in from paper on this tablet, by task. It outlives a restart: what is typed after one must not look as if it
 * had been seen. On the disk stand ids, hashes and a time, and no word of the sheet.
 */
export class Papers {
  private readonly all = signal<ReadonlyMap<string, Sheet>>(new Map())

  constructor(private readonly shelf: Shelf) {}

  get sheets(): ReadonlySignal<ReadonlyMap<string, Sheet>> {
    return this.all
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

  of(task: string): Sheet | undefined {
    return this.all.value.get(task)
  }

  /** Begins or goes on keying in the sheet of a task; null ends it. It is on the disk when the promise resolves. Rejects with StorageFull. */
  async set(task: string, sheet: Sheet | null): Promise<void> {
    await (sheet === null ? this.shelf.delete(`${mark}${task}`) : Promise.resolve(this.shelf.put({ id: `${mark}${task}`, value: JSON.stringify(sheet) })).catch(plainly))
    const next = new Map(this.all.value)
    if (sheet === null) next.delete(task)
    else next.set(task, sheet)
    this.all.value = next
  }

  /** What entries about a task say of the sheet; undefined while none is keyed in. */
  source(task: string): Paper | undefined {
    const sheet = this.of(task)
    return sheet && { kind: 'paper', writtenBy: sheet.writtenBy, ...(sheet.writtenAt === '' ? {} : { writtenAt: sheet.writtenAt }), ...(sheet.sheets.length === 0 ? {} : { sheets: [...sheet.sheets] }) }
  }
}

/** A desk at which everything that is recorded comes from the sheet of a task, while one is keyed in. */
export function deskOfPaper(desk: Desk, task: () => string): Desk {
  const { papers } = desk
  return papers === undefined ? desk : { ...desk, acts: desk.acts.from(() => papers.source(task())) }
}

/** The photographs of sheets that are on a search. */
export const sheetsOn = (story: Story, search: string): string[] => story.attachedTo(search).filter((a) => a.kind === 'paper_sheet').map((a) => a.sha256)

/** Puts the photographs of the sheet on the search, those that are not there yet; null when all are. */
export function attachSheets(acts: Acts, story: Story, search: Pick<Search, 'id' | 'site'>): Promise<Recorded> | null {
  const there = new Set(sheetsOn(story, search.id))
  const missing = (acts.paper?.sheets ?? []).filter((sha256) => !there.has(sha256))
  if (missing.length === 0) return null
  return acts.act('file.attached', { of: 'search', files: missing.map((sha256) => ({ sha256, kind: 'paper_sheet' as const })) }, { site: search.site, entity: search.id, files: missing })
}
