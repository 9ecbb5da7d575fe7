import type { Labels } from '../../checklist/template'
import type { Node } from '../../checklist/form'
import { chosen, isSelect, ownOption } from '../../checklist/options'
import { isList, isQuantity, type Value } from '../../checklist/values'
import { type Checklist, list, object, officerOf, type Officer, text } from '../../field/documents'
import { placesAround } from '../../field/gate'
import type { Story } from '../../field/story'
import { kitOf } from '../../field/team'
import { localTime } from '../../time/local'
import { figure, language, say } from '../../words/words'

/* What things are called on the screens of a search, in the language in force. */

/** The words of labels; where a template has none, what stands for it. */
export const worded = (labels: Labels | undefined, otherwise = ''): string => labels?.[language.value] || labels?.en || labels?.fr || otherwise

export const isId = (value: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)

/** The officers of the operation, by name. */
export const officersIn = (story: Story): Officer[] => [...story.documents.officer.values()].map(officerOf).sort((a, b) => a.name.localeCompare(b.name))

/** What an officer is called: the end of the id where the tablet was not given a name. */
export function officerName(story: Story, id: string): string {
  const d = story.documents.officer.get(id)
  return text(d, 'name') || (id === '' ? '–' : `…${id.slice(-6)}`)
}

/** A person as an answer has one: an officer's name, or the words themselves. */
export const personName = (story: Story, value: string): string => (isId(value) ? officerName(story, value) : value)

/** A place by the way to it. */
export function placeName(story: Story, id: string): string {
  const d = story.documents.location.get(id)
  return text(d, 'path') || text(d, 'code') || text(story.documents.site.get(id), 'name') || `…${id.slice(-6)}`
}

/** The places of a way, from the top down. */
export const wayTo = (story: Story, location: string): string[] => placesAround(story, location).reverse().map((id) => text(story.documents.location.get(id), 'code') || text(story.documents.site.get(id), 'name')).filter(Boolean)

export const zoneOf = (story: Story, site: string): string => text(story.documents.site.get(site), 'timeZone') || 'UTC'

/** The words of one code of a select. */
export const codeWords = (checklist: Checklist, node: Node, code: string): string =>
  worded(ownOption(node, code)?.labels ?? checklist.lists[node.item.list ?? '']?.find((pick) => pick.code === code)?.labels, code)

/** A model of the catalogue. */
export function modelName(story: Story, id: string): string {
  const d = story.documents.deviceModel.get(id)
  return d === undefined ? id : [text(d, 'make'), text(d, 'model')].filter(Boolean).join(' ')
}

/** A value as a person reads it. zone: of the site. */
export function valueWords(story: Story, checklist: Checklist, node: Node, value: Value, zone: string): string {
  if (isQuantity(value)) return `${figure(value.number, { maximumFractionDigits: 6 })} ${value.unit}`
  if (typeof value === 'boolean') return say(value ? 'search.yes' : 'search.no')
  if (typeof value === 'number') return node.item.type === 'duration' || node.item.calculate?.minutesBetween !== undefined ? say('search.minutes', { n: value }) : figure(value)
  if (isSelect(node)) return chosen(value).map((code) => codeWords(checklist, node, code)).join(', ')
  if (isList(value)) return listWords(story, node, value)
  return textWords(story, node, value, zone)
}

/** What a piece of kit is called: its kind and its serial number; "" for one that the registry of the plan has not. */
export function pieceName(story: Story, id: string): string {
  for (const site of story.documents.site.keys()) {
    const piece = kitOf(story, site).find((p) => p.id === id)
    if (piece !== undefined) return `${kindName(story, piece.kind)} ${piece.serial}`
  }
  return ''
}

/** The words of a kind of kit, of the pick-list that was pinned with the checklist. */
export function kindName(story: Story, kind: string): string {
  for (const d of story.documents.template.values()) {
    const pick = list<{ readonly code: string; readonly labels: Labels }>(object(d, 'lists'), 'equipment-kinds').find((p) => p.code === kind)
    if (pick !== undefined) return worded(pick.labels, kind)
  }
  return kind
}

function piecesWords(story: Story, ids: readonly string[]): string {
  const names = ids.map((id) => pieceName(story, id))
  return names.includes('') ? say('search.piecesCount', { n: ids.length }) : names.join(', ')
}

function listWords(story: Story, { item }: Node, value: readonly string[]): string {
  if (item.type === 'equipment') return piecesWords(story, value)
  if (item.type === 'people') return value.map((id) => officerName(story, id)).join(', ')
  return say(item.type === 'photo' ? 'search.photosCount' : 'search.piecesCount', { n: value.length })
}

function textWords(story: Story, { item }: Node, value: string, zone: string): string {
  switch (item.type) {
    case 'yes_no_na':
      return value === 'yes' || value === 'no' || value === 'na' ? say(`search.${value}`) : value
    case 'datetime':
      return value === 'now' ? say('search.now') : localTime(value, zone)
    case 'person':
      return personName(story, value)
    case 'location':
      return placeName(story, value)
    case 'device':
      return value === 'other' ? say('search.otherModel') : modelName(story, value)
    case 'signature':
      return say(value === 'refused' ? 'search.refusedToSign' : 'search.signed')
    case 'calculated':
      return isId(value) ? placeName(story, value) : value
    default:
      return value
  }
}
