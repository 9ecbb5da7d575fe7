import { signal, type Signal } from '@preact/signals'
import { api, ask } from '../api/client'
import { ApiFault, asFault } from '../api/problem'
import { ifMatch, versionOf } from '../api/version'
import type { Desk } from '../operation/desk'
import { type Change, changes, type Choice, type Clash, merge, type Merged } from './merge'
import { readSite, type Versioned } from './read'
import type { SiteDraft } from './types'

/** A site that is being changed. */
export interface Work {
  /** What the server had when it was last read or saved. */
  readonly base: SiteDraft
  readonly version: number
  readonly mine: SiteDraft
  /** What stood before each of one's changes, the last one last. */
  readonly past: readonly SiteDraft[]
  readonly saving: boolean
  readonly fault: ApiFault | null
  /** What another coordinator has changed meanwhile, and was taken up; and who that was. */
  readonly met: readonly Change[]
  readonly metBy: readonly string[]
  /** What another has saved that cannot be taken up, as one has changed the same: it is asked about when one saves, or before. */
  readonly ahead: { readonly theirs: Versioned<SiteDraft>; readonly clashes: readonly Clash[] } | null
  /** What both have changed; nothing is saved before a person has decided. */
  readonly meeting: { readonly theirs: Versioned<SiteDraft>; readonly clashes: readonly Clash[]; readonly choices: Readonly<Record<string, Choice>> } | null
}

/** How many of one's own changes can be taken back. */
const remembered = 50

/** Unsaved work by operation and site, in memory alone: the plan is secret, and a browser's store is not. It outlives the page of the site, not the tab. */
const works = new Map<string, Signal<Work>>()

/** The work on a site; begun with what was just read, or, where there is unsaved work, gone on with. */
export function workOn(desk: Desk, read: Versioned<SiteDraft>): Signal<Work> {
  const key = `${desk.operation.id}/${read.draft.establishment}`
  const known = works.get(key)
  if (known !== undefined && (unsaved(known.value) > 0 || known.value.version >= read.version)) return known
  const fresh = signal(begun(read))
  works.set(key, fresh)
  return fresh
}

/** Forgets the work on a site that was taken out. */
export function forget(operation: string, site: string): void {
  works.delete(`${operation}/${site}`)
}

function begun({ draft, version }: Versioned<SiteDraft>): Work {
  return { base: draft, version, mine: draft, past: [], saving: false, fault: null, met: [], metBy: [], ahead: null, meeting: null }
}

export function unsaved(work: Work): number {
  return work.mine === work.base ? 0 : changes(work.base, work.mine).length
}

export function anyUnsaved(): boolean {
  return [...works.values()].some((w) => unsaved(w.value) > 0)
}

let guarded = false

/** From the first change on the browser asks before it leaves unsaved work, wherever in the operation one is by then. */
function guard(): void {
  if (guarded) return
  guarded = true
  addEventListener('beforeunload', (e) => {
    if (anyUnsaved()) e.preventDefault()
  })
}

/** Whether there is unsaved work on a site. */
export function unsavedAt(operation: string, site: string): boolean {
  const work = works.get(`${operation}/${site}`)
  return work !== undefined && unsaved(work.value) > 0
}

export function change(work: Signal<Work>, mine: SiteDraft): void {
  guard()
  work.value = { ...work.value, mine, past: [...work.value.past.slice(1 - remembered), work.value.mine] }
  again(work)
}

export function undo(work: Signal<Work>): void {
  const { past } = work.value
  const before = past.at(-1)
  if (before !== undefined) work.value = { ...work.value, mine: before, past: past.slice(0, -1) }
  again(work)
}

export function discard(work: Signal<Work>): void {
  const { base, version, ahead } = work.value
  work.value = { ...begun({ draft: base, version }), ahead }
  again(work)
}

/** What could not be taken up may be so after a change of one's own. */
function again(work: Signal<Work>): void {
  const { ahead } = work.value
  if (ahead !== null) hear(work, ahead.theirs)
}

/**
 * Takes up what another coordinator has saved while one works. What touches the same thing is shown and asked about, and stays as one has
 * it until then. What can be taken back is carried over too, or taking it back would undo the other's change.
 */
