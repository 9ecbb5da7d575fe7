import type { components } from '../api/schema'
import type { SiteDraft, Team } from '../prepare/types'
import { aroundOf, type People, shut } from './roll'

export type TeamsProposal = components['schemas']['TeamsProposal']
export type SiteProposal = TeamsProposal['sites'][number]

/** What the plan with proposed teams comes to (crew.Figures); minutes, but the priority and the exposure. */
export interface Price {
  readonly unsearchedPriority: number
  readonly slip: number
  readonly makespan: number
  readonly exposure: number
}

/** What a site lacks however its teams are made (crew.Reason). */
export interface Lacking {
  readonly code: string
  readonly en: string
  readonly fr: string
}

const count = (x: unknown): number => (typeof x === 'number' && Number.isFinite(x) ? x : 0)
const loose = (x: unknown): Record<string, unknown> => (typeof x === 'object' && x !== null ? (x as Record<string, unknown>) : {})
const text = (x: unknown): string => (typeof x === 'string' ? x : '')

export function priceOf(document: unknown): Price {
  const d = loose(document)
  return { unsearchedPriority: count(d.unsearchedPriority), slip: count(d.slip), makespan: count(d.makespan), exposure: count(d.exposure) }
}

export function lackingOf(documents: readonly unknown[]): Lacking[] {
  return documents.map(loose).map((d) => ({ code: text(d.code), en: text(d.en), fr: text(d.fr) }))
}

/** Whether something is a proposal as the contract has it. */
export function isProposal(document: unknown): document is TeamsProposal {
  return Array.isArray(loose(document).sites)
}

/** Teams in figures: how many, how large, and how many of them have what a search needs. */
export interface Shape {
  readonly teams: number
  readonly smallest: number
  readonly largest: number
  readonly lead: number
  readonly women: number
  readonly evidence: number
  /** Cells that no team may search because of homes. */
  readonly closed: number
}

export function shapeOf(people: People, site: SiteDraft, teams: readonly Team[]): Shape {
  const draft = { ...site, teams: [...teams] }
  const has = (is: (o: NonNullable<ReturnType<People['officers']['get']>>) => boolean): number => teams.filter((t) => t.officers.some((m) => { const o = people.officers.get(m.id); return o !== undefined && is(o) })).length
  const sizes = teams.map((t) => t.officers.length)
  return {
    teams: teams.length, smallest: sizes.length === 0 ? 0 : Math.min(...sizes), largest: Math.max(0, ...sizes),
    lead: teams.filter((t) => t.officers.some((o) => o.lead === true)).length, women: has((o) => o.sex === 'f'), evidence: has((o) => o.skills.includes('evidence')),
    closed: shut(draft, aroundOf({ ...people, sites: people.sites.map((s) => (s.establishment === site.establishment ? draft : s)) }, site.establishment)).length,
  }
}

/** Officers who are in a team of the site now and not in what was proposed: they came after it was asked for, and would fall out. */
export function forgotten(site: SiteDraft, proposed: SiteProposal): string[] {
  const known = new Set([...proposed.teams.flatMap((t) => t.officers.map((o) => o.id)), ...proposed.reserve])
  return site.teams.flatMap((t) => t.officers).filter((o) => !known.has(o.id)).map((o) => o.number)
}

/** Whether the site has the proposed teams already: the same officers together. */
export function taken(site: SiteDraft, proposed: SiteProposal): boolean {
  const sets = (teams: readonly Team[]): string => teams.map((t) => t.officers.map((o) => o.id).sort().join(' ')).sort().join('|')
  return sets(site.teams) === sets(proposed.teams)
}
