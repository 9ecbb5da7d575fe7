import type { Node } from '../checklist/form'
import type { Lack } from '../checklist/gate'
import { chosen, isSelect, ownOption } from '../checklist/options'
import { named } from '../checklist/override'
import type { Labels } from '../checklist/template'
import type { Value } from '../checklist/values'
import type { Acts, BodyOf, Recorded } from './acts'
import type { Checklist } from './documents'
import type { ToClose } from './gate'
import type { Search, Story, Task } from './story'

/* What an officer does in the course of a search, each one act. */

/** An answer as it is given: the value, and what an option may demand beside it. */
export interface Given {
  readonly value: Value | null // null takes the answer back
  readonly comment?: string
  readonly number?: number
  readonly photos?: readonly string[]
}

/**
 * Answers an item. It takes the place of every answer that stood on this screen, those of other tablets included: whoever sees a
 * contested answer and gives one has settled it. The words that were on the screen go with it.
 */
export function answer(acts: Acts, story: Story, search: Search, checklist: Checklist, node: Node, row: string, given: Given): Promise<Recorded> {
  const standing = story.answer(search.id, node.path, row)?.assertions.filter((a) => !a.superseded).map((a) => a.entry) ?? []
  const label = node.item.labels
  const valueLabel = given.value === null ? undefined : valueWords(checklist, node, given.value)
  const body: BodyOf<'answer.asserted'> = {
    item: node.path, ...(row === '' ? {} : { row }), value: given.value as BodyOf<'answer.asserted'>['value'],
    ...(blank(given.comment) ? {} : { comment: (given.comment ?? '').trim() }), ...(given.number === undefined ? {} : { number: given.number }),
    template: checklist.id, templateVersion: checklist.version, ...(label === undefined ? {} : { label: both(label) }), ...(valueLabel === undefined ? {} : { valueLabel }),
  }
  const files = [...(given.photos ?? []), ...filesIn(node, given.value)]
  return acts.act('answer.asserted', body, { site: search.site, entity: search.id, supersedes: standing, files })
}

const blank = (text: string | undefined): boolean => (text ?? '').trim() === ''

const both = ({ en, fr }: Labels): { en?: string; fr?: string } => ({ ...(en === undefined ? {} : { en }), ...(fr === undefined ? {} : { fr }) })

/** Photographs and drawings are values by their hash, and files of the entry. */
function filesIn({ item }: Node, value: Value | null): readonly string[] {
  if (item.type === 'photo' && Array.isArray(value)) return value as readonly string[]
  return item.type === 'signature' && typeof value === 'string' && value !== 'refused' ? [value] : []
}

/** The words of what was chosen, as the screen shows them. */
function valueWords(checklist: Checklist, node: Node, value: Value): { en?: string; fr?: string } | undefined {
  if (!isSelect(node)) return undefined
  const of = (code: string): Labels | undefined => ownOption(node, code)?.labels ?? checklist.lists[node.item.list ?? '']?.find((pick) => pick.code === code)?.labels
  const labels = chosen(value).map(of)
  if (labels.length === 0 || labels.includes(undefined)) return undefined
  const joined = (language: 'en' | 'fr'): string => labels.map((l) => l?.[language] ?? '').join(', ')
  return { en: joined('en'), fr: joined('fr') }
}

/** What is confirmed at the door. */
export interface Arrival {
  readonly location: string
  readonly confirmedBy: 'scan' | 'pick'
  /** Why it is another place than the task's. */
  readonly differsBecause?: string
  readonly occupantsExpected?: number
  readonly occupantsFound?: number
  readonly searchers: readonly string[]
  readonly legalBasis?: string
  /** Why it begins although no authorisation covers it. */
  readonly overrideReason?: string
}

/** Begins the search of a task, under a checklist. */
export function start(acts: Acts, task: Task, checklist: Checklist | undefined, arrival: Arrival): Promise<Recorded> {
  const body: BodyOf<'search.started'> = {
    task: task.id, ...arrival, searchers: [...arrival.searchers], ...(task.team === '' ? {} : { team: task.team }),
    ...(checklist === undefined ? {} : { template: checklist.id, templateVersion: checklist.version }),
  }
  return acts.act('search.started', body, { site: task.site })
}

/** How many of each the tablet holds for a search: what headquarters must have before it is whole. `drawn` are files that its closing names; those that answers name too count once. */
export function countsOf(story: Story, search: string, drawn: readonly string[] = []): { answers: number; findings: number; exhibits: number; files: number } {
  const findings = story.findingsOf(search)
  const exhibits = story.exhibitsOf(search)
  const seals = exhibits.flatMap((x) => story.sealsOf(x.id))
  const answers = story.answersOf(search)
  const files = new Set([
    ...answers.flatMap((a) => a.assertions.flatMap((x) => x.files)),
    ...[...findings, ...exhibits].flatMap((t) => (t.body.photos ?? []).map((p) => p.sha256)),
    ...seals.flatMap((s) => [s.body.photo, s.body.witnessSignature?.file].filter((f) => f !== undefined)),
    ...[search, ...findings.map((f) => f.id), ...exhibits.map((x) => x.id), ...seals.map((s) => s.id)].flatMap((id) => story.attachedTo(id).map((a) => a.sha256)),
    ...drawn,
  ])
  return { answers: answers.length, findings: findings.length, exhibits: exhibits.length, files: files.size }
}

/** What is said at the end beside what the gate asks for. */
export interface Ending extends ToClose {
  readonly restored?: boolean
  readonly kitComplete?: boolean
  readonly force?: boolean
  readonly injuries?: boolean
  readonly receiptGiven?: boolean
  readonly remarks?: string
}

