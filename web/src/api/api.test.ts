import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ask } from './client'
import { EventReader } from './events'
import { ApiFault, asFault, faultOf } from './problem'
import { resource } from './resource'
import { coalesce, openStream, pause } from './stream'

describe('a refusal', () => {
  test('is read with its code, sentence, fields and request', () => {
    const fault = faultOf(422, {
      code: 'invalid', detail: 'The site is not right yet.', instance: 'urn:uuid:1',
      errors: [{ pointer: '/cells/0/duration', code: 'range', message: 'must be at least 1' }, { file: 'cells.csv', row: 3, column: 'duration', message: 'is missing' }, 7],
    })
    expect(fault).toMatchObject({ code: 'invalid', status: 422, detail: 'The site is not right yet.', instance: 'urn:uuid:1' })
    expect(fault.fields).toEqual([
      { pointer: '/cells/0/duration', code: 'range', message: 'must be at least 1' },
      { file: 'cells.csv', row: 3, column: 'duration', message: 'is missing' },
    ])
  })

  test('that is not of the contract is garbled, not trusted', () => {
    expect(faultOf(502, '<html>Bad gateway</html>').code).toBe('garbled')
    expect(faultOf(502, null).code).toBe('garbled')
  })

  test('says when to come back', () => {
    expect(faultOf(429, { code: 'too_many' }, '30').retryAfter).toBe(30)
  })

  test('tells a network that is gone from a server that is slow', () => {
    expect(asFault(new TypeError('Failed to fetch')).code).toBe('unreachable')
    expect(asFault(new DOMException('late', 'TimeoutError')).code).toBe('too_slow')
  })

  test('is thrown by ask, and an answer is returned', async () => {
    const ok = { data: { a: 1 }, response: new Response('{}', { status: 200 }) }
    await expect(ask(Promise.resolve(ok))).resolves.toEqual({ a: 1 })
    const refused = { error: { code: 'forbidden' }, response: new Response('{}', { status: 403 }) }
    await expect(ask(Promise.resolve(refused))).rejects.toMatchObject({ code: 'forbidden', status: 403 })
    await expect(ask(Promise.reject(new TypeError('no network')))).rejects.toMatchObject({ code: 'unreachable' })
  })
})

describe('a resource', () => {
  test('keeps what it knew when a reading fails', async () => {
    let fail = false
    const r = resource(() => (fail ? Promise.reject(new ApiFault({ code: 'unavailable' })) : Promise.resolve(42)), () => 5)
    await r.reload()
    expect(r.known.value).toEqual({ data: 42, readAt: 5, fault: null, waitingSince: null })
    fail = true
    await r.reload()
    expect(r.known.value.data).toBe(42)
    expect(r.known.value.fault?.code).toBe('unavailable')
  })

  test('asked while it reads, reads once more and not twice', async () => {
    let reads = 0
    const r = resource(() => Promise.resolve(++reads))
    await Promise.all([r.reload(), r.reload(), r.reload()])
    expect(reads).toBe(2)
  })

  test('stopped, lets a late answer fall', async () => {
    let finish = (_: number): void => undefined
    const r = resource(() => new Promise<number>((go) => (finish = go)))
    const reading = r.reload()
    r.stop()
    finish(1)
    await reading
    expect(r.known.value.data).toBeNull()
  })
})

describe('text/event-stream', () => {
  test('is the same in whatever pieces it comes', () => {
    const text = ': hello\n\nevent: poke\r\ndata: {"position":1}\r\n\r\nid: 7\ndata: a\ndata: b\n\nretry: 2500\n\n'
    const whole = new EventReader()
    const events = whole.push(text)
    expect(events).toEqual([{ type: 'poke', data: '{"position":1}', id: '' }, { type: 'message', data: 'a\nb', id: '7' }])
    expect(whole.retry).toBe(2500)
    for (const size of [1, 2, 3, 7]) {
      const reader = new EventReader()
      const found = []
      for (let i = 0; i < text.length; i += size) found.push(...reader.push(text.slice(i, i + size)))
      expect(found, `in pieces of ${size}`).toEqual(events)
    }
  })
})

