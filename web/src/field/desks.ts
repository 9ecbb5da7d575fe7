import type { ReadonlySignal } from '@preact/signals'
import type { TabletDatabase } from '../sync/database'
import type { Journal } from '../sync/journal'
import { bytesOf, keepOriginal } from '../sync/originals'
import { Acts } from './acts'
import type { Desk } from './desk'
import { headIn } from './head'
import type { Holder } from './holder'
import type { Installation } from './installation'
import { drawNumber } from './numbers'
import type { Papers } from './papers'
import type { Reader } from './reader'
import type { Story } from './story'

interface DesksSettings {
  readonly database: TabletDatabase
  readonly now: () => number
  readonly newId: () => string
  readonly journal: Journal
  readonly papers: Papers
  readonly holder: Holder
  readonly story: ReadonlySignal<Story>
  readonly installation: ReadonlySignal<Installation | null>
  /** What tells the story of the open operation; null while the tablet is locked. */
  readonly reader: () => Reader | null
}

/** The desks at which officers record, one for each operation: another after each lock, on the same acts. */
export class Desks {
  private last: { readonly operation: string; readonly desk: Desk } | null = null
  private readonly written = new Map<string, Acts>()
  private readonly leaving = new Set<() => void>()

  constructor(private readonly with_: DesksSettings) {}

  /** The acts of an operation: one as long as the page is open, over any number of locks, since what could not be written stands in it. */
  acts(operation: string): Acts {
    const { journal, holder, newId, now, installation, reader } = this.with_
    const acts = this.written.get(operation) ?? new Acts({
      journal, operation, site: installation.value?.site ?? '', actor: () => holder.officer.value, newId, now,
      recorded: (entry, stream, hash) => reader()?.recorded(entry, stream, hash),
    })
    this.written.set(operation, acts)
    return acts
  }

  /** The desk of an operation, the same until the tablet locks itself. */
  desk(operation: string): Desk {
    if (this.last?.operation === operation) return this.last.desk
    const { database, now, story, papers, holder, installation, reader } = this.with_
    const desk: Desk = {
      story, acts: this.acts(operation), me: holder.officer, now, papers,
      keep: (bytes, mediaType) => keepOriginal(database, bytes, mediaType, now()),
      original: (sha256) => bytesOf(database, sha256),
      nextNumber: () => drawNumber(database, installation.value?.tag ?? ''),
      leaving: this.leaving,
      entry: (id) => reader()?.entry(id),
      prove: (officer, pin) => holder.prove(officer, pin),
      newestHead: () => headIn(database, operation, now()),
    }
    this.last = { operation, desk }
    return desk
  }

  /** The tablet locks itself: what is typed and not written is written, in the name of whoever typed it. */
  leave(): void {
    for (const write of this.leaving) write()
    this.last = null
  }
}
