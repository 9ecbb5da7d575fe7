import { cellKey, type Covered } from './coverage'
import { above, type Tree } from './tree'
import type { CellRef, Link, OperationDraft, SiteDraft, Target } from './types'

/** Why a link cannot be kept, or not as it should be. */
export interface LinkFault {
  readonly code: 'fewCells' | 'twice' | 'noTarget' | 'noSite' | 'none' | 'never' | 'late' | 'window' | 'landing' | 'leftOut'
  /** The cells concerned. */
  readonly cells: readonly CellRef[]
  /** The code of another link, or of a landing; "" where it is about cells alone. */
  readonly name: string
  /** A limit, where it is about one. */
  readonly limit: number
  /** Without mending it the draft is not taken, or the link cannot be met; what is not, is a matter of care. */
  readonly stops: boolean
}

export interface Field {
  readonly draft: OperationDraft
  readonly sites: readonly SiteDraft[]
  readonly covered: ReadonlyMap<string, Covered>
  /** Of the sites whose places are read so far. */
  readonly trees: ReadonlyMap<string, Tree>
}

/** Targets by their cell. */
export function targetsOf(sites: readonly SiteDraft[]): ReadonlyMap<string, Target> {
  return new Map(sites.flatMap((s) => s.cells.flatMap((c): [string, Target][] => (c.location === undefined ? [] : [[`${s.establishment}/${c.location}`, c]]))))
}

/** What is wrong with a link as it stands or is typed: other links of the draft are those of another code. */
export function linkFaults(link: Link, field: Field): LinkFault[] {
  const { draft, sites, covered } = field
  const targets = targetsOf(sites)
  const here = new Set(sites.map((s) => s.establishment))
  const out = new Set((draft.leftOut ?? []).map((l) => cellKey(l.cell)))
  const found: LinkFault[] = []
  const add = (code: LinkFault['code'], cells: readonly CellRef[], stops: boolean, name = '', limit = 0): void => void (cells.length > 0 && found.push({ code, cells, name, limit, stops }))
  if (link.cells.length < 2) found.push({ code: 'fewCells', cells: link.cells, name: '', limit: 0, stops: true })
  for (const other of draft.links) {
    if (other.code === link.code) continue
    const theirs = new Set(other.cells.map(cellKey))
    add('twice', link.cells.filter((c) => theirs.has(cellKey(c))), true, other.code)
  }
  add('noSite', link.cells.filter((c) => !here.has(c.establishment)), true)
  add('noTarget', link.cells.filter((c) => here.has(c.establishment) && !targets.has(cellKey(c))), true)
  add('leftOut', link.cells.filter((c) => out.has(cellKey(c))), true)
  for (const standing of ['none', 'never'] as const) add(standing, link.cells.filter((c) => covered.get(cellKey(c))?.standing === standing), true)
  found.push(...hours(link, field, targets), ...landings(link, field))
  return found.sort((a, b) => Number(b.stops) - Number(a.stops))
}

/** Cells that cannot begin with the others. At H: those that their hours, their site's, or their authorisation's let begin later; with a tolerance: those that must be over before the others may begin. */
function hours(link: Link, { sites, covered }: Field, targets: ReadonlyMap<string, Target>): LinkFault[] {
  const site = (c: CellRef): SiteDraft | undefined => sites.find((s) => s.establishment === c.establishment)
  const from = (c: CellRef): number => Math.max(targets.get(cellKey(c))?.windowFrom ?? 0, site(c)?.windowFrom ?? 0)
  const earliest = (c: CellRef): number => Math.max(from(c), covered.get(cellKey(c))?.from ?? 0)
  const ends = (c: CellRef): number => Math.min(...[targets.get(cellKey(c))?.windowTo ?? 0, site(c)?.windowTo ?? 0].map((to) => (to === 0 ? Infinity : to)))
  const latest = (c: CellRef): number => ends(c) - (targets.get(cellKey(c))?.duration ?? 0)
  const fault = (code: 'window' | 'late', cells: readonly CellRef[]): LinkFault[] => (cells.length === 0 ? [] : [{ code, cells, name: '', limit: 0, stops: true }])
  if (link.firstWave === true) return [...fault('window', link.cells.filter((c) => from(c) > 0)), ...fault('late', link.cells.filter((c) => from(c) === 0 && earliest(c) > 0))]
  const begins = Math.max(0, ...link.cells.map(earliest)) - (link.tolerance ?? 0)
  return fault('window', link.cells.filter((c) => latest(c) < begins))
}

/** More cells of one landing than teams may be on it at once; without a landing a cell is judged by none. */
function landings(link: Link, { draft, trees }: Field): LinkFault[] {
  const limit = draft.policy.maxTeamsPerLanding ?? 0
  if (limit === 0) return []
  const byLanding = new Map<string, { code: string; cells: CellRef[] }>()
  for (const c of link.cells) {
    const tree = trees.get(c.establishment)
    const landing = tree === undefined ? undefined : above(tree, c.location).find((p) => p.kind === 'landing')
    if (landing === undefined) continue
    const group = byLanding.get(landing.id) ?? { code: landing.code, cells: [] }
    group.cells.push(c)
    byLanding.set(landing.id, group)
  }
  return [...byLanding.values()].filter((g) => g.cells.length > limit).map((g) => ({ code: 'landing', cells: g.cells, name: g.code, limit, stops: link.firstWave === true }))
}
