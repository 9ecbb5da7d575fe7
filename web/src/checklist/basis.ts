import type { Labels } from './template'

/** What the gate reads of a legal basis (docs/checklist.md, Legal basis; openapi/templates/legal-basis.v1.json). */
export interface Basis {
  readonly kind: string
  readonly presence: string
  readonly signers: readonly string[]
  /** Those that are demanded: none when it is empty, all when there is no list. */
  readonly sections?: readonly string[] | null
  readonly documents?: readonly Document[]
  readonly hours: Hours | null
}

/** The sections that a search under a basis is asked for, as the engine is told them: undefined for all, without a basis or a list of its own. */
export const demandedBy = (basis: Basis | undefined): readonly string[] | undefined => basis?.sections ?? undefined

/** A paper that is shown, handed over or made. */
export interface Document {
  readonly code: string
  readonly labels: Labels
  /** always, find, seized */
  readonly when: string
}

/** Local times of day of the site, HH:MM, both included, at which a search may begin. */
export interface Hours {
  readonly from: string
  readonly to: string
  readonly days?: readonly string[]
  readonly exceptions?: readonly Exception[]
}

/** Another window on a date or on days of the week; without from and to none. */
export interface Exception {
  readonly date?: string
  readonly days?: readonly string[]
  readonly from?: string
  readonly to?: string
}

/** A moment as a clock on the wall and a calendar show it. */
export interface LocalTime {
  readonly date: string
  /** mon … sun */
  readonly day: string
  /** HH:MM:SS.mmm */
  readonly clock: string
}

/** What clock and calendar show at an instant in a time zone (IANA); null without an instant, or in a zone that nobody knows. */
export function localTime(instant: number, timeZone: string): LocalTime | null {
  if (Number.isNaN(instant) || timeZone === '') return null
  let parts: Map<string, string>
  try {
    const options = { timeZone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
    parts = new Map(new Intl.DateTimeFormat('en-GB', options).formatToParts(instant).map(({ type, value }) => [type, value]))
  } catch {
    return null // a RangeError: there is no such zone
  }
  const of = (type: string): string => parts.get(type) ?? ''
  const ms = String(((instant % 1000) + 1000) % 1000).padStart(3, '0')
  const clock = `${of('hour')}:${of('minute')}:${of('second')}.${ms}`
  return { date: `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`, day: of('weekday').toLowerCase(), clock }
}

/** Whether a search may begin then. The first exception that names the day takes the place of the rest. */
export function allows(hours: Hours | null, local: LocalTime): boolean {
  if (hours === null) return true
  const exception = hours.exceptions?.find((x) => x.date === local.date || (x.days ?? []).includes(local.day))
  if (exception !== undefined) return isWithin(local.clock, exception.from, exception.to)
  const isDay = (hours.days ?? []).length === 0 || (hours.days ?? []).includes(local.day)
  return isDay && isWithin(local.clock, hours.from, hours.to)
}

const isWithin = (clock: string, from = '', to = ''): boolean => from !== '' && clock >= `${from}:00.000` && clock <= `${to}:00.000`
