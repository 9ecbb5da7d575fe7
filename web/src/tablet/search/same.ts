import type { Answer } from '../../checklist/sheet'
import type { Judged, View } from './model'

/* What is made anew at each answer is handed on only where it says something else: then nothing that hangs on it is made anew. */

/** Gives the value that was there before when the new one says the same: what hangs on it is not made anew. */
export function steady<T>(make: () => T, key: (made: T) => string): () => T {
  let before: { readonly made: T; readonly key: string } | null = null
  return () => {
    const made = make()
    const now = key(made)
    if (before?.key !== now) before = { made, key: now }
    return before.made
  }
}

/** The same, by comparing. */
export function unchanged<T>(make: () => T, same: (before: T, now: T) => boolean): () => T {
  let before: { readonly made: T } | null = null
  return () => {
    const made = make()
    if (before === null || !same(before.made, made)) before = { made }
    return before.made
  }
}

const isSame = (a: unknown, b: unknown): boolean => a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))

/** Whether two views of a question show the same. Compared member by member: there are hundreds at each tap, and few have lists. */
export function isSameView(a: View | undefined, b: View | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  const plain = a.node === b.node && a.relevant === b.relevant && a.required === b.required && a.answered === b.answered && a.comment === b.comment && a.number === b.number && a.state === b.state
  return plain && isSame(a.value, b.value) && isSame(a.suggestion, b.suggestion) && isSameList(a.photos, b.photos, (x) => x) && isSameList(a.offered, b.offered, (x) => x) && isSameList(a.problems, b.problems, (p) => p.code + p.message.en) && isSameList(a.contested, b.contested, (x) => x.entry)
}

/** Whether two evaluations of an instance say the same. */
export const isSameJudged = (a: Judged, b: Judged): boolean =>
  (a.instance === b.instance && a.problems.length === 0 && b.problems.length === 0) ||
  (a.instance.relevant === b.instance.relevant && a.instance.required === b.instance.required && a.instance.answered === b.instance.answered &&
  isSame(a.instance.value, b.instance.value) && isSame(a.instance.suggestion, b.instance.suggestion) && isSameList(a.problems, b.problems, (p) => p.code + p.message.en))

/** Whether two lists hold the same answers in the same order. */
export const isSameAnswers = (a: readonly Answer[], b: readonly Answer[]): boolean => a.length === b.length && a.every((x, i) => isSame(x, b[i]))

const isSameList = <T>(a: readonly T[], b: readonly T[], of: (member: T) => string): boolean => a === b || (a.length === b.length && a.every((x, i) => of(x) === of(b[i] as T)))
