/*
 * Text as docs/checklist.md counts it: by code points. JavaScript's length, order and trim go by UTF-16 units and by a
 * list of blanks of their own, and the other implementation has neither.
 */

/** How many code points a text has; half of a surrogate pair is one. */
export function codePoints(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const next = text.charCodeAt(i + 1)
    if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) i++
    count++
  }
  return count
}

/** Whether all of its code points have the Unicode property White_Space. */
export const isBlank = (text: string): boolean => /^\p{White_Space}*$/u.test(text)

/** Orders texts by code point. Where two differ first, units order as code points do, but for those of surrogate pairs. */
export function byCodePoint(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const high = isSurrogate(x)
    if (high !== isSurrogate(y)) return high ? 1 : -1
    return x - y
  }
  return a.length - b.length
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xe000

/** The texts once each, by code point. */
export const inOrder = (texts: Iterable<string>): string[] => [...new Set(texts)].sort(byCodePoint)
