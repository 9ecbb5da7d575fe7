import { instantOf, wallTime } from '../time/local'
import type { Authorisation, CellRef, OperationDraft, SiteDraft, Target } from './types'

/** A stretch of whole minutes after H in which a search may lie. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** As far as a plan reaches, where nothing else ends it (planner.MaxInteger): minutes. */
const farthest = 1_000_000

export const cellKey = ({ establishment, location }: CellRef): string => `${establishment}/${location}`

const within = (a: Stretch, b: Stretch): Stretch => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) })
const minutesUp = (ms: number): number => Math.ceil(ms / 60_000)
const minutesDown = (ms: number): number => Math.floor(ms / 60_000)

/** Gives, by the days after H's own, when an authorisation with hours is open at a zone; each is reckoned once, as Intl is slow and cells are many. */
export type Opening = (day: number) => Stretch

export function opening(a: Authorisation, hour: number, zone: string): Opening {
  const today = Date.parse(`${wallTime(hour, zone).slice(0, 10)}T00:00Z`)
  const known = new Map<number, Stretch>()
  const at = (day: number, clock: string): number => Date.parse(instantOf(`${new Date(today + day * 86_400_000).toISOString().slice(0, 10)}T${clock}`, zone))
  return (day) => {
    const found = known.get(day)
    if (found !== undefined) return found
    const from = at(day, a.hoursFrom ?? '')
    const same = at(day, a.hoursTo ?? '')
    const to = same > from ? same : at(day + 1, a.hoursTo ?? '') // hours over midnight
    const made = { from: minutesUp(from - hour), to: minutesDown(to - hour) }
    known.set(day, made)
    return made
  }
}

/** The validity of an authorisation, in minutes after H. */
export function validity(a: Authorisation, hour: number): Stretch {
  return { from: minutesUp(Date.parse(a.validFrom) - hour), to: minutesDown(Date.parse(a.validTo) - hour) }
}

/**
 * The first part of a cell's own window in which an authorisation lets the whole search lie, null for none (planner/draft/window.go, which
 * has the last word: a cell without one is not planned).
 */
export function allowed(a: Authorisation, cell: Target, hour: number, open: Opening): Stretch | null {
  const own = { from: cell.windowFrom ?? 0, to: (cell.windowTo ?? 0) === 0 ? farthest : (cell.windowTo ?? 0) }
  const need = Math.min(cell.duration, own.to - own.from)
  const valid = within(validity(a, hour), own)
  if ((a.hoursFrom ?? '') === '') return valid.to - valid.from >= need ? valid : null
  for (let day = -1; ; day++) { // hours over midnight began the day before
    const hours = open(day)
    if (hours.from > valid.to) return null
    const found = within(hours, valid)
    if (found.to - found.from >= need) return found
  }
}

/** How a cell stands: no authorisation covers it, those that do never let it be searched, or not from its first minute on; or all is well. */
export type Standing = 'none' | 'never' | 'late' | 'well'

export interface Covered {
  readonly site: string
  readonly cell: Target
  readonly standing: Standing
  /** Those that cover it, allowed or not. */
  readonly by: readonly Authorisation[]
  /** Minutes after H from which on it may be searched; of "late" and "well" alone. */
  readonly from: number
}

interface Around {
  /** Time zones of establishments, by their ids. */
  readonly zones: ReadonlyMap<string, string>
}

