/** Minutes from H to at, both in milliseconds since 1970; negative before H, whole minutes towards the past. */
export function minutesFromHour(at: number, hour: number): number {
  return Math.floor((at - hour) / 60_000)
}

const pad = (n: number): string => String(n).padStart(2, '0')

/**
 * Writes minutes from H as the field says it: "H+02:15", "H−00:45". More than two days away it counts days,
 * "H−4 d 06:12", with dayUnit the letter for a day in the reader's language.
 */
export function formatHour(minutes: number, dayUnit = 'd'): string {
  const sign = minutes < 0 ? '−' : '+'
  const total = Math.abs(Math.trunc(minutes))
  const days = Math.floor(total / 1440)
  const clock = (m: number): string => `${pad(Math.floor(m / 60))}:${pad(m % 60)}`
  return days < 2 ? `H${sign}${clock(total)}` : `H${sign}${days} ${dayUnit} ${clock(total % 1440)}`
}

/** Writes a length of time in minutes as "45 min" or "2 h 05 min". */
export function formatMinutes(minutes: number): string {
  const total = Math.round(minutes)
  if (Math.abs(total) < 60) return `${total} min`
  return `${Math.trunc(total / 60)} h ${pad(Math.abs(total % 60))} min`
}

/** Writes an age in seconds as "4 s", "2 min 10 s" or "1 h 05 min". */
export function formatAge(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds))
  if (total < 60) return `${total} s`
  if (total < 3600) return `${Math.floor(total / 60)} min ${pad(total % 60)} s`
  return formatMinutes(total / 60)
}

/** Chooses the minutes at which an axis from first to last gets a mark: at most `most` of them, at round distances. */
export function axisMarks(first: number, last: number, most = 12): number[] {
  const span = Math.max(1, last - first)
  const distance = [5, 10, 15, 30, 60, 120, 240, 480, 1440].find((d) => span / d <= most) ?? 1440 * Math.ceil(span / 1440 / most)
  const marks: number[] = []
  for (let m = Math.ceil(first / distance) * distance; m <= last; m += distance) marks.push(m)
  return marks
}
