import { limits } from '../text'

/** Ranges of seqs, both ends included, ascending, apart by at least one absent seq. */
export type Spans = readonly (readonly [from: number, to: number])[]

/** Gathers seqs, in any order and with repeats. */
export function spansOf(seqs: Iterable<number>): Spans {
  const spans: [number, number][] = []
  for (const seq of [...seqs].sort((a, b) => a - b)) {
    const last = spans.at(-1)
    if (last !== undefined && seq <= last[1] + 1) last[1] = Math.max(last[1], seq)
    else spans.push([seq, seq])
  }
  return spans
}

/** The greatest n with 1 … n present, 0 for none. */
export const ackSeq = (present: Spans): number => (present[0]?.[0] === 1 ? present[0][1] : 0)

/** The absent ranges up to the greatest of the head's seq and any present seq, lowest first; more says that there are others. */
export function missing(present: Spans, head: number): { ranges: Spans; more: boolean } {
  const ranges: [number, number][] = []
  let next = 1
  for (const [from, to] of [...present, [head + 1, head + 1] as const]) {
    if (from > next) {
      if (ranges.length === limits.missing) return { ranges, more: true }
      ranges.push([next, from - 1])
    }
    next = Math.max(next, to + 1)
  }
  return { ranges, more: false }
}
