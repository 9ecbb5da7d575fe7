import { signal } from '@preact/signals'
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { DeskContext } from '../field/desk'
import type { Station } from '../field/station'
import { cleared, named, root, settle, tap, typed } from './search/screen'
import { site, trial } from './search/trial'
import { StationContext } from './station'
import { Quick } from './Quick'

beforeEach(cleared)

/** The screen at a station that is locked, or not. */
async function shown(account = '') {
  const t = trial()
  const desk = { ...t.desk, leaving: new Set<() => void>() }
  const station = { account: signal(account), desk: () => desk, with_: { now: () => 1 }, wake: vi.fn() } as unknown as Station
  await act(() => render(<StationContext.Provider value={station}><DeskContext.Provider value={desk}><Quick /></DeskContext.Provider></StationContext.Provider>, root))
  return { t, desk }
}

test('what was given is recorded once, and only what is given afterwards the next time', async () => {
  const { t } = await shown()
  let written: () => void = () => undefined
  t.gate = new Promise((done) => (written = done))
  await typed('textarea', 'A telephone in the wall')
  await tap('Record')
  await typed('textarea', 'And a second one') // while the first is still being written
  written()
  await settle()
  await tap('Record')
  expect(t.written.map((w) => [w.type, w.body.description])).toEqual([['finding.recorded', 'A telephone in the wall'], ['finding.recorded', 'And a second one']])
  expect((named('Record') as HTMLButtonElement).disabled).toBe(true)
})

test('what was given and not recorded is recorded when the screen is left, and when the tablet locks itself', async () => {
  const { t, desk } = await shown('a')
  await act(() => (root.querySelectorAll<HTMLInputElement>('input[type=radio]')[1] as HTMLInputElement).click())
  await typed('textarea', 'The lock is filed.')
  for (const write of desk.leaving) write()
  await settle()
  await typed('textarea', 'The window too.')
  await act(() => render(null, root))
  await settle()
  expect(t.written.map((w) => [w.type, w.entity, w.body.text])).toEqual([['note.added', site, 'The lock is filed.'], ['note.added', site, 'The window too.']])
  expect(desk.leaving.size).toBe(0)
})
