// @vitest-environment node
import { IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, it, vi } from 'vitest'
import { bytesOf, keepOriginal } from './originals'
import { Outbox } from './outbox'
import { Reserve, reserveSize, type ReservePlace } from './reserve'
import { abortPauses, isAborted, isFull, isLow, StorageFull } from './storage'
import { TabletDatabase } from './database'
import { abortingBrowser, newTablet, note } from './trial/tablet'

vi.setConfig({ testTimeout: 30_000 })

const refusal = (): DOMException => new DOMException('no room', 'QuotaExceededError')

/** A disk of so many bytes, of which some are used by others: the reserve's file lies on it. */
function diskOf(room: number) {
  const disk = { room, file: 0, puts: 0, removed: 0, broken: false, aborts: false }
  const place: ReservePlace = {
    size: async () => disk.file,
    put: async ({ length }) => {
      disk.puts++
      if (disk.broken) throw new TypeError('createWritable is not a function')
      if (disk.room < length) throw disk.aborts ? new DOMException('Failed to write data to data pipe', 'AbortError') : refusal()
      disk.room -= length
      disk.file = length
    },
    remove: async () => {
      if (disk.file > 0) disk.removed++
      disk.room += disk.file
      disk.file = 0
    },
  }
  /** A write of so many bytes, as the browser takes or refuses it. */
  const write = (size: number) => async (): Promise<number> => {
    if (disk.room < size) throw refusal()
    disk.room -= size
    return size
  }
  return { disk, place, write }
}

/** Locks as a browser has them for all tabs: one after the other. */
function locks(): Pick<LockManager, 'request'> {
  let last: Promise<unknown> = Promise.resolve()
  const request = (_: string, work: () => Promise<unknown>): Promise<unknown> => (last = last.then(work))
  return { request: request as never }
}