/** How each cell of the operation stands with its authorisations; without H it is only known whether one covers it. What is left out by hand, or in no known cell, is not asked about. */
export function coverage(draft: OperationDraft, sites: readonly SiteDraft[], { zones }: Around): Covered[] {
  const byCell = new Map<string, Authorisation[]>()
  const byPerson = new Map<string, Authorisation[]>()
  const put = (map: Map<string, Authorisation[]>, key: string, a: Authorisation): void => {
    const list = map.get(key)
    if (list === undefined) map.set(key, [a])
    else list.push(a)
  }
  for (const a of draft.authorisations) {
    for (const t of a.targets) put(byCell, cellKey(t), a)
    for (const n of a.persons ?? []) put(byPerson, n, a)
  }
  const out = new Set((draft.leftOut ?? []).map((l) => cellKey(l.cell)))
  const hour = draft.hHour === undefined ? null : Date.parse(draft.hHour)
  const openings = new Map<string, Opening>()
  const open = (a: Authorisation, zone: string): Opening => {
    const key = `${a.id} ${zone}`
    const made = openings.get(key) ?? opening(a, hour ?? 0, zone)
    openings.set(key, made)
    return made
  }
  return sites.flatMap(({ establishment, cells }) => cells.flatMap((cell): Covered[] => {
    if (cell.location === undefined || out.has(`${establishment}/${cell.location}`)) return []
    const by = [...new Set([...(byCell.get(`${establishment}/${cell.location}`) ?? []), ...(cell.persons ?? []).flatMap((n) => byPerson.get(n) ?? [])])]
    if (by.length === 0) return [{ site: establishment, cell, standing: 'none', by, from: 0 }]
    if (hour === null) return [{ site: establishment, cell, standing: 'well', by, from: 0 }]
    const zone = zones.get(establishment) ?? 'UTC'
    const stretches = by.flatMap((a) => allowed(a, cell, hour, open(a, zone)) ?? [])
    if (stretches.length === 0) return [{ site: establishment, cell, standing: 'never', by, from: 0 }]
    const from = Math.min(...stretches.map((s) => s.from))
    return [{ site: establishment, cell, standing: from > (cell.windowFrom ?? 0) ? 'late' : 'well', by, from }]
  }))
}

/** What an authorisation is about: its sites, the cells of the operation that it covers, and persons whom no target names. */
export interface Reach {
  readonly sites: readonly string[]
  readonly cells: number
  /** Named by it and not searched in this operation: mostly a slip, or a cell that was taken out. */
  readonly idle: number
  readonly nobody: readonly string[]
}

export function reach(a: Authorisation, covered: readonly Covered[], sites: readonly SiteDraft[]): Reach {
  const mine = covered.filter((c) => c.by.includes(a))
  const hit = new Set(mine.map((c) => `${c.site}/${c.cell.location}`))
  const persons = new Set(sites.flatMap((s) => s.cells.flatMap((c) => c.persons ?? [])))
  return {
    sites: [...new Set([...mine.map((c) => c.site), ...a.targets.map((t) => t.establishment)])],
    cells: hit.size, idle: a.targets.filter((t) => !hit.has(cellKey(t))).length, nobody: (a.persons ?? []).filter((n) => !persons.has(n)),
  }
}

/** How near H an authorisation's end counts as near: a long operation's length, minutes. */
export const near = 480

/** How an authorisation stands at H, with the minutes from H until it begins or ends where that is what matters. */
export type Term = { readonly is: 'noHour' | 'well' } | { readonly is: 'notYet' | 'over' | 'ends' | 'closed'; readonly minutes: number }

/** Whether it is valid at H, ends soon after, or its hours are not open then at one of its sites (`zones`). */
export function term(a: Authorisation, hHour: string | undefined, zones: readonly string[]): Term {
  if (hHour === undefined) return { is: 'noHour' }
  const hour = Date.parse(hHour)
  const valid = validity(a, hour)
  if (valid.from > 0) return { is: 'notYet', minutes: valid.from }
  if (valid.to <= 0) return { is: 'over', minutes: valid.to }
  if ((a.hoursFrom ?? '') !== '') {
    const waits = zones.map((zone) => {
      const open = opening(a, hour, zone)
      const days = [open(-1), open(0), open(1)]
      return days.some((d) => d.from <= 0 && d.to > 0) ? 0 : (days.find((d) => d.from > 0)?.from ?? 0)
    })
    const longest = Math.max(0, ...waits)
    if (longest > 0) return { is: 'closed', minutes: longest }
  }
  return valid.to <= near ? { is: 'ends', minutes: valid.to } : { is: 'well' }
}
