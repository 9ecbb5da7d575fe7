import type { Signal } from '@preact/signals'
import { coalesce, openStream } from '../api/stream'
import type { Desk } from '../operation/desk'
import { readSite } from './read'
import { hear, type Work } from './work'

/** At most one reading in so many milliseconds, however often drafts are saved. */
const span = 2000

/** Whether pokes say that drafts have changed; they name what has, and nothing of it. */
export function toldOf(what: string, pokes: readonly string[]): boolean {
  return pokes.some((data) => {
    try {
      const { changed } = JSON.parse(data) as { changed?: unknown }
      return Array.isArray(changed) && changed.includes(what)
    } catch {
      return false
    }
  })
}

/** Calls `act` whenever drafts or waivers of the operation have changed, and after each loss of the stream. The returned function ends it. */
export function onDrafts(desk: Desk, act: () => void): () => void {
  const go = coalesce(act, span)
  const live = openStream({
    url: `/v1/operations/${desk.operation.id}/draft-stream`,
    onOpen: go,
    onPoke: (data) => {
      if (toldOf('drafts', data) || toldOf('waivers', data)) go()
    },
  })
  return () => live.close()
}

/**
 * Keeps the work on a site at what others save while one works. A reading that fails is made up for by the next poke, and at the latest
 * by saving, which the server refuses then. `strangers` is called when a team has an officer whom this page does not know.
 */
export function listen(desk: Desk, work: () => Signal<Work>, known: (officer: string) => boolean, strangers: () => void): () => void {
  let over = false
  const look = async (): Promise<void> => {
    const before = work()
    const theirs = await readSite(desk, before.value.base.establishment).catch(() => null)
    if (over || theirs === null) return
    hear(work(), theirs)
    if (theirs.draft.teams.some((t) => t.officers.some((o) => !known(o.id)))) strangers()
  }
  const end = onDrafts(desk, () => void look())
  return () => {
    over = true
    end()
  }
}
