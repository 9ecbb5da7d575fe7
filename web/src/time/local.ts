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

/** The time zone of this screen, for instants that belong to no site. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
