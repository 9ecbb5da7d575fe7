import { signal, type Signal } from '@preact/signals'
import { ApiFault, asFault } from '../api/problem'
import type { Desk } from '../operation/desk'
import { type Change, changes, type Choice, type Clash, merge, type Shape } from './merge'
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
  /** What another coordinator has changed meanwhile, and was taken up; and who that was, "" where nobody said. */
  readonly met: readonly Change[]
  readonly by: string
  /** Another has saved what clashes with one's own changes: it is asked about at the saving. */
  readonly ahead: { readonly by: string; readonly clashes: readonly Clash[] } | null
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
  return { kind, base: draft, version, mine: draft, past: [], saving: false, fault: null, met: [], by: '', ahead: null, meeting: null }
}

export function unsaved<D>(work: Work<D>): number {
  return work.mine === work.base ? 0 : changes(work.kind.shape, work.base, work.mine).length
}

/** Whether anything in this tab is not saved, also of drafts whose page is not the one in sight. */
export function anyUnsaved(): boolean {
  return [...works.values()].some((w) => unsaved(w.value as Work<unknown>) > 0)
}

let guarded = false

/** Asks before the tab goes to where unsaved work is lost; within the surface it is kept, and found again. */
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
}

export function undo<D>(work: Signal<Work<D>>): void {
  const { past } = work.value
  const before = past.at(-1)
  if (before !== undefined) work.value = { ...work.value, mine: before, past: past.slice(0, -1) }
}

export function discard<D>(work: Signal<Work<D>>): void {
  work.value = begun(work.value.kind, { draft: work.value.base, version: work.value.version })
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
        const { met, by, mine } = work.value
        // What was typed while it was being sent is not lost: it is a change of what was saved.
        work.value = { ...begun(kind, saved), met, by, mine: mine === sent ? saved.draft : mine }
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
    work.value = { ...work.value, saving: false, meeting: { theirs, clashes: merged.clashes, choices: {} } }
    return false
  }
  take(work, theirs, merged.draft, merged.theirs)
  return true
}

/** Puts their version under one's own changes, and under those that can be taken back: undoing one's own never undoes theirs. */
function take<D>(work: Signal<Work<D>>, theirs: Versioned<D>, mine: D, changed: readonly Change[]): void {
  const { kind, base, past, met, by } = work.value
  const under = past.map((p) => merge(kind.shape, base, p, theirs.draft).draft)
  work.value = { ...work.value, base: theirs.draft, version: theirs.version, mine, past: under, met: [...met, ...changed], by: changed.length > 0 ? (theirs.by ?? '') : by, ahead: null, meeting: null }
}

const moment = (): Promise<void> => new Promise((go) => setTimeout(go, 300))

/** Hears that somebody may have saved: what they changed is taken up at once where nothing clashes, and else told and asked about at the saving. */
export async function hear<D>(desk: Desk, work: Signal<Work<D>>): Promise<void> {
  while (work.value.saving) await moment() // one's own saving is not another's
  const theirs = await work.value.kind.read(desk, work.value.mine)
  while (work.value.saving) await moment()
  const { kind, base, mine, version, meeting } = work.value
  if (theirs.version <= version || meeting !== null) return
  const untouched = unsaved(work.value) === 0
  const merged = merge(kind.shape, base, untouched ? base : mine, theirs.draft)
  if (merged.clashes.length > 0) work.value = { ...work.value, ahead: { by: theirs.by ?? '', clashes: merged.clashes } }
  else take(work, theirs, untouched ? theirs.draft : merged.draft, merged.theirs)
}

export function choose<D>(work: Signal<Work<D>>, key: string, choice: Choice): void {
  const { meeting } = work.value
  if (meeting !== null) work.value = { ...work.value, meeting: { ...meeting, choices: { ...meeting.choices, [key]: choice } } }
}

/** Merges by the choices made, and saves. */
export function settle<D>(desk: Desk, work: Signal<Work<D>>): Promise<boolean> {
  const { kind, meeting, base, mine } = work.value
  if (meeting === null) return Promise.resolve(false)
  const merged = merge(kind.shape, base, mine, meeting.theirs.draft, meeting.choices)
  take(work, meeting.theirs, merged.draft, merged.theirs)
  return save(desk, work)
}
