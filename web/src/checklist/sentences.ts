import words from '../../../checklist/sentences.json'
import type { Node } from './form'
import type { Labels } from './template'

/** One of the sentences that both implementations say. */
export type Sentence = keyof typeof words

/** What an item is called: its label, in a matrix after that of its row; its path when it has none. */
export function called(node: Node, row: string): Labels {
  const own = node.item.labels ?? { en: node.path, fr: node.path }
  const outer = node.outer?.item.type === 'matrix' ? node.outer.item.rows?.find((r) => r.code === row)?.labels : undefined
  return outer === undefined ? own : { en: `${outer.en}, ${own.en}`, fr: `${outer.fr}, ${own.fr}` }
}

/** A sentence of an item, in both languages. */
export function say(sentence: Sentence, name: Labels, min = 0, max = 0): Labels {
  const filled = (text: string, label: string): string =>
    text.replace(/\{(item|min|max)\}/g, (_, hole: string) => (hole === 'item' ? label : String(hole === 'min' ? min : max)))
  return { en: filled(words[sentence].en, name.en), fr: filled(words[sentence].fr, name.fr) }
}
