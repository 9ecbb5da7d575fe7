import type { Location } from './types'

/** The places of one establishment, to be asked for by their ids. */
export interface Tree {
  readonly places: readonly Location[]
  readonly byId: ReadonlyMap<string, Location>
}

/** What only contains other places, and is not searched itself (models/selection.go). */
const containers = new Set(['building', 'wing', 'landing', 'perimeter'])

export function treeOf(places: readonly Location[]): Tree {
  return { places, byId: new Map(places.map((p) => [p.id, p])) }
}

/** Whether a place can be searched. */
export function searched(place: Location): boolean {
  return !containers.has(place.kind)
}

/** The places that contain a place, the nearest first, itself not among them. A circle, which the server does not let in, ends the way. */
export function above(tree: Tree, id: string | undefined): Location[] {
  const found: Location[] = []
  let place = id === undefined ? undefined : tree.byId.get(id)
  while (place?.parent !== undefined) {
    place = tree.byId.get(place.parent)
    if (place === undefined || found.includes(place)) break
    found.push(place)
  }
  return found
}

/** The id of the building, wing or landing in which a place lies, or which it is; "" for none. */
export function within(tree: Tree, id: string | undefined, kind: Location['kind']): string {
  const place = id === undefined ? undefined : tree.byId.get(id)
  if (place === undefined) return ''
  return [place, ...above(tree, id)].find((p) => p.kind === kind)?.id ?? ''
}
