import phrases from '../../../planner/words/phrases.json'
import { type Language, language } from '../words/words'
import type { Params } from './document'

/** What the planner says in codes and params, in words: the same templates as its own (planner/words/words.go), rendered by the same rules. */
const table = phrases as Readonly<Record<string, Readonly<Record<Language, string>>>>

/** How many members of a list are told by name; the rest is counted. */
const listed = 12

/** Whether there is a phrase for a code. */
export function isPhrase(code: string): boolean {
  return Object.hasOwn(table, code)
}

/** Renders a code with its params. An unknown code is given back as it is: a plan of a later version is still readable. */
export function phrase(code: string, params: Params, as: Language = language.value): string {
  const template = isPhrase(code) ? table[code]?.[as] : undefined
  return template === undefined ? code : render(template, params, as)
}

function render(text: string, params: Params, as: Language): string {
  let out = ''
  for (;;) {
    const i = text.search(/[{[]/)
    if (i < 0) return out + text
    out += text.slice(0, i)
    const closing = text.indexOf(text[i] === '[' ? ']' : '}', i)
    if (closing < 0) return out + text.slice(i)
    const inner = text.slice(i + 1, closing)
    out += text[i] === '[' ? block(inner, params, as) : slot(inner, params, as)
    text = text.slice(closing + 1)
  }
}

function block(inner: string, params: Params, as: Language): string {
  const mark = inner.indexOf('?')
  const condition = mark < 0 ? inner : inner.slice(0, mark)
  const negated = condition.startsWith('!')
  const there = present(params[negated ? condition.slice(1) : condition])
  return there === negated ? '' : render(mark < 0 ? '' : inner.slice(mark + 1), params, as)
}

function slot(inner: string, params: Params, as: Language): string {
  const i = inner.search(/[#:*]/)
  if (i < 0) return value(params[inner], as)
  const v = params[inner.slice(0, i)]
  const rest = inner.slice(i + 1)
  if (inner[i] === '#') {
    const cut = rest.indexOf('|')
    const n = numberOf(v)
    const one = n === 1 || (n === 0 && as === 'fr')
    return one ? rest.slice(0, cut < 0 ? undefined : cut) : cut < 0 ? '' : rest.slice(cut + 1)
  }
  if (inner[i] === ':') return each(v, as, (x) => phrase(`${rest}.${value(x, as)}`, params, as))
  if (!Array.isArray(v)) return ''
  return v
    .filter((x): x is Params & { code?: unknown } => typeof x === 'object' && x !== null && !Array.isArray(x))
    .map((x) => phrase(typeof x.code === 'string' ? x.code : '', x, as))
    .join('; ')
}

function value(v: unknown, as: Language): string {
  if (v === null || v === undefined) return ''
  if (Array.isArray(v)) return each(v, as, (x) => value(x, as))
  return String(v)
}

/** Joins the members of a list, or renders what is none. */
function each(v: unknown, as: Language, f: (x: unknown) => string): string {
  if (!Array.isArray(v)) return f(v)
  let parts = v.map(f)
  const more = parts.length - listed
  if (more > 1) parts = [...parts.slice(0, listed), phrase('list.more', { n: more }, as)]
  if (parts.length < 2) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} ${phrase('list.and', {}, as)} ${parts.at(-1) ?? ''}`
}

function present(v: unknown): boolean {
  if (v === null || v === undefined) return false
  if (typeof v === 'boolean') return v
  if (typeof v === 'string') return v !== ''
  return Array.isArray(v) ? v.length > 0 : true
}

function numberOf(v: unknown): number {
  if (typeof v === 'number') return Math.trunc(v)
  return Array.isArray(v) ? v.length : 0
}
