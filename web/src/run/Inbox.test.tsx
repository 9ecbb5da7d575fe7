import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test } from 'vitest'
import type { Desk } from '../operation/desk'
import * as coded from '../words/coded'
import * as inbox from '../words/inbox'
import * as run from '../words/run'
import { addWords, language } from '../words/words'
import { Detail } from './Inbox'
import { itemOf } from './tray'

addWords(coded, inbox, run)
const receipt = { kind: 'receipt', id: 'h1', entry: 'e1', hash: 'h1', verdict: 'stored', code: '', status: 'refused', statusCode: 'invalid_body', receivedAt: '2026-05-20T06:10:00Z', type: 'seal.applied', site: 's1' }

function shown(document: Record<string, unknown>): HTMLElement {
  const host = window.document.createElement('div')
  act(() => render(<Detail desk={{ operation: { id: 'o' } } as unknown as Desk} item={itemOf({ ...receipt, ...document })} isOpen sites={[]} after={() => undefined} />, host))
  return host
}

beforeEach(() => void (language.value = 'fr'))

test('a coordinator reads in French why an entry could not be applied, and where in it', () => {
  const host = shown({ detail: "/exhibits: name what it closes; missing property 'number'" })
  expect([...host.querySelectorAll('.faults-told li')].map((li) => li.textContent)).toEqual(['/exhibits indiquez les pièces qu’il ferme', 'il manque «\u00a0number\u00a0»'])
  expect(host.querySelector('[lang=en]')).toBeNull()
  language.value = 'en'
  expect(shown({ detail: '/exhibits: name what it closes' }).querySelector('.faults-told')?.textContent).toBe('/exhibits name what it closes')
})

test('an entry of a tablet that nobody has confirmed waits for the six words, not for another entry', () => {
  const text = shown({ status: 'held', statusCode: 'tablet_pending' }).textContent
  expect(text).toContain('six mots')
  expect(text).not.toContain('renvoie à ce qui n’est pas arrivé')
})

test('what has nothing to tell shows no heading for it', () => {
  expect(shown({}).querySelector('.inbox-told')).toBeNull()
})
