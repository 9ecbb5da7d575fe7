import type { itemsOf } from '../record/answers'
import type { ExhibitDocument, LackDocument, SearchDocument } from '../record/documents'
import { lackWords } from '../record/lacks'
import { pickWord } from '../record/names'

/** What was missing of one kind: how often, and about what, in words; "about" is empty where there is nothing to say but the kind. */
export interface Lacked {
  readonly code: string
  readonly count: number
  readonly about: readonly string[]
}

/** An exhibit, with the id of the find of which it was taken. */
export type Taken = ExhibitDocument & { readonly finding?: string }

interface Words {
  readonly search: SearchDocument
  readonly exhibits: readonly Taken[]
  readonly items: ReturnType<typeof itemsOf>
  readonly language: 'en' | 'fr'
}

/** Where a question stands and what it asks: of a matrix or a repeat with the row, which may be a find's. */
function asked(path: string, row: string, { items, language, exhibits }: Words): { within: string; question: string } {
  const found = items.get(path)
  const question = found?.item.labels?.[language] ?? path
  const exhibit = exhibits.find((x) => x.id === row || x.finding === row)
  const named = exhibit !== undefined ? [pickWord('categories', exhibit.category), exhibit.number].filter(Boolean).join(' ') : (found?.outer?.rows?.find((r) => r.code === row)?.labels?.[language] ?? (isId(row) ? '' : row))
  return { within: [found?.outer?.labels?.[language], named].filter((w) => w !== undefined && w !== '').join(' · '), question }
}

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** What was missing, each kind once and in the order in which the gate tells it; of one row its questions in one line. */
export function grouped(lacks: readonly LackDocument[], words: Words): readonly Lacked[] {
  const found = new Map<string, { count: number; lines: Map<string, { within: string; of: string[] }> }>()
  for (const lack of lacks) {
    const kind = found.get(lack.code) ?? { count: 0, lines: new Map<string, { within: string; of: string[] }>() }
    found.set(lack.code, kind)
    kind.count++
    const { within, question } = lack.path === undefined ? { within: '', question: lackWords(lack, { ...words, item: (path) => path }).told } : asked(lack.path, lack.row ?? '', words)
    if (question === '') continue
    const key = within === '' ? question : `${within} ${lack.row ?? ''}`
    const line = kind.lines.get(key) ?? { within, of: [] }
    kind.lines.set(key, line)
    if (!line.of.includes(question)) line.of.push(question)
  }
  const written = ({ within, of }: { within: string; of: readonly string[] }): string => (within === '' ? of.join(', ') : `${within} – ${of.join(', ')}`)
  return [...found].map(([code, { count, lines }]) => ({ code, count, about: [...lines.values()].map(written) }))
}
