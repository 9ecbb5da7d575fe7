import type { components } from '../api/schema'
import type { Officer } from '../prepare/types'

/** An officer as they are typed. */
export interface OfficerForm {
  readonly number: string
  readonly name: string
  readonly sex: string
  readonly skills: readonly string[]
  readonly home: string
  readonly homeLocation: string
  readonly phone: string
}

export type OfficerField = keyof OfficerForm

export const fields: readonly OfficerField[] = ['number', 'name', 'sex', 'skills', 'home', 'homeLocation', 'phone']

export function valuesOf(o: Officer | null): OfficerForm {
  return { number: o?.number ?? '', name: o?.name ?? '', sex: o?.sex ?? 'f', skills: o?.skills ?? [], home: o?.home ?? '', homeLocation: o?.homeLocation ?? '', phone: o?.phone ?? '' }
}

/** Skills are a set. */
const text = (value: string | readonly string[]): string => (typeof value === 'string' ? value.trim() : [...value].sort().join(','))

/** The fields in which two differ. */
export function differing(a: OfficerForm, b: OfficerForm): OfficerField[] {
  return fields.filter((f) => text(a[f]) !== text(b[f]))
}

/** Theirs with what one has changed oneself. A wing belongs to its establishment: both are taken from one side. */
export function joined(base: OfficerForm, mine: OfficerForm, theirs: OfficerForm): OfficerForm {
  const own = new Set(differing(base, mine))
  if (own.has('home') || own.has('homeLocation')) own.add('home').add('homeLocation')
  return Object.fromEntries(fields.map((f) => [f, own.has(f) ? mine[f] : theirs[f]])) as unknown as OfficerForm
}

/** What the server takes; what is empty is left away. */
export function inputOf(form: OfficerForm): components['schemas']['OfficerInput'] {
  const optional = { home: form.home, homeLocation: form.homeLocation, phone: form.phone.trim() }
  return { number: form.number.trim(), name: form.name.trim(), sex: form.sex as 'f' | 'm' | 'x', skills: [...form.skills], ...Object.fromEntries(Object.entries(optional).filter(([, v]) => v !== '')) }
}
