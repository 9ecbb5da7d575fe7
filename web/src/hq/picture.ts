import type { components } from '../api/schema'
import type { State } from '../parts/StateMark'

/** All that headquarters shows, at one position of the journal. */
export type Picture = components['schemas']['Progress']
export type SiteRow = components['schemas']['SiteProgress']
export type Seizures = Picture['seizures']
export type Tally = components['schemas']['Count']
export type TabletRow = components['schemas']['TabletLoad']
export type Need = components['schemas']['Need']
export type EventRow = components['schemas']['Event']
export type Funnel = Picture['funnel']

const marks: Readonly<Record<string, State>> = { planned: 'planned', started: 'started', clear: 'clear', find: 'find', not_executed: 'not_executed' }

/** The mark of a site: what it has come to as a whole. A word that this page does not know yet is drawn as planned and still said in words. */
export function siteMark(site: Pick<SiteRow, 'state'>): State {
  return marks[site.state] ?? 'planned'
}

/** The parts of a funnel that are drawn as one bar; they add up to what was authorised, or to what was planned if that is more. */
export function parts(f: Funnel): { clear: number; find: number; started: number; notExecuted: number; waiting: number; unplanned: number } {
  const under = Math.max(0, f.started - f.doneClear - f.doneFind)
  const settled = f.doneClear + f.doneFind + under + f.notExecuted
  return {
    clear: f.doneClear, find: f.doneFind, started: under, notExecuted: f.notExecuted,
    waiting: Math.max(0, f.planned - settled), unplanned: Math.max(0, f.authorised - Math.max(f.planned, settled)),
  }
}