describe('the reserve of a tablet', () => {
  it.each([false, true])('is spent where there is no room for it, however the browser says so (aborted: %s), and set aside once there is', async (aborts) => {
    const { disk, place, write } = diskOf(reserveSize + 100)
    disk.aborts = aborts
    const reserve = new Reserve(place, undefined)
    await reserve.setAside()
    await reserve.write(write(200)) // from the reserve
    await reserve.setAside()
    expect([disk.file, await reserve.isSpent()]).toEqual([0, true])
    disk.room += 200
    await reserve.setAside()
    expect([disk.file, await reserve.isSpent()]).toEqual([reserveSize, false])
  })

  it('is set aside while there is room, once, and its bytes cannot be made smaller', async () => {
    const { disk, place } = diskOf(2 * reserveSize)
    const put = vi.spyOn(place, 'put')
    const reserve = new Reserve(place, undefined)
    await reserve.setAside()
    await reserve.setAside()
    expect([disk.file, disk.puts, await reserve.isSpent()]).toEqual([reserveSize, 1, false])
    const [bytes] = put.mock.calls[0] ?? []
    const packed = await new Response(new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
    expect(packed.byteLength).toBeGreaterThan(reserveSize)
  })

  it('is given up for a write that finds no room, which is done once more; a write that finds room leaves it', async () => {
    const { disk, place, write } = diskOf(reserveSize + 500)
    const reserve = new Reserve(place, undefined)
    const told = vi.spyOn(reserve, 'told')
    await reserve.setAside()
    told.mockClear()
    expect([await reserve.write(write(300)), disk.file, told.mock.calls.length]).toEqual([300, reserveSize, 0])
    expect(await reserve.write(write(300))).toBe(300)
    expect([disk.file, disk.room, await reserve.isSpent(), told.mock.calls.length]).toEqual([0, reserveSize - 100, true, 1])
  })

  it('does not help twice, and says what the browser said; another fault costs nothing of it', async () => {
    const { disk, place, write } = diskOf(reserveSize)
    const reserve = new Reserve(place, undefined)
    await reserve.setAside()
    const work = vi.fn(() => Promise.reject(new Error('the view could not be changed')))
    await expect(reserve.write(work)).rejects.toThrow('the view')
    expect([work.mock.calls.length, disk.file]).toEqual([1, reserveSize])
    const large = vi.fn(write(reserveSize + 1))
    await expect(reserve.write(large)).rejects.toThrow('no room')
    expect([large.mock.calls.length, disk.file]).toEqual([2, 0])
  })

  it('is set aside again when there is room for all of it, and not before', async () => {
    const { disk, place, write } = diskOf(reserveSize)
    const reserve = new Reserve(place, undefined)
    await reserve.setAside()
    await reserve.write(write(100))
    await reserve.setAside()
    expect([disk.file, await reserve.isSpent()]).toEqual([0, true])
    disk.room += 100
    await reserve.setAside()
    expect([disk.file, await reserve.isSpent()]).toEqual([reserveSize, false])
  })

  it('is one for two tabs: both that find no room write, and each knows what the other did', async () => {
    const { disk, place, write } = diskOf(reserveSize)
    const shared = locks()
    const [one, two] = [new Reserve(place, shared), new Reserve(place, shared)]
    await Promise.all([one.setAside(), two.setAside()])
    expect(disk.puts).toBe(1)
    expect(await Promise.all([one.write(write(100)), two.write(write(100)), one.setAside()])).toEqual([100, 100, undefined])
    expect([disk.removed >= 1, await one.isSpent(), await two.isSpent()]).toEqual([true, true, true])
    disk.room += reserveSize
    await one.setAside()
    expect([await one.isSpent(), await two.isSpent()]).toEqual([false, false])
  })

  it('is missing from the start on a tablet that is full already, which is told; a browser without a place for it is not called full', async () => {
    expect(await new Reserve(diskOf(reserveSize - 1).place, undefined).isSpent()).toBe(true)
    const without = diskOf(reserveSize)
    without.disk.broken = true
    const [broken, none] = [new Reserve(without.place, undefined), new Reserve(null, undefined)]
    expect([await broken.isSpent(), await none.isSpent()]).toEqual([false, false])
    await expect(none.write(without.write(reserveSize + 1))).rejects.toThrow('no room')
  })

  it('counts as little room, whatever the browser says of its quota', () => {
    expect([isLow({ persisted: true, usage: 1, quota: 1e12, full: true }), isLow({ persisted: true, usage: 1, quota: 1e12, full: false })]).toEqual([true, false])
  })

  it('is asked for too where Chromium had thought that there was room on a disk that has none', () => {
    const words = ['Connection is closing because of: IO error: 000003.log: FILE_ERROR_NO_SPACE (ChromeMethodBFE: 3::WritableFileAppend::8)', 'Internal error opening backing store for indexedDB.open.', 'Internal error.']
    expect(words.map((said) => isFull(new Error('x', { cause: new DOMException(said, 'UnknownError') })))).toEqual([true, true, false])
  })
})

describe('a tablet whose disk is full', () => {
  /** A tablet on whose disk nothing is written while there is less room than a write asks for, here one kilobyte each. */
  async function fullTablet() {
    const tablet = await newTablet()
    const { disk, place } = diskOf(reserveSize)
    const reserve = new Reserve(place, undefined)
    await reserve.setAside()
    const database = new TabletDatabase(tablet.database.name, { indexedDB: tablet.disk, IDBKeyRange }, undefined, reserve)
    const take = (): void => {
      if (disk.room < 1000) throw refusal()
      disk.room -= 1000
    }
    for (const table of [database.entries, database.bytes] as const) (table.hook('creating') as unknown as { subscribe: (heard: () => void) => void }).subscribe(take)
    const outbox = new Outbox({ database, sign: tablet.sign, now: tablet.now, uptime: () => '9f3c01ab:182344' })
    return { tablet, disk, database, outbox, reserve }
  }

  it('records on from the reserve, keeps no photograph in it, and refuses in words when that is used up too', async () => {
    const { tablet, disk, database, outbox, reserve } = await fullTablet()
    const { stream } = tablet
    await expect(keepOriginal(database, new Uint8Array([1, 2, 3]), 'image/jpeg', 0)).rejects.toThrow(StorageFull)
    expect(disk.file).toBe(reserveSize) // a photograph is no reason to give it up
    await outbox.append(stream, note('from the reserve'))
    expect([disk.file, await reserve.isSpent()]).toEqual([0, true])
    await expect(keepOriginal(database, new Uint8Array([1, 2, 3]), 'image/jpeg', 0)).rejects.toThrow(StorageFull)
    disk.room = 1000
    await outbox.append(stream, note('the last'))
    await expect(outbox.append(stream, note('none left'))).rejects.toThrow(StorageFull)
    expect([await tablet.again().entries.count(), await database.originals.count()]).toEqual([2, 0])
    disk.room = 2 * reserveSize
    await reserve.setAside()
    await outbox.append(stream, note('none left'))
    const kept = await keepOriginal(database, new Uint8Array([1, 2, 3]), 'image/jpeg', 0)
    expect(await bytesOf(database, kept.sha256)).toEqual(new Uint8Array([1, 2, 3]))
    expect(await tablet.again().entries.count()).toBe(3)
  })

  it('calls a photograph kept that it has, while the reserve is spent too', async () => {
    const { database, disk, reserve } = await fullTablet()
    disk.room = 5000
    const kept = await keepOriginal(database, new Uint8Array([9]), 'image/jpeg', 0)
    disk.room = 0
    await reserve.write(async () => { if (disk.file > 0) throw refusal() })
    expect([await reserve.isSpent(), await keepOriginal(database, new Uint8Array([9]), 'image/jpeg', 0)]).toEqual([true, kept])
  })
})

describe('a write that the browser aborts', () => {
  async function abortingTablet() {
    const tablet = await newTablet()
    const pauses: number[] = []
    const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds)
    const database = new TabletDatabase(tablet.database.name, { indexedDB: tablet.disk, IDBKeyRange }, undefined, new Reserve(null, undefined, pause))
    return { tablet, browser: abortingBrowser(database), pauses, database, outbox: tablet.outboxOn(database) }
  }

  it('is done again by itself with growing pauses, once, before what was done after it', async () => {
    const { tablet, browser, pauses, outbox } = await abortingTablet()
    browser.aborts = 3
    const both = await Promise.all([outbox.append(tablet.stream, note('aborted')), outbox.append(tablet.stream, note('behind it'))])
    expect(both.map(({ entry }) => [entry.seq, JSON.parse(entry.body).text])).toEqual([[1, 'aborted'], [2, 'behind it']])
    expect(both[1]?.entry.prev).toBe(both[0]?.hash)
    expect(pauses).toEqual(abortPauses.slice(0, 3))
    expect(await tablet.again().entries.count()).toBe(2)
  })

  it('is for a person when it is aborted again and again, and has left nothing', async () => {
    const { tablet, browser, pauses, outbox } = await abortingTablet()
    browser.aborts = abortPauses.length + 1
    const thrown: unknown = await outbox.append(tablet.stream, note('aborted')).catch((e: unknown) => e)
    expect([isAborted(thrown), pauses, await tablet.again().entries.count()]).toEqual([true, abortPauses, 0])
    await outbox.append(tablet.stream, note('aborted'))
    expect(await tablet.again().entries.count()).toBe(1)
  })

  it('is told from one that found no room, which no pause helps', () => {
    const [bare, full] = [new DOMException('aborted', 'AbortError'), new DOMException('no room', 'QuotaExceededError')]
    expect([bare, full, Object.assign(new Error('x', { cause: full }), { name: 'AbortError' }), new Error('x'), null].map(isAborted)).toEqual([true, false, false, false, false])
  })
})
