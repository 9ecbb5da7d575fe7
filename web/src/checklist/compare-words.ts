import sentences from '../../../checklist/sentences-compare.json'
import { compare, isSameLabels, onlyIn, partsOf, type Difference, type Part } from './compare'
import type { Choice, Item, Labels, Template } from './template'

/** A difference, and the sentence that people read. */
export interface ToldDifference extends Difference {
  readonly words: Labels
}

type Sentence = keyof typeof sentences
type Parts = ReadonlyMap<string, Part>

/** Lists what differs from one version to another, each with a sentence in both languages: what is shown when a draft is moved. */
export function tell(from: Template, to: Template): ToldDifference[] {
  const versions: Versions = { from, to, before: partsOf(from), after: partsOf(to) }
  return compare(from, to).map((difference) => {
    const item = difference.what === 'removed' ? nameOf(from, versions.before, difference.path) : nameOf(to, versions.after, difference.path)
    return { ...difference, words: fill('sentence', { item, what: clause(versions, difference) }) }
  })
}

interface Versions {
  readonly from: Template
  readonly to: Template
  readonly before: Parts
  readonly after: Parts
}

/** What people call the thing at a path: its label, in a matrix or repeat after that of the outer one; the path where it has none. */
function nameOf(template: Template, parts: Parts, path: string): Labels {
  if (path.startsWith('fact ')) return orPath(template.facts.find((fact) => fact.code === path.slice(5))?.labels, path)
  const part = parts.get(path)
  const own = orPath(part?.item.labels, path)
  if (part === undefined || part.outer === null) return own
  return joined([orPath(part.outer.labels, part.outer.code), own], comma)
}

const comma: Labels = { en: ', ', fr: ', ' }

const orPath = (labels: Labels | undefined, path: string): Labels => ({ en: labels?.en || path, fr: labels?.fr || path })

const joined = (all: readonly Labels[], separator: Labels): Labels => ({ en: all.map((l) => l.en).join(separator.en), fr: all.map((l) => l.fr).join(separator.fr) })

/** A sentence with its holes filled. */
function fill(sentence: Sentence, holes: Readonly<Record<string, Labels>>): Labels {
  const filled = (text: string, language: 'en' | 'fr'): string => text.replace(/\{(\w+)\}/g, (hole, name: string) => holes[name]?.[language] ?? hole)
  return { en: filled(sentences[sentence].en, 'en'), fr: filled(sentences[sentence].fr, 'fr') }
}

/** What differs, without the name of the thing. */
function clause({ from, to, before, after }: Versions, { path, what, from: was = '', to: is = '' }: Difference): Labels {
  const isFact = path.startsWith('fact ')
  const [a, b] = [before.get(path)?.item ?? {}, after.get(path)?.item ?? {}]
  switch (what) {
    case 'type':
      return isFact && was === is ? sentences.list : fill('type', { from: typeOf(was), to: typeOf(is) })
    case 'words':
      return !isFact && isSameLabels(a.labels, b.labels) ? sentences.words : fill('words_label', { from: isFact ? nameOf(from, before, path) : orPath(a.labels, path) })
    case 'choices':
      return choices(a, b)
    case 'required':
      if (b.required === true && a.required !== true) return sentences.required_now
      return a.required === true && b.required !== true && b.requiredIf === undefined ? sentences.required_no_more : sentences.required
    case 'place':
      return fill('place', { from: nameOf(from, before, `section ${was}`), to: nameOf(to, after, `section ${is}`) })
    default:
      return sentences[what]
  }
}

const typeOf = (type: string): Labels => (Object.hasOwn(sentences, `type_${type}`) ? sentences[`type_${type}` as Sentence] : { en: type, fr: type })

/** Which options or rows went and came, by their labels. */
function choices(a: Partial<Item>, b: Partial<Item>): Labels {
  const kind = (a.rows?.length ?? 0) + (b.rows?.length ?? 0) > 0 ? 'rows' : 'choices'
  const [gone, come] = [onlyIn(a, b), onlyIn(b, a)]
  const clauses = [
    ...((a.list ?? '') === (b.list ?? '') ? [] : [sentences.list]),
    ...(gone.length === 0 ? [] : [fill(`${kind}_gone`, { from: labelsOf(gone) })]),
    ...(come.length === 0 ? [] : [fill(`${kind}_come`, { to: labelsOf(come) })]),
  ]
  return joined(clauses, sentences.separator)
}

const labelsOf = (all: readonly Choice[]): Labels => joined(all.map((choice) => orPath(choice.labels, choice.code)), comma)
