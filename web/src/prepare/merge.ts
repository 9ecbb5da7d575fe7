/** One value that one draft has otherwise than another. field "" is the whole item, added or taken out. */
export interface Change {
  /** part/item/field: the same thing in every comparison. */
  readonly key: string
  readonly part: string
  readonly item: string
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** The same thing, changed otherwise by both. */
export interface Clash {
  readonly key: string
  readonly part: string
  readonly item: string
  readonly field: string
  readonly mine: unknown
  readonly theirs: unknown
}

export type Choice = 'mine' | 'theirs'

export interface Merged<D> {
  readonly draft: D
  /** What they changed since base, also where one's own word stands. */
  readonly theirs: readonly Change[]
  /** What a person must decide; the draft has their choice, or their own word as long as none is made. */
  readonly clashes: readonly Clash[]
}

export type Item = Readonly<Record<string, unknown>>
export type Parts = ReadonlyMap<string, ReadonlyMap<string, Item>>

/** How a kind of draft is taken apart to be compared, and put together again. */
export interface Shape<D> {
  /** Its parts in their order: what concerns the draft as a whole (one item, ""), and its lists by the ids of their items. */
  readonly apart: (draft: D) => Parts
  /** The draft of merged parts; what no part holds is as `rest` has it. */
  readonly together: (parts: Parts, rest: D) => D
  /** Mine, made comparable: one thing that both have added is one, and one name that both gave to two things names two. */
  readonly aligned?: (base: D, mine: D, theirs: D) => D
  /** Fields that are sets: two who add to one list both do, and nobody is asked. */
  readonly sets?: ReadonlySet<string>
}

/** Values are JSON; the server and these pages write the keys of an object in one order each, so that keys are put in order first. */
function same(a: unknown, b: unknown): boolean {
  return text(a) === text(b)
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'object' && v !== null && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v) ?? ''
}

const none: ReadonlyMap<string, Item> = new Map()

/** What `after` has otherwise than `before`. */
export function changes<D>(shape: Shape<D>, before: D, after: D): Change[] {
  const [a, b] = [shape.apart(before), shape.apart(after)]
  const found: Change[] = []
  for (const part of a.keys()) {
    const [those, these] = [a.get(part) ?? none, b.get(part) ?? none]
    for (const item of new Set([...those.keys(), ...these.keys()])) {
      const [was, is] = [those.get(item), these.get(item)]
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

/** A set with what each has added to it, and without what either has taken out. */
function union(was: unknown, own: unknown, other: unknown): unknown[] {
  const [w, m, t] = [was, own, other].map((list) => new Map((Array.isArray(list) ? (list as unknown[]) : []).map((e) => [text(e), e]))) as [Map<string, unknown>, Map<string, unknown>, Map<string, unknown>]
  const kept = [...m].filter(([k]) => !w.has(k) || t.has(k))
  return [...kept, ...[...t].filter(([k]) => !w.has(k) && !m.has(k))].map(([, e]) => e)
}

/**
 * Merges two changes of one draft: what only one has touched is taken from them, what both have changed to the same is so, and what
 * both have changed otherwise is a clash. The unit is a field of an item, and of a field that is a set each element; an item that one
 * takes out while the other changes it is a clash as a whole.
 */
export function merge<D>(shape: Shape<D>, base: D, ours: D, theirs: D, choices: Readonly<Record<string, Choice>> = {}): Merged<D> {
  const mine = shape.aligned?.(base, ours, theirs) ?? ours
  const [b, m, t] = [shape.apart(base), shape.apart(mine), shape.apart(theirs)]
  const clashes: Clash[] = []
  const decide = (part: string, item: string, field: string, was: unknown, own: unknown, other: unknown): unknown => {
    if (same(own, other) || same(was, other)) return own
    if (same(was, own)) return other
    if (shape.sets?.has(field) === true) return union(was, own, other)
    const key = `${part}/${item}/${field}`
    clashes.push({ key, part, item, field, mine: own, theirs: other })
    return choices[key] === 'theirs' ? other : own
  }
  const out = new Map<string, Map<string, Item>>()
  for (const part of m.keys()) {
    const [those, these, others] = [b.get(part) ?? none, m.get(part) ?? none, t.get(part) ?? none]
    const made = new Map<string, Item>()
    for (const item of new Set([...these.keys(), ...others.keys()])) {
      const [was, own, other] = [those.get(item), these.get(item), others.get(item)]
      const kept = own === undefined || other === undefined ? decide(part, item, '', was, own, other) : fieldwise(own, other, (f) => decide(part, item, f, was?.[f], own[f], other[f]))
      if (kept !== undefined) made.set(item, kept as Item)
    }
    out.set(part, made)
  }
  return { draft: shape.together(out, theirs), theirs: changes(shape, base, theirs), clashes }
}

function fieldwise(own: Item, other: Item, decide: (field: string) => unknown): Item {
  const values = [...new Set([...Object.keys(own), ...Object.keys(other)])].map((f): [string, unknown] => [f, decide(f)])
  return Object.fromEntries(values.filter(([, v]) => v !== undefined))
}
