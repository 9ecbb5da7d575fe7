import type { WordedPick } from '../../checklist/gate'
import type { Labels } from '../../checklist/template'
import { officerOf } from '../../field/documents'
import type { Story } from '../../field/story'
import { en, fr } from '../../words/finds'
import { isKey, language, say } from '../../words/words'
import type { FindForm } from './card'

/** A label in the language in force, else in the other, else what it is for want of one. */
export const labelled = (labels: Labels | undefined, otherwise: string): string => labels?.[language.value] ?? labels?.[language.value === 'fr' ? 'en' : 'fr'] ?? otherwise

/** What an item of a find is called: as its checklist says, else in our words. */
export function itemWord({ nodes }: FindForm, code: string): string {
  const key = `finds.item.${code}`
  return labelled(nodes.get(code)?.item.labels, isKey(key) ? say(key) : code)
}

export const pickWord = (picks: readonly WordedPick[], code: string): string => labelled(picks.find((p) => p.code === code)?.labels, code)

/** Whether nobody has described a find yet: the words that stood in for a description still do, in whichever language. */
export const isUndescribed = (description: string): boolean => description === en['finds.undescribed'] || description === fr['finds.undescribed']

export interface Person {
  readonly id: string
  readonly name: string
  readonly badge: string
}

/** The officers of a site, by name. */
export const peopleOf = (story: Story, site: string): Person[] =>
  [...story.documents.officer.values()].filter((d) => d.site === undefined || d.site === site).map(officerOf).sort((a, b) => a.name.localeCompare(b.name))

export const personName = (story: Story, id: string): string => {
  const d = story.documents.officer.get(id)
  return d === undefined ? id : officerOf(d).name
}
