import { figure, say } from '../words/words'

/** How many codes are told before the others are counted. */
const most = 8

/** The codes of sites in a sentence: the first of them, and how many more; a dash for none. */
export function codesOf(codes: readonly string[]): string {
  if (codes.length === 0) return '–'
  const first = codes.slice(0, most).join(', ')
  return codes.length <= most ? first : say('replan.sitesMore', { first, n: figure(codes.length - most) })
}
