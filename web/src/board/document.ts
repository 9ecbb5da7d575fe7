import type { components } from '../api/schema'

export type PlanView = components['schemas']['PlanView']
export type PlanVersion = components['schemas']['PlanVersion']

/** Params of a phrase, as the planner gives them. */
export type Params = Readonly<Record<string, unknown>>

/** The parts of a cellsweep-plan/1 document that the page shows. Minutes are relative to H. */
export interface PlanDocument {
  readonly assignments: readonly Assignment[]
  readonly unsearched: readonly Unsearched[]
  readonly sites: readonly SiteResult[]
  readonly totals: Totals
  readonly infeasible: readonly Infeasible[]
}

export type Totals = Readonly<Record<string, number>>

export interface Assignment {
  readonly cell: string
  readonly team: string
  readonly start: number
  readonly end: number
}

export interface Unsearched {
  readonly cell: string
  readonly rule: string
  readonly params: Params
  readonly why: string
}

export interface SiteResult {
  readonly id: string
  readonly makespan: number
  readonly slip: number
  readonly lowerBound: number
  readonly proven: boolean
  readonly bound: Bound
}

/** What a site's bound is made of: its kind (docs/planner.md) and the cells that give it. */
export interface Bound {
  readonly kind: string
  readonly value: number
  readonly cells: readonly string[]
  readonly equipment: string
}

export interface Infeasible {
  readonly constraint: string
  readonly code: string
  readonly params: Params
  readonly cells: readonly string[]
  readonly proven: boolean
  readonly minimal: boolean
  readonly why: string
  readonly repairs: readonly Repair[]
}

/** One change of the drafts, by the names that the plan uses (planner.Edit). */
export interface Edit {
  readonly do: string
  readonly [member: string]: unknown
}

export interface Repair {
  readonly change: string
  readonly code: string
  readonly params: Params
  readonly price: string
  readonly verified: boolean
  readonly partial: boolean
  readonly apply: readonly Edit[]
}

export type Loose = Record<string, unknown>
export const record = (x: unknown): Loose => (typeof x === 'object' && x !== null && !Array.isArray(x) ? (x as Loose) : {})
export const rows = (x: unknown): Loose[] => (Array.isArray(x) ? x.filter((r): r is Loose => typeof r === 'object' && r !== null) : [])
export const text = (x: unknown): string => (typeof x === 'string' ? x : '')
export const texts = (x: unknown): string[] => (Array.isArray(x) ? x.filter((s): s is string => typeof s === 'string') : [])
export const count = (x: unknown): number => (typeof x === 'number' && Number.isFinite(x) ? x : 0)
export const figures = (x: unknown): Totals => Object.fromEntries(Object.entries(record(x)).filter((e): e is [string, number] => typeof e[1] === 'number'))

export function readSite(s: Loose): SiteResult {
  const bound = record(s.bound)
  const witness = record(bound.witness)
  return {
    id: text(s.id), makespan: count(s.makespan), slip: count(s.slip), lowerBound: count(s.lowerBound), proven: s.proven === true,
    bound: { kind: text(bound.kind), value: count(bound.value), cells: [...texts(witness.cells), ...(text(witness.cell) === '' ? [] : [text(witness.cell)])], equipment: text(witness.kind) },
  }
}

function readRepair(r: Loose): Repair {
  return {
    change: text(r.change), code: text(r.code), params: record(r.params), price: text(r.price), verified: r.verified === true, partial: r.partial === true,
    apply: rows(r.apply).filter((e): e is Loose & Edit => typeof e.do === 'string'),
  }
}

/** Reads the document; what is absent or not of its form is left out, so that a newer planner's plan is still drawn. */
export function readPlan(document: Loose): PlanDocument {
  return {
    assignments: rows(document.assignments).map((a) => ({ cell: text(a.cell), team: text(a.team), start: count(a.start), end: count(a.end) })),
    unsearched: rows(document.unsearched).map((u) => ({ cell: text(u.cell), rule: text(u.rule), params: record(u.params), why: text(u.why) })),
    sites: rows(document.sites).map(readSite),
    totals: figures(document.totals),
    infeasible: rows(document.infeasible).map((i) => ({
      constraint: text(i.constraint), code: text(i.code), params: record(i.params), cells: texts(i.cells), proven: i.proven === true, minimal: i.minimal === true,
      why: text(i.why), repairs: rows(i.repairs).map(readRepair),
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

const byStart = (a: Assignment, b: Assignment): number => a.start - b.start || a.end - b.end

/** T2 comes before T10. */
const codes = new Intl.Collator('en', { numeric: true })

/** Joins the plan to the names of sites and teams; the teams of a site by their codes. */
export function boards(view: Pick<PlanView, 'sites'>, plan: PlanDocument): Board[] {
  const byTeam = new Map<string, Assignment[]>()
  for (const a of plan.assignments) {
    const known = byTeam.get(a.team)
    if (known === undefined) byTeam.set(a.team, [a])
    else known.push(a)
  }
  const results = new Map(plan.sites.map((s) => [s.id, s]))
  return view.sites.map((site) => ({
    code: site.code, name: site.name, timeZone: site.timeZone, cells: site.cells,
    result: results.get(site.code) ?? null,
    lanes: [...site.teams].sort((a, b) => codes.compare(a.code, b.code)).map((team) => ({ id: team.id, code: team.code, officers: team.officers, blocks: (byTeam.get(team.id) ?? []).sort(byStart) })),
    unsearched: plan.unsearched.filter((u) => isOf(site.code, u.cell)),
  }))
}

/** How far a site's plan may at most lie from the best one, as a share of the bound: 0 when it is proven. */
export function gap(result: Pick<SiteResult, 'proven' | 'lowerBound' | 'makespan'>): number {
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

/** The code of a cell's site: cells are named "SITE/CELL" (planner/draft). */
export function siteOf(cell: string): string {
  return cell.slice(0, Math.max(0, cell.indexOf('/')))
}
