import type { components } from '../api/schema'
import type { Assignment, Board, Lane } from './document'

/** One change of a plan by hand: a cell goes to a team at a minute, or is not searched. */
export type Change = components['schemas']['PlanChange']

/** What was done at one stroke: a move is one change, a swap two, a repair as many as it moves. */
export type Step = readonly Change[]

/** The steps that were made on a plan, and those that were taken back and can be made again. */
export interface Stack {
  readonly done: readonly Step[]
  readonly undone: readonly Step[]
}

export const noSteps: Stack = { done: [], undone: [] }

/** A new step; what had been taken back is forgotten. */
export function push(stack: Stack, step: Step): Stack {
  return step.length === 0 ? stack : { done: [...stack.done, step], undone: [] }
}

export function undo(stack: Stack): Stack {
  const last = stack.done.at(-1)
  return last === undefined ? stack : { done: stack.done.slice(0, -1), undone: [...stack.undone, last] }
}

export function redo(stack: Stack): Stack {
  const next = stack.undone.at(-1)
  return next === undefined ? stack : { done: [...stack.done, next], undone: stack.undone.slice(0, -1) }
}

/** Takes all changes of one cell out of every step. */
export function without(stack: Stack, cell: string): Stack {
  return { done: stack.done.map((s) => s.filter((c) => c.cell !== cell)).filter((s) => s.length > 0), undone: [] }
}

/** Where each cell is in a plan. */
export type Places = ReadonlyMap<string, Assignment>

export function placesOf(assignments: readonly Assignment[]): Places {
  return new Map(assignments.map((a) => [a.cell, a]))
}

/** Whether a plan has already what a change asks. */
export function isAs(change: Change, is: Assignment | undefined): boolean {
  if (change.out === true) return is === undefined
  return is !== undefined && is.team === change.team && is.start === change.start
}

/** What the steps come to: the last change of each cell, without those that leave it where the plan has it. */
export function changesOf(stack: Stack, places: Places): Change[] {
  const last = new Map<string, Change>()
  for (const step of stack.done) for (const c of step) last.set(c.cell, c)
  return [...last.values()].filter((c) => !isAs(c, places.get(c.cell)))
}

/** Where a cell is with the changes made; undefined when it is not searched. `durations` are minutes of cells that the plan leaves out. */
export function placeWith(cell: string, changes: ReadonlyMap<string, Change>, places: Places, duration: (cell: string) => number): Assignment | undefined {
  const c = changes.get(cell)
  const was = places.get(cell)
  if (c === undefined) return was
  if (c.out === true || c.team === undefined) return undefined
  const start = c.start ?? 0
  return { cell, team: c.team, start, end: start + (was === undefined ? duration(cell) : was.end - was.start) }
}

/** The step by which two cells change places: each takes the other's team and minute. */
export function swapped(a: Assignment, b: Assignment): Step {
  return a.cell === b.cell ? [] : [{ cell: a.cell, team: b.team, start: b.start }, { cell: b.cell, team: a.team, start: a.start }]
}

/** A block as it is drawn: where a search is, or (left) where it was before it was moved. */
export interface Drawn extends Assignment {
  readonly look: 'plain' | 'moved' | 'left'
}

/** Lanes with changes: those that nothing concerns are the same objects as before, so that they are not drawn again. */
export function lanesWith(boards: readonly Board[], changes: readonly Change[], places: Places, duration: (cell: string) => number): ReadonlyMap<string, readonly Drawn[]> {
  const touched = new Map<string, Drawn[]>()
  const changed = new Map(changes.map((c) => [c.cell, c]))
  const concerned = new Set<string>()
  for (const c of changes) {
    const was = places.get(c.cell)
    if (was !== undefined) concerned.add(was.team)
    if (c.team !== undefined && c.out !== true) concerned.add(c.team)
  }
  if (concerned.size === 0) return touched
  for (const lane of boards.flatMap((b): readonly Lane[] => b.lanes)) {
    if (!concerned.has(lane.id)) continue
    touched.set(lane.id, lane.blocks.map((b) => ({ ...b, look: changed.has(b.cell) ? 'left' : 'plain' })))
  }
  for (const c of changes) {
    const now = placeWith(c.cell, changed, places, duration)
    if (now !== undefined) touched.get(now.team)?.push({ ...now, look: 'moved' })
  }
  for (const blocks of touched.values()) blocks.sort((a, b) => a.start - b.start || a.end - b.end)
  return touched
}

/** What somebody else's new version means for one's own changes. */
export interface Merged {
  /** One's own changes, still to be made; none of them is lost. */
  readonly kept: readonly Change[]
  /** Those of them whose cell the other moved as well, with where it was and where the other put it. */
  readonly clashes: readonly { readonly change: Change; readonly was: Assignment | undefined; readonly theirs: Assignment | undefined }[]
  /** Those that the new version has already. */
  readonly done: readonly Change[]
  /** Cells that the other moved, put in or left out. */
  readonly moved: readonly string[]
}

const same = (a: Assignment | undefined, b: Assignment | undefined): boolean => a?.team === b?.team && a?.start === b?.start

/** Carries changes made on one version over to a newer one. */
export function merge(mine: readonly Change[], old: Places, now: Places): Merged {
  const done = mine.filter((c) => isAs(c, now.get(c.cell)))
  const kept = mine.filter((c) => !isAs(c, now.get(c.cell)))
  const clashes = kept
    .map((change) => ({ change, was: old.get(change.cell), theirs: now.get(change.cell) }))
    .filter((c) => !same(c.was, c.theirs))
  const cells = new Set([...old.keys(), ...now.keys()])
  const moved = [...cells].filter((cell) => !same(old.get(cell), now.get(cell))).sort()
  return { kept, clashes, done, moved }
}
