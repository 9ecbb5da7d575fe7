import { type ToldDifference, tell } from '../../checklist/compare-words'
import { move, type Moved } from '../../checklist/move'
import { type Checklist, list, number, text } from '../../field/documents'
import { checklistIn, standingAnswers, toldOf } from '../../field/gate'
import type { Search, Story } from '../../field/story'
import type { SearchModel } from './model'

/** Checklists that this tablet has had, by id and version: of one that was replaced what it asked is known for as long as the program runs. */
const seen = new Map<string, Checklist>()

/** The checklist of an id in a version, or of a code, of what is at hand or was. */
export function known(story: Story, id: string, code: string, version: number): Checklist | undefined {
  for (const d of story.documents.template.values()) if (number(d, 'version') !== null) seen.set(`${d.id} ${number(d, 'version')}`, checklistIn(d))
  return seen.get(`${id} ${version}`) ?? [...seen.values()].find((c) => c.template.code === code && c.version === version)
}

export interface Change {
  readonly from: number
  readonly before: Checklist | undefined
  readonly to: Checklist
  /** The search goes on under the other version whether anybody wants it or not: the one that it names is not at hand. */
  readonly moved: boolean
  /** Unknown where the tablet never had the version that the search names. */
  readonly differences: readonly ToldDifference[] | null
  /** What a move comes to. */
  readonly draft: Moved | null
}

/** A version of its checklist other than the one that the search names: the newest, or for want of the named one that which there is. null where nothing changed. */
export function changeOf(model: SearchModel): Change | null {
  const [search, here] = [model.search.value, model.checklist.value]
  if (search === undefined || here === undefined) return null
  const story = model.desk.story.value
  const from = number(search.body, 'templateVersion') ?? here.version
  const before = known(story, text(search.body, 'template'), here.template.code, from)
  const newest = [...story.documents.template.values()].map(checklistIn).filter((c) => c.template.code === here.template.code && c.template.sections.length > 0).sort((a, b) => b.version - a.version)[0]
  const moved = here.version !== from
  const to = moved ? here : newest
  if (to === undefined || to.version === from || (!moved && to.version < from)) return null
  const differences = before === undefined ? null : tell(before.template, to.template)
  const draft = before === undefined ? null : move(before.template, to.template, toldOf(story, search, to), standingAnswers(story, search.id))
  return { from, before, to, moved, differences, draft }
}

/** A move of a search that an officer made. */
export interface Move {
  readonly entry: string
  readonly at: string
  readonly actor: string
  readonly template: string
  readonly templateVersion: number
  readonly from: { readonly template: string; readonly templateVersion: number }
  readonly aside: readonly { readonly item: string; readonly row?: string; readonly entry: string; readonly why?: 'no_item' | 'type' | 'no_code' }[]
}

export const movesOf = (search: Search): readonly Move[] => list<Partial<Move>>(search.body, 'moves').map((m) => ({ entry: '', at: '', actor: '', template: '', templateVersion: 0, aside: [], ...m, from: m.from ?? { template: '', templateVersion: 0 } }))
