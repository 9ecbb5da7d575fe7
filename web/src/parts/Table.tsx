import type { ComponentChildren } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { locale } from '../words/words'
import { useSight } from './sight'
import { pressed, sorted, type Sorting, type Worth } from './sorting'

export interface Column<T> {
  readonly name: string
  readonly title: ComponentChildren
  readonly cell: (row: T) => ComponentChildren
  /** What the column sorts by; without it, it does not. */
  readonly worth?: (row: T) => Worth
  readonly startsDown?: boolean
  readonly right?: boolean
}

interface TableProperties<T> {
  /** What the table is, for those who hear it. */
  readonly caption: string
  /** The first is the row's head. */
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly id: (row: T) => string
  /** Shown in place of a table without rows. */
  readonly empty: ComponentChildren
  readonly sort?: Sorting
  readonly chosen?: string | null
  /** Height of a row in pixels. With it only the rows in sight are drawn, so that 60,000 are as quick as 60; every row must then have it. */
  readonly rowHeight?: number
  readonly className?: string
}

/** A table that sorts by its heads. It stands in a box of its own that scrolls; its head stays. */
export function Table<T>({ caption, columns, rows, id, empty, sort, chosen = null, rowHeight, className = '' }: TableProperties<T>) {
  const [sorting, setSorting] = useState<Sorting>(sort ?? { column: '', down: false })
  const box = useRef<HTMLDivElement>(null)
  const inOrder = useMemo(() => {
    const worth = columns.find((c) => c.name === sorting.column)?.worth
    return worth === undefined ? rows : sorted(rows, worth, sorting.down, locale.value)
  }, [rows, columns, sorting, locale.value])
  const [from, to] = useSight(box, inOrder.length, rowHeight)
  if (rows.length === 0) return <>{empty}</>
  const gap = (n: number) => n > 0 && <tr aria-hidden="true" style={{ height: `${n * (rowHeight ?? 0)}px` }} />
  return (
    <div class={`table-box ${className}`} ref={box} tabIndex={0} role="group" aria-label={caption}>
      <table class="rows" aria-rowcount={rows.length + 1}>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.name} scope="col" class={c.right === true ? 'right' : ''} aria-sort={sorting.column !== c.name ? undefined : sorting.down ? 'descending' : 'ascending'}>
                {c.worth === undefined ? c.title : (
                  <button type="button" onClick={() => setSorting(pressed(sorting, c.name, c.startsDown ?? false))}>
                    {c.title}
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {gap(from)}
          {inOrder.slice(from, to).map((row, i) => (
            <tr key={id(row)} aria-rowindex={from + i + 2} aria-selected={chosen === null ? undefined : id(row) === chosen} style={rowHeight === undefined ? undefined : { height: `${rowHeight}px` }}>
              {columns.map((c, k) =>
                k === 0 ? (
                  <th key={c.name} scope="row">
                    {c.cell(row)}
                  </th>
                ) : (
                  <td key={c.name} class={c.right === true ? 'right number' : ''}>
                    {c.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
          {gap(inOrder.length - to)}
        </tbody>
      </table>
    </div>
  )
}
