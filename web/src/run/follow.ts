import { useEffect, useMemo, useRef } from 'preact/hooks'
import { changedBy, coalesce, openStream } from '../api/stream'

/** What a poke of the stream may name: it says that there is something new to be read, and nothing of it (openapi: streamDraft). */
export type Changed = 'operation' | 'brakes' | 'checklists' | 'openings' | 'readings'

/** One stream for all parts of a page: a person may follow an operation in so many windows only. */
export interface Followed {
  /** Calls act when one of these has changed, and when the stream was lost for a while. Gives what ends it. */
  on(kinds: readonly Changed[], act: () => void): () => void
  /** Opens the stream; gives what closes it. */
  start(): () => void
}

export function follow(operation: string, get: typeof fetch = fetch): Followed {
  const all = new Set<{ readonly kinds: readonly string[]; readonly act: () => void }>()
  return {
    on(kinds, act) {
      const one = { kinds, act }
      all.add(one)
      return () => void all.delete(one)
    },
    start() {
      let first = true
      const live = openStream({
        url: `/v1/operations/${operation}/draft-stream`,
        fetch: get,
        // The first opening tells nothing that was not just read; a later one follows a loss.
        onOpen: () => {
          if (!first) for (const { act } of all) act()
          first = false
        },
        onPoke: (data) => {
          const changed = changedBy(data)
          for (const { kinds, act } of all) if (kinds.some((kind) => changed.has(kind))) act()
        },
      })
      return () => live.close()
    },
  }
}

/** The stream of an operation for as long as a page stands. */
export function useFollowed(operation: string): Followed {
  const followed = useMemo(() => follow(operation, (...asked) => fetch(...asked)), [operation])
  useEffect(() => followed.start(), [followed])
  return followed
}

/** Reads again when something has changed, at most once in so many milliseconds. */
export function useChanged(followed: Followed, kinds: readonly Changed[], read: () => void, span = 1000): void {
  const now = useRef(read)
  now.current = read
  useEffect(() => followed.on(kinds, coalesce(() => now.current(), span)), [followed])
}
