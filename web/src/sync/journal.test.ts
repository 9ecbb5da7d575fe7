// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import { entryText } from './kept'
import { parseEntry } from './parse'
import { currentKey, keyOf } from './identity'
import { signer } from './keys'
import { Journal, uptimeClock } from './journal'
import { leftOf } from './outbox'
import { Sender } from './sender'
import { waitByTimer } from './pump'
import { isFull, StorageFull, askToPersist, isLow, storageState } from './storage'
import { isUptime, zeroHash } from './text'
import { TrialServer } from './trial/server'
import { never, newTablet, note, operation, type Tablet } from './trial/tablet'
import type { TabletDatabase } from './database'

vi.setConfig({ testTimeout: 30_000 })

const elsewhere = '0198f2a0-0000-7000-8000-0000000000f1'
let ids = 0
const newId = (): string => `0198f2a0-0000-7000-a000-${(++ids).toString(16).padStart(12, '0')}`

const journalOn = (database: TabletDatabase, tablet: Tablet): Journal => new Journal({ database, now: tablet.now, uptime: uptimeClock(() => 7), newId })

/** A tablet whose stream in the operation is that of its own current key. */
async function own() {
  const tablet = await newTablet()
  await tablet.database.streams.clear()
  return { tablet, journal: journalOn(tablet.database, tablet), other: journalOn(tablet.again(), tablet) }
}

/** Makes the disk full for writes to a table: a browser reports it at the write, or at the commit of all of it. */
function full(database: TabletDatabase, table: 'entries' | 'view' | 'streams'): () => void {
  const hook = (): never => {
    throw new DOMException('the quota has been exceeded', 'QuotaExceededError')
  }
  const on = table === 'streams' ? database.streams.hook('updating') : database[table].hook('creating')
  on.subscribe(hook)
  return () => on.unsubscribe(hook)
}

