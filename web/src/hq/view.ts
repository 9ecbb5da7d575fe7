import { signal } from '@preact/signals'
import { type Sorting, sorted, type Worth } from '../parts/sorting'
import type { Key } from '../words/words'
import type { SiteRow } from './picture'

/** After those that need a look come the sites with the most still to do. */
const order = ['not_executed', 'clear', 'find', 'started', 'planned']

/** How many searches of a site need nobody any more. */
export const settled = (s: Pick<SiteRow, 'doneClear' | 'doneFind' | 'notExecuted'>): number => s.doneClear + s.doneFind + s.notExecuted

/** Late and silent before all others, then the least advanced. */
function urgency(s: SiteRow): number {
  return (s.late ? 4 : 0) + (s.silent ? 2 : 0) + 1 - settled(s) / Math.max(1, s.cells)
}

export interface SiteColumn {
  readonly name: string
  readonly head: Key
  readonly worth: (site: SiteRow) => Worth
  readonly startsDown: boolean
  readonly right?: boolean
}

export const columns: readonly SiteColumn[] = [
  { name: 'state', head: 'site.state', worth: (s) => (s.late || s.silent ? 10 : order.indexOf(s.state)) + urgency(s) / 10, startsDown: true },
  { name: 'name', head: 'site.site', worth: (s) => s.code, startsDown: false },
  { name: 'progress', head: 'site.progress', worth: (s) => settled(s) / Math.max(1, s.cells), startsDown: false },
  { name: 'plan', head: 'site.plan', worth: (s) => s.plannedEnd ?? null, startsDown: true },
  { name: 'heard', head: 'site.heard', worth: (s) => (s.lastHeard === undefined ? null : Date.parse(s.lastHeard)), startsDown: false },
  { name: 'unsent', head: 'site.unsent', worth: (s) => s.tabletsNotEmpty * 1e6 + s.unsentEntries + s.unsentFiles, startsDown: true, right: true },
  { name: 'finds', head: 'site.finds', worth: (s) => s.finds, startsDown: true, right: true },
  { name: 'exposure', head: 'site.exposure', worth: (s) => s.exposure, startsDown: true, right: true },
]

/** What the sites can be filtered by. */
export const filters = ['late', 'silent', 'unsent', 'finds'] as const
export type Filter = (typeof filters)[number]

const tests: Readonly<Record<Filter, (s: SiteRow) => boolean>> = {
  late: (s) => s.late, silent: (s) => s.silent, unsent: (s) => s.tabletsNotEmpty > 0, finds: (s) => s.finds > 0,
}

/** Whether a site is of what was asked for; with several filters any of them is enough, with none every site is. */
export function fits(site: SiteRow, chosen: readonly Filter[]): boolean {
  return chosen.length === 0 || chosen.some((f) => tests[f](site))
}

export const countOf = (sites: readonly SiteRow[], filter: Filter): number => sites.filter(tests[filter]).length

/** How the sites are looked at in this window: it outlives a visit to one of them. */
export const sorting = signal<Sorting>({ column: 'state', down: true })
export const chosen = signal<readonly Filter[]>([])

/** Presses a filter, or lets it go. */
export function toggle(filter: Filter): void {
  chosen.value = chosen.value.includes(filter) ? chosen.value.filter((f) => f !== filter) : [...chosen.value, filter]
}

/** The sites as they are on the screen: filtered, and in its order. */
export function inView(sites: readonly SiteRow[], by: Sorting, only: readonly Filter[], locale: string): SiteRow[] {
  const column = columns.find((c) => c.name === by.column)
  const left = sites.filter((s) => fits(s, only))
  return column === undefined ? left : sorted(left, column.worth, by.down, locale)
}