export function hear(work: Signal<Work>, theirs: Versioned<SiteDraft>): void {
  const { base, mine, version, saving, meeting } = work.value
  if (saving || meeting !== null || theirs.version <= version) return
  const merged = merge(base, mine, theirs.draft)
  work.value = merged.clashes.length > 0 ? { ...work.value, ahead: { theirs, clashes: merged.clashes } } : takenUp(work.value, theirs, merged)
}

function takenUp(work: Work, theirs: Versioned<SiteDraft>, merged: Merged): Work {
  const { base, past, met, metBy } = work
  const by = theirs.by ?? ''
  return {
    ...work, base: theirs.draft, version: theirs.version, ahead: null,
    mine: changes(theirs.draft, merged.draft).length === 0 ? theirs.draft : merged.draft,
    past: past.map((p) => merge(base, p, theirs.draft).draft),
    met: [...met, ...merged.theirs], metBy: by === '' || metBy.includes(by) ? metBy : [...metBy, by],
  }
}

/** Asks now about what both have changed. */
export function decide(work: Signal<Work>): void {
  const { ahead } = work.value
  if (ahead !== null) work.value = { ...work.value, ahead: null, meeting: { ...ahead, choices: {} } }
}

/** Puts the question off: it is asked again when one saves. */
export function postpone(work: Signal<Work>): void {
  const { meeting } = work.value
  if (meeting !== null) work.value = { ...work.value, meeting: null, ahead: { theirs: meeting.theirs, clashes: meeting.clashes } }
}

async function send(desk: Desk, mine: SiteDraft, version: number): Promise<Versioned<SiteDraft>> {
  const outcome = await api.PUT('/v1/operations/{operation}/sites/{site}', {
    params: { path: { operation: desk.operation.id, site: mine.establishment }, header: ifMatch(version) }, body: mine,
  })
  return { draft: await ask(Promise.resolve(outcome)), version: versionOf(outcome.response) }
}

/**
 * Saves one's changes. Where another coordinator was first, theirs are read and merged: what does not touch the same thing is saved at
 * once, what does is shown and waits for a decision. Three times, as somebody may save between each reading and saving.
 */
export async function save(desk: Desk, work: Signal<Work>): Promise<boolean> {
  if (work.value.saving) return false
  work.value = { ...work.value, saving: true, fault: null }
  try {
    for (let tries = 0; tries < 3; tries++) {
      const sent = work.value.mine
      try {
        const saved = await send(desk, sent, work.value.version)
        const { met, metBy, mine } = work.value
        // What was typed while it was being sent is not lost: it is a change of what was saved.
        work.value = { ...begun(saved), met, metBy, mine: mine === sent ? saved.draft : mine }
        return true
      } catch (thrown) {
        if (asFault(thrown).code !== 'stale') throw thrown
        if (!meet(work, await readSite(desk, sent.establishment))) return false
      }
    }
    throw new ApiFault({ code: 'stale' })
  } catch (thrown) {
    work.value = { ...work.value, saving: false, fault: asFault(thrown) }
    return false
  }
}

/** Takes up what another has saved; false where a person must decide first. */
function meet(work: Signal<Work>, theirs: Versioned<SiteDraft>): boolean {
  const { base, mine } = work.value
  const merged = merge(base, mine, theirs.draft)
  if (merged.clashes.length > 0) {
    work.value = { ...work.value, saving: false, ahead: null, meeting: { theirs, clashes: merged.clashes, choices: {} } }
    return false
  }
  work.value = takenUp(work.value, theirs, merged)
  return true
}

export function choose(work: Signal<Work>, key: string, choice: Choice): void {
  const { meeting } = work.value
  if (meeting !== null) work.value = { ...work.value, meeting: { ...meeting, choices: { ...meeting.choices, [key]: choice } } }
}

/** Merges by the choices made, and saves. */
export function settle(desk: Desk, work: Signal<Work>): Promise<boolean> {
  const { meeting, base, mine } = work.value
  if (meeting === null) return Promise.resolve(false)
  work.value = { ...takenUp(work.value, meeting.theirs, merge(base, mine, meeting.theirs.draft, meeting.choices)), meeting: null }
  return save(desk, work)
}
