import { localTime } from '../time/local'

const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** The time of day of an instant as the tablet's own clock shows it, "06:12": where the tablet is, the site is. */
export const clockTime = (at: string | number): string => localTime(at, zone())
