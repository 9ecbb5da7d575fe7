import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type ApiFault, asFault } from '../api/problem'
import { readTree } from './read'
import type { Tree } from './tree'

/** Places by establishment, as far as they were read in this tab: the registry changes by the day, and a page asks for those of 66 sites at the most. */
const known = signal<ReadonlyMap<string, Tree>>(new Map())
const wanted = new Set<string>()
const fault = signal<ApiFault | null>(null)

/** How many trees are read at once. */
const abreast = 4
let reading = 0

function next(): void {
  for (const id of wanted) {
    if (reading >= abreast) return
    wanted.delete(id)
    if (known.value.has(id)) continue
    reading++
    readTree(id, new AbortController().signal)
      .then((tree) => {
        known.value = new Map([...known.value, [id, tree]])
        fault.value = null
      }, (thrown: unknown) => void (fault.value = asFault(thrown)))
      .finally(() => {
        reading--
        next()
      })
  }
}

/** The places of some establishments, read when they are first asked for; what is not there yet is on its way, or cannot be read, which `fault` says. */
export function useTrees(establishments: readonly string[]): { readonly trees: ReadonlyMap<string, Tree>; readonly fault: ApiFault | null; readonly retry: () => void } {
  const ask = (): void => {
    for (const id of establishments) if (!known.value.has(id)) wanted.add(id)
    next()
  }
  useEffect(ask, [establishments.join()])
  return { trees: known.value, fault: fault.value, retry: ask }
}
