// @vitest-environment node
import { Dexie } from 'dexie'
import { IDBKeyRange } from 'fake-indexeddb'
import { expect, it, vi } from 'vitest'
import { TabletDatabase } from './database'
import { sha256Hex } from './encoding'
import { entryText, openBytes } from './kept'
import { sealOlder } from './older'
import { bytesOf } from './originals'
import { leftOf } from './outbox'
import { newTablet, never, note, type Tablet } from './trial/tablet'

vi.setConfig({ testTimeout: 30_000 })

const photograph = new Uint8Array([0xff, 0xd8, 1, 2, 3])

/** The stores as they were at a version of the database. */
const stores = [
  { streams: 'stream, operation', entries: '[stream+seq], &[stream+hash], [stream+due+seq], id', files: '[stream+sha256], [stream+due]', acks: '[stream+epoch+seq]', attention: '[stream+seq+code+hash], [stream+seq]', view: '[kind+id], kind', documents: '[operation+copy+kind+id], [operation+copy]', pulls: 'operation', tablet: 'id', keys: 'signingKey', originals: 'sha256', bytes: 'sha256' },
  { turn: '' },
  { secrets: 'id', officers: 'officer', sessionKeys: 'id' },
]

/** A tablet's entries and a photograph in a database of an older version, in clear as they were then. */
async function older(tablet: Tablet, version: 1 | 2): Promise<{ old: Dexie; again: () => TabletDatabase; texts: string[] }> {
  const { database, stream, disk } = tablet
  for (let i = 0; i < 4; i++) await tablet.outbox.append(stream, note(`act ${i}`))
  const rows = await database.entries.toArray()
  const texts = await Promise.all(rows.map((row) => entryText(database, row)))
  const name = `older ${version} ${stream}`
  const old = new Dexie(name, { indexedDB: disk, IDBKeyRange })
  stores.slice(0, version).forEach((schema, i) => old.version(i + 1).stores(schema))
  await old.table('streams').bulkPut(await database.streams.toArray())
  await old.table('entries').bulkPut(rows.map(({ sending: _, kept: __, size: ___, ...row }, i) => ({ ...row, raw: texts[i] })))
  const sha256 = await sha256Hex(photograph)
  await old.table('originals').put({ sha256, size: photograph.length, mediaType: 'image/jpeg', at: '' })
  await old.table('bytes').put({ sha256, bytes: photograph })
  await old.table('documents').put({ operation: 'o', copy: 1, kind: 'task', id: 't', document: { id: 't' } })
  await old.table('pulls').put({ operation: 'o', live: 1, cursor: 'c', shadow: null, pulledAt: '', trouble: '' })
  old.close()
  return { old, again: () => new TabletDatabase(name, { indexedDB: disk, IDBKeyRange }), texts }
}

it.each([1, 2] as const)('takes in a database %i with entries in clear: sealed at the start, not a word of them altered, and sent', async (version) => {
  const tablet = await newTablet(`older ${version}`)
  const { again, texts } = await older(tablet, version)
  const database = again()
  await sealOlder(database)
  const rows = await database.entries.toArray()
  expect(rows.map((row) => 'raw' in row)).toEqual([false, false, false, false])
  expect(await Promise.all(rows.map((row) => entryText(database, row)))).toEqual(texts)
  expect(rows.every((row) => row.sending !== null && row.size > 0 && row.due === 1)).toBe(true)
  const sha256 = await sha256Hex(photograph)
  expect(await bytesOf(database, sha256)).toEqual(photograph)
  expect('bytes' in ((await database.bytes.get(sha256)) ?? {})).toBe(false)
  expect([await database.documents.count(), await database.pulls.count(), await database.memos.count()]).toEqual([0, 0, 0])
  expect(await tablet.pump({ database }).drain(tablet.stream, never())).toBe('drained')
  expect(tablet.server.journal.length).toBe(4)
})

it('sends what could not be sealed for want of room', async () => {
  const tablet = await newTablet('older and full')
  const { again } = await older(tablet, 2)
  const database = again()
  const sha256 = await sha256Hex(photograph)
  expect(await openBytes(database, (await database.bytes.get(sha256)) as never)).toEqual(photograph)
  expect(await tablet.pump({ database }).drain(tablet.stream, never())).toBe('drained')
  expect((await leftOf(database, tablet.stream)).entries).toBe(0)
  await sealOlder(database) // the next start: what was delivered meanwhile is sealed too, and sent no more
  expect((await database.entries.toArray()).map((row) => [row.due, 'raw' in row])).toEqual(Array(4).fill([0, false]))
})

it('lies under nobody’s seal but the vault’s when it was delivered: a photograph as an entry', async () => {
  const tablet = await newTablet('older and delivered')
  const database = (await older(tablet, 2)).again()
  const [sha256, loose] = [await sha256Hex(photograph), 'cd'.repeat(32)]
  await database.bytes.put({ sha256: loose, bytes: photograph } as never) // no entry names it
  await database.files.put({ stream: tablet.stream, sha256, seq: 1, due: 0, asked: 1, upload: '', sentAt: 1, failures: 0, retryAt: 0, code: '' })
  await sealOlder(database)
  expect((await database.bytes.get(sha256))?.sending).toBeNull()
  expect((await database.bytes.get(loose))?.sending).not.toBeNull()
})

it('looks at nothing in a database that was never an older program’s', async () => {
  const { database, outbox, stream } = await newTablet('never older')
  await outbox.append(stream, note('act'))
  const filter = vi.spyOn(database.entries, 'filter')
  await sealOlder(database)
  expect(filter).not.toHaveBeenCalled()
})
