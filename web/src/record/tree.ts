import type { State } from '../parts/StateMark'
import type { TaskDocument } from './documents'

/** A place of a site with what its cells have come to. */
export interface Place {
  /** As written on it; the last of its path. */
  readonly code: string
  /** Codes from the top down. */
  readonly path: readonly string[]
  readonly places: Place[]
  /** The cells that lie in it and in no place below it. */
  readonly cells: TaskDocument[]
}

const states: Readonly<Record<string, State>> = {
  in_progress: 'started', done_clear: 'clear', done_find: 'find', not_executed: 'not_executed',
}

/** The mark of a cell: what its search has come to. */
export function cellMark(state: string): State {
  return states[state] ?? 'planned'
}

/** The mark of a cell that somebody gave back and nobody has taken since: it needs a person. Of any other that of its state. */
export function taskMark({ state, holders = [], returned = [] }: Pick<TaskDocument, 'state' | 'holders' | 'returned'>): State {
  return returned.length > 0 && holders.length === 0 && cellMark(state) === 'planned' && state !== 'withdrawn' ? 'person' : cellMark(state)
}

const codes = new Intl.Collator('en', { numeric: true })

/** The tree of a site's places by the paths of its tasks ("B1 / B1-A / B1-A-2 / B1-A-2-04"): only what is to be searched is in it. */
export function treeOf(tasks: readonly TaskDocument[]): Place {
  const root: Place = { code: '', path: [], places: [], cells: [] }
  for (const task of [...tasks].sort((a, b) => codes.compare(a.path, b.path))) {
    let at = root
    for (const code of task.path.split(' / ').slice(0, -1)) {
      let next = at.places.find((p) => p.code === code)
      if (next === undefined) {
        next = { code, path: [...at.path, code], places: [], cells: [] }
        at.places.push(next)
      }
      at = next
    }
    at.cells.push(task)
  }
  return root
}

/** Every place with its own cells, in the order of the tree: the landings, as they are walked through. */
export function landings(place: Place): Place[] {
  return [...(place.cells.length > 0 ? [place] : []), ...place.places.flatMap(landings)]
}

/** All cells in a place and below it. */
export function cellsIn(place: Place): TaskDocument[] {
  return [...place.cells, ...place.places.flatMap(cellsIn)]
}

/** The place with a code, or null. */
export function placeOf(root: Place, code: string): Place | null {
  if (root.code === code) return root
  for (const place of root.places) {
    const found = placeOf(place, code)
    if (found !== null) return found
  }
  return null
}

/** How many cells are in which state, in the order of the marks. */
export function tally(cells: readonly TaskDocument[]): { state: State; count: number }[] {
  return (['clear', 'find', 'started', 'not_executed', 'planned'] as const).map((state) => ({ state, count: cells.filter((c) => cellMark(c.state) === state).length }))
}

/** What distinguishes a cell on its landing: its code without that of the landing. */
export function shortCode(code: string, landing: string): string {
  return code.startsWith(`${landing}-`) ? code.slice(landing.length + 1) : code
}
