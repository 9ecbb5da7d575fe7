// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import { Locked } from '../vault/vault'
import { TabletDatabase } from './database'
import { Inbox } from './inbox'
import { entryText } from './kept'
import { bytesOf, keepOriginal } from './originals'
import { waitForPin } from './outbox'
import { tray } from './tray'
import { never, newTablet, note, operation, type Tablet } from './trial/tablet'

vi.setConfig({ testTimeout: 60_000 })

const ada = '0198f2a0-0000-7000-8000-0000000000a1'
const pin = '271828'

/** A tablet at which an officer has chosen a PIN. */
async function withPin(): Promise<Tablet> {
  const tablet = await newTablet()
  await tablet.database.vault.keepLease(new Uint8Array(32).fill(7), Date.now() + 1e9, Date.now())
  await tablet.database.vault.admit(ada, 'Ada Lovelace', pin)
  return tablet
}

const page = (documents: readonly Record<string, unknown>[]): Response => new Response(JSON.stringify({ documents, checkpoint: { cursor: 'x' }, hasMore: false, epoch: '' }))

const inboxOf = (database: TabletDatabase, documents: readonly Record<string, unknown>[] = []): Inbox => new Inbox({ database, base: '', token: () => Promise.resolve(''), fetch: () => Promise.resolve(page(documents)) })

/** Everything on the disk as one text: what a look at the files could find, were they not packed. */
async function disk(database: TabletDatabase): Promise<string> {
  const words = (b: Uint8Array): string => new TextDecoder('latin1').decode(b)
  return JSON.stringify(await Promise.all(database.tables.map((t) => t.toArray())), (_, v: unknown) => (v instanceof Uint8Array ? words(v) : v))
}

describe('what was recorded lies on the disk', () => {
  it('so that none of a thousand planted words can be found in it', async () => {
    const { database, outbox, stream } = await withPin()
    const planted = Array.from({ length: 1000 }, (_, i) => `planted${String(i).padStart(4, '0')}`)
    const some = (from: number, n: number): string => planted.slice(from, from + n).join(' ')
    for (let i = 0; i < 400; i += 20) await outbox.append(stream, note(some(i, 20)))
    for (let i = 400; i < 600; i += 20) await keepOriginal(database, new TextEncoder().encode(some(i, 20)), 'image/jpeg', 0)
    await inboxOf(database, planted.slice(600).map((word, i) => ({ kind: 'task', id: `task ${i}`, title: word }))).pull(operation)
    const all = await disk(database)
    expect(planted.filter((word) => all.includes(word))).toEqual([])
    expect((await inboxOf(database).documents(operation, 'task')).map((d) => d.title).sort()).toEqual(planted.slice(600)) // it was there to be found
  })

  it('and is sent without anybody’s PIN; once the server has signed for it, only a PIN opens it', async () => {
    const tablet = await withPin()
    const { outbox, stream } = tablet
    const { sha256 } = await keepOriginal(tablet.database, new Uint8Array([1, 2, 3]), 'image/jpeg', 0)
    await outbox.append(stream, note('a'))
    await outbox.append(stream, { ...note('b'), files: [sha256] })
    const later = tablet.again() // locked
    const rows = await later.entries.toArray()
    expect(await Promise.all(rows.map((row) => entryText(later, row)))).toHaveLength(2)
    expect(await tablet.pump({ database: later }).drain(stream, never())).toBe('drained')
    for (const row of await later.entries.toArray()) await expect(entryText(later, row)).rejects.toBeInstanceOf(Locked)
    await later.vault.unlock(ada, pin)
    const [first] = await later.entries.toArray()
    expect(first === undefined ? '' : await entryText(later, first)).toContain('"note.added"')
    expect(await bytesOf(later, sha256)).toEqual(new Uint8Array([1, 2, 3]))
  })

  it('keeps the seal for sending where the server has only said, and not signed, that it has it', async () => {
    const tablet = await withPin()
    await tablet.outbox.append(tablet.stream, note('a'))
    const unsigned = async (): Promise<Response> => Response.json({ results: [{ index: 0, seq: 1, id: (await tablet.database.entries.toArray())[0]?.id, verdict: 'stored', position: 1, duplicate: false }], epoch: '1', serverTime: '2026-05-20T06:00:00.000Z' })
    await tablet.pump({ fetch: unsigned }).drain(tablet.stream, never())
    expect(await tablet.database.entries.toArray()).toMatchObject([{ due: 0, sending: { key: 'device' } }])
  })

  it('asks for the PIN when a restored server wants again what was delivered, sends what is new meanwhile, and all of it after', async () => {
    const tablet = await withPin()
    const { stream, server } = tablet
    for (const text of ['a', 'b', 'c']) await tablet.outbox.append(stream, note(text))
    await tablet.pump().drain(stream, never())
    server.journal = []
    server.epoch = '2'
    const later = tablet.again() // locked
    const pump = tablet.pump({ database: later })
    await pump.beacon(stream) // from here on everything is due again
    await tablet.outboxOn(later).append(stream, note('new'))
    expect(await pump.drain(stream, never())).toBe('waiting')
    expect(server.journal.map((h) => h.entry.seq)).toEqual([4])
    expect(await waitForPin(later, stream)).toBe(3)
    const storage = { persisted: true, usage: 1, quota: 1e12 }
    expect((await tray({ database: later, operation, now: tablet.now(), storage })).filter((i) => i.code === 'pin_to_send')).toMatchObject([{ count: 3 }])
    await later.vault.unlock(ada, pin)
    expect(await pump.drain(stream, never())).toBe('drained')
    expect(server.journal.map((h) => h.entry.seq).sort()).toEqual([1, 2, 3, 4])
  })

  it('does not open in another’s place', async () => {
    const { database, outbox, stream } = await withPin()
    await outbox.append(stream, note('a'))
    await outbox.append(stream, note('b'))
    const [a, b] = await database.entries.toArray()
    if (a === undefined || b === undefined) throw new Error('nothing was kept')
    await expect(entryText(database, { ...a, sending: b.sending })).rejects.toThrow('does not open')
  })
})
