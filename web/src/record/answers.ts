import type { Item, Section, Template } from '../checklist/template'
import type { AnswerDocument, Assertion } from './documents'

type Language = 'en' | 'fr'

/** One line of the record: what was asked and what was answered, in words. */
export interface Line {
  readonly id: string
  readonly asked: string
  readonly row: string
  readonly answered: string
  readonly comment: string
  readonly isContested: boolean
  /** Who gave the answer that stands. */
  readonly by: Assertion | undefined
  readonly document: AnswerDocument
}

export interface Phase {
  readonly code: string
  readonly title: string
  readonly lines: Line[]
}

/** Where the words of codes come from. */
export interface Lexicon {
  readonly template: Template | null
  readonly language: Language
  /** Words of a code of a pick-list. */
  readonly pick: (list: string, code: string) => string
  readonly officer: (id: string) => string
  readonly yesNo: (code: string) => string
  readonly instant: (at: string) => string
}

interface Found {
  readonly section: Section
  readonly item: Item
  readonly outer: Item | null
  readonly order: number
}

/** The items of a template by their paths: a matrix's columns and a repeat's items after their own. */
export function itemsOf(template: Template | null): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>()
  for (const section of template?.sections ?? []) {
    for (const item of section.items) {
      found.set(item.code, { section, item, outer: null, order: found.size })
      for (const inner of [...(item.columns ?? []), ...(item.items ?? [])]) {
        found.set(`${item.code}.${inner.code}`, { section, item: inner as Item, outer: item, order: found.size })
      }
    }
  }
  return found
}

const isId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
const isInstant = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text)

/** A value in words: by those that stood on the tablet's screen, else by the template's options and lists, else as it is. */
export function valueWords(value: unknown, item: Item | undefined, words: Lexicon): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map((v) => valueWords(v, item, words)).join(', ')
  if (typeof value === 'object') {
    const { value: amount, unit } = value as { value?: unknown; unit?: unknown }
    return amount === undefined ? JSON.stringify(value) : `${String(amount)} ${typeof unit === 'string' ? words.pick('units', unit) : ''}`.trim()
  }
  if (typeof value !== 'string') return typeof value === 'boolean' ? words.yesNo(value ? 'yes' : 'no') : String(value)
  const option = item?.options?.find((o) => o.code === value)
  if (option !== undefined) return option.labels?.[words.language] ?? value
  if (item?.list !== undefined) return words.pick(item.list, value)
  // What somebody typed is theirs, also where it looks like a code or an instant.
  const may = (type: Item['type']): boolean => item === undefined || item.type === type || item.type === 'calculated'
  if (may('yes_no_na') && ['yes', 'no', 'na'].includes(value)) return words.yesNo(value)
  if (may('datetime') && isInstant(value)) return words.instant(value)
  if (isId(value) && (item === undefined || item.type === 'people' || item.type === 'person')) return words.officer(value)
  return value
}

function rowName(answer: AnswerDocument, outer: Item | null, nth: number, language: Language): string {
  if (answer.row === undefined || answer.row === '') return ''
  const row = outer?.rows?.find((r) => r.code === answer.row)
  return row?.labels?.[language] ?? (outer?.type === 'repeat' ? `${nth}` : answer.row)
}

/** The answers of a search by the phases of its checklist, in its order; what the template does not know comes last, under its path. */
export function phasesOf(answers: readonly AnswerDocument[], words: Lexicon): Phase[] {
  const items = itemsOf(words.template)
  const rows = new Map<string, string[]>()
  for (const a of answers) {
    const key = a.item.split('.')[0] ?? ''
    const known = rows.get(key) ?? []
    if (a.row !== undefined && !known.includes(a.row)) rows.set(key, [...known, a.row])
  }
  const rowAt = (a: AnswerDocument): number => {
    const outer = items.get(a.item)?.outer
    const fixed = outer?.rows?.findIndex((r) => r.code === a.row) ?? -1
    return fixed >= 0 ? fixed : (rows.get(a.item.split('.')[0] ?? '') ?? []).indexOf(a.row ?? '')
  }
  const order = (a: AnswerDocument): [number, number, number] => {
    const found = items.get(a.item)
    const outer = items.get(a.item.split('.')[0] ?? '')
    return [outer?.order ?? found?.order ?? 1e6, rowAt(a), found?.order ?? 1e6]
  }
  const sorted = [...answers].sort((a, b) => {
    const [x, y] = [order(a), order(b)]
    return x[0] - y[0] || x[1] - y[1] || x[2] - y[2] || a.id.localeCompare(b.id)
  })
  const phases: Phase[] = []
  for (const answer of sorted) {
    const found = items.get(answer.item)
    const code = found?.section.code ?? ''
    let phase = phases.find((p) => p.code === code)
    if (phase === undefined) {
      phase = { code, title: found?.section.labels[words.language] ?? '', lines: [] }
      phases.push(phase)
    }
    phase.lines.push(lineOf(answer, found, rowAt(answer) + 1, words))
  }
  return phases
}

function lineOf(answer: AnswerDocument, found: Found | undefined, nth: number, words: Lexicon): Line {
  const standing = answer.assertions.filter((a) => a.superseded !== true)
  const last = standing.at(-1) ?? answer.assertions.at(-1)
  const isContested = answer.state === 'contested'
  const said = (isContested ? standing : last === undefined ? [] : [last]).map((a) => a.valueLabel?.[words.language] ?? valueWords(a.value, found?.item, words))
  return {
    id: answer.id,
    asked: found?.item.labels?.[words.language] ?? answer.assertions.findLast((a) => a.label !== undefined)?.label?.[words.language] ?? answer.item,
    row: rowName(answer, found?.outer ?? null, nth, words.language),
    answered: said.join(' ≠ '),
    comment: [...new Set((standing.length === 0 && last !== undefined ? [last] : standing).map((a) => a.comment ?? ''))].filter(Boolean).join(' · '),
    isContested,
    by: last,
    document: answer,
  }
}
