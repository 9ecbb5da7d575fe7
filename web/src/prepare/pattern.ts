import { above, searched, type Tree } from './tree'
import type { Location } from './types'

/** What a pattern finds: places in the order of their codes, and the terms that find nothing, which are mostly slips of the pen. */
export interface Found {
  readonly places: readonly Location[]
  readonly idle: readonly string[]
}

interface Term {
  readonly text: string
  readonly not: boolean
  readonly finds: (place: Location, around: readonly Location[]) => boolean
}

/** "A2-07" as "A2-" and 7; null where no number stands at the end. */
function numbered(code: string): { stem: string; n: number } | null {
  const parts = /^(.*?)(\d+)$/.exec(code)
  return parts === null ? null : { stem: parts[1] ?? '', n: Number(parts[2]) }
}

function term(written: string): Term {
  const text = written.trim()
  const not = text.startsWith('!')
  const body = (not ? text.slice(1).trim() : text).toLowerCase()
  if (body.startsWith('@')) {
    const code = body.slice(1)
    return { text, not, finds: (place, around) => [place, ...around].some((p) => p.code.toLowerCase() === code) }
  }
  const ends = body.split('..')
  const [from, to] = [numbered(ends[0]?.trim() ?? ''), numbered(ends[1]?.trim() ?? '')]
  if (ends.length === 2 && from !== null && to !== null && from.stem === to.stem) {
    return {
      text, not,
      finds: (place) => {
        const own = numbered(place.code.toLowerCase())
        return own !== null && own.stem === from.stem && own.n >= from.n && own.n <= to.n
      },
    }
  }
  const glob = new RegExp(`^${body.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`)
  return { text, not, finds: (place) => glob.test(place.code.toLowerCase()) }
}

/**
 * Finds places by a pattern as the server does (models/selection.go), so that a selection is shown while it is typed: terms between
 * commas, each a code with * and ?, a range A2-01..A2-20, or @CODE for all that lies in a building, wing or landing; ! takes away.
 * A pattern of such terms alone begins with everything; an empty one finds nothing.
 */
export function select(pattern: string, tree: Tree): Found {
  const terms = pattern.split(',').filter((t) => t.trim().replace(/^!/, '').trim() !== '').map(term)
  if (terms.length === 0) return { places: [], idle: [] }
  const hits = terms.map(() => 0)
  const every = terms.every((t) => t.not)
  const places = tree.places.filter((place) => {
    if (!searched(place)) return false
    const around = above(tree, place.id)
    const met = terms.map((t, i) => {
      const hit = t.finds(place, around)
      if (hit) hits[i] = (hits[i] ?? 0) + 1
      return hit
    })
    return (every || terms.some((t, i) => !t.not && met[i])) && !terms.some((t, i) => t.not && met[i])
  })
  return { places: places.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)), idle: terms.filter((_, i) => hits[i] === 0).map((t) => t.text) }
}
