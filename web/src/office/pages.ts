import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { type Resource, resource } from '../api/resource'

export interface Paged<T> {
  readonly items: readonly T[]
  readonly next?: string | undefined
}

/** A list that is read page by page. */
export interface Pages<T> extends Resource<Paged<T>> {
  /** Reads the next page and puts it below those that are there. */
  more(): void
}

/**
 * A list that is read page by page, from its beginning whenever one of `of` changes. What was read stays on the screen until
 * the answer is there: while somebody types a search, the list does not flicker.
 */
export function usePages<T>(page: (cursor: { cursor?: string }, abort: AbortSignal) => Promise<Paged<T>>, of: readonly unknown[]): Pages<T> {
  const read = useRef(page)
  read.current = page
  const list = useMemo(() => paged((cursor, abort) => read.current(cursor, abort)), [])
  useEffect(() => void list.reload(), of)
  useEffect(() => () => list.stop(), [list])
  return list
}

/** The same without a component. */
export function paged<T>(page: (cursor: { cursor?: string }, abort: AbortSignal) => Promise<Paged<T>>): Pages<T> {
  let from: { before: readonly T[]; cursor: { cursor?: string } } = { before: [], cursor: {} }
  const made = resource<Paged<T>>(async (abort) => {
    const { before, cursor } = from // a search begun meanwhile must not be put below this page's beginning
    const answer = await page(cursor, abort)
    return { items: [...before, ...answer.items], next: answer.next === '' ? undefined : answer.next }
  })
  return {
    ...made,
    reload() {
      from = { before: [], cursor: {} }
      return made.reload()
    },
    more() {
      const { data, waitingSince } = made.known.value
      if (data?.next === undefined || waitingSince !== null) return
      from = { before: data.items, cursor: { cursor: data.next } }
      void made.reload()
    },
  }
}

/** How long somebody must have stopped typing before the server is asked, milliseconds. */
const pause = 300

/** A text once it has stopped changing. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pause)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

/** Every item of a list that comes in pages, for choices; a list of thousands is searched instead. */
export async function whole<T>(page: (cursor: { cursor?: string }) => Promise<{ items: readonly T[]; next?: string | undefined }>): Promise<T[]> {
  const found: T[] = []
  for (let cursor: { cursor?: string } = {}; ; ) {
    const answer = await page(cursor)
    found.push(...answer.items)
    if (answer.next === undefined || answer.next === '') return found
    cursor = { cursor: answer.next }
  }
}
