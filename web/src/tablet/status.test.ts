import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { calmly } from './status'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('looks at once, then once a while however often it is asked, and never misses the last', async () => {
  let looked = 0
  const look = calmly(() => Promise.resolve(++looked), 2000)
  look()
  expect(looked).toBe(1)
  for (let i = 0; i < 50; i++) look() // fifty taps
  await vi.advanceTimersByTimeAsync(1999)
  expect(looked).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(looked).toBe(2)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(looked).toBe(2) // nobody asked again
  look()
  expect(looked).toBe(3)
})

it('goes on after a look that failed', async () => {
  let looked = 0
  const look = calmly(() => Promise.reject(new Error(String(++looked))), 100)
  look()
  await vi.advanceTimersByTimeAsync(100)
  look()
  expect(looked).toBe(2)
})
