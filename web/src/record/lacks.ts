import { type GateSentence, sentence } from '../checklist/gate-words'
import sentences from '../../../checklist/sentences-gate.json'
import { language, say } from '../words/words'
import type { ExhibitDocument, LackDocument, SearchDocument } from './documents'
import { officerName, pickWord, word } from './names'

/** What the words of a lack are filled with. */
export interface LackContext {
  readonly search: SearchDocument
  readonly exhibits: readonly ExhibitDocument[]
  /** What an item of the checklist is called, by its path. */
  readonly item: (path: string) => string
}

function exhibitName(lack: LackDocument, context: LackContext): string {
  const found = context.exhibits.find((x) => x.id === lack.exhibit || (lack.exhibit === undefined && x.id === lack.finding))
  if (found === undefined) return say('record.exhibit')
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
      return lack.document === undefined ? null : [lack.document]
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
