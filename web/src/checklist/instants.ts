/** Whether the text is YYYY-MM-DDThh:mm:ss.mmmZ of a day that exists, of the years 0000 to 9999, before 24:00:00. */
export const isInstant = (text: string): boolean => instantOf(text) !== null

/** The whole minutes from one instant to another, rounded down; null when one is none, or the second is before the first. */
export function minutesBetween(from: string, to: string): number | null {
  const [a, b] = [instantOf(from), instantOf(to)]
  return a === null || b === null || b < a ? null : Math.floor((b - a) / 60000)
}

/** Milliseconds since a day that is the same for all; Date would take the years 0 to 99 for those of the twentieth century. */
function instantOf(text: string): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z$/.exec(text)?.slice(1).map(Number)
  if (parts === undefined) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = parts
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month) || hour > 23 || minute > 59 || second > 59) return null
  return (((daysBefore(year, month) + day) * 24 + hour) * 60 + minute) * 60000 + second * 1000 + ms
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const daysOf = (year: number, month: number): number => (month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31)

function daysBefore(year: number, month: number): number {
  const years = year === 0 ? 0 : 365 * year + 1 + Math.floor((year - 1) / 4) - Math.floor((year - 1) / 100) + Math.floor((year - 1) / 400)
  let days = years
  for (let m = 1; m < month; m++) days += daysOf(year, m)
  return days
}
