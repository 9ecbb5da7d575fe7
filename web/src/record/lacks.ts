import { type GateSentence, sentence } from '../checklist/gate-words'
import sentences from '../../../checklist/sentences-gate.json'
import { language, say } from '../words/words'
import type { ExhibitDocument, LackDocument, SearchDocument } from './documents'
import { documentWord, officerName, pickWord, word } from './names'

/** What the words of a lack are filled with. */
export interface LackContext {
  readonly search: SearchDocument
  readonly exhibits: readonly ExhibitDocument[]
  /** What an item of the checklist is called, by its path. */
  readonly item: (path: string) => string
}

function exhibitName(lack: LackDocument, context: LackContext): string {
  const found = context.exhibits.find((x) => (lack.exhibit === undefined ? lack.finding !== undefined && (x.finding === lack.finding || x.id === lack.finding) : x.id === lack.exhibit))
  if (found === undefined) return say(lack.exhibit === undefined && lack.finding !== undefined ? 'record.finding' : 'record.exhibit')
  return `${pickWord('categories', found.category)}${found.number === undefined ? '' : ` ${found.number}`}`
}

/** The holes of the sentence of a lack, or null where what is known of it does not fill them. */
function holes(lack: LackDocument, context: LackContext): string[] | null {
  switch (lack.code) {
    case 'basis_unknown':
      return [pickWord('legal-bases', context.search.legalBasis)]
    case 'device_unknown': case 'exhibit_unsealed': case 'exhibit_not_listed': case 'exhibit_without_photo': case 'find_without_photo':
      return [exhibitName(lack, context)]
    case 'seal_without_photo': {
      const number = context.exhibits.flatMap((x) => x.seals ?? []).find((s) => s.id === lack.seal)?.number
      return number === undefined ? null : [exhibitName(lack, context), number]
    }
    case 'document_missing':
      return lack.document === undefined ? null : [documentWord(context.search.legalBasis, lack.document)]
    case 'signer_missing':
      return lack.officer === undefined ? [] : [officerName(lack.officer)]
    default:
      return []
  }
}

function nameOf(lack: LackDocument, search: SearchDocument): string {
  if (lack.code === 'signer_missing') return lack.role === 'searcher' && lack.officer === undefined ? 'signer_missing_searchers' : `signer_missing_${lack.role ?? ''}`
  if (lack.code === 'outcome_contradicts') return search.outcome === 'done_find' ? 'outcome_find' : 'outcome_clear'
  return lack.code
}

/** One thing that a search lacked when it was closed: what it is in short, and the sentence that its officer was told where all of it is known. */
export function lackWords(lack: LackDocument, context: LackContext): { short: string; told: string } {
  const about = lack.path === undefined ? '' : context.item(lack.path)
  const short = [word('lack', lack.code), about].filter(Boolean).join(': ')
  const name = nameOf(lack, context.search)
  const filled = holes(lack, context)
  if (filled === null || !Object.hasOwn(sentences, name)) return { short, told: '' }
  const asked = new Set(sentences[name as GateSentence].en.match(/%[12]/g)).size
  return { short, told: filled.length < asked ? '' : sentence(name as GateSentence, ...filled)[language.value] }
}

/** Lacks that one line tells: of one kind, of which nothing is known but what each is about; any other stands alone. */
export interface LackLine {
  readonly lack: LackDocument
  readonly passed: boolean
  /** The kind in words, where `abouts` are several; else what is lacking in short. */
  readonly short: string
  readonly told: string
  readonly abouts: readonly string[]
}

/** What was lacking, line by line in the order of the gate: forty questions without an answer are one line, not forty. */
export function lackLines(lacks: readonly (readonly [LackDocument, boolean])[], context: LackContext): LackLine[] {
  const lines: LackLine[] = []
  const alike = new Map<string, number>()
  for (const [lack, passed] of lacks) {
    const words = lackWords(lack, context)
    const key = `${lack.code} ${passed}`
    const at = words.told === '' && lack.path !== undefined && lack.exhibit === undefined ? alike.get(key) : undefined
    const before = at === undefined ? undefined : lines[at]
    const about = lack.path === undefined ? '' : context.item(lack.path)
    if (before !== undefined && at !== undefined) {
      lines[at] = { ...before, short: word('lack', lack.code), abouts: [...before.abouts, ...(before.abouts.includes(about) ? [] : [about])] }
      continue
    }
    if (words.told === '' && lack.path !== undefined && lack.exhibit === undefined) alike.set(key, lines.length)
    lines.push({ lack, passed, ...words, abouts: about === '' ? [] : [about] })
  }
  return lines
}
