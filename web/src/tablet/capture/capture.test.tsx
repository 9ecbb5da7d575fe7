import { act } from 'preact/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sha256Hex } from '../../sync/encoding'
import { StorageFull } from '../../sync/storage'
import { language } from '../../words/words'
import { settled, shownAt, trialDesk, type TrialDesk } from '../finds/trial/desk'
import { Photos } from './Photos'
import { Scan } from './Scan'
import { leastLength, lengthOf } from './strokes'

let trial: TrialDesk
const taken = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3])
const devices = Object.getOwnPropertyDescriptor(navigator, 'mediaDevices')

beforeEach(async () => {
  document.body.replaceChildren()
  language.value = 'en'
  Object.defineProperty(navigator, 'mediaDevices', { value: undefined, configurable: true })
  trial = await trialDesk()
})

afterEach(() => {
  if (devices === undefined) Reflect.deleteProperty(navigator, 'mediaDevices')
  else Object.defineProperty(navigator, 'mediaDevices', devices)
})

/** The tablet's own camera gives a file. */
async function give(root: HTMLElement, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const input = root.querySelector<HTMLInputElement>('input[type="file"]')
  if (input === null) throw new Error('there is no way to take a photograph')
  Object.defineProperty(input, 'files', { value: [new File([bytes], 'x.jpg', { type: 'image/jpeg' })], configurable: true })
  await act(() => void input.dispatchEvent(new Event('change', { bubbles: true })))
  await settled(trial)
}

test('a photograph is kept as it was taken, and told by the hash of those bytes', async () => {
  const told: (readonly string[])[] = []
  const root = shownAt(trial.desk, <Photos label="Before" role="overview_before" hashes={[]} min={5} onChange={(h) => told.push(h)} />)
  await give(root, taken)
  const hash = await sha256Hex(taken)
  expect(told).toEqual([[hash]])
  expect(await trial.desk.original(hash)).toEqual(taken)
  expect(root.querySelector('.count-short')?.textContent).toBe('0 of at least 5') // until the caller says that it is recorded
})

test('two photographs in a row are both told, also before the first has come back', async () => {
  const told: (readonly string[])[] = []
  const root = shownAt(trial.desk, <Photos label="Before" role="x" hashes={[]} onChange={(h) => told.push(h)} />)
  await give(root, taken)
  await give(root, new Uint8Array([...taken, 9]))
  expect(told.at(-1)).toHaveLength(2)
})

test('a photograph that a full tablet cannot keep is held, said, and kept when there is room', async () => {
  const told: (readonly string[])[] = []
  const root = shownAt(trial.desk, <Photos label="Before" role="x" hashes={[]} onChange={(h) => told.push(h)} />)
  trial.refuse(new StorageFull(new Error('QuotaExceededError')))
  await give(root, taken)
  expect(told).toEqual([])
  expect(root.querySelector('[role="alert"]')?.textContent).toContain('1 picture not kept: the tablet is full.')
  trial.refuse(null)
  await act(() => (root.querySelector('[role="alert"] button') as HTMLButtonElement).click())
  await settled(trial)
  expect(told).toEqual([[await sha256Hex(taken)]])
  expect(root.querySelector('[role="alert"]')).toBeNull()
})

test('what was recorded stays; only what no act names yet can be taken away', () => {
  const [one, two] = ['1'.repeat(64), '2'.repeat(64)]
  const kept = shownAt(trial.desk, <Photos label="A" role="x" hashes={[one, two]} onChange={() => undefined} />)
  expect(kept.textContent).not.toContain('Take away')
  let left: readonly string[] = []
  const draft = shownAt(trial.desk, <Photos label="A" role="x" hashes={[one, two]} recorded={[one]} onChange={(h) => (left = h)} />)
  const away = [...draft.querySelectorAll('button')].filter((b) => b.textContent === 'Take away')
  expect(away).toHaveLength(1)
  act(() => away[0]?.click())
  expect(left).toEqual([one])
})

test('a number can always be typed, and is told once when the field is left, without blanks around it', () => {
  const told: [string, string][] = []
  const root = shownAt(trial.desk, <Scan label="Seal" formats={['qr']} value="" onScan={(text, format) => told.push([text, format])} remarks={(t) => (t.length < 4 ? ['short'] : [])} />)
  const input = root.querySelector('input') as HTMLInputElement
  const enter = (text: string): void => {
    input.value = text
    act(() => void input.dispatchEvent(new Event('input', { bubbles: true })))
  }
  enter('SC')
  expect(root.querySelector('.remark')?.textContent).toBe('short')
  enter(' SC-2025 ')
  expect(told).toEqual([])
  act(() => void input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })))
  act(() => void input.dispatchEvent(new FocusEvent('blur')))
  expect(told).toEqual([['SC-2025', 'manual']])
})

test('a touch by mistake is no signature', () => {
  const point = (x: number) => ({ x, y: 0, pressure: 0 })
  expect(lengthOf([[point(0), point(4)], [point(50)]])).toBeLessThan(leastLength)
  expect(lengthOf([[point(0), point(40)], [point(50), point(80)]])).toBeGreaterThan(leastLength)
})
