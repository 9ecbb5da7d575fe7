import { locale } from '../words/words'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making an Intl format costs some 50 microseconds, and a page of 66 sites asks for hundreds a second: each is made once. */
function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale.value}|${zone}|${JSON.stringify(options)}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(locale.value, { ...options, timeZone: zone })
  formats.set(key, made)
  return made
}

/** The hour and minute of an instant where the site is, "06:15". */
export function localTime(at: number | string, zone: string): string {
  return format(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))
}

/** The same with seconds, "06:15:42". */
export function localSeconds(at: number | string, zone: string): string {
  return format(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(at))
}

/** Day and time with the name of the time zone, "Wed 20 May 2026, 06:00 CEST". */
export function localDay(at: number | string, zone: string): string {
  return format(zone, {
    weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short',
  }).format(new Date(at))
}

/** The hour and minute on the day of another instant, else the date too: "06:15", "20 May, 06:15". */
export function localNear(at: number | string, zone: string, near: number): string {
  const day = (of: number | string): string => wallTime(of, zone).slice(0, 10)
  return day(at) === day(near) ? localTime(at, zone) : format(zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))
}

/** The time zone of this screen, for instants that belong to no site. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

const parts = (at: number, zone: string): Record<string, number> => {
  // Not in the reader's language: these are read by a machine.
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  return Object.fromEntries(made.formatToParts(new Date(at)).map((p) => [p.type, Number(p.value)]))
}

const pad = (n: number | undefined, length = 2): string => String(n ?? 0).padStart(length, '0')

/** The wall clock of a zone at an instant as a field of type datetime-local takes it, "2026-05-20T06:00". */
export function wallTime(at: number | string, zone: string): string {
  const p = parts(new Date(at).getTime(), zone)
  return `${pad(p.year, 4)}-${pad(p.month)}-${pad(p.day)}T${pad(p.hour)}:${pad(p.minute)}`
}

/**
 * The instant, in UTC, at which a zone's wall clock shows what was typed ("2026-05-20T06:00"). An hour that is there twice (the
 * end of summer time) is its first; one that is left out is moved on by the hour that is lost.
 */
export function instantOf(wall: string, zone: string): string {
  const wanted = Date.parse(`${wall}Z`)
  const offset = (at: number): number => Date.parse(`${wallTime(at, zone)}Z`) - Math.floor(at / 60_000) * 60_000
  const earlier = wanted - offset(wanted - 86_400_000)
  const later = wanted - offset(wanted + 86_400_000)
  const found = [earlier, later].sort((a, b) => a - b).find((at) => Date.parse(`${wallTime(at, zone)}Z`) === wanted)
  return new Date(found ?? earlier).toISOString()
}
