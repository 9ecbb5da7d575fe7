import { type ReadonlySignal, signal } from '@preact/signals'
import type { Bodies } from '../api/bodies.gen'
import { writeBody } from '../sync/body'
import type { Entry } from '../sync/entry'
import { SyncFault } from '../sync/fault'
import type { Journal } from '../sync/journal'
import { type BodyFault, BodyRefused } from '../sync/schema'
import { StorageFull } from '../sync/storage'
import { type Paper, sourced } from './paper'

/** What an act is about, beside its body. */
export interface About {
  readonly id?: string // of the act and of what it creates; drawn where it is not given
  readonly site?: string
  readonly entity?: string
  readonly supersedes?: readonly string[]
  readonly files?: readonly string[]
  /** What is remembered with the act, in the same write: neither is ever there without the other. It awaits nothing but the memos table. */
  readonly also?: () => Promise<unknown>
}

/** The types of entries, at version 1 of their bodies. */
export type ActType = keyof Bodies extends infer K ? (K extends `${infer T}/1` ? T : never) : never
export type BodyOf<T extends ActType> = Omit<Bodies[`${T}/1`], 'salt'>

/** An act that could not be written. What the officer gave is in it, and can be tried again. */
export interface Unwritten {
  readonly id: string
  readonly type: ActType
  readonly body: unknown
  readonly about: About
  /** Who gave it: whoever has the tablet when it is tried again, it is his act. */
  readonly actor: string
  /** full: there is no room; not_valid: it is not signed as it is, because headquarters would refuse it; failed: anything else. */
  readonly why: 'full' | 'not_valid' | 'failed'
  readonly detail: string
  /** Of what is not valid by the schema of its type: each place that is wrong. */
  readonly faults: readonly BodyFault[]
  readonly at: number
}

export interface ActsSettings {
  readonly journal: Pick<Journal, 'record'>
  readonly operation: string
  /** The site of an act that names none. */
  readonly site: string
  /** Who acts: the officer who is signed on, "" for nobody. */
  readonly actor: () => string
  /** Told of every act that is on the disk, in the order in which it came there. */
  readonly recorded: (entry: Entry, stream: string, hash: string) => void
  readonly newId: () => string
  readonly now: () => number
  /** The sheet of paper that is being keyed in; undefined: what is recorded is done now. */
  readonly source?: () => Paper | undefined
}

export interface Recorded {
  readonly id: string
  readonly hash: string
}

/** By what was thrown: the act that it left among the unwritten. */
const lostActs = new WeakMap<object, string>()

/** The id of the act that could not be written, of what Acts.act rejected with; "" for anything else that went wrong. */
export const lostIn = (thrown: unknown): string => (typeof thrown === 'object' && thrown !== null ? (lostActs.get(thrown) ?? '') : '')

/** How the acts of an operation stand, whoever does them and from whichever sheet. */
class Standing {
  readonly under = signal<readonly number[]>([])
  readonly lost = signal<readonly Unwritten[]>([])
  /** Acts that are being tried again, by id: two at once would be two entries. */
  readonly trying = new Map<string, Promise<Recorded>>()
  /** Those that could not be written and then were. */
  readonly late = new Set<string>()
}

/** A write that takes longer than this is told to the officer, milliseconds. */
export const tellAfter = 50

/**
 * Writes what officers do into the journal. An act is on the disk when its promise resolves, and only then is it shown as recorded; one that
 * takes long, or could not be written, is said on every screen until it is.
 */
export class Acts {
  constructor(
    private readonly with_: ActsSettings,
    private readonly standing = new Standing(),
  ) {}

  /** The same acts, keyed in from the sheet that source names while it names one. What could not be written stands among the same unwritten. */
  from(source: () => Paper | undefined): Acts {
    return new Acts({ ...this.with_, source }, this.standing)
  }

  /** The same acts, of the officer who had the tablet when they were given, whoever has it when they are written. */
  by(actor: () => string): Acts {
    return new Acts({ ...this.with_, actor }, this.standing)
  }

