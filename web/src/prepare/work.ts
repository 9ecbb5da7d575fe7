import { signal, type Signal } from '@preact/signals'
import { ApiFault, asFault } from '../api/problem'
import type { Desk } from '../operation/desk'
import { type Change, changes, type Choice, type Clash, merge, type Merged, type Shape } from './merge'
import type { Versioned } from './read'

/** A kind of draft that coordinators change: its shape, and how it is named, read and written. */
export interface Kind<D> {
  readonly shape: Shape<D>
  /** Names the draft among all of one operation. */
  readonly name: (draft: D) => string
  readonly read: (desk: Desk, draft: D) => Promise<Versioned<D>>
  readonly send: (desk: Desk, draft: D, version: number) => Promise<Versioned<D>>
}

/** A draft that is being changed. */
export interface Work<D> {
  readonly kind: Kind<D>
  /** What the server had when it was last read or saved. */
  readonly base: D
  readonly version: number
  readonly mine: D
  /** What stood before each of one's changes, the last one last. */
  readonly past: readonly D[]
  readonly saving: boolean
  readonly fault: ApiFault | null
  /** What another coordinator has changed meanwhile, and was taken up; and who that was. */
  readonly met: readonly Change[]
  readonly metBy: readonly string[]
  /** What another has saved that cannot be taken up, as one has changed the same: it is asked about when one saves, or before. */
  readonly ahead: { readonly theirs: Versioned<D>; readonly clashes: readonly Clash[] } | null
  /** What both have changed; nothing is saved before a person has decided. */
  readonly meeting: { readonly theirs: Versioned<D>; readonly clashes: readonly Clash[]; readonly choices: Readonly<Record<string, Choice>> } | null
}

/** How many of one's own changes can be taken back. */
const remembered = 50

/** Unsaved work by operation and draft, in memory alone: the plan is secret, and a browser's store is not. It outlives the page of the draft, not the tab. */
const works = new Map<string, Signal<unknown>>()

/** The work on a draft; begun with what was just read, or, where there is unsaved work, gone on with. */
export function workOn<D>(kind: Kind<D>, desk: Desk, read: Versioned<D>): Signal<Work<D>> {
  const key = `${desk.operation.id}/${kind.name(read.draft)}`
  const known = works.get(key) as Signal<Work<D>> | undefined
  if (known !== undefined && (unsaved(known.value) > 0 || known.value.version >= read.version)) return known
  const fresh = signal(begun(kind, read))
  works.set(key, fresh as Signal<unknown>)
  return fresh
}

/** Forgets the work on a draft that was taken out. */
export function forget(operation: string, name: string): void {
  works.delete(`${operation}/${name}`)
}

function begun<D>(kind: Kind<D>, { draft, version }: Versioned<D>): Work<D> {
  return { kind, base: draft, version, mine: draft, past: [], saving: false, fault: null, met: [], metBy: [], ahead: null, meeting: null }
}

export function unsaved<D>(work: Work<D>): number {
  return work.mine === work.base ? 0 : changes(work.kind.shape, work.base, work.mine).length
}

/** Whether anything in this tab is not saved, also of drafts whose page is not the one in sight. */
export function anyUnsaved(): boolean {
  return [...works.values()].some((w) => unsaved(w.value as Work<unknown>) > 0)
}

/** Whether there is unsaved work on a draft. */
export function unsavedAt(operation: string, name: string): boolean {
  const work = works.get(`${operation}/${name}`)
  return work !== undefined && unsaved(work.value as Work<unknown>) > 0
}

let guarded = false

/** From the first change on the browser asks before it leaves unsaved work, wherever in the operation one is by then; within the surface it is kept, and found again. */
function guard(): void {
  if (guarded) return
  guarded = true
  addEventListener('beforeunload', (e) => {
    if (anyUnsaved()) e.preventDefault()
  })
}

export function change<D>(work: Signal<Work<D>>, mine: D): void {
  guard()
  work.value = { ...work.value, mine, past: [...work.value.past.slice(1 - remembered), work.value.mine] }
  again(work)
}

export function undo<D>(work: Signal<Work<D>>): void {
  const { past } = work.value
  const before = past.at(-1)
  if (before !== undefined) work.value = { ...work.value, mine: before, past: past.slice(0, -1) }
  again(work)
}

export function discard<D>(work: Signal<Work<D>>): void {
  const { kind, base, version, ahead } = work.value
  work.value = { ...begun(kind, { draft: base, version }), ahead }
  again(work)
}

