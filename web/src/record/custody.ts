import type { ExhibitDocument, Movement } from './documents'

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
    alarms: alarms.filter((a) => isOf(a, movement, i)).map((a) => a.code),
    isVoid: movement.correctedBy !== undefined,
    isOpen: exhibit.handOverOpen?.event === movement.id,
  }))
}

/** The alarms that name no movement: each by its code, with the number of the seal that it is about where the exhibit had that seal. */
export function otherAlarms(exhibit: Pick<ExhibitDocument, 'custody' | 'custodyAlarms' | 'handOverOpen' | 'seals'>): { readonly code: string; readonly seal: string }[] {
  const { custody = [], custodyAlarms = [], seals = [] } = exhibit
  return custodyAlarms.filter((a) => !custody.some((movement, i) => isOf(a, movement, i))).map(({ code, event }) => ({ code, seal: seals.find((s) => s.id === event)?.number ?? '' }))
}

/** Whether an alarm is about the movement at a place of the chain. */
const isOf = ({ event, index }: { readonly event: string; readonly index: number }, { id }: Movement, at: number): boolean => event === id || index === at + 1