  /** Acts of which the sheet states the time, RFC 3339 in milliseconds; "" for a sheet that does not. Where no sheet is keyed in it changes nothing. */
  doneAt(at: string): Acts {
    const paper = this.with_.source?.()
    return at === '' || paper === undefined ? this : this.from(() => ({ ...paper, doneAt: at }))
  }

  /** The sheet that is being keyed in, while one is. */
  get paper(): Paper | undefined {
    return this.with_.source?.()
  }

  /** When each write that is under way was begun, milliseconds since 1970. */
  get writing(): ReadonlySignal<readonly number[]> {
    return this.standing.under
  }

  /** What could not be written, oldest first. */
  get unwritten(): ReadonlySignal<readonly Unwritten[]> {
    return this.standing.lost
  }

  get site(): string {
    return this.with_.site
  }

  /** An id for an act that must be known before it is recorded. */
  newId(): string {
    return this.with_.newId()
  }

  /** Records an act, of whoever is at the tablet or was when it was given. Rejects as Journal.record does, after it has put the act among the unwritten. */
  async act<T extends ActType>(type: T, said: BodyOf<T>, about: About = {}, actor: string = this.with_.actor()): Promise<Recorded> {
    const { journal, operation, site, recorded, newId, now } = this.with_
    const { under, lost, late } = this.standing
    const body = sourced(type, said, this.paper)
    const id = about.id ?? newId()
    const begun = now()
    under.value = [...under.value, begun]
    try {
      const draft = { id, type, version: 1, site: about.site ?? site, actor, entity: about.entity ?? '', supersedes: about.supersedes ?? [], files: [...new Set(about.files ?? [])], body: writeBody(plain(body)) }
      const { entry, hash, stream } = await journal.record(operation, draft, about.also)
      if (lost.value.some((u) => u.id === id)) late.add(id)
      lost.value = lost.value.filter((u) => u.id !== id)
      recorded(entry, stream, hash)
      return { id, hash }
    } catch (thrown) {
      const why = thrown instanceof StorageFull ? 'full' : thrown instanceof SyncFault ? 'not_valid' : 'failed'
      const unwritten: Unwritten = { id, type, body, about: { ...about, id }, actor, why, detail: thrown instanceof Error ? thrown.message : String(thrown), faults: thrown instanceof BodyRefused ? thrown.faults : [], at: now() }
      lost.value = lost.value.some((u) => u.id === id) ? lost.value.map((u) => (u.id === id ? unwritten : u)) : [...lost.value, unwritten]
      if (thrown instanceof Error) lostActs.set(thrown, id)
      throw thrown
    } finally {
      const [...left] = under.value
      left.splice(left.indexOf(begun), 1)
      under.value = left
    }
  }

  /** Tries an act again that could not be written. */
  retry({ id, type, body, about, actor }: Unwritten): Promise<Recorded> {
    const { trying } = this.standing
    const already = trying.get(id)
    if (already !== undefined) return already
    const again = this.act(type, body as never, about, actor).finally(() => trying.delete(id))
    trying.set(id, again)
    return again
  }

  /** Resolves when nobody tries these acts again any more: each is then written, or still unwritten. null while nobody does. */
  tried(ids: readonly string[]): Promise<unknown> | null {
    const under = ids.flatMap((id) => this.standing.trying.get(id) ?? [])
    return under.length === 0 ? null : Promise.allSettled(under)
  }

  /** Tries again what there was no room for, in the order in which it was done. Rejects with StorageFull while there still is none. */
  async retryFull(): Promise<void> {
    for (const act of this.standing.lost.value) if (act.why === 'full') await this.retry(act)
  }

  /** Lets go of an act that could not be written: the officer has seen it. */
  forget(id: string): void {
    const { lost } = this.standing
    lost.value = lost.value.filter((u) => u.id !== id)
  }

  /** Whether an act that could not be written was written later: it is not among the unwritten any more, and nobody let go of it. */
  cameLate(id: string): boolean {
    return this.standing.late.has(id)
  }
}

/** A body without the members that nobody gave. */
const plain = (body: object): Record<string, unknown> => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