/** What could not be taken up may be so after a change of one's own. */
function again<D>(work: Signal<Work<D>>): void {
  const { ahead } = work.value
  if (ahead !== null) hear(work, ahead.theirs)
}

/**
 * Takes up what another coordinator has saved while one works. What touches the same thing is shown and asked about, and stays as one has
 * it until then. What can be taken back is carried over too, or taking it back would undo the other's change.
 */
export function hear<D>(work: Signal<Work<D>>, theirs: Versioned<D>): void {
  const { kind, base, mine, version, saving, meeting } = work.value
  if (saving || meeting !== null || theirs.version <= version) return
  const merged = merge(kind.shape, base, mine, theirs.draft)
  work.value = merged.clashes.length > 0 ? { ...work.value, ahead: { theirs, clashes: merged.clashes } } : takenUp(work.value, theirs, merged)
}

function takenUp<D>(work: Work<D>, theirs: Versioned<D>, merged: Merged<D>): Work<D> {
  const { kind, base, past, met, metBy } = work
  const by = theirs.by ?? ''
  return {
    ...work, base: theirs.draft, version: theirs.version, ahead: null, meeting: null,
    mine: changes(kind.shape, theirs.draft, merged.draft).length === 0 ? theirs.draft : merged.draft,
    past: past.map((p) => merge(kind.shape, base, p, theirs.draft).draft),
    met: [...met, ...merged.theirs], metBy: by === '' || metBy.includes(by) || merged.theirs.length === 0 ? metBy : [...metBy, by],
  }
}

/** Asks now about what both have changed. */
export function decide<D>(work: Signal<Work<D>>): void {
  const { ahead } = work.value
  if (ahead !== null) work.value = { ...work.value, ahead: null, meeting: { ...ahead, choices: {} } }
}

/** Puts the question off: it is asked again when one saves. */
export function postpone<D>(work: Signal<Work<D>>): void {
  const { meeting } = work.value
  if (meeting !== null) work.value = { ...work.value, meeting: null, ahead: { theirs: meeting.theirs, clashes: meeting.clashes } }
}

/**
 * Saves one's changes. Where another coordinator was first, theirs are read and merged: what does not touch the same thing is saved at
 * once, what does is shown and waits for a decision. Three times, as somebody may save between each reading and saving.
 */
export async function save<D>(desk: Desk, work: Signal<Work<D>>): Promise<boolean> {
  if (work.value.saving) return false
  const { kind } = work.value
  work.value = { ...work.value, saving: true, fault: null }
  try {
    for (let tries = 0; tries < 3; tries++) {
      const sent = work.value.mine
      try {
        const saved = await kind.send(desk, sent, work.value.version)
        const { met, metBy, mine } = work.value
        // What was typed while it was being sent is not lost: it is a change of what was saved.
        work.value = { ...begun(kind, saved), met, metBy, mine: mine === sent ? saved.draft : mine }
        return true
      } catch (thrown) {
        if (asFault(thrown).code !== 'stale') throw thrown
        if (!meet(work, await kind.read(desk, sent))) return false
      }
    }
    throw new ApiFault({ code: 'stale' })
  } catch (thrown) {
    work.value = { ...work.value, saving: false, fault: asFault(thrown) }
    return false
  }
}

/** Takes up what another has saved; false where a person must decide first. */
function meet<D>(work: Signal<Work<D>>, theirs: Versioned<D>): boolean {
  const { kind, base, mine } = work.value
  const merged = merge(kind.shape, base, mine, theirs.draft)
  if (merged.clashes.length > 0) {
    work.value = { ...work.value, saving: false, ahead: null, meeting: { theirs, clashes: merged.clashes, choices: {} } }
    return false
  }
  work.value = takenUp(work.value, theirs, merged)
  return true
}

export function choose<D>(work: Signal<Work<D>>, key: string, choice: Choice): void {
  const { meeting } = work.value
  if (meeting !== null) work.value = { ...work.value, meeting: { ...meeting, choices: { ...meeting.choices, [key]: choice } } }
}

/** Merges by the choices made, and saves. */
export function settle<D>(desk: Desk, work: Signal<Work<D>>): Promise<boolean> {
  const { kind, meeting, base, mine } = work.value
  if (meeting === null) return Promise.resolve(false)
  work.value = takenUp(work.value, meeting.theirs, merge(kind.shape, base, mine, meeting.theirs.draft, meeting.choices))
  return save(desk, work)
}
