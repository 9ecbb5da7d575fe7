import type { AnswerAssertedV1 } from '../api/bodies.gen'
import type { Node } from './form'
import { called } from './sentences'
import type { Answer } from './sheet'
import type { Labels, Template } from './template'
import { chosen, isSelect } from './options'
import { given, isList, isQuantity, wrong } from './values'

/** Words of codes: a pick-list's, by its name. */
export type WordLists = Readonly<Record<string, readonly { readonly code: string; readonly labels: Labels }[]>>

/** What the body of answer.asserted has beside its salt: the answer, and the words that were on the screen. */
export type Asserted = Omit<AnswerAssertedV1, 'salt'>

/** The most that a body takes of a label (openapi/entries/answer.asserted.v1.json), in code points. */
const longest = 500

const fixed: Readonly<Record<string, Labels>> = {
  yes: { en: 'Yes', fr: 'Oui' },
  no: { en: 'No', fr: 'Non' },
  na: { en: 'Not applicable', fr: 'Sans objet' },
  refused: { en: 'Refuses to sign', fr: 'Refuse de signer' },
}

/**
 * The answer as it is recorded, with the words of the item (in a matrix after those of its row) and of the chosen codes. A value
 * that is its own words (a text, a number) has none beside it. A code that nobody has words for stands for itself. template is the id under which
 * the operation was given the checklist; the comment is left out when it is empty.
 */
export function asserted(template: Template & { readonly id: string }, node: Node, answer: Answer, lists: WordLists): Asserted {
  const { row = '', comment = '' } = answer
  const valueLabel = wordsOf(node, answer.value, lists)
  return {
    item: node.path,
    ...(row === '' ? {} : { row }),
    value: answer.value as Asserted['value'],
    ...(comment === '' ? {} : { comment }),
    template: template.id,
    templateVersion: template.version,
    label: cut(called(node, row)),
    ...(valueLabel === null ? {} : { valueLabel: cut(valueLabel) }),
  }
}

function wordsOf(node: Node, json: unknown, lists: WordLists): Labels | null {
  const value = given(json)
  if (value === null || value === wrong || isQuantity(value)) return null
  const { type } = node.item
  if (type === 'yes_no_na' || (type === 'signature' && value === 'refused')) return fixed[String(value)] ?? null
  if (!isSelect(node) || !(typeof value === 'string' || isList(value))) return null
  const words = chosen(value).map((code) => labelOf(node, code, lists))
  return { en: words.map((w) => w.en).join(', '), fr: words.map((w) => w.fr).join(', ') }
}

function labelOf(node: Node, code: string, lists: WordLists): Labels {
  const own = node.item.options?.find((option) => option.code === code)
  const { list = '' } = node.item
  const listed = Object.hasOwn(lists, list) ? lists[list]?.find((pick) => pick.code === code) : undefined
  return own?.labels ?? listed?.labels ?? { en: code, fr: code }
}

function cut({ en, fr }: Labels): Labels {
  const short = (text: string): string => [...text].slice(0, longest).join('')
  return { en: short(en), fr: short(fr) }
}
