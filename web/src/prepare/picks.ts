import { signal } from '@preact/signals'
import { api, ask } from '../api/client'
import type { Option } from '../parts/Field'
import { language } from '../words/words'
import type { Pick } from './types'

/** The pick-lists that a draft speaks in. */
export type PickList = 'skills' | 'equipment-kinds'

const known = signal<ReadonlyMap<string, readonly Pick[]>>(new Map())

/** Reads the pick-lists; their words are there from then on, and again with what an administrator has changed since. */
export async function readPicks(abort: AbortSignal): Promise<void> {
  const lists = await Promise.all((['skills', 'equipment-kinds'] as const).map((list) => ask(api.GET('/v1/picklists', { params: { query: { list } }, signal: abort }))))
  const made = new Map<string, Pick[]>()
  for (const pick of lists.flatMap((l) => l.items)) made.set(pick.list, [...(made.get(pick.list) ?? []), pick])
  known.value = made
}

/** What a code is called; a code that the list does not have is shown as it is. */
export function wordOf(list: PickList, code: string): string {
  return known.value.get(list)?.find((p) => p.code === code)?.labels[language.value] ?? code
}

/** What can be picked: what is not retired, and what is in use already. */
export function optionsOf(list: PickList, used: readonly string[] = []): Option[] {
  const picks = known.value.get(list) ?? []
  const open = picks.filter((p) => !p.retired || used.includes(p.code)).map((p) => p.code)
  return [...open, ...used.filter((u) => !open.includes(u))].map((code) => ({ value: code, word: wordOf(list, code) }))
}
