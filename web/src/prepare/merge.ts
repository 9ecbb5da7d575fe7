import type { SiteDraft } from './types'

/** The parts of a site: what concerns it as a whole, and its lists. */
export type Part = 'site' | 'cells' | 'teams' | 'equipment'

/** One value that one draft has otherwise than another. field "" is the whole item, added or taken out. */
export interface Change {
  /** part/item/field: the same thing in every comparison. */
  readonly key: string
  readonly part: Part
  readonly item: string
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** The same thing, changed otherwise by both. */
export interface Clash {
  readonly key: string
  readonly part: Part
  readonly item: string
  readonly field: string
  readonly mine: unknown
  readonly theirs: unknown
}

export type Choice = 'mine' | 'theirs'

export interface Merged {
  readonly draft: SiteDraft
  /** What they changed since base, also where one's own word stands. */
  readonly theirs: readonly Change[]
  /** What a person must decide; the draft has their choice, or their own word as long as none is made. */
  readonly clashes: readonly Clash[]
}

type Item = Readonly<Record<string, unknown>>
type Lists = Readonly<Record<Part, ReadonlyMap<string, Item>>>

const parts: readonly Part[] = ['site', 'cells', 'teams', 'equipment']

/** Values are JSON; the server and these pages write the keys of an object in one order each, so that keys are put in order first. */
function same(a: unknown, b: unknown): boolean {
  return text(a) === text(b)
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'object' && v !== null && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v) ?? ''
}

function lists(draft: SiteDraft): Lists {
  const { cells, teams, equipment, ...site } = draft
  return {
    site: new Map([['', site as Item]]),
    cells: new Map(cells.map((c) => [c.id, c as Item])),
    teams: new Map(teams.map((t) => [t.id, t as Item])),
    equipment: new Map(equipment.map((e) => [e.kind, e as Item])),
  }
}

/** A cell that both have added is one cell: mine takes their id, or it would be in the draft twice. */
function sameAdded(base: SiteDraft, mine: SiteDraft, theirs: SiteDraft): SiteDraft {
  const known = new Set(base.cells.map((c) => c.id))
  const added = new Map(theirs.cells.filter((c) => !known.has(c.id) && c.location !== undefined).map((c) => [c.location, c.id]))
  return { ...mine, cells: mine.cells.map((c) => (known.has(c.id) ? c : { ...c, id: added.get(c.location) ?? c.id })) }
}

/** What `after` has otherwise than `before`. */
export function changes(before: SiteDraft, after: SiteDraft): Change[] {
  const [a, b] = [lists(before), lists(after)]
  const found: Change[] = []
  for (const part of parts) {
    for (const item of new Set([...a[part].keys(), ...b[part].keys()])) {
      const [was, is] = [a[part].get(item), b[part].get(item)]
      if (was === undefined || is === undefined) {
        found.push({ key: `${part}/${item}/`, part, item, field: '', before: was, after: is })
        continue
      }
      for (const field of new Set([...Object.keys(was), ...Object.keys(is)])) {
        if (!same(was[field], is[field])) found.push({ key: `${part}/${item}/${field}`, part, item, field, before: was[field], after: is[field] })
      }
    }
  }
  return found
}

/**
 * Merges two changes of one draft: what only one has touched is taken from them, what both have changed to the same is so, and what
 * both have changed otherwise is a clash. The unit is a field of a cell, of a team or of the site; an item that one takes out while
 * the other changes it is a clash as a whole.
 */
export function merge(base: SiteDraft, ours: SiteDraft, theirs: SiteDraft, choices: Readonly<Record<string, Choice>> = {}): Merged {
  const mine = sameAdded(base, ours, theirs)
  const [b, m, t] = [lists(base), lists(mine), lists(theirs)]
  const clashes: Clash[] = []
  const decide = (key: string, part: Part, item: string, field: string, was: unknown, own: unknown, other: unknown): unknown => {
    if (same(own, other) || same(was, other)) return own
    if (same(was, own)) return other
    clashes.push({ key, part, item, field, mine: own, theirs: other })
    return choices[key] === 'theirs' ? other : own
  }
  const out: Record<Part, Map<string, Item>> = { site: new Map(), cells: new Map(), teams: new Map(), equipment: new Map() }
  for (const part of parts) {
    for (const item of new Set([...m[part].keys(), ...t[part].keys()])) {
      const [was, own, other] = [b[part].get(item), m[part].get(item), t[part].get(item)]
      if (own === undefined || other === undefined) {
        const kept = decide(`${part}/${item}/`, part, item, '', was, own, other)
        if (kept !== undefined) out[part].set(item, kept as Item)
        continue
      }
      const made: Record<string, unknown> = {}
      for (const field of new Set([...Object.keys(own), ...Object.keys(other)])) {
        const value = decide(`${part}/${item}/${field}`, part, item, field, was?.[field], own[field], other[field])
        if (value !== undefined) made[field] = value
      }
      out[part].set(item, made)
    }
  }
  const draft = { ...out.site.get(''), cells: [...out.cells.values()], teams: [...out.teams.values()], equipment: [...out.equipment.values()] } as unknown as SiteDraft
  return { draft, theirs: changes(base, theirs), clashes }
}
