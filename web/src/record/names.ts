import { signal } from '@preact/signals'
import { api, ask } from '../api/client'
import type { Labels } from '../checklist/template'
import { may } from '../parts/who'
import { isKey, type Key, language, say } from '../words/words'

/** Names of officers as they come in, by id. */
const officers = signal<ReadonlyMap<string, string>>(new Map())
const asked = new Set<string>()

/** The name of an officer; until it is known, or for who may not know it, the end of the id, which is what distinguishes it. */
export function officerName(id: string): string {
  const known = officers.value.get(id)
  if (known !== undefined) return known
  if (!asked.has(id) && may('officers.read')) {
    asked.add(id)
    ask(api.GET('/v1/officers/{id}', { params: { path: { id } } })).then(
      (o) => (officers.value = new Map(officers.value).set(id, o.name)),
      () => asked.delete(id),
    )
  }
  return `…${id.slice(-6)}`
}

interface Pick {
  readonly labels: Labels
  /** Of a legal basis: the documents that it demands. */
  readonly documents: readonly { readonly code: string; readonly labels: Labels }[]
}

/** The options of the pick-lists by "list/code". */
const picks = signal<ReadonlyMap<string, Pick> | null>(null)
let asking = false

function readPicks(): void {
  if (asking || picks.value !== null || !may('registry.read')) return
  asking = true
  ask(api.GET('/v1/picklists', {})).then(
    (page) => (picks.value = new Map(page.items.map((p) => [`${p.list}/${p.code}`, { labels: p.labels, documents: (p.data as { documents?: Pick['documents'] } | undefined)?.documents ?? [] }]))),
    () => (asking = false),
  )
}

/** The words of a code of a pick-list, or the code. */
export function pickWord(list: string, code: string | undefined): string {
  if (code === undefined || code === '') return ''
  readPicks()
  return picks.value?.get(`${list}/${code}`)?.labels[language.value] ?? code
}

/** What a document that a legal basis demands is called, or its code. */
export function documentWord(basis: string | undefined, code: string): string {
  readPicks()
  return picks.value?.get(`legal-bases/${basis ?? ''}`)?.documents.find((d) => d.code === code)?.labels[language.value] ?? code
}

/** The words of a code for which this page has its own, or the code. */
export function word(group: string, code: string | undefined): string {
  if (code === undefined || code === '') return ''
  const key = `${group}.${code}`
  return isKey(key) ? say(key as Key) : code
}
