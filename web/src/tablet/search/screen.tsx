import { render } from 'preact'
import { act } from 'preact/test-utils'
import { vi } from 'vitest'
import type { Section } from '../../checklist/template'
import { DeskContext } from '../../field/desk'
import { address } from '../../parts/route'
import { language } from '../../words/words'
import { SearchPage } from './SearchPage'
import { type Trial, trial } from './trial'

/* A screen for tests: what an officer sees and taps. */

/** Lets what is under way come to its end. */
export const settle = (): Promise<void> => act(() => new Promise((done) => setTimeout(done, 15)))
/** Where the page under test is drawn: a new one for each test. */
export let root: HTMLElement

export async function shown(t: Trial, what: preact.ComponentChild): Promise<void> {
  await act(() => render(<DeskContext.Provider value={t.desk}>{what}</DeskContext.Provider>, root))
  await settle()
}

/** A search that was begun, at one of its sections. */
export async function opened(sections: readonly Section[], code = sections[0]?.code ?? '', more: Parameters<typeof trial>[0] = {}): Promise<{ t: Trial; search: string }> {
  const t = trial({ sections, ...more })
  const search = await t.begun()
  await shown(t, <SearchPage search={search} section={code} />)
  return { t, search }
}

/** What can be pressed and begins with these words, or is called so. */
export const named = (text: string, within: ParentNode = root): HTMLElement => {
  const found = [...within.querySelectorAll<HTMLElement>('button, a, summary')].filter((e) => (e.textContent ?? '').trim().startsWith(text) || e.getAttribute('aria-label') === text)
  if (found[0] === undefined) throw new Error(`no “${text}” in: ${root.textContent}`)
  return found[0]
}

export async function tap(text: string, within?: ParentNode): Promise<void> {
  await act(() => named(text, within).click())
  await settle()
}

/** Types into a field, and leaves it. */
export async function typed(selector: string, text: string, leave = true): Promise<void> {
  const field = root.querySelector<HTMLInputElement>(selector)
  if (field === null) throw new Error(`no field ${selector}`)
  await act(() => {
    field.value = text
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  if (leave) await act(() => void field.dispatchEvent(new Event('blur', { bubbles: true })))
  await settle()
}

/** The answers that were written: item, row, value. */
export const answers = (t: Trial) => t.written.filter((w) => w.type === 'answer.asserted').map((w) => [w.body.item, w.body.row ?? '', w.body.value])
export const at = (path: string): HTMLElement => {
  const found = document.getElementById(`item-${path}`)
  if (found === null) throw new Error(`${path} is not asked`)
  return found
}

/** An empty page in English. */
export function cleared(): void {
  language.value = 'en'
  document.body.replaceChildren()
  root = document.body.appendChild(document.createElement('div'))
  address.value = { path: '/tablet/search/x', search: '' }
  HTMLDialogElement.prototype.showModal = vi.fn()
  history.replaceState(null, '', '/tablet/x')
}
