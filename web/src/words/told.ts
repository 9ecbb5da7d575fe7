import entries from '../../../server/french/entries.json'
import { type Language, language } from './words'

/**
 * What headquarters' program says of an entry (why it is held, refused or could not be read), in the reader's language.
 * Receipts and answers carry it in English and are the same for everybody, so it is put into French where it is read, by
 * the table that the server has too (server/french). What is not in the table stays English, and is marked as such.
 */
export interface Told {
  /** JSON pointer into the entry's words; "" for the whole. */
  readonly at: string
  readonly text: string
  /** Whether the text is not in the language asked for. */
  readonly foreign: boolean
}

interface Sentence {
  readonly english: string
  readonly pattern: RegExp
  readonly french: string
  /** The letters of the verbs, in order. */
  readonly verbs: readonly string[]
  /** Characters that are no verb: what says most is tried first. */
  readonly said: number
}

const verb = /%(?:\[(\d+)\])?(?:\.\d+)?([sdqvwxg])/g
const holes: Readonly<Record<string, string>> = { d: '([-+]?\\d[\\d,]*)', q: '("(?:[^"\\\\]|\\\\.)*")', x: '([0-9a-f]+)', g: '([-+0-9.e]+)' }
const literally = (text: string): string => text.replaceAll('%%', '%').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

let compiled: readonly Sentence[] | undefined

function table(): readonly Sentence[] {
  return (compiled ??= Object.entries(entries)
    .map(([english, french]) => {
      const verbs = [...english.matchAll(verb)]
      const parts = english.split(/%(?:\[\d+\])?(?:\.\d+)?[sdqvwxg]/).map(literally)
      const source = parts.map((part, i) => part + (i < verbs.length ? (holes[verbs[i]?.[2] ?? ''] ?? '(.*?)') : '')).join('')
      return { english, french, pattern: new RegExp(`^${source}$`, 's'), verbs: verbs.map((v) => v[2] ?? ''), said: parts.join('').length }
    })
    .sort((a, b) => b.said - a.said || (a.english < b.english ? -1 : 1)))
}

/** What the types of JSON are called, in the sentence that says that one stands for another. */
const types: Readonly<Record<string, string>> = { array: 'liste', boolean: 'oui ou non', integer: 'nombre entier', null: 'vide', number: 'nombre', object: 'objet', string: 'texte' }
const typesIn = 'got %s, want %s'

/** Whether a text in quotes ('…' of the reader of schemas) is cut through: there a sentence does not end. */
const isCut = (held: string): boolean => (held.replaceAll(/\\./g, '').split("'").length - 1) % 2 === 1

function heldInFrench(held: string, kind: string, english: string): string {
  if (kind === 'q') return `«\u00a0${held.slice(1, -1).replaceAll('\\"', '"')}\u00a0»`
  if (/^[-+]?\d{1,3}(,\d{3})*(\.\d+)?$/.test(held)) return held.replaceAll(',', '\u202f').replace('.', ',')
  if (kind === 'd' || kind === 'x' || kind === 'g') return held
  if (english === typesIn) return held.split(' or ').map((t) => types[t] ?? t).join(' ou ')
  if (held.includes("'")) return held.replaceAll(/'((?:[^'\\]|\\.)*)'/g, (_, own: string) => `«\u00a0${own.replaceAll(/\\(['\\])/g, '$1')}\u00a0»`)
  const within = said(held, 'fr')
  return within.every((f) => f.foreign) ? held : within.map(lineOf).join('\u00a0; ')
}

/** A sentence of the table in French; undefined for what is none of them. */
function frenchOf(english: string): string | undefined {
  const whole = (entries as Readonly<Record<string, string>>)[english]
  if (whole !== undefined) return whole
  for (const s of table()) {
    const held = s.pattern.exec(english)?.slice(1)
    if (held === undefined || held.some(isCut)) continue
    let next = 0
    return s.french.replaceAll(verb, (_, number: string | undefined) => {
      const k = number === undefined ? next : Number(number) - 1
      next = k + 1
      return heldInFrench(held[k] ?? '', s.verbs[k] ?? '', s.english)
    })
  }
  return undefined
}

/** A code of the server's before a fault that is told as a whole. */
const codeBefore = /^(?:invalid|internal|not_found|too_large): /

/** One fault: a sentence, or a pointer and a sentence; undefined where no sentence of the table is in it. */
function fault(text: string): { at: string; english: string; french: string } | undefined {
  if (!text.startsWith('/')) {
    const french = frenchOf(text.replace(codeBefore, ''))
    return french === undefined ? undefined : { at: '', english: text, french }
  }
  // A name in a pointer may itself hold a colon.
  for (let i = text.indexOf(': '); i >= 0; i = text.indexOf(': ', i + 1)) {
    const english = text.slice(i + 2)
    const french = frenchOf(english)
    if (french !== undefined) return { at: text.slice(0, i), english, french }
  }
  return undefined
}

/** How many parts one fault may have: what somebody wrote may hold what stands between two faults. */
const longest = 8

function said(detail: string, as: Language): Told[] {
  const parts = detail.split('; ')
  const out: Told[] = []
  for (let i = 0; i < parts.length; ) {
    let n = 1
    let found: ReturnType<typeof fault>
    for (; n <= longest && i + n <= parts.length; n++) {
      found = fault(parts.slice(i, i + n).join('; '))
      if (found !== undefined) break
    }
    if (found === undefined) {
      const text = parts[i] ?? ''
      const last = out.at(-1)
      if (last?.foreign === true && !text.startsWith('/')) out[out.length - 1] = { ...last, text: `${last.text}; ${text}` }
      else out.push({ at: '', text, foreign: true })
      i++
    } else {
      out.push({ at: found.at, text: as === 'fr' ? found.french : found.english, foreign: false })
      i += n
    }
  }
  return out
}

/** What is told, one fault after the other. Of "" nothing is. */
export function told(detail: string, as: Language = language.value): readonly Told[] {
  if (detail === '') return []
  const faults = said(detail, as)
  return as === 'en' ? faults.map((f) => ({ ...f, foreign: false })) : faults
}

const lineOf = (f: Told): string => (f.at === '' ? f.text : `${f.at}\u00a0: ${f.text}`)

/** The same in one line. */
export function toldLine(detail: string, as: Language = language.value): string {
  return as === 'en' ? detail : told(detail, as).map(lineOf).join('\u00a0; ')
}
