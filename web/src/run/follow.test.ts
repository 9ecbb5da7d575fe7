import { afterEach, expect, test, vi } from 'vitest'
import { follow } from './follow'

const poke = (...changed: string[]): string => `event: poke\ndata: ${JSON.stringify({ changed })}\n\n`

/** A server whose streams are written by hand. */
function server() {
  const lines: ReadableStreamDefaultController<Uint8Array>[] = []
  const get = (async () => new Response(new ReadableStream<Uint8Array>({ start: (line) => void lines.push(line) }))) as typeof fetch
  return { get, lines, say: (text: string) => lines.at(-1)?.enqueue(new TextEncoder().encode(text)) }
}

afterEach(() => void vi.useRealTimers())

test('each part of a page hears of what it shows, by one stream, and of everything after the stream was lost', async () => {
  vi.useFakeTimers()
  const { get, lines, say } = server()
  const followed = follow('o', get)
  const heard: string[] = []
  followed.on(['readings'], () => heard.push('readings'))
  const leave = followed.on(['brakes', 'operation'], () => heard.push('orders'))
  const close = followed.start()
  await vi.advanceTimersByTimeAsync(10)
  say(poke())
  await vi.advanceTimersByTimeAsync(10)
  expect(heard).toEqual([]) // all was read a moment ago
  say(poke('readings'))
  await vi.advanceTimersByTimeAsync(10)
  say(poke('operation', 'brakes', 'drafts'))
  await vi.advanceTimersByTimeAsync(10)
  expect(heard).toEqual(['readings', 'orders'])
  lines.at(-1)?.close()
  await vi.advanceTimersByTimeAsync(2000)
  expect(lines).toHaveLength(2)
  expect(heard).toEqual(['readings', 'orders', 'readings', 'orders'])
  leave()
  say(poke('brakes'))
  await vi.advanceTimersByTimeAsync(10)
  expect(heard).toHaveLength(4)
  close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(lines).toHaveLength(2)
})
