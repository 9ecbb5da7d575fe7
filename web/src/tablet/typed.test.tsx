import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test } from 'vitest'
import type { Desk } from '../field/desk'
import { DeskContext } from '../field/desk'
import { Typed } from './capture/Scan'
import { cleared, root, typed } from './search/screen'

beforeEach(cleared)

/** A field on a tablet, what it told, and what writes before the tablet locks itself. */
function field(fleeting = false) {
  const [told, leaving] = [[] as string[], new Set<() => void>()]
  const show = (value: string): void => void act(() => render(<DeskContext.Provider value={{ leaving } as unknown as Desk}><Typed label="Words" value={value} inputMode="text" fleeting={fleeting} onTyped={(text) => told.push(text)} /></DeskContext.Provider>, root))
  show('')
  return { told, leaving, show, shown: () => (root.querySelector('input') as HTMLInputElement).value }
}

test('what is typed stands while something else arrives, and is told once when the field is left', async () => {
  const { told, show, shown } = field()
  await typed('input', ' under the sink', false)
  show('from another tablet')
  expect(shown()).toBe(' under the sink')
  await act(() => void root.querySelector('input')?.dispatchEvent(new FocusEvent('blur')))
  await act(() => void root.querySelector('input')?.dispatchEvent(new FocusEvent('blur')))
  expect(told).toEqual(['under the sink'])
  show('later')
  expect(shown()).toBe('later')
})

test.each([
  ['the field goes', () => act(() => render(null, root))],
  ['the page is put away', () => act(() => void window.dispatchEvent(new Event('pagehide')))],
] as const)('what is typed is told when %s', async (_, goes) => {
  const { told } = field()
  await typed('input', 'under the sink', false)
  goes()
  expect(told).toEqual(['under the sink'])
})

test('what is typed is told when the tablet locks itself, and nothing listens any more when the field is gone', async () => {
  const { told, leaving } = field()
  await typed('input', 'under the sink', false)
  for (const write of leaving) write()
  expect(told).toEqual(['under the sink'])
  act(() => render(null, root))
  expect([told.length, leaving.size]).toEqual([1, 0])
})

test('half a number that was typed beside the camera is not told in the place of the code that was read', async () => {
  const { told } = field(true)
  await typed('input', '3567', false)
  act(() => render(null, root))
  expect(told).toEqual([])
})
