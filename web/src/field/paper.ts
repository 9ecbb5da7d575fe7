import type { AnswerAssertedV1 } from '../api/bodies.gen'
import { object, text } from './documents'

/*
 * A tablet breaks, and the search goes on on paper. What is keyed in from a sheet says in its entry whose words these are; who typed them is
 * the entry's actor. The projection at headquarters reads it alike (sync/paper.go).
 */

/** What an entry says of the sheet that it was keyed in from. */
export type Paper = NonNullable<AnswerAssertedV1['source']>

type Loose = Readonly<Record<string, unknown>>

/** The sheet that an entry or a document comes from; null: recorded at a tablet. */
export function paperIn(body: Loose | undefined): Paper | null {
  const source = object(body, 'source')
  return text(source, 'kind') === 'paper' ? (source as unknown as Paper) : null
}

/** A time stamp of the protocol that is on the calendar, too. */
function isInstant(at: string): boolean {
  const ms = Date.parse(at)
  return !Number.isNaN(ms) && new Date(ms).toISOString() === at
}

/** When an act was done: as the sheet states it, where it was keyed in from one that does; else at the entry's own time. */
export function whenDone(body: Loose | undefined, at: string): string {
  const done = paperIn(body)?.doneAt ?? ''
  return isInstant(done) ? done : at
}

/** The types of entries whose words can come from a sheet. */
const fromSheets: ReadonlySet<string> = new Set([
  'search.started', 'search.closed', 'search.notExecuted', 'search.reopened', 'answer.asserted', 'answer.resolved', 'finding.recorded', 'finding.amended', 'finding.voided', 'exhibit.seized', 'exhibit.amended',
  'exhibit.voided', 'seal.applied', 'seal.broken', 'custody.recorded', 'gate.overridden', 'incident.reported', 'note.added', 'file.attached',
])

/** A body that says where its words come from. One of a type that comes from no sheet is given back as it is. */
export const sourced = <B extends object>(type: string, body: B, source: Paper | undefined): B => (source === undefined || !fromSheets.has(type) || 'source' in body ? body : { ...body, source })
