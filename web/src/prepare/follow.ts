import type { Signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { changedBy, coalesce, openStream } from '../api/stream'
import type { Desk } from '../operation/desk'
import { hear, type Work } from './work'

/** At most one reading in so many milliseconds, however often one is poked: each reading of the plan is kept in the audit. */
const span = 1500

/** Keeps a draft at what others save while its page is open. `around` reads what stands beside it: sites, versions of the plan. */
export function useOthers<D>(desk: Desk, work: Signal<Work<D>>, around: () => void): void {
  useEffect(() => {
    const listen = coalesce(() => {
      hear(desk, work).catch(() => undefined) // what cannot be read now is met at the saving
      around()
    }, span)
    const beside = coalesce(around, span)
    const again = coalesce(() => desk.reload(), span)
    let first = true
    const live = openStream({
      url: `/v1/operations/${desk.operation.id}/draft-stream`,
      // The first opening tells nothing that was not just read; a later one follows a loss in which anything may have changed.
      onOpen: () => {
        if (!first) listen()
        first = false
      },
      onPoke: (data) => {
        const changed = changedBy(data)
        if (changed.has('drafts')) listen()
        if (changed.has('plans')) beside()
        if (changed.has('operation')) again()
      },
    })
    return () => live.close()
  }, [desk.operation.id, desk.reason, work])
}
