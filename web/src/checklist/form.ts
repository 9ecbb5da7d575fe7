import type { Choice, Condition, Item, Operand, Section, Template } from './template'

/** One item where it stands in a template. */
export interface Node {
  readonly path: string
  readonly item: Item
  readonly section: Section
  /** The matrix or repeat around it. */
  readonly outer: Node | null
  /** It lies on a circle of what hangs on what, and is never relevant. */
  readonly circular: boolean
}

/** A template with its items by path, in the order in which it is read: a matrix or repeat before what is in it. */
export interface Form {
  readonly template: Template
  readonly nodes: readonly Node[]
  readonly byPath: ReadonlyMap<string, Node>
}

/** Whether an item has rows of other items. */
export const isOuter = (item: Item): boolean => item.type === 'matrix' || item.type === 'repeat'

/** The items inside a matrix or repeat. */
export const innerItems = (item: Item): readonly Item[] => (item.type === 'matrix' ? item.columns : item.type === 'repeat' ? item.items : undefined) ?? []

/** Reads a template. Of two items of one path the first counts. */
export function readForm(template: Template): Form {
  const plain = new Map<string, Node>()
  const add = (path: string, item: Item, section: Section, outer: Node | null): Node | null => {
    if (plain.has(path)) return null
    const node: Node = { path, item, section, outer, circular: false }
    plain.set(path, node)
    return node
  }
  for (const section of template.sections) {
    for (const item of section.items) {
      const node = add(item.code, item, section, null)
      if (node !== null) for (const inner of innerItems(item)) add(`${item.code}.${inner.code}`, inner, section, node)
    }
  }
  return marked(template, plain)
}

/** The form with what lies on circles marked. */
function marked(template: Template, plain: ReadonlyMap<string, Node>): Form {
  const circular = onCircles(new Map([...plain].map(([path, node]) => [path, hangsOn(node)])))
  const byPath = new Map<string, Node>()
  for (const [path, node] of plain) {
    const outer = node.outer === null ? null : (byPath.get(node.outer.path) ?? null)
    byPath.set(path, { ...node, outer, circular: circular.has(path) })
  }
  return { template, nodes: [...byPath.values()], byPath }
}

/** The paths that the showing or the content of an item hangs on. */
function hangsOn({ item, outer }: Node): string[] {
  const paths = named(item.relevantIf)
  if (item.each !== undefined) paths.push(item.each)
  paths.push(...(item.calculate?.minutesBetween ?? []))
  if (outer === null) return paths
  paths.push(outer.path)
  if (outer.item.type === 'matrix') for (const row of outer.item.rows ?? []) paths.push(...named((row as Choice).relevantIf))
  return paths
}

/** The paths that a condition names. */
function named(condition: Condition | undefined): string[] {
  if (condition === undefined) return []
  const operands: (Operand | undefined)[] = [condition, condition.sameAs, condition.notBefore]
  const here = operands.flatMap((o) => (o?.item === undefined ? [] : [o.item]))
  const groups = [...(condition.all ?? []), ...(condition.any ?? []), ...(condition.not === undefined ? [] : [condition.not])]
  return [...here, ...groups.flatMap(named)]
}

/** The members of circles: each reaches itself by at least one step. */
function onCircles(edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>()
  for (const start of edges.keys()) {
    const seen = new Set<string>()
    const open = [...(edges.get(start) ?? [])]
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (path === start) {
        found.add(start)
        break
      }
      if (seen.has(path)) continue
      seen.add(path)
      open.push(...(edges.get(path) ?? []))
    }
  }
  return found
}

const reaches = new WeakMap<Form, ReadonlyMap<string, ReadonlySet<string>>>()

/**
 * For each path of a form the paths on which an answer at it can have an effect, itself among them: rather one too many than one too
 * few. An item hangs on every path that stands anywhere in it; a matrix or repeat and all that is in it hang on each other.
 */
export function reachOf(form: Form): ReadonlyMap<string, ReadonlySet<string>> {
  const known = reaches.get(form)
  if (known !== undefined) return known
  const effects = new Map<string, Set<string>>([...form.byPath.keys()].map((path) => [path, new Set([path])]))
  const link = (from: string, to: string): void => void effects.get(from)?.add(to)
  for (const { path, item, outer } of form.nodes) {
    for (const said of stringsIn(item)) link(said, path)
    if (outer === null) continue
    link(path, outer.path)
    link(outer.path, path)
  }
  const reach = new Map([...effects.keys()].map((path) => [path, closure(effects, path)]))
  reaches.set(form, reach)
  return reach
}

function closure(effects: ReadonlyMap<string, ReadonlySet<string>>, start: string): ReadonlySet<string> {
  const found = new Set([start])
  for (const path of found) for (const next of effects.get(path) ?? []) found.add(next) // a set is gone through to what is added meanwhile
  return found
}

/** Every text that stands in a value, at any depth. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}
