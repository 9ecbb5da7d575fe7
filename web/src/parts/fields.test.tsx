import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { ApiFault } from '../api/problem'
import { resource } from '../api/resource'
import { language } from '../words/words'
import { Decide } from './Decide'
import { InstantField, NumberField } from './Field'
import { Shown } from './Shown'
import { Table } from './Table'

function shown(what: preact.ComponentChild): HTMLElement {
  const root = document.createElement('div')
  document.body.append(root)
  act(() => render(what, root))
  return root
}

function type(input: Element | null | undefined, value: string): void {
  if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) throw new Error('no field')
  act(() => {
    input.value = value
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

beforeEach(() => {
  language.value = 'en'
  document.body.replaceChildren()
})

test('an instant is typed as day and time of its zone, and is none until it is whole', () => {
  const got: string[] = []
  const root = shown(<InstantField label="H" value="" onInput={(v) => got.push(v)} zone="Europe/Paris" />)
  const [day, time] = root.querySelectorAll('input')
  type(day, '2026-05-20')
  type(time, '6:00')
  type(time, '06:00')
  expect(got).toEqual(['', '', '2026-05-20T04:00:00.000Z'])
})

test('a number is whole, or none', () => {
  const got: (number | null)[] = []
  const root = shown(<NumberField label="Minutes" value={5} onInput={(v) => got.push(v)} />)
  type(root.querySelector('input'), '')
  type(root.querySelector('input'), '12')
  expect(got).toEqual([null, 12])
})

test('a table draws no more rows than are in sight, and says how many there are', () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => ({ id: `S${i}`, n: i }))
  const root = shown(<Table caption="Sites" rows={rows} id={(r) => r.id} rowHeight={32} empty="none" columns={[{ name: 'id', title: 'Site', cell: (r) => r.id, worth: (r) => r.n, startsDown: true }]} />)
  expect(root.querySelectorAll('tbody th').length).toBeLessThan(100)
  expect(root.querySelector('table')?.getAttribute('aria-rowcount')).toBe('60001')
  act(() => root.querySelector<HTMLButtonElement>('thead button')?.click())
  expect(root.querySelector('tbody th')?.textContent).toBe('S59999')
})

test('a table without rows says what comes next', () => {
  expect(shown(<Table caption="Sites" rows={[]} id={() => ''} empty={<p>Import sites.</p>} columns={[]} />).textContent).toBe('Import sites.')
})

test('what was read stays on the screen when reading it again is refused, and its age is said', async () => {
  let refuse = false
  const of = resource(() => (refuse ? Promise.reject(new ApiFault({ code: 'unreachable' })) : Promise.resolve('66 sites')))
  await of.reload()
  const root = shown(<Shown of={of}>{(data) => <p>{data}</p>}</Shown>)
  expect(root.textContent).toBe('66 sites')
  refuse = true
  await act(() => of.reload())
  act(() => render(<Shown of={of}>{(data) => <p>{data}</p>}</Shown>, root))
  expect(root.textContent).toContain('66 sites')
  expect(root.textContent).toContain('The server cannot be reached')
  expect(root.textContent).toMatch(/What stands here was read \d+ s ago/)
})

test('a decision asks for its reason, and a refusal stays with what was typed', async () => {
  HTMLDialogElement.prototype.showModal = vi.fn()
  const decide = vi.fn(() => Promise.reject(new ApiFault({ code: 'wrong_state', status: 409 })))
  const root = shown(<Decide title="Hold" act="Hold it" onClose={() => undefined} decide={decide} />)
  const press = () =>
    act(async () => {
      ;[...root.querySelectorAll('button')].at(-1)?.click()
      await new Promise((go) => setTimeout(go, 0))
    })
  await press()
  expect(decide).not.toHaveBeenCalled()
  type(root.querySelector('textarea'), 'Smoke in wing B')
  await press()
  expect(decide).toHaveBeenCalledWith('Smoke in wing B')
  expect(root.textContent).toContain('This cannot be done in the present state')
  expect(root.querySelector('textarea')?.value).toBe('Smoke in wing B')
})
