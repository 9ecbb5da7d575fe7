import type { SiteRow } from './picture'
import { settled } from './view'

/** A site's way through its plan, in minutes after H. */
export interface Course {
  readonly site: SiteRow
  readonly plannedEnd: number
  /** The part of the plan that is settled, drawn on the plan's axis. */
  readonly earned: number
  /** When it ends if it goes on at the plan's pace; null once everything is settled. */
  readonly expectedEnd: number | null
}

/**
 * Estimates when a site ends: what is left takes as long as the plan gives it. A site that has settled what was due by now keeps
 * its planned end. now is in minutes after H, below nought before it.
 */
export function courseOf(site: SiteRow, now: number): Course | null {
  const { plannedEnd } = site
  if (plannedEnd === undefined || site.cells === 0) return null
  const done = settled(site)
  const earned = (plannedEnd * done) / site.cells
  if (done >= site.cells) return { site, plannedEnd, earned, expectedEnd: null }
  const onPlan = now <= 0 || done >= (site.dueByNow ?? 0)
  return { site, plannedEnd, earned, expectedEnd: Math.round(onPlan ? Math.max(plannedEnd, now) : Math.max(plannedEnd, now + plannedEnd - earned)) }
}

/** The sites on which the end of the operation depends, the last to end first; those that are through are none of them. */
export function critical(sites: readonly SiteRow[], now: number, most = 5): Course[] {
  return sites
    .map((s) => courseOf(s, now))
    .filter((c): c is Course & { expectedEnd: number } => c !== null && c.expectedEnd !== null)
    .sort((a, b) => b.expectedEnd - a.expectedEnd || b.plannedEnd - a.plannedEnd || a.site.code.localeCompare(b.site.code))
    .slice(0, most)
}

/** The whole operation as one course: planned until the last site's end, expected to end with the last of them. */
export function whole(sites: readonly SiteRow[], now: number): { plannedEnd: number; earned: number; expectedEnd: number | null } {
  const courses = sites.map((s) => courseOf(s, now)).filter((c) => c !== null)
  const plannedEnd = Math.max(0, ...courses.map((c) => c.plannedEnd))
  const cells = sites.reduce((n, s) => n + s.cells, 0)
  const done = sites.reduce((n, s) => n + settled(s), 0)
  const open = courses.filter((c) => c.expectedEnd !== null)
  return { plannedEnd, earned: (plannedEnd * done) / Math.max(1, cells), expectedEnd: open.length === 0 ? null : Math.max(...open.map((c) => c.expectedEnd ?? 0)) }
}
