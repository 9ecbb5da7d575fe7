// @vitest-environment node
import { Dexie } from 'dexie'
import { describe, expect, it, vi } from 'vitest'
import { entryText } from './kept'
import { checkBody, writeBody } from './body'
import { entryHash, verifyEntry } from './entry'
import { SyncFault } from './fault'
import { currentKey, keepEnrolment, pinnedRoot } from './identity'
import { leftOf, openStream, continuation, StreamStopped } from './outbox'
import { parseEntry } from './parse'
import type { TabletDatabase } from './database'
import { newIdentity, signer, verified } from './keys'
import { zeroHash } from './text'
import { newTablet, note, operation, type Tablet } from './trial/tablet'

// A disk in memory and a busy machine: some 20 ms an act.
vi.setConfig({ testTimeout: 30_000 })

/** Walks the chain on the disk: gapless, linked, signed, and ending where the stream's row says. */
async function wholeChain({ stream, signingKey }: Tablet, database: TabletDatabase): Promise<number> {
  const rows = await database.entries.orderBy('[stream+seq]').toArray()
  let prev = zeroHash
  for (const [i, row] of rows.entries()) {
    const entry = parseEntry(await entryText(database, row))
    expect({ seq: entry.seq, prev: entry.prev, hash: row.hash }).toEqual({ seq: i + 1, prev, hash: await entryHash(stream, entry) })
    expect(await verifyEntry(stream, entry, signingKey)).toBe(true)
    prev = row.hash
  }
  expect(await database.streams.get(stream)).toMatchObject({ seq: rows.length, hash: prev })
  return rows.length
}

