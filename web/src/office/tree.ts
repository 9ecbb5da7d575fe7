import type { components } from '../api/schema'

export type Location = components['schemas']['Location']

/** A place and how deep it lies below the establishment. */
export interface Branch {
  readonly place: Location
  readonly depth: number
}

/** The places of an establishment in the order of its tree, each followed by what lies in it. A place whose parent is not there stands at the top; none is left out. */
export function branches(places: readonly Location[]): Branch[] {
  const known = new Set(places.map((p) => p.id))
  const below = new Map<string, Location[]>()
  for (const p of places) {
    const parent = p.parent !== undefined && known.has(p.parent) ? p.parent : ''
    below.set(parent, [...(below.get(parent) ?? []), p])
  }
  const found: Branch[] = []
  const walk = (of: string, depth: number): void => {
    for (const place of below.get(of) ?? []) {
      found.push({ place, depth })
      walk(place.id, depth + 1)
    }
  }
  walk('', 0)
  return found
}
