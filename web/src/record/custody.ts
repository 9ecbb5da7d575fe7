import type { ExhibitDocument, Movement, Party } from './documents'

/** One stand of the line that a chain of custody is drawn as: a movement, who has the exhibit after it, and what is wrong with it. */
export interface Stand {
  readonly movement: Movement
  readonly alarms: readonly string[]
  /** It was put right by a later one, or did not happen. */
  readonly isVoid: boolean
  /** Of a hand-over: the other side is still lacking. */
  readonly isOpen: boolean
}

/** The chain as a line, oldest first, each movement with the alarms that name it. */
export function lineOfCustody(exhibit: Pick<ExhibitDocument, 'custody' | 'custodyAlarms' | 'handOverOpen'>): Stand[] {
  const alarms = exhibit.custodyAlarms ?? []
  return (exhibit.custody ?? []).map((movement, i) => ({
    movement,
    alarms: alarms.filter((a) => a.event === movement.id || a.index === i + 1).map((a) => a.code),
    isVoid: movement.correctedBy !== undefined,
    isOpen: exhibit.handOverOpen?.event === movement.id,
  }))
}

/** The alarms that name no movement, a seal's for one. */
export function otherAlarms(exhibit: Pick<ExhibitDocument, 'custody' | 'custodyAlarms' | 'handOverOpen'>): string[] {
  const told = new Set(lineOfCustody(exhibit).flatMap((s) => s.alarms))
  return (exhibit.custodyAlarms ?? []).map((a) => a.code).filter((code) => !told.has(code))
}

/** Whom a movement is about: from whom to whom, as far as it says. */
export function sides(movement: Movement): { from: Party | undefined; to: Party | undefined } {
  return { from: movement.from, to: movement.to }
}