describe('the live stream', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** A server whose answers the test writes by hand. */
  function server() {
    const pipes: ReadableStreamDefaultController<Uint8Array>[] = []
    let status = 200
    const get = vi.fn((_url: string, init?: RequestInit) => {
      if (status !== 200) return Promise.resolve(new Response('', { status }))
      const body = new ReadableStream<Uint8Array>({
        start(pipe) {
          pipes.push(pipe)
          init?.signal?.addEventListener('abort', () => pipe.error(new DOMException('aborted', 'AbortError')))
        },
      })
      return Promise.resolve(new Response(body, { status: 200 }))
    })
    const write = (text: string): void => pipes.at(-1)?.enqueue(new TextEncoder().encode(text))
    return { get: get as unknown as typeof fetch, calls: get, write, end: () => pipes.at(-1)?.close(), refuse: (s: number) => (status = s) }
  }

  function follow(s: ReturnType<typeof server>) {
    const onPoke = vi.fn()
    const onOpen = vi.fn()
    const stream = openStream({ url: '/v1/operations/1/stream', onPoke, onOpen, fetch: s.get, ticker: () => Date.now(), random: () => 0.5 })
    return { onPoke, onOpen, stream }
  }

  test('pokes, and a heartbeat does not', async () => {
    const s = server()
    const { onPoke, onOpen, stream } = follow(s)
    await vi.advanceTimersByTimeAsync(1)
    expect(stream.state.value).toBe('live')
    expect(onOpen).toHaveBeenCalledTimes(1)
    s.write(': still here\n\n')
    await vi.advanceTimersByTimeAsync(1)
    expect(onPoke).not.toHaveBeenCalled()
    s.write('event: poke\ndata: {"position":2}\n\n')
    await vi.advanceTimersByTimeAsync(1)
    expect(onPoke).toHaveBeenCalledTimes(1)
    stream.close()
  })

  test('is lost when the server falls silent although the connection stands', async () => {
    const s = server()
    const { stream, onOpen } = follow(s)
    await vi.advanceTimersByTimeAsync(39_000)
    expect(stream.state.value).toBe('live')
    await vi.advanceTimersByTimeAsync(2500)
    expect(stream.state.value).toBe('lost')
    await vi.advanceTimersByTimeAsync(1000)
    expect(stream.state.value).toBe('live')
    expect(onOpen).toHaveBeenCalledTimes(2)
    stream.close()
  })

  test('is lost when the server takes the connection and never says a word', async () => {
    const get = vi.fn((_url: string, init?: RequestInit) => new Promise<Response>((_, refuse) => init?.signal?.addEventListener('abort', () => refuse(new DOMException('aborted', 'AbortError')))))
    const stream = openStream({ url: '/s', onPoke: () => undefined, onOpen: () => undefined, fetch: get as unknown as typeof fetch, ticker: () => Date.now(), random: () => 0.5 })
    await vi.advanceTimersByTimeAsync(39_000)
    expect(stream.state.value).toBe('connecting')
    await vi.advanceTimersByTimeAsync(4000)
    expect(stream.state.value).toBe('lost')
    expect(get.mock.calls.length).toBeGreaterThan(1)
    stream.close()
  })

  test('comes back by itself, and what was missed is read again', async () => {
    const s = server()
    const { stream, onOpen } = follow(s)
    await vi.advanceTimersByTimeAsync(1)
    s.refuse(503)
    s.end()
    await vi.advanceTimersByTimeAsync(10)
    expect(stream.state.value).toBe('lost')
    await vi.advanceTimersByTimeAsync(5000)
    expect(stream.state.value).toBe('lost')
    s.refuse(200)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(stream.state.value).toBe('live')
    expect(onOpen).toHaveBeenCalledTimes(2)
    stream.close()
  })

  test('ends for good when the server says that it may not be followed', async () => {
    const s = server()
    s.refuse(401)
    const { stream } = follow(s)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(stream.state.value).toBe('ended')
    expect(s.calls).toHaveBeenCalledTimes(1)
  })

  test('waits longer each time, up to half a minute, never the same for all', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map((n) => pause(n, 1))).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(pause(3, 0)).toBe(4000)
    expect(pause(0, 1, 5000)).toBe(5000)
  })

  test('a storm of pokes becomes one reading a second', async () => {
    const act = vi.fn()
    const poke = coalesce(act, 1000, () => Date.now())
    for (let i = 0; i < 300; i++) {
      poke()
      await vi.advanceTimersByTimeAsync(10)
    }
    await vi.advanceTimersByTimeAsync(1000)
    expect(act.mock.calls.length).toBeGreaterThanOrEqual(3)
    expect(act.mock.calls.length).toBeLessThanOrEqual(5)
  })
})
