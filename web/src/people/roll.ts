import { barred, fits, type Around } from '../prepare/missing'
import type { Establishment, Officer, Policy, SiteDraft, Target, Team, Waiver } from '../prepare/types'
import type { Tree } from '../prepare/tree'

/** What the page of officers knows: the registry, the drafts of the sites, and what bars whom. */
export interface People {
  readonly officers: ReadonlyMap<string, Officer>
  readonly establishments: ReadonlyMap<string, Establishment>
  readonly sites: readonly SiteDraft[]
  readonly policy: Policy['conflictOfInterest']
  readonly waivers: readonly Waiver[]
  /** Trees of the sites where an officer of a team is at home. */
  readonly trees: ReadonlyMap<string, Tree>
  /** Numbers of those of whom a re-plan in force was told that they are out. */
  readonly out: ReadonlySet<string>
  /** Teams of which one was told that they are late, as the plan names them: a code, or SITE/CODE where two sites have one. */
  readonly late: ReadonlySet<string>
}

/** An officer's place in the drafts. */
export interface Place {
  readonly site: SiteDraft
  readonly team: Team
}

export interface Line {
  readonly officer: Officer
  readonly places: readonly Place[]
  /** Cells from which the policy bars them, of the sites where they are in a team. */
  readonly barred: number
  /** Of these the cells that no team of the site may search. */
  readonly hurt: number
  readonly out: boolean
  readonly late: boolean
}

export interface Conflict {
  readonly officer: Officer
  readonly place: Place
  readonly cells: readonly Target[]
  readonly hurt: readonly Target[]
}

/** What is around a site, as `missing` wants it. */
export function aroundOf(people: People, site: string): Around {
  const tree = people.trees.get(site)
  const waived = new Set(people.waivers.filter((w) => w.state === 'signed').map((w) => `${w.officer}/${w.cell.location}`))
  const elsewhere = new Map(people.sites.filter((s) => s.establishment !== site).flatMap((s) => s.teams.flatMap((t) => t.officers.map((o): [string, string] => [o.id, t.code]))))
  return { officers: people.officers, policy: people.policy, elsewhere, waived, ...(tree === undefined ? {} : { tree }) }
}

/** The cells that teams could search by skill and sex, and every such team is barred from. */
export function shut(draft: SiteDraft, around: Around): Target[] {
  const homes = new Map(draft.teams.map((t) => [t.id, t.officers.flatMap((o) => around.officers.get(o.id) ?? []).filter((o) => o.home === draft.establishment)]))
  const bars = (t: Team, c: Target): boolean => (homes.get(t.id) ?? []).some((o) => barred(o, c, draft.establishment, around))
  if (![...homes.values()].some((h) => h.length > 0)) return []
  return draft.cells.filter((c) => {
    const able = draft.teams.filter((t) => fits(t, c, around))
    return able.length > 0 && able.every((t) => bars(t, c))
  })
}

/** Every officer of a team who is barred from cells of its site; those who hurt first. */
export function conflictsOf(people: People): Conflict[] {
  const found: Conflict[] = []
  for (const site of people.sites) {
    const around = aroundOf(people, site.establishment)
    const closed = new Set(shut(site, around).map((c) => c.id))
    for (const team of site.teams) {
      for (const { id } of team.officers) {
        const officer = people.officers.get(id)
        if (officer === undefined || officer.home !== site.establishment) continue
        const cells = site.cells.filter((c) => barred(officer, c, site.establishment, around))
        if (cells.length > 0) found.push({ officer, place: { site, team }, cells, hurt: cells.filter((c) => closed.has(c.id) && fits(team, c, around)) })
      }
    }
  }
  return found.sort((a, b) => b.hurt.length - a.hurt.length || b.cells.length - a.cells.length || (a.officer.number < b.officer.number ? -1 : 1))
}

function isLate({ late, establishments }: People, { site, team }: Place): boolean {
  return late.has(team.code) || late.has(`${establishments.get(site.establishment)?.code ?? ''}/${team.code}`)
}

/** Every officer with their places in the drafts, by number. */
export function rollOf(people: People, conflicts: readonly Conflict[]): Line[] {
  const places = new Map<string, Place[]>()
  for (const site of people.sites) for (const team of site.teams) for (const { id } of team.officers) places.set(id, [...(places.get(id) ?? []), { site, team }])
  const own = new Map<string, Conflict[]>()
  for (const c of conflicts) own.set(c.officer.id, [...(own.get(c.officer.id) ?? []), c])
  const sum = (id: string, of: 'cells' | 'hurt'): number => (own.get(id) ?? []).reduce((n, c) => n + c[of].length, 0)
  return [...people.officers.values()]
    .map((officer) => ({ officer, places: places.get(officer.id) ?? [], barred: sum(officer.id, 'cells'), hurt: sum(officer.id, 'hurt'), out: people.out.has(officer.number), late: (places.get(officer.id) ?? []).some((p) => isLate(people, p)) }))
    .sort((a, b) => (a.officer.number < b.officer.number ? -1 : 1))
}

export const states = ['', 'free', 'twice', 'barred', 'out', 'late'] as const

/** What a list of officers is narrowed to; "" lets everybody through. */
export interface Filter {
  readonly search: string
  readonly site: string
  readonly team: string
  readonly skill: string
  readonly sex: string
  readonly home: string
  readonly state: (typeof states)[number]
}

export const everybody: Filter = { search: '', site: '', team: '', skill: '', sex: '', home: '', state: '' }

const plain = (s: string): string => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether an officer answers to a filter. A home of "-" is that of whoever has none. */
export function answers({ officer, places, barred: cells, out, late }: Line, f: Filter): boolean {
  if (f.search !== '' && !plain(`${officer.number} ${officer.name} ${officer.phone ?? ''}`).includes(plain(f.search.trim()))) return false
  if (f.site !== '' && !places.some((p) => p.site.establishment === f.site)) return false
  if (f.team !== '' && !places.some((p) => p.team.id === f.team)) return false
  if (f.skill !== '' && !officer.skills.includes(f.skill)) return false
  if (f.sex !== '' && officer.sex !== f.sex) return false
  if (f.home !== '' && (officer.home ?? '-') !== f.home) return false
  return { '': true, free: places.length === 0, twice: places.length > 1, barred: cells > 0, out, late }[f.state]
}