/** Closes a search. The gate is the screen's to ask before. */
export function close(acts: Acts, story: Story, search: Search, { outcome, presence, signatures, documents, remarks, ...more }: Ending): Promise<Recorded> {
  const drawn = signatures.flatMap((s) => (s.file === undefined ? [] : [s.file]))
  const body = {
    outcome, counts: countsOf(story, search.id, drawn), ...(presence === undefined ? {} : { presence }),
    ...(signatures.length === 0 ? {} : { signatures }), ...(documents.length === 0 ? {} : { documents: documents.map((code) => ({ code })) }),
    ...(blank(remarks) ? {} : { remarks }), ...more,
  } as unknown as BodyOf<'search.closed'>
  return acts.act('search.closed', body, { site: search.site, entity: search.id, files: drawn })
}

/** A second officer confirms how a search was closed, in an entry of his own: his PIN was asked for before. */
export const confirm = (acts: Acts, search: Search, closing: string, officer: string): Promise<Recorded> =>
  acts.act('search.confirmed', { closing, by: 'pin' }, { site: search.site, entity: search.id }, officer)

/** What the answers of a draft come to under another version: those that do not fit, by the assertions that stand. */
export interface Fitting {
  readonly aside: readonly { readonly path: string; readonly row?: string; readonly why: 'no_item' | 'type' | 'no_code' }[]
}

/** The assertions of a search that stand for an instance. */
const standingOf = (story: Story, search: string, path: string, row = ''): readonly string[] => story.answer(search, path, row)?.assertions.filter((a) => !a.superseded).map((a) => a.entry) ?? []

/**
 * Moves a draft to another version of its checklist: one entry says so, with each assertion that does not fit; each of those is then taken back
 * by an entry of its own, so that whoever projects the journal judges alike. One that was cut off in between is finished by setAside.
 */
export async function moveTo(acts: Acts, story: Story, search: Search, from: Checklist, to: Checklist, { aside }: Fitting): Promise<void> {
  const fitless = aside.flatMap(({ path, row, why }) => standingOf(story, search.id, path, row).map((entry) => ({ item: path, ...(row === undefined ? {} : { row }), entry, why }))).slice(0, 300)
  const version = (c: Checklist) => ({ template: c.id, templateVersion: c.version })
  await acts.act('search.moved', { ...version(to), from: version(from), ...(fitless.length === 0 ? {} : { aside: fitless }) }, { site: search.site, entity: search.id })
  await setAside(acts, story, search, { ...version(from), aside: fitless })
}

export interface Aside {
  readonly template?: string
  readonly templateVersion?: number
  readonly aside: readonly { readonly item: string; readonly row?: string; readonly entry: string }[]
}

/** What a move set aside and still stands, because the tablet was stopped in the middle. */
export const stillStanding = (story: Story, search: Search, { aside }: Aside): Aside['aside'] => aside.filter(({ item, row, entry }) => standingOf(story, search.id, item, row).includes(entry))

/** Takes back what does not fit; what was said stays in the journal. */
export async function setAside(acts: Acts, story: Story, search: Search, { aside, ...version }: Aside): Promise<void> {
  const instances = new Map(stillStanding(story, search, { aside }).map(({ item, row = '' }) => [`${item}\n${row}`, { item, row }]))
  for (const { item, row } of instances.values()) {
    await acts.act('answer.asserted', { item, ...(row === '' ? {} : { row }), value: null, ...version }, { site: search.site, entity: search.id, supersedes: standingOf(story, search.id, item, row) })
  }
}

/** Says that a task was not searched, or that a search that was begun was broken off. */
export function notExecuted(acts: Acts, story: Story, task: Task, search: Search | null, reasonCode: BodyOf<'search.notExecuted'>['reasonCode'], reason: string): Promise<Recorded> {
  const counts = search === null ? { answers: 0, findings: 0, exhibits: 0, files: 0 } : countsOf(story, search.id)
  return acts.act('search.notExecuted', { task: task.id, reasonCode, reason, counts }, { site: task.site, entity: search?.id ?? '' })
}

/** Takes a task as the plan has it. */
export const accept = (acts: Acts, task: Task): Promise<Recorded> => acts.act('task.accepted', {}, { site: task.site, entity: task.id })

/** Takes a task that was given to another team. */
export const claim = (acts: Acts, task: Task, reason: string): Promise<Recorded> => acts.act('task.claimed', { reason }, { site: task.site, entity: task.id })

/** Gives a task back. */
export const giveBack = (acts: Acts, task: Task, reasonCode: BodyOf<'task.returned'>['reasonCode'], reason: string): Promise<Recorded> =>
  acts.act('task.returned', { reasonCode, reason }, { site: task.site, entity: task.id })

/** Goes on with a search that was over. */
export const reopen = (acts: Acts, search: Search, reason: string): Promise<Recorded> => acts.act('search.reopened', { reason }, { site: search.site, entity: search.id })

/** A supervisor's leave to close a search although something is missing: it covers what is missing now and nothing else. Its faults are the screen's to ask before. */
export const letPass = (acts: Acts, search: Search, supervisor: string, reason: string, lacks: readonly Lack[]): Promise<Recorded> => {
  const missing = lacks.map((lack) => ({ ...named(lack), text: lack.text.en.slice(0, 500) }))
  return acts.act('gate.overridden', { reason, supervisor, missing } as BodyOf<'gate.overridden'>, { site: search.site, entity: search.id })
}
