import { type Loose, record, rows, text, texts, count } from './document'

/** A cell as the planner is told of it. */
export interface CellFacts {
  readonly site: string
  readonly building: string
  readonly wing: string
  readonly landing: string
  readonly duration: number
  readonly p90: number
  readonly priority: number
  readonly weight: number
  readonly skills: readonly string[]
  readonly sexes: string
  readonly equipment: readonly string[]
}

export interface OfficerFacts {
  readonly number: string
  readonly team: string
  readonly site: string
}

export interface GroupFacts {
  readonly id: string
  readonly cells: readonly string[]
  readonly firstWave: boolean
  readonly tolerance: number
}

/** What of the drafts the board needs beside the plan: read from the instance document (cellsweep-instance/1). */
export interface Facts {
  readonly cells: ReadonlyMap<string, CellFacts>
  readonly teams: ReadonlyMap<string, { readonly site: string; readonly officers: readonly string[]; readonly source: Loose }>
  readonly kinds: ReadonlyMap<string, readonly { readonly kind: string; readonly count: number }[]>
  readonly groups: readonly GroupFacts[]
  readonly groupOf: ReadonlyMap<string, GroupFacts>
  readonly pins: ReadonlyMap<string, { readonly team: string; readonly start: number }>
  readonly forbids: readonly { readonly cell: string; readonly team: string }[]
  /** Officers who are barred from a cell by the policy are let through by these; signed ones only. */
  readonly waivers: readonly { readonly officer: string; readonly cell: string }[]
  readonly policy: string
  /** H as the drafts have it (RFC 3339), "" while it is not set; the operation itself names it only from its release on. */
  readonly hHour: string
  /** Cells that no authorisation covers. */
  readonly outside: number
  /** Targets whose persons are in no known cell. */
  readonly nowhere: number
  readonly sites: number
  readonly sitesWithoutTeam: readonly string[]
}

export const emptyFacts: Facts = {
  cells: new Map(), teams: new Map(), kinds: new Map(), groups: [], groupOf: new Map(), pins: new Map(), forbids: [], waivers: [], policy: 'none', hHour: '',
  outside: 0, nowhere: 0, sites: 0, sitesWithoutTeam: [],
}

function cellOf(site: string, c: Loose): CellFacts {
  const needs = record(c.needs)
  const sex = record(needs.officersOfSex)
  return {
    site, building: text(c.building), wing: text(c.wing), landing: text(c.landing), duration: count(c.duration), p90: count(record(c.spread).p90),
    priority: c.priority === undefined ? 1 : count(c.priority), weight: c.weight === undefined ? 1 : count(c.weight),
    skills: texts(needs.skills), sexes: count(sex.count) === 0 ? '' : `${count(sex.count)} ${text(sex.sex)}`, equipment: rows(needs.equipment).map((e) => text(e.kind)),
  }
}

/** Reads the instance; what it lacks is empty. */
export function readFacts(view: { readonly instance: Loose; readonly outside?: unknown; readonly nowhere?: unknown }): Facts {
  const { instance } = view
  const sites = rows(instance.sites)
  const cells = new Map<string, CellFacts>()
  const teams = new Map<string, { site: string; officers: string[]; source: Loose }>()
  for (const site of sites) {
    for (const c of rows(site.cells)) cells.set(text(c.id), cellOf(text(site.id), c))
    for (const t of rows(site.teams)) teams.set(text(t.id), { site: text(site.id), officers: rows(t.officers).map((o) => text(o.id)), source: t })
  }
  const groups = rows(instance.groups).map((g) => ({ id: text(g.id), cells: texts(g.cells), firstWave: g.firstWave === true, tolerance: count(g.tolerance) }))
  return {
    cells, teams, groups,
    kinds: new Map(sites.map((s) => [text(s.id), rows(s.equipment).map((e) => ({ kind: text(e.kind), count: count(e.count) }))])),
    groupOf: new Map(groups.flatMap((g) => g.cells.map((c) => [c, g] as const))),
    pins: new Map(rows(instance.pins).map((p) => [text(p.cell), { team: text(p.team), start: count(p.start) }])),
    forbids: rows(instance.forbid).map((f) => ({ cell: text(f.cell), team: text(f.team) })),
    waivers: rows(instance.waivers).map((w) => ({ officer: text(w.officer), cell: text(w.cell) })),
    policy: text(record(instance.policy).conflictOfInterest) || 'none', hHour: text(instance.hHour),
    outside: rows(view.outside).length, nowhere: rows(view.nowhere).length, sites: sites.length,
    sitesWithoutTeam: sites.filter((s) => rows(s.cells).length > 0 && rows(s.teams).length === 0).map((s) => text(s.id)),
  }
}
