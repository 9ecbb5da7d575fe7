// @vitest-environment node
import { IDBDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { TabletDatabase } from './database'
import { beginFreshLog } from './freshlog'
import { keepEnrolment } from './identity'
import { keepOriginal } from './originals'
import { Reserve } from './reserve'
import { never, newTablet, note } from './trial/tablet'

vi.setConfig({ testTimeout: 30_000 })
afterEach(() => vi.restoreAllMocks())

describe('the database of a tablet', () => {
  it('has one write under way at a time, whatever tables and tabs it is of', async () => {
    const { database, again } = await newTablet()
    const order: string[] = []
    const photograph = database.transaction('rw', database.originals, async () => {
      for (let i = 0; i < 50; i++) await database.originals.count()
      order.push('photograph')
    })
    const act = again().view.put({ kind: 'note', id: 'a', value: 1 }).then(() => order.push('act'))
    await Promise.all([photograph, act])
    expect(order).toEqual(['photograph', 'act'])
  })

  it('asks strict durability for every write, also for one outside of a transaction', async () => {
    const asked = vi.spyOn(IDBDatabase.prototype, 'transaction')
    const tablet = await newTablet()
    const { database, outbox, stream, signingKey } = tablet
    const { sha256 } = await keepOriginal(database, new Uint8Array([1, 2, 3]), 'image/jpeg', 0)
    await outbox.append(stream, { ...note('with a photograph'), files: [sha256] }, () => database.view.put({ kind: 'note', id: 'a', value: 1 }))
    await keepEnrolment(database, signingKey, 'site', { tabletId: 't', state: 'pending', keys: [], tag: '', fingerprint: '', believed: { root: 'r', entry: [], log: [], age: [] } })
    await database.view.delete(['note', 'a'])
    await tablet.pump().drain(stream, never())
    const writes = asked.mock.calls.filter(([, mode]) => mode === 'readwrite')
    expect(writes.length).toBeGreaterThan(5)
    for (const [stores, , options] of writes) expect({ options, alone: [stores].flat().includes('turn') }).toEqual({ options: { durability: 'strict' }, alone: true })
  })

  it('begins a fresh log of the browser at each start before it can be used, and leaves nothing of it', async () => {
    const deleted = vi.spyOn(IDBFactory.prototype, 'deleteDatabase')
    const { disk, database, again } = await newTablet()
    await again().view.count()
    expect(deleted.mock.calls).toEqual([[`${database.name}-log`], [`${database.name}-log`]])
    expect((await disk.databases()).map((d) => d.name)).toEqual([database.name])
  })

  it('opens though no fresh log can be begun', async () => {
    const full = { open: () => { throw new DOMException('full', 'QuotaExceededError') } } as unknown as globalThis.IDBFactory
    await expect(beginFreshLog(full, 'log')).resolves.toBeUndefined()
    await expect(beginFreshLog(undefined, 'log')).resolves.toBeUndefined()
  })

  it('gives the reserve up before a second opening, and where the first finds no room; a first opening with room leaves it', async () => {
    const opened = async (fails: number): Promise<{ removed: number; open: TabletDatabase }> => {
      const seen = { removed: 0, left: fails }
      const disk = new IDBFactory()
      const open = disk.open.bind(disk)
      disk.open = (...asked: Parameters<typeof open>) => {
        if (seen.left-- > 0) throw new DOMException('Internal error opening backing store for indexedDB.open.', 'UnknownError')
        return open(...asked)
      }
      const place = { size: async () => 0, put: async () => undefined, remove: async () => void seen.removed++ }
      const database = new TabletDatabase(`opened ${fails}`, { indexedDB: disk, IDBKeyRange }, undefined, new Reserve(place, undefined))
      await database.open()
      await database.memos.put({ id: 'a', value: 1 })
      return { get removed() { return seen.removed }, open: database }
    }
    const well = await opened(0)
    expect(well.removed).toBe(0)
    well.open.close({ disableAutoOpen: false }) // as Dexie does when the browser ends the connection
    expect((await well.open.memos.get('a'))?.value).toBe(1)
    expect(well.removed).toBe(1)
    expect((await opened(4)).removed).toBe(1) // Dexie by itself tries four times
  })
})
