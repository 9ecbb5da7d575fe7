import type { ComponentChildren } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { type Resource, resource } from '../api/resource'
import { second } from '../time/clock'
import { formatAge } from '../time/hour'
import { say } from '../words/words'
import { FaultNote, Waiting } from './Notices'

/** A resource that lives as long as the component, read once and again whenever one of `of` changes. */
export function useResource<T>(read: (abort: AbortSignal) => Promise<T>, of: readonly unknown[]): Resource<T> {
  const made = useMemo(() => resource(read), of)
  useEffect(() => {
    void made.reload()
    return () => made.stop()
  }, [made])
  return made
}

interface ShownProperties<T> {
  readonly of: Resource<T>
  readonly children: (data: T) => ComponentChildren
  readonly ticker?: () => number
}

/** What a resource has come to: awaited, refused, there, or there and no longer fresh (then what was read stays, with its age and why). */
export function Shown<T>({ of, children, ticker = () => performance.now() }: ShownProperties<T>) {
  const { data, fault, readAt, waitingSince } = of.known.value
  if (data === null) {
    return fault === null ? <Waiting since={waitingSince ?? ticker()} ticker={ticker} /> : <FaultNote fault={fault} retry={() => void of.reload()} />
  }
  if (fault !== null) second.value // the age grows
  return (
    <>
      {fault !== null && (
        <FaultNote fault={fault} retry={() => void of.reload()}>
          <span class="quiet">{say('shown.stale', { age: formatAge((ticker() - readAt) / 1000) })}</span>
        </FaultNote>
      )}
      {children(data)}
    </>
  )
}
