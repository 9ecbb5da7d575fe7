import type { components } from '../api/schema'

export type ReplanEvent = components['schemas']['ReplanEvent']
export type EventType = ReplanEvent['type']

/** What a person can tell of the morning; what the journal tells by itself (searches begun and ended) is taken without being told. */
export const told: readonly EventType[] = ['overrun', 'teamLate', 'teamOut', 'teamIn', 'officerOut', 'cellAdded', 'cellWithdrawn', 'equipmentOut', 'groupHeld', 'started', 'finished']

/** What is asked of each. */
export type Asked = 'cell' | 'team' | 'officer' | 'site' | 'kind' | 'group' | 'place' | 'at' | 'by' | 'until' | 'count' | 'duration'

export const asked: Readonly<Record<EventType, readonly Asked[]>> = {
  started: ['cell', 'at'],
  finished: ['cell', 'at'],
  overrun: ['cell', 'by'],
  teamLate: ['team', 'until'],
  teamOut: ['team'],
  teamIn: ['team'],
  officerOut: ['officer'],
  cellAdded: ['site', 'place', 'duration'],
  cellWithdrawn: ['cell'],
  equipmentOut: ['site', 'kind', 'count'],
  groupHeld: ['group', 'until'],
}

/** A form as it is typed: texts and numbers by what is asked. */
export interface Typed {
  readonly type: EventType
  readonly texts: Readonly<Partial<Record<Asked, string>>>
  readonly numbers: Readonly<Partial<Record<Asked, number | null>>>
}

const isNumber = (a: Asked): boolean => ['at', 'by', 'until', 'count', 'duration'].includes(a)

/** What still has to be typed. */
export function lacking(typed: Typed): readonly Asked[] {
  return asked[typed.type].filter((a) => (isNumber(a) ? typed.numbers[a] === undefined || typed.numbers[a] === null : (typed.texts[a] ?? '').trim() === ''))
}

/** The event that a whole form tells; `id` is that of the task that an added cell becomes. */
export function eventOf(typed: Typed, id: string): ReplanEvent {
  const { type, texts, numbers } = typed
  if (type === 'cellAdded') return { type, site: texts.site ?? '', target: { id, location: texts.place ?? '', duration: numbers.duration ?? 1 } }
  const event: Record<string, unknown> = { type }
  for (const a of asked[type]) event[a] = isNumber(a) ? numbers[a] : (texts[a] ?? '').trim()
  return event as unknown as ReplanEvent
}

export { isNumber }
