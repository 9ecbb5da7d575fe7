// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import { entryText } from './kept'
import { fromHex, toHex, utf8 } from './encoding'
import { leftOf } from './outbox'
import { backOff, retryAfter } from './post'
import { waitByTimer } from './pump'
import { unverifiedPause } from './settle'
import { newTablet, never, note, type Tablet } from './trial/tablet'
import { Vault } from '../vault/vault'

vi.setConfig({ testTimeout: 30_000 }) // a disk in memory and a busy machine: some 20 ms an act

async function record({ outbox, stream }: Tablet, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await outbox.append(stream, note(`act ${i}`))
}

const row = async ({ database, stream }: Tablet) => {
  const found = await database.streams.get(stream)
  if (found === undefined) throw new Error('no stream')
  return found
}

const problem = (status: number, headers: Record<string, string> = {}, body: unknown = {}): Response => Response.json(body, { status, headers })

/** A fetch that gives the answers in turn, then asks the server. */
function first(tablet: Tablet, ...answers: (() => Response | Promise<Response>)[]): Tablet['server']['fetch'] {
  const left = [...answers]
  return (address, init) => {
    const next = left.shift()
    return next === undefined ? tablet.server.fetch(address, init) : Promise.resolve(next())
  }
}

describe('the pump', () => {
  it('brings everything to the journal in batches of a hundred, gzipped, and keeps the signed ack', async () => {
    const tablet = await newTablet()
    await record(tablet, 130)
    expect(await tablet.pump().drain(tablet.stream, never())).toBe('drained')
    expect(tablet.server.requests).toEqual([100, 30].map((entries) => ({ entries, encoding: 'gzip' })))
    expect(tablet.server.journal.map((j) => j.hash)).toEqual((await tablet.database.entries.toArray()).map((e) => e.hash))
    expect(await row(tablet)).toMatchObject({ acked: 130, n: 2, epoch: '1', stopped: '' })
    expect(await tablet.database.acks.where('[stream+epoch+seq]').equals([tablet.stream, '1', 130]).count()).toBe(1)
    expect((await tablet.database.entries.get([tablet.stream, 7]))?.position).toBe(7)
    expect(tablet.waited).toEqual([])
  })

  it('believes no ack that the server has not signed, is of another hash or of another epoch', async () => {
    for (const forge of [
      (ack: Record<string, unknown>) => ({ ...ack, sig: toHex(new Uint8Array(32)).padEnd(86, 'A').slice(0, 85) + 'A' }),
      (ack: Record<string, unknown>) => ({ ...ack, time: '2026-05-20T06:00:00.001Z' }),
      (ack: Record<string, unknown>) => ({ ...ack, epoch: '2' }),
    ]) {
      const tablet = await newTablet()
      await record(tablet, 2)
      await tablet.server.fetch('', { body: JSON.stringify({ stream: tablet.stream, entries: (await Promise.all((await tablet.database.entries.toArray()).map((e) => entryText(tablet.database, e)))).map((raw) => JSON.parse(raw) as unknown) }) })
      const fetch: Tablet['server']['fetch'] = async (address, init) => {
        const answer = (await (await tablet.server.fetch(address, init)).json()) as { ack: Record<string, unknown> }
        return Response.json({ ...answer, ack: forge(answer.ack) })
      }
      await tablet.pump({ fetch }).beacon(tablet.stream)
      expect(await row(tablet)).toMatchObject({ acked: 0, stopped: '' })
      expect(await tablet.database.attention.toArray()).toMatchObject([{ seq: 0, code: 'ack_not_signed' }])
      expect(await leftOf(tablet.database, tablet.stream)).toMatchObject({ entries: 2 })
      await tablet.pump().beacon(tablet.stream)
      expect(await leftOf(tablet.database, tablet.stream)).toMatchObject({ entries: 0 })
      expect(await tablet.database.attention.count()).toBe(0)
    }
  })

  it('counts by a signed ack what a lost answer left open', async () => {
    const tablet = await newTablet()
    await record(tablet, 3)
    const lost: Tablet['server']['fetch'] = async (address, init) => {
      await tablet.server.fetch(address, init)
      throw new TypeError('the connection was lost')
    }
    const stop = new AbortController()
    const wait = (): Promise<void> => Promise.resolve(stop.abort())
    expect(await tablet.pump({ fetch: lost, wait }).drain(tablet.stream, stop.signal)).toBe('stopped')
    expect((await leftOf(tablet.database, tablet.stream)).entries).toBe(3)
    await tablet.pump().beacon(tablet.stream)
    expect((await leftOf(tablet.database, tablet.stream)).entries).toBe(0)
    expect(tablet.server.journal.length).toBe(3)
  })

  it('sends again what the server says is missing', async () => {
    const tablet = await newTablet()
    await record(tablet, 6)
    await tablet.pump().drain(tablet.stream, never())
    tablet.server.journal = tablet.server.journal.filter((j) => j.seq < 3 || j.seq === 5)
    await tablet.pump().beacon(tablet.stream)
    expect((await leftOf(tablet.database, tablet.stream)).entries).toBe(3)
    await tablet.pump().drain(tablet.stream, never())
    expect(tablet.server.journal.map((j) => j.seq).sort()).toEqual([1, 2, 3, 4, 5, 6])
    expect(tablet.server.requests.at(-1)?.entries).toBe(3)
  })

  it('gets something through a line on which only a few entries arrive in time, and takes more when it gets better', async () => {
    const tablet = await newTablet()
    await record(tablet, 40)
    let few = 5
    const thin: Tablet['server']['fetch'] = async (address, init) => {
      const before = tablet.server.requests.length
      const { entries } = JSON.parse(new TextDecoder().decode(await unzipped(init.body as Uint8Array<ArrayBuffer>))) as { entries: unknown[] }
      if (entries.length > few) throw new DOMException('the time is up', 'TimeoutError')
      if (before > 2) few = 500
      return tablet.server.fetch(address, init)
    }
    expect(await tablet.pump({ fetch: thin }).drain(tablet.stream, never())).toBe('drained')
    const sizes = tablet.server.requests.map((r) => r.entries)
    expect(sizes.slice(0, 2)).toEqual([5, 5])
    expect(Math.max(...sizes)).toBeGreaterThanOrEqual(10)
    expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(40)
  })

  it('is woken out of its pause when the network is back', async () => {
    const tablet = await newTablet()
    await record(tablet, 1)
    let offline = true
    const fetch: Tablet['server']['fetch'] = (...args) => (offline ? Promise.reject(new TypeError('offline')) : tablet.server.fetch(...args))
    const pump = tablet.pump({ fetch, wait: (_, signal) => waitByTimer(60_000, signal) })
    const draining = pump.drain(tablet.stream, never())
    await new Promise((resolve) => setTimeout(resolve, 50))
    offline = false
    pump.wake()
    expect(await draining).toBe('drained')
  })

  it('is not woken out of a pause that the server has asked for', async () => {
    const tablet = await newTablet()
    await record(tablet, 1)
    const pauses: { readonly woken: boolean }[] = []
    const wait = async (_: number, signal: AbortSignal): Promise<void> => {
      pump.wake()
      pauses.push({ woken: signal.aborted })
      await Promise.resolve()
    }
    const pump = tablet.pump({ fetch: first(tablet, () => problem(503, { 'Retry-After': '9' }), () => problem(500)), wait })
    expect(await pump.drain(tablet.stream, never())).toBe('drained')
    expect(pauses).toEqual([{ woken: false }, { woken: true }])
  })

  it('makes smaller batches when told to, down to one', async () => {
    const tablet = await newTablet()
    await record(tablet, 12)
    const fetch = first(tablet, () => problem(413, {}, { maxEntries: 5 }), () => problem(413, {}, { maxEntries: 500 }), () => problem(413), () => problem(413))
    expect(await tablet.pump({ fetch }).drain(tablet.stream, never())).toBe('drained')
    expect(tablet.server.requests.map((r) => r.entries)).toEqual(Array.from({ length: 12 }, () => 1))
    expect(tablet.waited).toEqual([])
  })

  it('puts off a single entry that is called too large, shows it and sends what is behind it', async () => {
    const tablet = await newTablet()
    await record(tablet, 2)
    const fetch = first(tablet, () => problem(413), () => problem(413))
    expect(await tablet.pump({ fetch }).drain(tablet.stream, never())).toBe('waiting')
    expect(tablet.server.journal.map((j) => j.seq)).toEqual([2])
    expect(await tablet.database.attention.toArray()).toMatchObject([{ seq: 1, code: 'too_large_to_send' }])
    tablet.waited.push(unverifiedPause)
    expect(await tablet.pump().drain(tablet.stream, never())).toBe('drained')
    expect(await tablet.database.attention.count()).toBe(0)
  })

  it('waits as long as it is asked to and a little more by chance, and backs off by itself otherwise', async () => {
    const tablet = await newTablet()
    await record(tablet, 1)
    const offline = (): Promise<Response> => Promise.reject(new TypeError('offline'))
    const fetch = first(tablet, () => problem(503, { 'Retry-After': '20' }), () => problem(429, { 'Retry-After': '2' }), offline, offline, () => new Response('<html>sign in</html>'), () => problem(500))
    expect(await tablet.pump({ fetch }).drain(tablet.stream, never())).toBe('drained')
    const [asked, less, ...own] = tablet.waited
    expect(asked).toBeGreaterThan(20_000)
    expect(asked).toBeLessThanOrEqual(30_000)
    expect(less).toBeGreaterThan(2_000)
    expect(less).toBeLessThanOrEqual(3_000)
    own.forEach((ms, i) => expect(ms >= 1000 * 2 ** (i + 2) * 0.5 && ms <= 1000 * 2 ** (i + 2)).toBe(true))
    expect(own.length).toBe(4)
  })

  it('reads Retry-After as seconds or as a date, and never backs off for more than five minutes', () => {
    expect(retryAfter('7', 0)).toBe(7000)
    expect(retryAfter('Wed, 20 May 2026 06:00:10 GMT', Date.parse('2026-05-20T06:00:00Z'))).toBe(10_000)
    expect([retryAfter('soon', 0), retryAfter(null, 0), retryAfter('-1', Date.now())]).toEqual([0, 0, 0])
    expect(backOff(10_000, () => 1)).toBe(300_000)
  })

  it('sends plain text to a server that takes no gzip', async () => {
    const tablet = await newTablet()
    await record(tablet, 1)
    await tablet.pump({ fetch: first(tablet, () => problem(415)) }).drain(tablet.stream, never())
    expect(tablet.server.requests).toEqual([{ entries: 1, encoding: '' }])
  })

  it('shows what could not be verified, keeps it, lets nothing wait behind it and sends it again later', async () => {
    const tablet = await newTablet()
    await record(tablet, 3)
    tablet.server.badSignatures.add(2)
    expect(await tablet.pump().drain(tablet.stream, never())).toBe('waiting')
    expect(await tablet.database.attention.toArray()).toMatchObject([{ seq: 2, code: 'bad_signature' }])
    expect(await leftOf(tablet.database, tablet.stream)).toMatchObject({ entries: 1 })
    const asked = tablet.server.requests.length
    expect(await tablet.pump().drain(tablet.stream, never())).toBe('waiting')
    expect(tablet.server.requests.length).toBe(asked)
    tablet.server.badSignatures.clear()
    tablet.waited.push(unverifiedPause)
    expect(await tablet.pump().drain(tablet.stream, never())).toBe('drained')
    expect(await tablet.database.attention.count()).toBe(0)
  })

  it('stops a cloned tablet: its fork is delivered and shown, and nothing more is recorded in that stream', async () => {
    const [tablet, clone] = [await newTablet(), await newTablet()]
    await record(tablet, 3)
    await tablet.pump().drain(tablet.stream, never())
    await record(clone, 2)
    await clone.pump({ fetch: tablet.server.fetch, keys: () => Promise.resolve(tablet.server.keys) }).drain(clone.stream, never())
    expect((await row(clone)).stopped).not.toBe('')
    expect(await clone.database.entries.count()).toBe(2)
    expect(tablet.server.journal.filter((j) => j.code === 'seq_fork').length).toBe(2)
    expect((await clone.database.attention.toArray()).filter((a) => a.code === 'seq_fork' && a.seq > 0).length).toBe(2)
    await expect(clone.outbox.append(clone.stream, note('more'))).rejects.toMatchObject({ code: expect.stringMatching(/seq_fork|restored/) as string })
  })

  it('stops a tablet that was restored when the server holds more of its stream than it does', async () => {
    const [tablet, restored] = [await newTablet(), await newTablet()]
    await record(tablet, 3)
    await tablet.pump().drain(tablet.stream, never())
    await restored.pump({ fetch: tablet.server.fetch }).beacon(restored.stream)
    expect((await row(restored)).stopped).toBe('restored')
  })

  it('sends everything again from seq 1 to a server that was restored', async () => {
    const tablet = await newTablet()
    await record(tablet, 110)
    await tablet.pump().drain(tablet.stream, never())
    tablet.server.epoch = '2'
    tablet.server.journal = tablet.server.journal.slice(0, 40)
    await record(tablet, 1)
    expect(await tablet.pump().drain(tablet.stream, never())).toBe('drained')
    expect(tablet.server.journal.length).toBe(111)
    expect(await row(tablet)).toMatchObject({ epoch: '2', acked: 111 })
    expect((await tablet.database.acks.toArray()).map((a) => a.epoch)).toContain('1')
  })

  it('never uses the number of a head twice, not even when two tabs pump and every answer is lost', async () => {
    const tablet = await newTablet()
    await record(tablet, 1)
    const other = tablet.again()
    const lost = async (address: string, init: RequestInit): Promise<Response> => {
      await tablet.server.fetch(address, init)
      throw new TypeError('lost')
    }
    const pumps = [tablet.pump({ fetch: lost }), tablet.pump({ fetch: lost, database: other })]
    await Promise.all(Array.from({ length: 20 }, (_, i) => pumps[i % 2]?.beacon(tablet.stream)))
    expect(new Set(tablet.server.heads).size).toBe(20)
    expect((await row(tablet)).n).toBe(20)
    await tablet.pump({ database: tablet.again() }).beacon(tablet.stream)
    expect(tablet.server.heads.at(-1)).toBe(21)
  })

  it('knows a photograph to be whole when the server no longer misses it', async () => {
    const tablet = await newTablet()
    const [one, two] = ['ab'.repeat(32), 'cd'.repeat(32)]
    await tablet.outbox.append(tablet.stream, note('a', { files: [one, two] }))
    await tablet.pump().drain(tablet.stream, never())
    expect(await leftOf(tablet.database, tablet.stream)).toMatchObject({ entries: 0, files: 2 })
    tablet.server.filesWhole.add(one)
    await tablet.pump().beacon(tablet.stream)
    expect(await leftOf(tablet.database, tablet.stream)).toMatchObject({ files: 1 })
    tablet.server.filesWhole.add(two).delete(one)
    await tablet.pump().beacon(tablet.stream)
    expect((await tablet.database.files.where({ stream: tablet.stream, due: 1 }).toArray()).map((f) => f.sha256)).toEqual([one])
  })

  it('passes over a row of an answer that is about another entry than the one sent', async () => {
    const tablet = await newTablet()
    await record(tablet, 2)
    const results = [{ index: 0, seq: 2, id: 'x', verdict: 'stored' }, { index: 7, seq: 1, verdict: 'stored' }]
    await tablet.pump({ fetch: first(tablet, () => Response.json({ results, epoch: '1' })) }).drain(tablet.stream, never())
    expect(tablet.waited.length).toBe(1)
    expect(tablet.server.journal.length).toBe(2)
  })

  it('pumps in one tab while the other waits for its turn, sends what either records, and hands over', async () => {
    const tablet = await newTablet()
    const [stopA, stopB] = [new AbortController(), new AbortController()]
    const locks = turnstile()
    const wait = (_: number, signal: AbortSignal): Promise<void> => waitByTimer(60_000, signal)
    const otherTab = tablet.again()
    let sentByB = 0
    const a = tablet.pump({ locks, wait }).run(tablet.stream, stopA.signal)
    const b = tablet.pump({ locks, wait, database: otherTab, fetch: (...args) => (sentByB++, tablet.server.fetch(...args)) }).run(tablet.stream, stopB.signal)
    await until(() => tablet.server.heads.length === 1) // the first beacon
    await tablet.outboxOn(otherTab).append(tablet.stream, note('from the other tab'))
    await until(() => tablet.server.journal.length === 1)
    expect(sentByB).toBe(0)
    stopA.abort()
    await a
    await until(() => sentByB > 0)
    stopB.abort()
    await b
  })

  it('waits an hour at most where it is told of a time, which a clock that stands behind would make weeks', async () => {
    const tablet = await newTablet()
    await record(tablet, 1)
    const far = new Date(tablet.now() + 20 * 24 * 3_600_000).toUTCString()
    const fetch = first(tablet, () => problem(503, { 'Retry-After': far }), () => problem(429, { 'Retry-After': '999999999' }))
    expect(await tablet.pump({ fetch }).drain(tablet.stream, never())).toBe('drained')
    expect(tablet.waited).toEqual([3_600_000, 3_600_000])
  })

  it('says how far it reaches while all that is left waits for a PIN', async () => {
    const tablet = await newTablet()
    const vault = new Vault({ database: tablet.database, now: tablet.now, work: 2 ** 8 })
    await vault.keepLease(crypto.getRandomValues(new Uint8Array(32)), tablet.now() + 3_600_000, tablet.now())
    await vault.admit('0198f2a0-0000-7000-8000-0000000000aa', 'Ada', '271828')
    await record(tablet, 1)
    await tablet.pump().drain(tablet.stream, never())
    tablet.server.epoch = '2' // restored from a backup: it asks for what can be opened by a PIN only
    tablet.server.journal = []
    await tablet.pump().beacon(tablet.stream)
    expect(await leftOf(tablet.database, tablet.stream)).toMatchObject({ entries: 1 })
    const stop = new AbortController()
    const heard = tablet.server.heads.length
    const running = tablet.pump({ wait: (_, signal) => waitByTimer(60_000, signal) }).run(tablet.stream, stop.signal)
    await until(() => tablet.server.heads.length > heard)
    stop.abort()
    await running
    expect(tablet.server.journal).toEqual([])
  })

  it('asks nothing again by an answer that was overtaken: what it misses has arrived since', async () => {
    const tablet = await newTablet()
    await record(tablet, 2)
    const late: Tablet['server']['fetch'] = async (address, init) => {
      const answer = await tablet.server.fetch(address, init)
      tablet.waited.push(10)
      await tablet.pump().drain(tablet.stream, never())
      return answer
    }
    expect(await tablet.pump({ fetch: late }).beacon(tablet.stream)).toBe(true)
    expect(await row(tablet)).toMatchObject({ acked: 2 })
    expect((await leftOf(tablet.database, tablet.stream)).entries).toBe(0)
  })

  it('calls nothing unverified by an answer that was overtaken', async () => {
    const tablet = await newTablet()
    await record(tablet, 1)
    tablet.server.known = false
    const late: Tablet['server']['fetch'] = async (address, init) => {
      const answer = await tablet.server.fetch(address, init)
      tablet.server.known = true // somebody has enrolled it, and the other tab is faster
      await tablet.pump().drain(tablet.stream, never())
      return answer
    }
    const stop = new AbortController()
    await tablet.pump({ fetch: late, wait: () => Promise.resolve(stop.abort()) }).drain(tablet.stream, stop.signal)
    expect(await tablet.database.entries.toArray()).toMatchObject([{ due: 0, verdict: 'stored', code: '' }])
    expect(await tablet.database.attention.toArray()).toEqual([])
  })

  it('goes on when the browser cannot read what is due: one fault of the disk does not end the sending of this page', async () => {
    const tablet = await newTablet()
    const stop = new AbortController()
    const wait = (ms: number, signal: AbortSignal): Promise<void> => waitByTimer(ms > 10_000 ? 60_000 : 5, signal)
    await record(tablet, 1)
    const entries = vi.spyOn(tablet.database.entries, 'where')
    entries.mockImplementationOnce(() => {
      throw new DOMException('the disk does not answer', 'AbortError')
    })
    const running = tablet.pump({ wait }).run(tablet.stream, stop.signal)
    await until(() => tablet.server.journal.length === 1)
    stop.abort()
    await running
    expect(entries).toHaveBeenCalled()
  })
})

/** A lock as browsers give it: one holder, the others wait. */
function turnstile(): Pick<LockManager, 'request'> {
  let last: Promise<unknown> = Promise.resolve()
  const request = (_name: string, _options: LockOptions, work: () => Promise<unknown>): Promise<unknown> => (last = last.then(work))
  return { request } as unknown as Pick<LockManager, 'request'>
}

async function unzipped(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 300 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(holds()).toBe(true)
}

describe('hex', () => {
  it('is read back as it was written, and only lower-case', () => {
    expect(toHex(fromHex('00ff7a') ?? utf8(''))).toBe('00ff7a')
    expect([fromHex('0'), fromHex('FF'), fromHex('zz')]).toEqual([null, null, null])
  })
})
