import { beforeEach, expect, test } from 'vitest'
import { act } from 'preact/test-utils'
import { render } from 'preact'
import { DeskContext } from '../field/desk'
import { reopen } from '../field/verbs'
import { Ask } from './search/Ask'
import { cleared, named, root, settle, tap, typed } from './search/screen'
import { trial } from './search/trial'

beforeEach(cleared)

async function asked() {
  const t = trial()
  await t.begun()
  const [search] = [...t.desk.story.value.searches.values()]
  const closed: boolean[] = []
  if (search === undefined) throw new Error('no search has begun')
  act(() => render(<DeskContext.Provider value={t.desk}><Ask title="Again" act="Do it" onClose={(done) => closed.push(done)} decide={(reason) => reopen(t.desk.acts, search, reason)} /></DeskContext.Provider>, root))
  await typed('textarea', 'one more place')
  return { t, closed, reopened: () => t.written.filter((w) => w.type === 'search.reopened').length }
}

test('two presses of a glove are one act', async () => {
  const { t, closed, reopened } = await asked()
  let go = (): void => undefined
  t.gate = new Promise((done) => (go = done))
  const button = named('Do it')
  await act(() => {
    button.click()
    button.click()
  })
  go()
  await settle()
  expect([reopened(), closed]).toEqual([1, [true]])
})

test('what could not be written is not begun again beside itself, and ends the question when it is written after all', async () => {
  const { t, closed, reopened } = await asked()
  t.full = true
  await tap('Do it')
  expect([(named('Do it') as HTMLButtonElement).disabled, t.desk.acts.unwritten.value.length, root.textContent?.includes('Not written on this tablet')]).toEqual([true, 1, true])
  t.full = false
  const [lost] = t.desk.acts.unwritten.value
  await act(async () => void (lost !== undefined && (await t.desk.acts.retry(lost))))
  await settle()
  expect([reopened(), closed]).toEqual([1, [true]])
})

test('what somebody let go of can be done again', async () => {
  const { t, closed, reopened } = await asked()
  t.full = true
  await tap('Do it')
  t.full = false
  await act(() => t.desk.acts.forget(t.desk.acts.unwritten.value[0]?.id ?? ''))
  await tap('Do it')
  expect([reopened(), closed]).toEqual([1, [true]])
})
