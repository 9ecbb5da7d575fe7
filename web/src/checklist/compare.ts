import type { Choice, Condition, Default, Fact, Item, Labels, Operand, Template } from './template'

/*
 * What differs between two versions of a checklist (docs/checklist.md, Versions): what an officer is shown whose draft is moved.
 * Members that say nothing (absent, false, an empty text or list) are the same.
 */

export type What = 'added' | 'removed' | 'type' | 'words' | 'choices' | 'required' | 'shown' | 'limits' | 'place'

/** One thing that differs. path names an item; of a fact "fact " and its code, of a section "section " and its code, of the checklist itself nothing. */
export interface Difference {
  readonly path: string
  readonly what: What
  readonly from?: string
  readonly to?: string
}

/** An item at its path, or a section, or the checklist itself, as an item of which only the labels count. */
export interface Part {
  readonly path: string
  readonly section: string
  readonly item: Partial<Item>
  /** The matrix or repeat around it. */
  readonly outer: Item | null
}

/** Lists what differs, in the order of the new version, and after that what was removed, in the order of the old. */
export function compare(from: Template, to: Template): Difference[] {
  const [before, after] = [partsOf(from), partsOf(to)]
  const changed = [...after.values()].flatMap((part) => {
    const old = before.get(part.path)
    if (old === undefined) return [{ path: part.path, what: 'added' } as const]
    const moved: Difference[] = old.section === part.section ? [] : [difference(part.path, 'place', old.section, part.section)]
    return [...moved, ...compareItems(part.path, old.item, part.item)]
  })
  const removed = [...before.keys()].filter((path) => !after.has(path))
  return [...compareFacts(from.facts, to.facts), ...changed, ...removed.map((path): Difference => ({ path, what: 'removed' }))]
}

const difference = (path: string, what: What, from: string, to: string): Difference => ({ path, what, ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) })

/** The parts of a template by path, in its order. Of two with one path the first counts. */
export function partsOf({ labels, sections }: Template): ReadonlyMap<string, Part> {
  const all = new Map<string, Part>()
  const add = (path: string, section: string, item: Partial<Item>, outer: Item | null = null): void => {
    if (!all.has(path)) all.set(path, { path, section, item, outer })
  }
  add('', '', { labels })
  for (const section of sections) {
    add(`section ${section.code}`, '', { labels: section.labels })
    for (const item of section.items) {
      add(item.code, section.code, item)
      for (const inner of [...(item.columns ?? []), ...(item.items ?? [])]) add(`${item.code}.${inner.code}`, section.code, inner, item)
    }
  }
  return all
}

function compareFacts(from: readonly Fact[], to: readonly Fact[]): Difference[] {
  const changed = to.flatMap((fact): Difference[] => {
    const path = `fact ${fact.code}`
    const old = from.find((f) => f.code === fact.code)
    if (old === undefined) return [{ path, what: 'added' }]
    if (old.type !== fact.type || (old.list ?? '') !== (fact.list ?? '')) return [difference(path, 'type', old.type, fact.type)]
    return isSameLabels(old.labels, fact.labels) ? [] : [{ path, what: 'words' }]
  })
  const removed = from.filter((fact) => !to.some((f) => f.code === fact.code))
  return [...changed, ...removed.map(({ code }): Difference => ({ path: `fact ${code}`, what: 'removed' }))]
}

export const isSameLabels = (a: Labels | undefined, b: Labels | undefined): boolean => a?.en === b?.en && a?.fr === b?.fr

/** What differs between two items of one path, but for what is in them: that has paths of its own. */
function compareItems(path: string, a: Partial<Item>, b: Partial<Item>): Difference[] {
  const out: Difference[] = []
  if (a.type !== b.type) out.push(difference(path, 'type', a.type ?? '', b.type ?? ''))
  const [gone, come] = [onlyIn(a, b), onlyIn(b, a)]
  const [listBefore, listAfter] = [a.list ?? '', b.list ?? '']
  if (gone.length + come.length > 0 || listBefore !== listAfter) {
    const named = (list: string, choices: readonly Choice[]): string => [...(listBefore === listAfter || list === '' ? [] : [list]), ...choices.map((c) => c.code)].join(' ')
    out.push(difference(path, 'choices', named(listBefore, gone), named(listAfter, come)))
  }
  const aspects = [['words', wording], ['required', demands], ['shown', showing], ['limits', limits]] as const
  for (const [what, of] of aspects) {
    if (canonical(of(shared(a, b))) !== canonical(of(shared(b, a)))) out.push({ path, what })
  }
  return out
}

