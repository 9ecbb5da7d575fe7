import { computed, effect, signal } from '@preact/signals'
import { recall, remember } from '../look/memory'
import type * as board from './board'
import type * as calls from './calls'
import type * as capture from './capture'
import type * as closing from './closing'
import type * as coded from './coded'
import * as common from './common'
import type * as differ from './differ'
import type * as door from './door'
import type * as ending from './ending'
import type * as enrolment from './enrolment'
import type * as events from './events'
import type * as exhibit from './exhibit'
import type * as finds from './finds'
import type * as front from './front'
import type * as hq from './hq'
import type * as imports from './imports'
import type * as inbox from './inbox'
import type * as office from './office'
import type * as officers from './officers'
import type * as paper from './paper'
import type * as plan from './plan'
import type * as prepare from './prepare'
import type * as quick from './quick'
import type * as receipt from './receipt'
import type * as record from './record'
import type * as registry from './registry'
import type * as replan from './replan'
import type * as review from './review'
import type * as run from './run'
import type * as save from './save'
import type * as search from './search'
import type * as sheets from './sheets'
import type * as site from './site'
import type * as subject from './subject'
import type * as tablet from './tablet'
import type * as trail from './trail'
import type * as unwritten from './unwritten'
import type * as ways from './ways'
import type * as whole from './whole'

export type Language = 'en' | 'fr'

/** The texts of one area of the product: {name} is a value, {name|one|other} a word that bends to it. Both languages have the same keys (words.test.ts). */
export interface Area {
  readonly en: Readonly<Record<string, string>>
  readonly fr: Readonly<Record<string, string>>
}

type KeyOf<A> = A extends Area ? keyof A['en'] & string : never
type Areas = [
  typeof board, typeof calls, typeof capture, typeof closing, typeof coded, typeof common, typeof differ, typeof door, typeof ending, typeof enrolment, typeof events, typeof exhibit, typeof finds, typeof front, typeof hq, typeof imports, typeof inbox, typeof office, typeof officers, typeof paper, typeof plan, typeof prepare, typeof quick, typeof receipt, typeof record, typeof registry, typeof replan, typeof review, typeof run, typeof save, typeof search, typeof sheets, typeof site, typeof subject, typeof tablet, typeof trail, typeof unwritten, typeof ways, typeof whole,
]
export type Key = KeyOf<Areas[number]>
export type Parameters = Record<string, string | number>

const slot = 'cellsweep.language'
const personSlot = 'cellsweep.language.person'
const dictionaries: Record<Language, Record<string, string>> = { en: { ...common.en }, fr: { ...common.fr } }

/** Takes up the texts of areas. A surface loads those that it shows, and no others (surfaces.test.ts holds it to that). */
export function addWords(...areas: readonly Area[]): void {
  for (const area of areas) {
    Object.assign(dictionaries.en, area.en)
    Object.assign(dictionaries.fr, area.fr)
  }
}

export const language = signal<Language>('en')
/** What Intl is given. English is written as in Britain: a 24-hour clock, the day before the month. */
export const locale = computed(() => (language.value === 'fr' ? 'fr-FR' : 'en-GB'))

/** Takes up the language chosen in this browser, else that of whoever signed in, else the first of the browser's that there is a dictionary for, else French. */
export function startLanguage(preferred: readonly string[] = navigator.languages): void {
  const known = (l: string | null): l is Language => l === 'en' || l === 'fr'
  const chosen = recall(slot) ?? recall(personSlot)
  language.value = known(chosen) ? chosen : (preferred.map((p) => p.slice(0, 2).toLowerCase()).find(known) ?? 'fr')
  effect(() => {
    document.documentElement.lang = language.value
  })
}

/** Changes the language and remembers it. */
export function chooseLanguage(to: Language): void {
  language.value = to
  remember(slot, to)
}

/** Takes up the language of a person who signs in, unless another was chosen in this browser. */
export function takeLanguage(theirs: Language): void {
  remember(personSlot, theirs)
  if (recall(slot) === null) language.value = theirs
}

const numberFormats = new Map<string, Intl.NumberFormat>()

/** Writes a number as the language does: 9 120 in French, 9,120 in English. */
export function figure(n: number, options: Intl.NumberFormatOptions = {}): string {
  const key = `${locale.value}|${JSON.stringify(options)}`
  let format = numberFormats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(locale.value, options)
    numberFormats.set(key, format)
  }
  return format.format(n)
}

/** Fills a text's places: {name} by a value, {name|one|other} by the form that the number of that name asks for. */
export function fill(text: string, parameters: Parameters): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (whole, name: string, one?: string, other?: string) => {
    const value = parameters[name]
    if (value === undefined) return whole
    if (one !== undefined && other !== undefined) {
      const form = new Intl.PluralRules(locale.value).select(Number(value))
      return form === 'one' ? one : other
    }
    return typeof value === 'number' ? figure(value) : value
  })
}

/** The text of a key in the language in force. */
export function say(key: Key, parameters: Parameters = {}): string {
  return fill(dictionaries[language.value][key] ?? key, parameters)
}

/** Whether there is a text for a code of the server's, such as "event.exhibit.seized". */
export function isKey(key: string): key is Key {
  return Object.hasOwn(dictionaries.en, key)
}

/** The text of a code of the server's, or the code itself: a newer server's word is shown, not hidden. */
export function sayCode(group: string, code: string, parameters: Parameters = {}): string {
  const key = `${group}.${code}`
  return isKey(key) ? say(key, parameters) : code
}
