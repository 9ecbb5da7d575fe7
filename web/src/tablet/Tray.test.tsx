import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import type { TrayItem } from '../sync/tray'
import * as tablet from '../words/tablet'
import { addWords, language } from '../words/words'
import { trayItems } from './status'
import { Tray } from './Tray'

addWords(tablet)
const base = { type: '', grave: false, stream: 's', subject: 'e', detail: '', why: '', told: '', at: '', count: 1 }
const host = document.createElement('div')

async function shown(item: Partial<TrayItem> & Pick<TrayItem, 'code'>): Promise<string> {
  trayItems.value = [{ ...base, seq: 12, ...item }]
  act(() => render(<Tray />, host))
  await vi.waitFor(async () => {
    await act(async () => new Promise((done) => setTimeout(done, 10)))
    if ((item.told ?? '') !== '') expect(host.querySelector('.faults-told')).not.toBeNull()
  })
  return host.querySelector('li')?.textContent ?? ''
}

beforeEach(() => {
  render(null, host)
  language.value = 'fr'
})

test('an officer reads in French why headquarters did not apply an entry, and where in it', async () => {
  const text = await shown({ code: 'refused', why: 'invalid_body', told: '/exhibits: name what it closes; /number: is missing' })
  expect(text).toContain('Ce qui a été enregistré n’a pas la forme voulue.')
  expect([...host.querySelectorAll('.faults-told li')].map((li) => li.textContent)).toEqual(['/exhibits indiquez les pièces qu’il ferme', '/number manque'])
  expect(text).not.toContain('invalid_body')
  expect(await shown({ code: 'refused', why: 'invalid_body', told: '/number: is missing', type: 'seal.applied' })).toContain('Scellé apposé')
  await shown({ code: 'refused', why: 'invalid_body', told: '/exhibits: name what it closes; /number: is missing' })
  expect(host.querySelector('[lang=en]')).toBeNull()
  act(() => void (language.value = 'en'))
  expect([...host.querySelectorAll('.faults-told li')].map((li) => li.textContent)).toEqual(['/exhibits name what it closes', '/number is missing'])
})

test('what the program said of itself when it failed stays as it is, and is marked as English', async () => {
  const text = await shown({ code: 'refused_for_now', why: 'internal', told: 'runtime error: index out of range' })
  expect(text).toContain('Le programme du poste de commandement a échoué')
  expect(text).toContain('ne l’enregistrez pas de nouveau')
  expect(host.querySelector('[lang=en]')?.textContent).toBe('runtime error: index out of range')
})

test('entries that wait for the six words say so, and do not send the officer for what is missing', async () => {
  const text = await shown({ code: 'held_pending', why: 'tablet_pending', count: 12 })
  expect(text).toContain('12 entrées tant que la tablette n’est pas confirmée')
  expect(text).toContain('six mots')
  expect(text).not.toContain('toutes les tablettes')
})

test('an entry that waits says for what', async () => {
  expect(await shown({ code: 'held', told: 'waits for 0197f3a0-0000-7000-8000-000000000001' })).toContain('attend 0197f3a0')
})