describe('the journal', () => {
  it('has a stream for each operation, and several officers write into the same one', async () => {
    const { tablet, journal } = await own()
    const [a, b] = ['0198f2a0-0000-7000-8000-0000000000a1', '0198f2a0-0000-7000-8000-0000000000a2']
    const one = await journal.record(operation, note('by A', { actor: a }))
    const two = await journal.record(operation, note('by B', { actor: b }))
    const three = await journal.record(elsewhere, note('elsewhere', { actor: a }))
    expect(two.stream).toBe(one.stream)
    expect(three.stream).not.toBe(one.stream)
    expect([one, two, three].map(({ entry }) => [entry.actor, entry.seq, entry.operation])).toEqual([[a, 1, operation], [b, 2, operation], [a, 1, elsewhere]])
    expect(two.entry.prev).toBe(one.hash)
    expect(new Set((await tablet.database.streams.toArray()).map((s) => s.signingKey)).size).toBe(1)
  })

  it('goes on after a fork under a new key, which begins with what the old stream held, once however many tabs learn of it', async () => {
    const { tablet, journal, other } = await own()
    const before = await Promise.all([journal.record(operation, note('one')), other.record(operation, note('two'))])
    const old = before[0].stream
    await tablet.database.streams.update(old, { stopped: 'seq_fork' })
    const after = await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? journal : other).record(operation, note(`after ${i}`))))
    const [next] = new Set(after.map((a) => a.stream))
    expect(new Set(after.map((a) => a.stream)).size).toBe(1)
    expect(next).not.toBe(old)
    expect((await tablet.database.streams.toArray()).length).toBe(2)
    expect(await tablet.database.streams.get(old)).toMatchObject({ seq: 2, continuedBy: next })
    const rows = await tablet.database.entries.where('[stream+seq]').between([next, 0], [next, 100]).toArray()
    const [first] = await Promise.all(rows.map(async (row) => parseEntry(await entryText(tablet.database, row))))
    const tip = await tablet.database.entries.get([old, 2])
    expect(rows.map((row) => row.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(first).toMatchObject({ type: 'stream.continued', prev: zeroHash })
    expect(JSON.parse(first?.body ?? '')).toMatchObject({ oldStream: old, seq: 2, hash: tip?.hash })
    expect((await currentKey(tablet.database)).signingKey).toBe((await tablet.database.streams.get(next ?? ''))?.signingKey)
    expect(await tablet.database.keys.count()).toBe(2) // the old key still signs the heads of the old stream
  })

  it('loses nothing of a cloned tablet: both branches arrive, one quarantined, and what it records later too', async () => {
    const { tablet, journal } = await own()
    const { stream } = await journal.record(operation, note('one'))
    const { signingKey, identity } = await currentKey(tablet.database)
    // The clone has the same keys and disk, and records something else.
    const { tablet: clone, journal: cloned } = await own()
    await clone.database.tablet.put({ id: 'tablet', signingKey, rootKey: '' })
    await clone.database.keys.put({ signingKey, identity, enrolled: null })
    await cloned.record(operation, note('other one'))
    const server = await TrialServer.of(operation, signingKey)
    const settings = { fetch: server.fetch, keys: () => Promise.resolve(server.keys), sign: signer(identity.signing) }
    await tablet.pump(settings).drain(stream, never())
    await clone.pump(settings).drain(stream, never())
    expect(server.journal.map((j) => j.code)).toEqual(['', 'seq_fork'])
    const next = await cloned.record(operation, note('after the fork'))
    expect(next.entry.seq).toBe(2)
    const second = await TrialServer.of(operation, (await currentKey(clone.database)).signingKey)
    const again = signer((await keyOf(clone.database, (await currentKey(clone.database)).signingKey)).identity.signing)
    await clone.pump({ fetch: second.fetch, keys: () => Promise.resolve(second.keys), sign: again }).drain(next.stream, never())
    expect(second.journal.map((j) => [j.entry.type, j.verdict])).toEqual([['stream.continued', 'stored'], ['note.added', 'stored']])
    expect((await leftOf(clone.database, stream)).entries).toBe(0)
  })

  it('writes nothing by halves when the tablet is full, says so, and goes on when there is room', async () => {
    for (const table of ['entries', 'view', 'streams'] as const) {
      const { tablet, journal } = await own()
      const { database } = tablet
      const show = (value: number) => () => database.view.put({ kind: 'note', id: String(value), value })
      const { stream } = await journal.record(operation, note('one'), show(1))
      const makeRoom = full(database, table)
      await expect(journal.record(operation, note('two'), show(2))).rejects.toThrow(StorageFull)
      expect([await database.entries.count(), await database.view.count(), (await database.streams.get(stream))?.seq]).toEqual([1, 1, 1])
      makeRoom()
      expect((await journal.record(operation, note('two'), show(2))).entry.seq).toBe(2)
      expect([await database.entries.count(), await database.view.count()]).toEqual([2, 2])
    }
  })

  it('sends all its streams, those that are opened later too, and goes on when the tablet was too full to note an answer', async () => {
    const { tablet, journal } = await own()
    const { database } = tablet
    const servers = new Map<string, TrialServer>()
    const fetch = async (address: string, init: RequestInit): Promise<Response> => {
      const text = typeof init.body === 'string' ? init.body : ''
      const named = [...servers.keys()].find((s) => text.includes(s))
      return named === undefined ? Promise.reject(new TypeError('offline')) : (servers.get(named) as TrialServer).fetch(address, init)
    }
    const known = async ({ stream }: { stream: string }, of: string): Promise<TrialServer> => {
      const server = await TrialServer.of(of, (await currentKey(database)).signingKey)
      servers.set(stream, server)
      return server
    }
    const stop = new AbortController()
    const wait = (_: number, signal: AbortSignal) => waitByTimer(20, signal)
    vi.stubGlobal('CompressionStream', undefined)
    const sender = new Sender({ database, base: '', appVersion: '1', fetch, now: tablet.now, wait, random: Math.random })
    const makeRoom = full(database, 'streams')
    const running = sender.run(stop.signal)
    const one = await journal.stream(operation)
    const first = await known(one, operation)
    await expect(journal.record(operation, note('one'))).rejects.toThrow(StorageFull)
    makeRoom()
    await journal.record(operation, note('one'))
    await until(() => first.journal.length === 1)
    const two = await journal.stream(elsewhere)
    const second = await known(two, elsewhere)
    await journal.record(elsewhere, note('two'))
    await until(() => second.journal.length === 1)
    await until(async () => (await leftOf(database, one.stream)).entries + (await leftOf(database, two.stream)).entries === 0)
    stop.abort()
    await running
    vi.unstubAllGlobals()
  })
})

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500 && !(await holds()); i++) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(await holds()).toBe(true)
}

describe('room on the tablet', () => {
  const door = (persisted: boolean, granted: boolean, usage = 1, quota = 1e9) => ({
    persisted: () => Promise.resolve(persisted), persist: () => Promise.resolve(granted), estimate: () => Promise.resolve({ usage, quota }),
  })

  it('is asked to be kept, and a refusal is told', async () => {
    expect([await askToPersist(door(true, false)), await askToPersist(door(false, true)), await askToPersist(door(false, false)), await askToPersist(undefined)]).toEqual([true, true, false, false])
    expect(await storageState(door(true, true))).toEqual({ persisted: true, usage: 1, quota: 1e9 })
    expect([isLow(await storageState(door(true, true, 9e8))), isLow(await storageState(door(true, true))), isLow({ persisted: false, usage: 5, quota: 0 })]).toEqual([true, false, false])
  })

  it('is known to be gone however deep the browser\'s word is wrapped, and by nothing else', () => {
    const error = new DOMException('', 'QuotaExceededError')
    expect([isFull(error), isFull({ name: 'AbortError', inner: { name: 'Abort', inner: error } }), isFull(new Error('x', { cause: error }))]).toEqual([true, true, true])
    expect([isFull(new Error('QuotaExceededError')), isFull(null), isFull('QuotaExceededError')]).toEqual([false, false, false])
  })

  it('is not needed for the steady clock, which every entry carries', () => {
    const uptime = uptimeClock(() => 1234.9)
    expect(isUptime(uptime())).toBe(true)
    expect(uptime()).toMatch(/:1234$/)
  })
})
