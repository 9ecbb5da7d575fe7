import { signal } from '@preact/signals'
import type { Item, Section } from '../../checklist/template'
import { Papers } from '../../field/papers'
import { Acts } from '../../field/acts'
import type { Desk } from '../../field/desk'
import { type Document, type Kind, noDocuments } from '../../field/documents'
import { Story, type Told } from '../../field/story'
import { checkSchema } from '../../sync/schema'
import { PinRefused } from '../../vault/vault'

/* A desk for tests: a story of a small prison, and a journal that keeps entries in memory, slowly or not at all when it is told so. */

export const id = (n: number): string => `0198f2a0-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
export const [operation, site, template, cell, otherCell, task] = [id(1), id(2), id(3), id(20), id(21), id(30)]
export const [lead, searcher, second] = [id(10), id(11), id(12)]
export const hour = '2026-05-20T04:00:00.000Z'

const both = (words: string) => ({ en: words, fr: words })
export const item = (code: string, type: Item['type'], more: Partial<Item> = {}): Item => ({ code, type, labels: both(code), ...more })
export const section = (code: string, ...items: Item[]): Section => ({ code, labels: both(code), items })
export const choice = (code: string, more = {}) => ({ code, labels: both(code), ...more })

export const basis = { code: 'admin', labels: both('Administrative'), kind: 'administrative', presence: 'none', signers: ['searcher'], sections: [] as string[], documents: [] as object[], hours: null }

interface World {
  readonly sections?: readonly Section[]
  readonly bases?: readonly object[]
  readonly authorisations?: readonly object[]
  readonly lists?: object
  readonly kit?: readonly object[]
}

export interface Trial {
  readonly desk: Desk
  readonly written: { id: string; actor: string; type: string; entity: string; supersedes: readonly string[]; body: Record<string, unknown> }[]
  /** The next writes fail. */
  full: boolean
  /** The writes wait for this. */
  gate: Promise<void>
  begun(): Promise<string>
  told(entry: Partial<Omit<Told, 'body'>> & { body: object; type: string }): void
}

export function trial({ sections = [], bases = [{ ...basis, sections: sections.map((s) => s.code) }], authorisations = [], lists = {}, kit = [] }: World = {}): Trial {
  const documents = noDocuments()
  const put = (kind: Kind, d: Record<string, unknown> & { id: string }): void => void documents[kind].set(d.id, { ...d, kind } as unknown as Document)
  put('operation', { id: operation, hHour: hour, legalBases: bases, authorisations })
  put('site', { id: site, name: 'Site', timeZone: 'Europe/Paris', kit })
  put('location', { id: cell, code: 'D-1', path: 'D / D-1', site, parent: id(29), locationKind: 'cell' })
  put('location', { id: otherCell, code: 'D-2', path: 'D / D-2', site, parent: id(29) })
  put('location', { id: id(29), code: 'D', path: 'D', site })
  put('task', { id: task, code: 'D-1', path: 'D / D-1', location: cell, site, team: id(40), teamName: 'Team 1', start: 0, duration: 30, state: 'assigned', legalBasis: 'admin', occupants: 1, planVersion: 1 })
  put('task', { id: id(31), code: 'D-2', path: 'D / D-2', location: otherCell, site, team: id(40), teamName: 'Team 1', start: 30, duration: 30, state: 'assigned', legalBasis: 'admin', occupants: 1, planVersion: 1 })
  for (const [officer, name] of [[lead, 'A. Durand'], [searcher, 'B. Martin'], [second, 'C. Petit']] as const) put('officer', { id: officer, name, team: id(40), lead: officer === lead, skills: [] })
  if (sections.length > 0) put('template', { id: template, code: 'cell', version: 1, name: both('Cell'), facts: [{ code: 'target_location', type: 'location', labels: both('x') }, { code: 'authorisation_valid', type: 'boolean', labels: both('x') }, { code: 'team_officers', type: 'people', labels: both('x') }, { code: 'team_equipment', type: 'equipment', labels: both('x') }], sections, lists })
  const first = new Story(documents)
  first.signedOn.set(searcher, { role: 'searcher', at: hour })
  first.signedOn.set(second, { role: 'searcher', at: hour })
  const story = signal(first)
  let n = 5000
  let at = Date.parse(hour) + 60_000
  const made: Trial = {
    written: [], full: false, gate: Promise.resolve(),
    desk: undefined as never,
    begun: async () => (await made.desk.acts.act('search.started', { task, location: cell, confirmedBy: 'scan', occupantsFound: 1, searchers: [searcher, second], legalBasis: 'admin', ...(sections.length > 0 ? { template, templateVersion: 1 } : {}) }, { site })).id,
    told: (entry) => {
      story.value.tell({ id: id(++n), actor: second, at: new Date((at += 1000)).toISOString(), site, entity: '', supersedes: [], files: [], ...entry, body: JSON.stringify(entry.body) } as Told)
      story.value = Object.assign(Object.create(Story.prototype) as Story, story.value)
    },
  }
  const record = async (_: string, draft: { id: string; actor: string; type: string; version: number; entity?: string; supersedes?: readonly string[]; files?: readonly string[]; body: string }, also?: () => Promise<unknown>) => {
    await made.gate
    if (made.full) throw new Error('no room')
    checkSchema(draft.type, draft.version, draft.body, draft.id)
    await also?.()
    const body = JSON.parse(draft.body) as Record<string, unknown>
    made.written.push({ id: draft.id, actor: draft.actor, type: draft.type, entity: draft.entity ?? '', supersedes: draft.supersedes ?? [], body })
    return { entry: { ...draft, entity: draft.entity ?? '', supersedes: draft.supersedes ?? [], files: draft.files ?? [], actor: draft.actor, at: new Date((at += 1000)).toISOString(), site, body: draft.body }, hash: draft.id, stream: 's' }
  }
  const acts = new Acts({
    journal: { record } as never, operation, site, actor: () => searcher, newId: () => id(++n), now: () => at,
    recorded: (entry) => {
      story.value.tell(entry)
      story.value = Object.assign(Object.create(Story.prototype) as Story, story.value)
    },
  })
  const rows = new Map<string, { id: string; value: string | number }>()
  const papers = new Papers({ put: async (row) => void rows.set(row.id, row), delete: async (key) => void rows.delete(key), toArray: async () => [...rows.values()] })
  const desk: Desk = { story, acts, me: signal(searcher), now: () => at, papers, keep: () => Promise.reject(new Error('no camera in a test')), original: () => Promise.resolve(undefined), entry: () => undefined, nextNumber: () => Promise.resolve('K7M-001-9'),
    prove: (officer, pin) => (officer === second && pin === '161803' ? Promise.resolve() : Promise.reject(new PinRefused('wrong', 0, 9))) }
  return Object.assign(made, { desk })
}
