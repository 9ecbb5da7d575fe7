import type { Item, Parts, Shape } from './merge'
import type { Authorisation, Link, OperationDraft, SiteDraft } from './types'

const whole = (item: unknown): ReadonlyMap<string, Item> => new Map([['', item as Item]])
const list = <T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, Item> => new Map(items.map((i) => [key(i), i as unknown as Item]))
const items = <T>(parts: Parts, part: string): T[] => [...(parts.get(part)?.values() ?? [])] as unknown as T[]

/** A site: what concerns it as a whole, its cells, its teams, and its kit by kind. */
export const siteShape: Shape<SiteDraft> = {
  apart({ cells, teams, equipment, ...site }) {
    return new Map([['site', whole(site)], ['cells', list(cells, (c) => c.id)], ['teams', list(teams, (t) => t.id)], ['equipment', list(equipment, (e) => e.kind)]])
  },
  together: (parts) => ({ ...parts.get('site')?.get(''), cells: items(parts, 'cells'), teams: items(parts, 'teams'), equipment: items(parts, 'equipment') }) as unknown as SiteDraft,
  /** A cell that both have added is one cell: mine takes their id, or it would be in the draft twice. */
  aligned(base, mine, theirs) {
    const known = new Set(base.cells.map((c) => c.id))
    const added = new Map(theirs.cells.filter((c) => !known.has(c.id) && c.location !== undefined).map((c) => [c.location, c.id]))
    return { ...mine, cells: mine.cells.map((c) => (known.has(c.id) ? c : { ...c, id: added.get(c.location) ?? c.id })) }
  },
}

/** An instant in one way of writing, "" for none: the server's and this browser's differ in their milliseconds. */
const instant = (at: string | undefined): string => (at === undefined || at === '' ? '' : new Date(at).toISOString())

/** What the server leaves out where it is empty stands in its emptiness here, so that never set and emptied are one. */
const fullAuthorisation = (a: Authorisation): Required<Authorisation> => ({
  id: a.id, reference: a.reference, issuer: a.issuer, legalBasis: a.legalBasis, validFrom: instant(a.validFrom), validTo: instant(a.validTo), hoursFrom: a.hoursFrom ?? '', hoursTo: a.hoursTo ?? '',
  targets: a.targets, persons: a.persons ?? [],
})
const fullLink = (l: Link): Required<Link> => ({ code: l.code, firstWave: l.firstWave === true, tolerance: l.tolerance ?? 0, reason: l.reason ?? '', cells: l.cells })

/** "G07" where G01 to G06 are there. */
export function freeCode(taken: ReadonlySet<string>): string {
  for (let n = taken.size + 1; ; n++) {
    const code = `G${String(n).padStart(2, '0')}`
    if (!taken.has(code)) return code
  }
}

/**
 * What concerns the operation as a whole: H and the custody limit, the policy, links by their code and authorisations by their id. Pins,
 * forbids and what is left out are the plan board's: they are read, never sent, and the server keeps its own.
 */
export const draftShape: Shape<OperationDraft> = {
  sets: new Set(['targets', 'persons', 'cells']),
  apart: (d) => new Map([
    ['whole', whole({ hHour: instant(d.hHour), custodyMinutes: d.custodyMinutes ?? 0 })],
    ['policy', whole({ conflictOfInterest: d.policy.conflictOfInterest, maxTeamsPerLanding: d.policy.maxTeamsPerLanding ?? 0, makespanSlackPercent: d.policy.makespanSlackPercent ?? 0 })],
    ['authorisations', list(d.authorisations.map(fullAuthorisation), (a) => a.id)],
    ['links', list(d.links.map(fullLink), (l) => l.code)],
  ]),
  together(parts, rest) {
    const { hHour: _, custodyMinutes: __, ...others } = rest
    const { hHour, custodyMinutes } = parts.get('whole')?.get('') as unknown as { hHour: string; custodyMinutes: number }
    return {
      ...others, ...(hHour === '' ? {} : { hHour }), ...(custodyMinutes === 0 ? {} : { custodyMinutes }),
      policy: parts.get('policy')?.get('') as unknown as OperationDraft['policy'], authorisations: items(parts, 'authorisations'), links: items(parts, 'links'),
    }
  },
  /** Two who begin a link at once give it the same free code, and mean two links. */
  aligned(base, mine, theirs) {
    const known = new Set(base.links.map((l) => l.code))
    const added = new Set(theirs.links.filter((l) => !known.has(l.code)).map((l) => l.code))
    const taken = new Set([...mine.links, ...theirs.links].map((l) => l.code))
    const rename = (l: Link): Link => {
      if (known.has(l.code) || !added.has(l.code) || theirs.links.some((t) => t.code === l.code && sameCells(t, l))) return l
      const code = freeCode(taken)
      taken.add(code)
      return { ...l, code }
    }
    return { ...mine, links: mine.links.map(rename) }
  },
}

function sameCells(a: Link, b: Link): boolean {
  const key = (l: Link): string => l.cells.map((c) => c.location).sort().join()
  return key(a) === key(b)
}
