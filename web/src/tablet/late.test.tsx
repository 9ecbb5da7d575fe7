import { signal } from '@preact/signals'
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Station } from '../field/station'
import { go } from '../parts/route'
import { language } from '../words/words'
import { Late, NotLoaded } from './late'
import { TabletPage } from './Page'
import { StationContext } from './station'


vi.mock('./Bar', () => ({ Bar: () => null }))
vi.mock('./Unwritten', () => ({ Unwritten: () => null }))
vi.mock('./Orders', () => ({ Orders: () => null, OrderInForce: () => null }))
// A newer version of the page was taken in another tab: what this one has not loaded yet is gone.
vi.mock('./searching', () => Promise.reject(new TypeError('Failed to fetch dynamically imported module')))
vi.mock('./Quick', () => Promise.reject(new TypeError('Failed to fetch dynamically imported module')))

const host = document.createElement('div')
const settle = () => act(async () => new Promise((done) => setTimeout(done, 20)))

beforeEach(() => {
  render(null, host)
  language.value = 'en'
})

test.each([['/tablet/search/x', 'open'], ['/tablet/record', 'locked']] as const)('a screen that cannot be loaded says so, and how to go on: %s', async (to, phase) => {
  const station = { phase: signal(phase), me: signal('officer'), installation: signal({}), unread: signal(false) } as unknown as Station
  go(to)
  act(() => render(<StationContext.Provider value={station}><TabletPage /></StationContext.Provider>, host))
  await vi.waitFor(async () => {
    await settle()
    expect(host.querySelector('[role=alert]')?.textContent).toContain('This screen could not be loaded.')
  })
  expect([...host.querySelectorAll('button')].map((b) => b.textContent)).toEqual(['Try again', 'Begin the page anew'])
  act(() => void (language.value = 'fr'))
  expect([...host.querySelectorAll('button')].map((b) => b.textContent)).toEqual(['Réessayer', 'Relancer la page'])
})

test('what could not be loaded is loaded when it is tried again', async () => {
  let [asked, reloads] = [0, 0]
  const part = new Late(() => (++asked < 3 ? Promise.reject(new TypeError('no')) : Promise.resolve('here')))
  await Promise.all([part.fetch(), part.fetch()])
  expect([asked, part.failed.value, part.part.value]).toEqual([1, true, null])
  act(() => render(<NotLoaded of={part} reload={() => reloads++} />, host))
  const [again, anew] = host.querySelectorAll('button')
  await act(async () => again?.click())
  expect([asked, part.failed.value]).toEqual([2, true])
  await act(async () => again?.click())
  expect([asked, part.failed.value, part.part.value]).toEqual([3, false, 'here'])
  anew?.click()
  expect(reloads).toBe(1)
})

test('a tablet whose disk does not answer says so instead of reading for ever', async () => {
  const station = { phase: signal('starting'), me: signal(''), installation: signal(null), unread: signal(false) } as unknown as Station
  go('/tablet')
  act(() => render(<StationContext.Provider value={station}><TabletPage /></StationContext.Provider>, host))
  expect(host.textContent).toContain('Reading what is on this tablet')
  act(() => void ((station.unread as ReturnType<typeof signal<boolean>>).value = true))
  expect(host.querySelector('[role=alert]')?.textContent).toContain('cannot be read')
})
