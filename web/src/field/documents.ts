import type { Basis } from '../checklist/basis'
import type { WordedPick } from '../checklist/gate'
import type { Labels, Section, Template } from '../checklist/template'

/*
 * The documents of an operation as a tablet reads them (docs/documents.md): from its package first, from a pull when there is a
 * network. Only the members that the tablet shows or reckons with are named; the others are there too.
 */

export type Document = Readonly<Record<string, unknown>> & { readonly id: string; readonly kind: string }

/** The kinds that a tablet reads. */
export const kinds = ['operation', 'site', 'location', 'task', 'template', 'officer', 'deviceModel', 'search', 'answer', 'finding', 'exhibit', 'seal', 'custody', 'file', 'receipt'] as const
export type Kind = (typeof kinds)[number]

/** All documents that are at hand, by kind and id. */
export type Documents = Readonly<Record<Kind, ReadonlyMap<string, Document>>>

export const noDocuments = (): Record<Kind, Map<string, Document>> => Object.fromEntries(kinds.map((kind) => [kind, new Map<string, Document>()])) as Record<Kind, Map<string, Document>>

export const text = (d: Readonly<Record<string, unknown>> | undefined, member: string): string => {
  const value = d?.[member]
  return typeof value === 'string' ? value : ''
}

export const number = (d: Readonly<Record<string, unknown>> | undefined, member: string): number | null => {
  const value = d?.[member]
  return typeof value === 'number' ? value : null
}

export const list = <T = unknown>(d: Readonly<Record<string, unknown>> | undefined, member: string): readonly T[] => {
  const value = d?.[member]
  return Array.isArray(value) ? (value as T[]) : []
}

export const object = (d: Readonly<Record<string, unknown>> | undefined, member: string): Readonly<Record<string, unknown>> | undefined => {
  const value = d?.[member]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined
}

/** An officer of the site. */
export interface Officer {
  readonly id: string
  readonly name: string
  readonly badge: string
  readonly team: string
  /** Leads a team, or has the skill: may give leave to close a search although something is missing. */
  readonly supervisor: boolean
  readonly lead: boolean
}

export const officerOf = (d: Document): Officer => ({
  id: d.id, name: text(d, 'name'), badge: text(d, 'badge'), team: text(d, 'team'), lead: d.lead === true, supervisor: d.lead === true || list(d, 'skills').includes('supervisor'),
})

/** A checklist whole: a document holds all of its sections, or some of them where one entry does not hold them all. */
export interface Checklist {
  readonly id: string
  readonly version: number
  readonly template: Template
  readonly lists: Readonly<Record<string, readonly WordedPick[]>>
}

export function checklistOf(d: Document): Checklist {
  const template = { code: text(d, 'code'), name: d.name as Labels, facts: list(d, 'facts'), sections: list<Section>(d, 'sections') } as unknown as Template
  return { id: d.id, version: number(d, 'version') ?? 0, template, lists: (object(d, 'lists') ?? {}) as Checklist['lists'] }
}

/** The legal bases that the operation was given at its release, by code. */
export const basesOf = (operation: Document | undefined): ReadonlyMap<string, Basis & { readonly labels?: Labels }> =>
  new Map(list<Basis & { readonly code: string }>(operation, 'legalBases').map((basis) => [basis.code, basis]))
