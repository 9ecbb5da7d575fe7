import type { components } from '../api/schema'

export type PlanView = components['schemas']['PlanView']

/** The parts of a cellsweep-plan/1 document that the page shows. Minutes are relative to H. */
export interface PlanDocument {
  readonly assignments: readonly Assignment[]
  readonly unsearched: readonly Unsearched[]
  readonly sites: readonly SiteResult[]
  readonly totals: Readonly<Record<string, number>>
  readonly infeasible: readonly Infeasible[]
}

export interface Assignment {
  readonly cell: string
  readonly team: string
  readonly start: number
  readonly end: number
}

export interface Unsearched {
  readonly cell: string
  readonly rule: string
  readonly why: string
}

export interface SiteResult {
  readonly id: string
  readonly makespan: number
  readonly slip: number
  readonly lowerBound: number
  readonly proven: boolean
}

export interface Infeasible {
  readonly constraint: string
  readonly why: string
  readonly repairs: readonly { readonly change: string; readonly verified: boolean }[]
}

type Loose = Record<string, unknown>
const rows = (x: unknown): Loose[] => (Array.isArray(x) ? x.filter((r): r is Loose => typeof r === 'object' && r !== null) : [])
const text = (x: unknown): string => (typeof x === 'string' ? x : '')
const count = (x: unknown): number => (typeof x === 'number' && Number.isFinite(x) ? x : 0)

/** Reads the document; what is absent or not of its form is left out, so that a newer planner's plan is still drawn. */
export function readPlan(document: Loose): PlanDocument {
  const totals = typeof document.totals === 'object' && document.totals !== null ? (document.totals as Loose) : {}
  return {
    assignments: rows(document.assignments).map((a) => ({ cell: text(a.cell), team: text(a.team), start: count(a.start), end: count(a.end) })),
    unsearched: rows(document.unsearched).map((u) => ({ cell: text(u.cell), rule: text(u.rule), why: text(u.why) })),
    sites: rows(document.sites).map((s) => ({ id: text(s.id), makespan: count(s.makespan), slip: count(s.slip), lowerBound: count(s.lowerBound), proven: s.proven === true })),
    totals: Object.fromEntries(Object.entries(totals).filter((e): e is [string, number] => typeof e[1] === 'number')),
    infeasible: rows(document.infeasible).map((i) => ({
      constraint: text(i.constraint), why: text(i.why), repairs: rows(i.repairs).map((r) => ({ change: text(r.change), verified: r.verified === true })),
    })),
  }
}

/** A team with what it searches, in order. */
export interface Lane {
  readonly id: string
  readonly code: string
  readonly officers: number
  readonly blocks: readonly Assignment[]
}

/** A site as the board shows it: what the planner says of it, and the lanes of its teams. */
export interface Board {
  readonly code: string
  readonly name: string
  readonly timeZone: string
  readonly cells: number
  readonly result: SiteResult | null
  readonly lanes: readonly Lane[]
  readonly unsearched: readonly Unsearched[]
}

/** Joins the plan to the names of sites and teams. */
export function boards(view: Pick<PlanView, 'sites'>, plan: PlanDocument): Board[] {
  const byTeam = new Map<string, Assignment[]>()
  for (const a of plan.assignments) byTeam.set(a.team, [...(byTeam.get(a.team) ?? []), a])
  const results = new Map(plan.sites.map((s) => [s.id, s]))
  return view.sites.map((site) => ({
    code: site.code, name: site.name, timeZone: site.timeZone, cells: site.cells,
    result: results.get(site.code) ?? null,
    lanes: site.teams.map((team) => ({ id: team.id, code: team.code, officers: team.officers, blocks: [...(byTeam.get(team.id) ?? [])].sort((a, b) => a.start - b.start) })),
    unsearched: plan.unsearched.filter((u) => isOf(site.code, u.cell)),
  }))
}

/** How far a site's plan may at most lie from the best one, as a share of the bound: 0 when it is proven. */
export function gap(result: SiteResult): number {
  return result.proven || result.lowerBound <= 0 ? 0 : (result.makespan - result.lowerBound) / result.lowerBound
}

/** Whether a board answers to a search text: its code, its name or one of its cells. */
export function answersTo(board: Board, wanted: string): boolean {
  const plain = (s: string): string => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const w = plain(wanted.trim())
  if (w === '') return true
  return plain(`${board.code} ${board.name}`).includes(w) || board.lanes.some((l) => l.blocks.some((b) => plain(b.cell).includes(w)))
}

/** Whether a cell's or team's code belongs to a site: "AIX/B1-A-1-06", "AIX-T3". */
function isOf(site: string, code: string): boolean {
  return code.startsWith(site) && /^[/-]/.test(code.slice(site.length))
}

/** A cell's or team's code without its site's, which stands above. */
export function shortCode(code: string, site: string): string {
  return isOf(site, code) ? code.slice(site.length + 1) : code
}