describe('the outbox', () => {
  it('does not fork when a hundred acts are recorded at once in two tabs', async () => {
    const tablet = await newTablet()
    const other = tablet.again()
    const tabs = [tablet.outbox, tablet.outboxOn(other)]
    const done = await Promise.all(Array.from({ length: 100 }, (_, i) => tabs[i % 2]?.append(tablet.stream, note(`act ${i}`))))
    expect(new Set(done.map((d) => d?.entry.seq)).size).toBe(100)
    expect(new Set(done.map((d) => d?.entry.prev)).size).toBe(100)
    expect(await wholeChain(tablet, tablet.again())).toBe(100)
  })

  it('writes the entry, the chain and the view together or not at all', async () => {
    const tablet = await newTablet()
    const { outbox, stream, database } = tablet
    await outbox.append(stream, note('first'), () => database.view.put({ kind: 'search', id: 'a', value: 1 }))
    const failing = outbox.append(stream, note('second'), async () => {
      await database.view.put({ kind: 'search', id: 'a', value: 2 })
      throw new Error('the view could not be changed')
    })
    await expect(failing).rejects.toThrow('the view could not be changed')
    expect((await database.view.get(['search', 'a']))?.value).toBe(1)
    expect(await wholeChain(tablet, database)).toBe(1)
    await outbox.append(stream, note('third'))
    expect(await wholeChain(tablet, database)).toBe(2)
  })

  it('has every confirmed act after the program was killed in the middle of a write', async () => {
    const tablet = await newTablet()
    const { outbox, stream, database } = tablet
    const confirmed = [await outbox.append(stream, note('one')), await outbox.append(stream, note('two'))]
    const killed = outbox.append(stream, note('three'), async () => {
      await database.view.put({ kind: 'search', id: 'a', value: 3 })
      Dexie.currentTransaction.abort() // what the browser does to a transaction whose page is gone
    })
    await expect(killed).rejects.toThrow()
    database.close()
    const reopened = tablet.again()
    expect((await reopened.entries.toArray()).map((row) => row.hash)).toEqual(confirmed.map((c) => c.hash))
    expect(await reopened.view.count()).toBe(0)
    await tablet.outboxOn(reopened).append(stream, note('three again'))
    expect(await wholeChain(tablet, reopened)).toBe(3)
  })

  it('refuses before signing what the server could only quarantine or call malformed', async () => {
    const { outbox, stream, database } = await newTablet()
    const refused: readonly [string, ReturnType<typeof note>][] = [
      ['too_large', { ...note('x'), body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","text":"${'é'.repeat(24 * 1024)}"}` }],
      ['lone_surrogate', { ...note('x'), body: '{"salt":"AAAAAAAAAAAAAAAAAAAAAA","text":"\ud800"}' }],
      ['required', { ...note('x'), body: '{"text":"no salt"}' }],
      ['format', note('x', { id: 'no id' })],
      ['format', note('x', { files: ['no hash'] })],
      ['repeated', note('x', { files: ['ab'.repeat(32), 'ab'.repeat(32)] })],
      ['too_many', note('x', { files: Array.from({ length: 33 }, (_, i) => i.toString(16).padStart(64, '0')) })],
    ]
    for (const [reason, draft] of refused) await expect(outbox.append(stream, draft)).rejects.toMatchObject({ reason })
    expect(await database.entries.count()).toBe(0)
  })

  it('puts a fresh salt first in every body and takes none from outside', () => {
    const [one, two] = [writeBody({ 1: 'a', text: 'b' }), writeBody({})]
    expect(one).toMatch(/^\{"salt":"[\w-]{22}","1":"a","text":"b"\}$/)
    expect(two).toMatch(/^\{"salt":"[\w-]{22}"\}$/)
    expect(one.slice(9, 31)).not.toBe(two.slice(9, 31))
    expect(() => writeBody({ salt: 'AAAAAAAAAAAAAAAAAAAAAA' })).toThrow(SyncFault)
    expect(() => writeBody({ text: '\u0000' })).toThrow(SyncFault)
    expect(() => checkBody('{"salt":"AAAAAAAAAAAAAAAAAAAAAA","n":1e401}')).toThrow(SyncFault)
  })

  it('counts what is on this tablet only, with the oldest and the photographs', async () => {
    const { outbox, stream, database } = await newTablet()
    expect(await leftOf(database, stream)).toEqual({ entries: 0, files: 0, oldestAt: '' })
    await outbox.append(stream, note('a', { files: ['ab'.repeat(32)] }))
    await outbox.append(stream, note('b', { files: ['ab'.repeat(32), 'cd'.repeat(32)] }))
    expect(await leftOf(database, stream)).toEqual({ entries: 2, files: 2, oldestAt: '2026-05-20T06:00:00.000Z' })
  })

  it('takes nothing into a stopped stream and goes on in a new one that names the old', async () => {
    const tablet = await newTablet()
    const { outbox, stream, database } = tablet
    const { hash } = await outbox.append(stream, note('a'))
    await database.streams.update(stream, { stopped: 'seq_fork' })
    await expect(outbox.append(stream, note('b'))).rejects.toThrow(StreamStopped)
    const identity = await newIdentity()
    const next = await openStream(database, identity.signingKey, operation)
    const old = await database.streams.get(stream)
    if (old === undefined) throw new Error('the old stream is gone')
    const { entry } = await outbox.append(next.stream, continuation(old, note('x').id))
    expect(entry).toMatchObject({ seq: 1, prev: zeroHash, type: 'stream.continued' })
    expect(JSON.parse(entry.body)).toMatchObject({ oldStream: stream, seq: 1, hash })
  })

  it('sends at once what the server did not know, when the tablet is enrolled', async () => {
    const tablet = await newTablet()
    const { database, stream, signingKey, server } = tablet
    const { identity } = await currentKey(database)
    await database.keys.put({ signingKey, identity, enrolled: null })
    await tablet.outbox.append(stream, note('a'))
    server.known = false
    expect(await tablet.pump().drain(stream, new AbortController().signal)).toBe('waiting')
    server.known = true
    await keepEnrolment(database, signingKey, 'site', { tabletId: 't', state: 'pending', keys: [], tag: '', fingerprint: '', believed: { ...server.keys, root: 'the root' } })
    expect(await pinnedRoot(database)).toBe('the root')
    expect(await tablet.pump().drain(stream, new AbortController().signal)).toBe('drained')
    await keepEnrolment(database, signingKey, 'site', { tabletId: 't', state: 'active', keys: [], tag: '', fingerprint: '', believed: { ...server.keys, root: 'another' } })
    expect(await pinnedRoot(database)).toBe('the root')
  })

  it('keeps private keys that can sign after a restart and can never be read', async () => {
    const tablet = await newTablet()
    const [{ identity }, other] = await Promise.all([currentKey(tablet.database), currentKey(tablet.again())])
    expect(other.signingKey).toBe(identity.signingKey) // two tabs that start at once draw one key
    tablet.database.close()
    const { identity: kept } = await currentKey(tablet.again())
    expect(await verified(identity.signingKey, 'text', await signer(kept.signing)('text'))).toBe(true)
    await expect(crypto.subtle.exportKey('pkcs8', kept.signing)).rejects.toThrow()
    await expect(crypto.subtle.exportKey('jwk', kept.agreement)).rejects.toThrow()
  })
})

describe('a write of which the browser does not know how it ended', () => {
  /** A browser that writes the next transaction to the disk whole, and then says that it failed: the disk had no byte left for what comes after. */
  function doubtful(database: TabletDatabase, name: string): void {
    const transaction = database.transaction.bind(database) as (...args: unknown[]) => Promise<unknown>
    database.transaction = ((...args: unknown[]) => {
      database.transaction = transaction as never
      return transaction(...args).then(() => Promise.reject(new DOMException('the disk does not answer', name)))
    }) as never
  }

  it.each(['AbortError', 'QuotaExceededError', 'UnknownError'])('is there once when it is done again (%s)', async (name) => {
    const tablet = await newTablet()
    const { database, outbox, stream } = tablet
    await outbox.append(stream, note('before'))
    const act = note('a telephone behind the sink', { files: ['ab'.repeat(32)] })
    doubtful(database, name)
    const first = await outbox.append(stream, act).catch(() => null)
    const again = first ?? (await outbox.append(stream, act)) // an officer tries it again, by hand or when there is room
    await outbox.append(stream, note('after'))
    expect((await database.entries.toArray()).map((e) => [e.seq, e.id === act.id, e.hash === again.hash])).toEqual([[1, false, false], [2, true, true], [3, false, false]])
    expect(again.entry).toMatchObject({ seq: 2, id: act.id, body: act.body, files: act.files })
    expect(await verifyEntry(stream, again.entry, tablet.signingKey)).toBe(true)
  })
})
