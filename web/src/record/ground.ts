import type { ReadonlySignal } from '@preact/signals'
import { effect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Resource } from '../api/resource'
import { coalesce } from '../api/stream'
import { useResource } from '../parts/Shown'
import type { OperationClock } from '../time/clock'

/** What every page of a record stands on. */
export interface Ground {
  readonly operation: string
  /** The operation's address: what is below it begins with it. */
  readonly base: string
  readonly hHour: string | undefined
  readonly clock: OperationClock
  /** Counts up whenever something may have changed. */
  readonly pulse: ReadonlySignal<number>
  readonly zoneOf: (site: string) => string
  readonly siteName: (site: string) => string
}

/** At most one reading of a page in this many milliseconds, however much happens: a page of a record is read, not watched. */
const span = 3000

/** A resource that is read again whenever something may have changed. */
export function useFollowed<T>(pulse: ReadonlySignal<number>, read: (abort: AbortSignal) => Promise<T>, of: readonly unknown[]): Resource<T> {
  const made = useResource(read, of)
  useEffect(() => {
    let first = true
    const again = coalesce(() => void made.reload(), span)
    return effect(() => {
      pulse.value // each count
      if (!first) again()
      first = false
    })
  }, [made, pulse])
  return made
}
