import type { About, Acts, BodyOf, Recorded } from '../../field/acts'
import { demandsSeal } from '../../field/gate'
import type { Exhibit, Finding, Seal, Story } from '../../field/story'
import type { Place } from './card'

/* The acts of a find, in the order in which they are done in a cell. Each is written when it is done. */

export type FindBody = BodyOf<'finding.recorded'>
export type ExhibitBody = BodyOf<'exhibit.seized'>
export type Device = NonNullable<ExhibitBody['device']>
type Photos = NonNullable<FindBody['photos']>

/** What a find is called while nobody has said what it is: an entry needs a category, and the photograph in place must not wait for one. */
export const notYet = 'other'

const hashes = (photos: Photos | null | undefined): string[] => (photos ?? []).map((p) => p.sha256)

/** Photographs with others of a role added, each once in that role: one picture may show two things. */
export function withPhotos(photos: Photos | undefined, role: Photos[number]['role'], all: readonly string[]): Photos {
  const had = new Set((photos ?? []).filter((p) => p.role === role).map((p) => p.sha256))
  return [...(photos ?? []), ...all.filter((sha256) => !had.has(sha256)).map((sha256) => ({ sha256, role }))]
}

/** Writes down that something was found, with what is known of it first. undescribed: the words that stand until it is described. */
export function recordFind(acts: Acts, { search, site, location }: Place, given: Partial<FindBody>, undescribed: string, id: string, also?: About['also']): Promise<Recorded> {
  const where = search === null ? (location === '' ? {} : { location }) : { search: search.id }
  return acts.act('finding.recorded', { ...where, category: notYet, description: undescribed, ...given }, { id, site, files: hashes(given.photos), ...(also === undefined ? {} : { also }) })
}

type FindChanges = BodyOf<'finding.amended'>['changes']
type ExhibitChanges = BodyOf<'exhibit.amended'>['changes']

/** Says more of a find, or something else: in the place of the amendments that stood on the screen. */
export function amendFind(acts: Acts, site: string, { id, amendments }: Pick<Finding, 'id' | 'amendments'>, changes: FindChanges, reason: string): Promise<Recorded> {
  return acts.act('finding.amended', { changes, reason }, { site, entity: id, supersedes: amendments, files: hashes(changes.photos) })
}

export function amendExhibit(acts: Acts, site: string, { id, amendments }: Exhibit, changes: ExhibitChanges, reason: string): Promise<Recorded> {
  return acts.act('exhibit.amended', { changes, reason }, { site, entity: id, supersedes: amendments, files: hashes(changes.photos) })
}

/** Whether something of this disposition has a number: all but what is left where it is. */
export const isNumbered = (story: Story, disposition: string): boolean => disposition !== 'left' || demandsSeal(story, disposition)

/** Takes what was found: it becomes an exhibit of this disposition, under a number of this tablet's. */
export async function seize(acts: Acts, story: Story, { search, site, location }: Place, find: Finding, disposition: string, nextNumber: () => Promise<string>): Promise<Recorded> {
  const { category, description, quantity, unit, concealment, route, attributedTo } = find.body
  const numbered = isNumbered(story, disposition) ? { number: await nextNumber() } : {}
  const where = search === null ? (location === '' ? {} : { location }) : { search: search.id }
  const told = { ...(concealment === undefined ? {} : { concealment }), ...(route === undefined ? {} : { route }), ...(attributedTo === undefined ? {} : { attributedTo }) }
  return acts.act('exhibit.seized', { ...where, finding: find.id, ...numbered, description, category, quantity: quantity ?? 1, unit: unit ?? 'piece', disposition, ...told }, { site })
}

/** What is said of a seal before it is on. */
export interface SealDraft {
  readonly number: string
  readonly type: string
  readonly by: string
  /** The witness by name, or an officer by id. */
  readonly witness: string
  readonly witnessOfficer: string
  /** The drawing, or why there is none. */
  readonly signature: string
  readonly refused: string
}

export const emptySeal: SealDraft = { number: '', type: '', by: '', witness: '', witnessOfficer: '', signature: '', refused: '' }

/** What a seal still needs before it can be written down, by the names of its parts. */
export function sealLacks({ number, type, by, signature, refused }: SealDraft): ('number' | 'type' | 'by' | 'witness')[] {
  const lacks: ['number' | 'type' | 'by' | 'witness', boolean][] = [['number', number.trim() === ''], ['type', type === ''], ['by', by === ''], ['witness', signature === '' && refused.trim() === '']]
  return lacks.filter(([, lack]) => lack).map(([part]) => part)
}

/** Writes down that a seal is on. It stands for the one that was broken last and that none stands for yet. */
export function applySeal(acts: Acts, story: Story, site: string, draft: SealDraft, exhibits: readonly string[]): Promise<Recorded> {
  const { number, type, by, witness, witnessOfficer, signature, refused } = draft
  const replaces = brokenBefore(story, exhibits[0] ?? '')
  const witnessSignature = signature !== '' ? { file: signature } : { refusedBecause: refused.trim() }
  const body: BodyOf<'seal.applied'> = {
    number: number.trim(), type, exhibits: [...exhibits], appliedBy: by, witnessSignature,
    ...(witness.trim() === '' ? {} : { witness: witness.trim() }), ...(witnessOfficer === '' ? {} : { witnessOfficer }), ...(replaces === undefined ? {} : { replaces: replaces.id }),
  }
  return acts.act('seal.applied', body, { site, files: signature === '' ? [] : [signature] })
}

/** The last seal of an exhibit that was broken and that no other stands for. */
export function brokenBefore(story: Story, exhibit: string): Seal | undefined {
  const all = story.sealsOf(exhibit)
  const replaced = new Set(all.map((s) => s.body.replaces))
  return all.filter((s) => !s.holds && !replaced.has(s.id)).sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)
}

export function breakSeal(acts: Acts, site: string, seal: Seal, by: string, witness: string, reason: string): Promise<Recorded> {
  const more = { ...(by === '' ? {} : { brokenBy: by }), ...(witness.trim() === '' ? {} : { witness: witness.trim() }) }
  return acts.act('seal.broken', { reason, ...more }, { site, entity: seal.id })
}

/** Marks a find as recorded in error, and what was taken as it: exhibits first, so that none is left without its find by a killed tablet. */
export async function voidFind(acts: Acts, site: string, find: Finding, exhibits: readonly Exhibit[], reason: string): Promise<void> {
  for (const { id } of exhibits) await acts.act('exhibit.voided', { reason }, { site, entity: id })
  await acts.act('finding.voided', { reason }, { site, entity: find.id })
}
