import type { Verdict } from '../answer'
import { utf8Length } from '../encoding'
import type { Entry } from '../entry'
import { limits } from '../text'

/** What the journal knows of a stream. */
export interface StreamState {
  readonly known: boolean
  readonly operation: string
  readonly sites: readonly string[]
  readonly revoked: boolean
  readonly closed: boolean
}

/** One entry that the journal holds. Several may share a seq. */
export interface Held {
  readonly seq: number
  readonly hash: string
  readonly prev: string
  readonly position: number
  readonly verdict: Verdict
  readonly code: string
}

/** An entry of a push whose signature has been looked at. */
export interface Candidate {
  readonly entry: Entry
  readonly hash: string
  readonly elementBytes: number
  readonly checked: boolean
  readonly verified: boolean
}

export interface Judgement {
  readonly verdict: Verdict
  readonly code: string
  readonly position: number // of a duplicate
  readonly duplicate: boolean
}

/** The verdict of one candidate from what is known of its stream and operation, and from nothing else (protocol, section 5). */
export function judge(state: StreamState, held: readonly Held[], c: Candidate): Judgement {
  const again = held.find((h) => h.seq === c.entry.seq && h.hash === c.hash)
  if (again !== undefined) return { verdict: again.verdict, code: again.code, position: again.position, duplicate: true }
  const told = (verdict: Verdict, code: string): Judgement => ({ verdict, code, position: 0, duplicate: false })
  const unverified = unverifiedCode(state, c)
  if (unverified !== '') return told('unverified', unverified)
  const quarantined = quarantineCode(state, c, forks(held, c))
  return quarantined === '' ? told('stored', '') : told('quarantined', quarantined)
}

function unverifiedCode(state: StreamState, { entry, checked, verified }: Candidate): string {
  if (!state.known) return 'unknown_stream'
  if (entry.operation !== state.operation) return 'wrong_stream'
  if (!checked) return 'not_checked'
  return verified ? '' : 'bad_signature'
}

function quarantineCode(state: StreamState, { entry, elementBytes }: Candidate, forked: boolean): string {
  if (forked) return 'seq_fork'
  if (state.revoked) return 'tablet_revoked'
  if (state.closed) return 'operation_closed'
  if (entry.site !== '' && !state.sites.includes(entry.site)) return 'out_of_scope'
  return elementBytes > limits.entry || utf8Length(entry.body) > limits.body ? 'too_large' : ''
}

const isFork = (h: Held): boolean => h.code === 'seq_fork'

/** Whether the candidate is off the main branch: its seq is taken, or its neighbours are chained to something else. */
function forks(held: readonly Held[], { entry, hash }: Candidate): boolean {
  const at = (seq: number): Held[] => held.filter((h) => h.seq === seq)
  if (at(entry.seq).some((h) => !isFork(h))) return true
  if (at(entry.seq + 1).some((h) => !isFork(h) && h.prev !== hash)) return true
  if (entry.seq === 1) return false
  const before = at(entry.seq - 1)
  const main = before.filter((h) => !isFork(h))
  return main.length > 0 ? main.some((h) => h.hash !== entry.prev) : before.some((h) => h.hash === entry.prev)
}