/** The options and rows that only the first has. */
export function onlyIn(a: Partial<Item>, b: Partial<Item>): Choice[] {
  const missing = (ours: readonly Choice[] = [], theirs: readonly Choice[] = []): Choice[] => ours.filter((choice) => !theirs.some((c) => c.code === choice.code))
  return [...missing(a.options, b.options), ...missing(a.rows as Choice[] | undefined, b.rows as Choice[] | undefined)]
}

/** An item with those of its options and rows that the other has too. */
function shared(a: Partial<Item>, b: Partial<Item>): { readonly item: Partial<Item>; readonly choices: readonly Choice[] } {
  const common = (ours: readonly Choice[] = [], theirs: readonly Choice[] = []): Choice[] => ours.filter((choice) => theirs.some((c) => c.code === choice.code))
  return { item: a, choices: [...common(a.options, b.options), ...common(a.rows as Choice[] | undefined, b.rows as Choice[] | undefined)] }
}

type Shared = ReturnType<typeof shared>

/** What there is to say of each choice, by code, whatever their order. */
const byCode = (choices: readonly Choice[], of: (choice: Choice) => unknown): unknown =>
  Object.fromEntries(choices.map((choice) => [choice.code, of(choice)] as const).filter(([, said]) => said !== undefined))

const wording = ({ item, choices }: Shared): unknown => [words(item.labels), item.hint === undefined ? null : words(item.hint), (item.constraints ?? []).map((c) => words(c.message)), byCode(choices, (c) => words(c.labels))]

const words = (labels: Labels | undefined): unknown => [labels?.en ?? '', labels?.fr ?? '']

const demands = ({ item, choices }: Shared): unknown => [item.required === true, spoken(item.requiredIf), item.min, byCode(choices, (c) => listed(c.requires))]

const showing = ({ item, choices }: Shared): unknown => [spoken(item.relevantIf), byCode(choices, (c) => spoken(c.relevantIf))]

const limits = ({ item, choices }: Shared): unknown => {
  const { offers, within, max, units, scan, refusal, evidential, role, each, sensitivity, of, calculate } = item
  const own = { offers: listed(offers), within: operand(within), default: suggested(item.default), max, units: listed(units), scan: listed(scan), calculate }
  const marks = { refusal: refusal === true, evidential: evidential === true, texts: [role, each, sensitivity, of].map((text) => text ?? '') }
  return [own, marks, (item.constraints ?? []).map((c) => spoken(c.holds)), byCode(choices, (c) => [c.alone === true, c.retired === true])]
}

const listed = <T>(list: readonly T[] | undefined): readonly T[] | undefined => (list === undefined || list.length === 0 ? undefined : list)

const said = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

const operand = (o: Operand | undefined): unknown => o && { item: said(o.item), fact: said(o.fact) }

const suggested = (d: Default | undefined): unknown => d && { fact: said(d.fact), value: d.value, now: d.now === true, deviceIsMini: said(d.deviceIsMini) }

/** A condition with what it says; an all or any of nothing is not the same as none. */
function spoken(condition: Condition | undefined): unknown {
  if (condition === undefined) return undefined
  const { all, any, not, item, fact, has, validAs, sameAs, notBefore, ...others } = condition
  const texts = { item: said(item), fact: said(fact), has: said(has), validAs: said(validAs) }
  return { ...others, ...texts, all: all?.map(spoken), any: any?.map(spoken), not: spoken(not), sameAs: operand(sameAs), notBefore: operand(notBefore) }
}

/** JSON with the members of objects in one order, without those that are undefined. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  )
}
