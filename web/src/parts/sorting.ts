/** What a row is worth in a column: numbers sort as numbers, words by the language's rules, null always last. */
export type Worth = number | string | null

export interface Sorting {
  readonly column: string
  readonly down: boolean
}

/** Sorts rows by a column's worth without changing their order where it is equal. */
export function sorted<T>(rows: readonly T[], worth: (row: T) => Worth, down: boolean, locale: string): T[] {
  const words = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  return [...rows].sort((a, b) => {
    const x = worth(a)
    const y = worth(b)
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : words.compare(String(x), String(y))
    return down ? -order : order
  })
}

/** The sorting after a column's head was pressed: a new column starts in its own direction, the same one turns round. */
export function pressed(sorting: Sorting, column: string, startsDown: boolean): Sorting {
  return sorting.column === column ? { column, down: !sorting.down } : { column, down: startsDown }
}
