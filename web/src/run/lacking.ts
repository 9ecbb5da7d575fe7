import type { itemsOf } from '../record/answers'
import type { ExhibitDocument, LackDocument, SearchDocument } from '../record/documents'
import { lackWords } from '../record/lacks'

/** What was missing of one kind: how often, and about what, in words; "about" is empty where there is nothing to say but the kind. */
export interface Lacked {
  readonly code: string
  readonly count: number
  readonly about: readonly string[]
}

interface Words {
  readonly search: SearchDocument
  readonly exhibits: readonly ExhibitDocument[]
  readonly items: ReturnType<typeof itemsOf>
  readonly language: 'en' | 'fr'
}

/** A question as the checklist asks it: of a matrix or a repeat with what it stands in and its row. */
function asked(path: string, row: string | undefined, { items, language }: Words): string {
  const found = items.get(path)
  if (found === undefined) return [path, row].filter(Boolean).join(' · ')
  const named = found.outer?.rows?.find((r) => r.code === row)?.labels?.[language] ?? row
  return [found.outer?.labels?.[language], named, found.item.labels?.[language] ?? path].filter((w) => w !== undefined && w !== '').join(' · ')
}

/** What was missing, each kind once and in the order in which the gate tells it. */
export function grouped(lacks: readonly LackDocument[], words: Words): readonly Lacked[] {
  const found = new Map<string, { count: number; about: Set<string> }>()
  for (const lack of lacks) {
    const of = found.get(lack.code) ?? { count: 0, about: new Set<string>() }
    found.set(lack.code, of)
    of.count++
    const about = lack.path === undefined ? lackWords(lack, { ...words, item: (path) => path }).told : asked(lack.path, lack.row, words)
    if (about !== '') of.about.add(about)
  }
  return [...found].map(([code, { count, about }]) => ({ code, count, about: [...about] }))
}
