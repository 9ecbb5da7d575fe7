import type { Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { changedBy, coalesce, openStream } from '../api/stream'
import type { Desk } from '../operation/desk'
import { hear, type Work } from './work'

/** At most one reading in so many milliseconds, however often drafts are saved: each reading of the plan is kept in the audit. */
const span = 2000

/** What may have changed beside what one is looking at; a poke names it, and nothing of it. */
export type Changed = 'drafts' | 'plans' | 'waivers' | 'operation'

const all: ReadonlySet<string> = new Set<Changed>(['drafts', 'plans', 'waivers', 'operation'])

/** Calls `act` with what has changed in the operation's preparation; after a loss of the stream anything may have. The returned function ends it. */
export function onDrafts(desk: Desk, act: (changed: ReadonlySet<string>) => void): () => void {
  let waiting = new Set<string>()
  const go = coalesce(() => {
    const told = waiting
    waiting = new Set()
    act(told)
  }, span)
  const tell = (changed: Iterable<string>): void => {
    for (const what of changed) if (all.has(what)) waiting.add(what) // who read the plan, say, changes nothing here
    if (waiting.size > 0) go()
  }
  let first = true
  const live = openStream({
    url: `/v1/operations/${desk.operation.id}/draft-stream`,
    // The first opening tells nothing that was not just read; a later one follows a loss.
    onOpen: () => {
      if (!first) tell(all)
      first = false
    },
    onPoke: (data) => tell(changedBy(data)),
  })
  return () => live.close()
}

const moment = (): Promise<void> => new Promise((go) => setTimeout(go, 300))

/**
 * Keeps a draft at what others save while its page is open. A reading that fails is made up for by the next poke, and at the latest by
 * saving, which the server refuses then. `heard` is called with each version of another, `around` when what stands beside the draft may have changed.
 */
export function useOthers<D>(desk: Desk, work: Signal<Work<D>>, { heard, around }: { heard?: (theirs: D) => void; around?: () => void }): void {
  const now = useRef({ work, heard, around, reload: desk.reload })
  now.current = { work, heard, around, reload: desk.reload }
  useEffect(() => {
    let over = false
    const look = async (): Promise<void> => {
      const { kind, mine } = now.current.work.value
      const theirs = await kind.read(desk, mine).catch(() => null)
      while (!over && now.current.work.value.saving) await moment() // one's own saving is not another's
      if (over || theirs === null) return
      hear(now.current.work, theirs)
      now.current.heard?.(theirs.draft)
    }
    const end = onDrafts(desk, (changed) => {
      if (changed.has('drafts')) void look()
      if (changed.has('drafts') || changed.has('plans') || changed.has('waivers')) now.current.around?.()
      if (changed.has('operation')) now.current.reload()
    })
    return () => {
      over = true
      end()
    }
  }, [desk.operation.id, desk.reason])
}
