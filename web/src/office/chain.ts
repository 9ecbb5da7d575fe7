import type { components } from '../api/schema'
import { say } from '../words/words'

export type Line = components['schemas']['RegisterLine']

/** One side of a hand-over, as the documents have it. */
export interface Party {
  readonly officer?: string
  readonly name?: string
  readonly organisation?: string
}

/** A movement of an exhibit, as its document has it (docs/exhibits.md). */
export interface Movement {
  readonly id: string
  readonly kind: string
  readonly at: string
  readonly from: Party | null
  readonly to: Party | null
  readonly place: string
  readonly condition: string
  readonly reason: string
  readonly struck: boolean
  readonly corrected: boolean
  /** Codes of what is wrong with it. */
  readonly alarms: readonly string[]
  /** Which side of it is lacking; "" for none. */
  readonly lacks: string
}

/** A seal that is or was on an exhibit. */
export interface Seal {
  readonly id: string
  readonly number: string
  readonly broken: boolean
  readonly alarms: readonly string[]
}

const text = (x: unknown): string => (typeof x === 'string' ? x : '')
const party = (x: unknown): Party | null => (typeof x === 'object' && x !== null ? (x as Party) : null)

/** The movements of an exhibit, oldest first, each with what is wrong with it. */
export function movements(line: Pick<Line, 'history' | 'alarms' | 'handOverOpen'>): Movement[] {
  return line.history.map((h) => {
    const id = text(h.id)
    return {
      id, kind: text(h.kind), at: text(h.at), from: party(h.from), to: party(h.to), place: text(h.placePath) || text(h.place), condition: text(h.condition), reason: text(h.reason),
      struck: h.struck === true, corrected: h.correctedBy !== undefined, alarms: line.alarms.filter((a) => a.event === id).map((a) => a.code),
      lacks: line.handOverOpen?.event === id ? line.handOverOpen.lacks : '',
    }
  })
}

/** The seals of an exhibit in the order in which they were put on, each with what is wrong with it. */
export function sealsOf(line: Pick<Line, 'seals' | 'alarms'>): Seal[] {
  return line.seals.map((s) => {
    const id = text(s.id)
    return { id, number: text(s.number) || '–', broken: text(s.state) === 'broken', alarms: line.alarms.filter((a) => a.event === id).map((a) => a.code) }
  })
}

/** Somebody in words: their name, else the end of an officer's id, for those who may not read names. */
export function partyWords(of: Party | null | undefined, team = false): string {
  if (team) return say('ledger.team')
  const name = of?.name !== undefined && of.name !== '' ? of.name : of?.officer !== undefined && !/^[0-]*$/.test(of.officer) ? `…${of.officer.slice(-6)}` : ''
  const house = of?.organisation ?? ''
  return [name, house].filter((t) => t !== '').join(', ') || '–'
}

/** How many things are wrong with an exhibit's custody, an open hand-over among them. */
export function alarmCount(line: Pick<Line, 'alarms' | 'handOverOpen'>): number {
  return line.alarms.length + (isOpen(line.handOverOpen) ? 1 : 0)
}

/** Whether a hand-over is open: the server writes none as one that lacks nothing. */
export function isOpen(open: Line['handOverOpen']): open is NonNullable<Line['handOverOpen']> {
  return open !== undefined && (open.lacks as string) !== ''
}

/** The officers of an exhibit's chain: those whose names its line tells, and the ids of the others. */
export function officersOf(line: Pick<Line, 'history' | 'holder' | 'seizedBy' | 'alarms' | 'handOverOpen'>): { known: Record<string, string>; unknown: string[] } {
  const known: Record<string, string> = {}
  for (const p of [line.holder, line.seizedBy]) if (p?.officer !== undefined && p.name !== undefined && p.name !== '') known[p.officer] = p.name
  const met = movements(line).flatMap((m) => [m.from?.officer, m.to?.officer]).filter((id) => id !== undefined)
  return { known, unknown: [...new Set(met)].filter((id) => known[id] === undefined) }
}
