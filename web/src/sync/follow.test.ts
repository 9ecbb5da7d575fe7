// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { Follower } from './follow'
import { Inbox } from './inbox'
import { waitByTimer } from './pump'
import { Sessions } from './session'
import { newTablet, operation } from './trial/tablet'

/** A server with one operation: documents that grow, pokes on a line that can be cut, a session that can end. */
async function headquarters() {
  const { database } = await newTablet()
  const world = { documents: 0, pulls: 0, tokens: 0, good: '', status: 200, lines: new Set<ReadableStreamDefaultController<Uint8Array>>(), resets: [] as string[], reset: '' }
  const text = (s: string): Uint8Array => new TextEncoder().encode(s)
  const fetch = (address: string, init: RequestInit): Promise<Response> => {
    const bearer = new Headers(init.headers).get('Authorization')
    if (bearer !== `Bearer ${world.good}`) return Promise.resolve(new Response(null, { status: 401 }))
    if (address.includes('/stream')) {
      const body = new ReadableStream<Uint8Array>({
        start: (line) => {
          world.lines.add(line)
          init.signal?.addEventListener('abort', () => world.lines.delete(line))
          line.enqueue(text(':hello\n\n'))
        },
      })
      return Promise.resolve(new Response(body))
    }
    world.pulls++
    if (world.reset !== '' && address.includes('cursor')) return Promise.resolve(Response.json({ reset: world.reset }, { status: 410 }))
    if (world.status !== 200) return Promise.resolve(new Response(null, { status: world.status }))
    const documents = Array.from({ length: world.documents }, (_, i) => ({ kind: 'search', id: `s${i}`, rev: 1 }))
    world.reset = ''
    return Promise.resolve(Response.json({ documents, checkpoint: { cursor: String(world.documents) }, hasMore: false, epoch: '1' }))
  }
  const sessions = { token: async () => (world.good ||= `token ${++world.tokens}`), ended: () => undefined }
  const inbox = new Inbox({ database, fetch, base: '', token: sessions.token, onReset: (why) => world.resets.push(why) })
  const waits: number[] = []
  const wait = (ms: number, signal: AbortSignal): Promise<void> => (waits.push(ms), waitByTimer(ms < 200_000 ? 10 : 60_000, signal))
  const follower = new Follower({ database, inbox, sessions, fetch, base: '', now: Date.now, wait, random: () => 0 })
  const poke = (): void => world.lines.forEach((line) => line.enqueue(text('event: poke\ndata: {}\n\n')))
  const cut = (): void => {
    world.lines.forEach((line) => line.close())
    world.lines.clear()
  }
  const here = async (): Promise<number> => (await inbox.documents(operation, 'search')).length
  return { world, follower, poke, cut, here, waits, database }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500 && !(await holds()); i++) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(await holds()).toBe(true)
}

describe('following an operation', () => {
  it('pulls at the start, at each poke and after each loss of the line', async () => {
    const { world, follower, poke, cut, here, database } = await headquarters()
    const stop = new AbortController()
    world.documents = 1
    const running = follower.run(operation, stop.signal)
    await until(async () => (await here()) === 1 && world.lines.size === 1)
    world.documents = 2
    poke()
    await until(async () => (await here()) === 2)
    cut()
    world.documents = 3 // its poke is missed
    await until(async () => (await here()) === 3 && world.lines.size === 1)
    expect((await database.pulls.get(operation))?.pulledAt).not.toBe('')
    stop.abort()
    await running
    expect(world.lines.size).toBe(0)
  })

  it('tells why everything is pulled anew, so that the outbox can ask for the epoch', async () => {
    const { world, follower, poke, here } = await headquarters()
    const stop = new AbortController()
    world.documents = 1
    const running = follower.run(operation, stop.signal)
    await until(async () => (await here()) === 1 && world.lines.size === 1)
    world.reset = 'epoch'
    world.documents = 2
    poke()
    await until(async () => (await here()) === 2)
    expect(world.resets).toEqual(['epoch'])
    stop.abort()
    await running
  })

  it('backs off while the server is away, and writes down what only a person can mend', async () => {
    const { world, follower, here, waits, database } = await headquarters()
    const stop = new AbortController()
    world.status = 503
    const running = follower.run(operation, stop.signal)
    await until(() => waits.length >= 4)
    expect(waits.slice(0, 3)).toEqual([500, 1000, 2000])
    for (const [status, trouble] of [[426, 'program_too_old'], [403, 'not_allowed']] as const) {
      world.status = status
      await until(async () => (await database.pulls.get(operation))?.trouble === trouble)
    }
    world.status = 200
    world.documents = 1
    await until(async () => (await here()) === 1)
    expect((await database.pulls.get(operation))?.trouble).toBe('')
    stop.abort()
    await running
  })
})

describe('the session', () => {
  it('is one for all who ask, renewed in time and after the server has ended it', async () => {
    let [now, logins, offline] = [0, 0, false]
    const fetch = (address: string): Promise<Response> => {
      if (offline) return Promise.reject(new TypeError('offline'))
      if (address.endsWith('/challenge')) return Promise.resolve(Response.json({ nonce: 'A'.repeat(43) }))
      return Promise.resolve(Response.json({ token: `token ${++logins}`, expiresAt: '2026-05-20T06:15:00.000Z' }))
    }
    const identity = await import('./keys').then(({ newIdentity }) => newIdentity())
    const sessions = new Sessions({ fetch, base: '' }, () => Promise.resolve({ identity, tabletId: 't', rootKey: 'r' }), () => now)
    expect(await Promise.all([sessions.token(), sessions.token(), sessions.token()])).toEqual(['token 1', 'token 1', 'token 1'])
    now = 599_999
    expect(await sessions.token()).toBe('token 1')
    now = 600_000
    expect(await sessions.token()).toBe('token 2')
    now = 500_000 // the clock was put back: nobody knows for how long the token is good
    expect(await sessions.token()).toBe('token 3')
    sessions.ended()
    offline = true
    await expect(sessions.token()).rejects.toThrow('offline')
    offline = false
    expect(await sessions.token()).toBe('token 4')
  })
})
