import type { GateInput, Lack } from './gate'
import { isBlank } from './strings'

/** Leave to close a search although something is missing: the body of gate.overridden. */
export interface Override {
  readonly reason: string
  readonly supervisor?: string
  readonly missing: readonly Named[]
}

/** A lack as an override names it: its code, and whatever it names beside the code. */
export type Named = { readonly code: string } & Partial<Record<Exclude<keyof Lack, 'code' | 'text'>, string>>

export type OverrideFault = 'override_without_reason' | 'override_unsupervised'

const about = ['path', 'row', 'problem', 'exhibit', 'finding', 'seal', 'role', 'officer', 'document'] as const

/** Whether an override covers a lack: it names its code, and nothing beside the code that is different. */
export const covers = (override: Override, lack: Lack): boolean =>
  override.missing.some((named) => named.code === lack.code && about.every((member) => (named[member] ?? '') === '' || named[member] === lack[member]))

/** The lacks that an override leaves open: on a tablet, what a search is not closed with. */
export const open = (lacks: readonly Lack[], override: Override): Lack[] => lacks.filter((lack) => !covers(override, lack))

/** What is wrong with an override. A tablet does not take one with a fault; closedBy is the officer who closes the search. */
export function overrideFaults(override: Override, officers: GateInput['officers'], closedBy: string): OverrideFault[] {
  const { reason, supervisor = '' } = override
  const isSupervisor = officers !== undefined && Object.hasOwn(officers, supervisor) && officers[supervisor]?.supervisor === true
  const faults: [OverrideFault, boolean][] = [
    ['override_without_reason', isBlank(reason)],
    ['override_unsupervised', !isSupervisor || supervisor === closedBy],
  ]
  return faults.filter(([, applies]) => applies).map(([fault]) => fault)
}

/** A lack as an override, or an entry, names it. */
export function named({ code, ...rest }: Lack): Named {
  const members = about.flatMap((member) => (rest[member] === undefined ? [] : [[member, rest[member]] as const]))
  return { code, ...Object.fromEntries(members) }
}
