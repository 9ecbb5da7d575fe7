import type { components } from '../api/schema'

export type Operation = components['schemas']['Operation']

/** What every page of a coordinator's operation has before it. */
export interface Desk {
  readonly operation: Operation
  /** Why the plan is read in this sitting; it goes with every reading into the audit. */
  readonly reason: string
  /** Reads the operation again, after an act that changed its state. */
  reload(): void
}

/** The header that gives the reason of a reading, percent-encoded as the contract asks. */
export function reasonOf(desk: Pick<Desk, 'reason'>): { 'X-Reason': string } {
  return { 'X-Reason': encodeURIComponent(desk.reason) }
}
