import { count, type Loose, record, rows, text } from './document'

/** An end in minutes from H, over all times that a plan was played. */
export interface Distribution {
  readonly planned: number
  readonly p50: number
  readonly p90: number
  readonly greatest: number
  /** In how many it is later than planned. */
  readonly laterIn: number
}

/** The parts of a robustness report (planner/robust) that the page draws; what is called "in" counts scenarios. */
export interface Report {
  readonly scenarios: number
  readonly operation: Distribution
  readonly sites: readonly (Distribution & { readonly id: string })[]
  readonly groups: readonly { readonly id: string; readonly firstWave: boolean; readonly slipsIn: number; readonly lateIn: number; readonly lateP90: number }[]
  readonly critical: readonly { readonly kind: 'team' | 'equipment' | 'landing'; readonly site: string; readonly id: string; readonly onIn: number; readonly onSiteIn: number; readonly winsP90: number }[]
}

const distribution = (d: Loose): Distribution => ({ planned: count(d.planned), p50: count(d.p50), p90: count(d.p90), greatest: count(d.greatest), laterIn: count(d.laterIn) })

export function readReport(document: unknown): Report {
  const d = record(document)
  return {
    scenarios: count(d.scenarios),
    operation: distribution(record(d.operation)),
    sites: rows(d.sites).map((s) => ({ id: text(s.id), ...distribution(s) })),
    groups: rows(d.groups).map((g) => ({ id: text(g.id), firstWave: g.firstWave === true, slipsIn: count(g.slipsIn), lateIn: count(g.lateIn), lateP90: count(g.lateP90) })),
    critical: rows(d.critical).map((c) => ({
      kind: c.kind === 'equipment' || c.kind === 'landing' ? c.kind : 'team', site: text(c.site), id: text(c.id), onIn: count(c.onIn), onSiteIn: count(c.onSiteIn), winsP90: count(c.winsP90),
    })),
  }
}
