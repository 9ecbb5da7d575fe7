// @vitest-environment node
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Bytes } from './encoding'
import { bytesOf, dueFiles, giveUp, keepOriginal, looseOriginals } from './originals'
import { leftOf } from './outbox'
import { TusServer } from './trial/tus'
import { seeded } from './trial/server'
import { never, newTablet, note, type Tablet } from './trial/tablet'
import { Uploader, type UploaderSettings } from './upload'

vi.setConfig({ testTimeout: 30_000 })

const servers: TusServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((s) => s.stop()))
})

/** A photograph's worth of bytes that no two calls share. */
function photograph(size: number, seed: number): Bytes {
  const random = seeded(seed)
  return Uint8Array.from({ length: size }, () => Math.floor(random() * 256))
}

async function darkroom(size = 100_000, seed = 1) {
  const tablet = await newTablet()
  const tus = await new TusServer(tablet.signingKey, (sha256) => tablet.server.filesWhole.add(sha256)).start()
  servers.push(tus)
  const bytes = photograph(size, seed)
  const original = await keepOriginal(tablet.database, bytes, 'image/jpeg', tablet.now())
  const uploader = (more: Partial<UploaderSettings> = {}): Uploader =>
    new Uploader({
      database: tablet.database, sign: tablet.sign, base: tus.base, now: tablet.now, wait: () => Promise.resolve(), random: () => 1, said: (stream) => tablet.pump().beacon(stream), chunk: 32_768, ...more,
    })
  return { tablet, tus, bytes, original, uploader }
}

async function recorded({ tablet, original }: { tablet: Tablet; original: { sha256: string } }): Promise<void> {
  await tablet.outbox.append(tablet.stream, note('in place', { files: [original.sha256] }))
  await tablet.pump().drain(tablet.stream, never())
}

describe('photographs', () => {
  it('are kept as they were taken, once, under their SHA-256, and survive a restart', async () => {
    const { tablet, bytes, original } = await darkroom()
    expect(await keepOriginal(tablet.database, bytes.slice(), 'image/jpeg', tablet.now() + 5)).toEqual(original)
    tablet.database.close()
    expect(await bytesOf(tablet.again(), original.sha256)).toEqual(bytes)
    await expect(keepOriginal(tablet.again(), new Uint8Array(), '', 0)).rejects.toMatchObject({ reason: 'required' })
    await expect(keepOriginal(tablet.again(), new Uint8Array(50 * 1024 * 1024 + 1), '', 0)).rejects.toMatchObject({ reason: 'too_large' })
  })

  it('that no entry names are shown and may be given up; one that was signed for is never deleted', async () => {
    const room = await darkroom()
    const { tablet, original } = room
    const other = await keepOriginal(tablet.database, photograph(10, 2), 'image/jpeg', tablet.now())
    await recorded(room)
    expect(await looseOriginals(tablet.database)).toEqual([other])
    expect([await giveUp(tablet.database, original.sha256), await giveUp(tablet.database, other.sha256)]).toEqual([false, true])
    expect(await tablet.database.bytes.count()).toBe(1)
  })

  it('wait for their entry, then go up in pieces and are known to be whole by the server\'s word only', async () => {
    const { tablet, tus, bytes, original, uploader } = await darkroom()
    await tablet.outbox.append(tablet.stream, note('in place', { files: [original.sha256] }))
    await uploader().drain(tablet.stream, never())
    expect(tus.asked).toEqual([])
    await tablet.pump().drain(tablet.stream, never())
    const said: string[] = []
    expect(await uploader({ said: (s) => Promise.resolve(said.push(s)) }).drain(tablet.stream, never())).toBe(true)
    expect(tus.asked).toEqual(['POST', 'PATCH', 'PATCH', 'PATCH', 'PATCH'])
    expect([...tus.staged.values()].map((u) => Buffer.from(u.received).equals(Buffer.from(bytes)))).toEqual([true])
    expect(said).toEqual([tablet.stream])
    expect((await leftOf(tablet.database, tablet.stream)).files).toBe(1)
    await tablet.pump().beacon(tablet.stream)
    expect((await leftOf(tablet.database, tablet.stream)).files).toBe(0)
    expect(await bytesOf(tablet.database, original.sha256)).toEqual(bytes) // nothing is deleted
  })

  it('are asked for when all have gone, and an answer writes only the rows that it changes', async () => {
    const room = await darkroom(1000)
    const { tablet, uploader } = room
    const { database, stream } = tablet
    const more = await Promise.all([2, 3, 4].map((seed) => keepOriginal(database, photograph(1000, seed), 'image/jpeg', tablet.now())))
    await recorded(room)
    for (const { sha256 } of more) await tablet.outbox.append(stream, note('another', { files: [sha256] }))
    await tablet.pump().drain(stream, never())
    const written = vi.spyOn(database.files, 'bulkPut')
    await tablet.pump().beacon(stream) // all four are missing, as was heard before
    expect(written).not.toHaveBeenCalled()
    const said: string[] = []
    expect(await uploader({ said: (s) => (said.push(s), tablet.pump().beacon(s)) }).drain(stream, never())).toBe(true)
    expect(said.length).toBe(1)
    expect(written.mock.calls.map(([rows]) => (rows as unknown[]).length)).toEqual([4])
    expect((await leftOf(database, stream)).files).toBe(0)
  })

  it('go on where they were cut, in whatever request, and after the program has ended', async () => {
    for (const cut of [1, 20_000, 32_767, 32_768]) { // the last: all has arrived, the answer is lost
      const room = await darkroom(100_000, cut)
      const { tablet, tus, uploader } = room
      await recorded(room)
      tus.mishaps = [{ cut: 0 }, { cut: 99_999 }, { cut }] // nothing is cut of the creation; the second piece is
      expect(await uploader().drain(tablet.stream, never())).toBe(false)
      const [begun] = await dueFiles(tablet.database, tablet.stream)
      expect(begun?.upload).toMatch(/^\/v1\/files\//)
      const kept = [...tus.staged.values()].map((u) => u.received.length)
      expect(kept[0]).toBeGreaterThan(0)
      tablet.waited.push(600_000)
      const asked = tus.asked.length
      expect(await uploader({ database: tablet.again() }).drain(tablet.stream, never())).toBe(true)
      expect(tus.asked.slice(asked)[0]).toBe('HEAD')
      expect(tus.staged.size).toBe(1)
      expect((await leftOf(tablet.database, tablet.stream)).files).toBe(0)
    }
  })

  it('do not begin anew while the server is only busy', async () => {
    const room = await darkroom()
    const { tablet, tus, uploader } = room
    await recorded(room)
    tus.mishaps = [{ cut: 0 }, { cut: 20_000 }]
    await uploader().drain(tablet.stream, never())
    for (const status of [503, 423, 429]) {
      tablet.waited.push(600_000)
      tus.mishaps = [{ status, headers: { 'Retry-After': '7' } }]
      expect(await uploader().drain(tablet.stream, never())).toBe(false)
      const [file] = await dueFiles(tablet.database, tablet.stream)
      expect(file).toMatchObject({ code: '', retryAt: tablet.now() + 10_500 })
    }
    tablet.waited.push(600_000)
    expect(await uploader().drain(tablet.stream, never())).toBe(true)
    expect(tus.staged.size).toBe(1)
  })

  it('begin anew when the server has forgotten the upload, and are shown when it refuses them', async () => {
    const room = await darkroom()
    const { tablet, tus, uploader, original } = room
    await recorded(room)
    tus.mishaps = [{ cut: 0 }, { cut: 20_000 }]
    await uploader().drain(tablet.stream, never())
    tus.staged.clear() // swept after seven days
    for (let i = 0; i < 2; i++) {
      tablet.waited.push(600_000)
      await uploader().drain(tablet.stream, never())
    }
    expect((await leftOf(tablet.database, tablet.stream)).files).toBe(0)

    tablet.server.filesWhole.clear()
    tus.staged.clear()
    await tablet.pump().beacon(tablet.stream)
    tus.mishaps = [{ status: 413 }]
    expect(await uploader().drain(tablet.stream, never())).toBe(false)
    expect(await tablet.database.attention.toArray()).toMatchObject([{ code: 'file_refused', reason: '413', hash: original.sha256 }])
    tablet.waited.push(600_000)
    expect(await uploader().drain(tablet.stream, never())).toBe(true)
    expect(await tablet.database.attention.count()).toBe(0)
  })

  it('are sent again when the server misses them, even if they were thought complete', async () => {
    const room = await darkroom()
    const { tablet, tus, uploader, original } = room
    await recorded(room)
    await uploader().drain(tablet.stream, never())
    tablet.server.filesWhole.delete(original.sha256) // its blob was lost
    tus.staged.clear()
    await tablet.pump().beacon(tablet.stream)
    expect((await leftOf(tablet.database, tablet.stream)).files).toBe(1)
    expect(await uploader().drain(tablet.stream, never())).toBe(true)
    expect((await leftOf(tablet.database, tablet.stream)).files).toBe(0)
    expect(tus.asked.filter((m) => m === 'POST').length).toBe(2)
  })

  it('are not sent twice because of an answer that was made before they arrived', async () => {
    const room = await darkroom()
    const { tablet, tus, uploader } = room
    await recorded(room)
    let late: Response | undefined
    const slow = tablet.pump({ fetch: async (address, init) => {
      late = await tablet.server.fetch(address, init) // it names the file as missing
      await uploader({ said: () => Promise.resolve() }).drain(tablet.stream, never())
      return late
    } })
    await slow.beacon(tablet.stream)
    expect((await dueFiles(tablet.database, tablet.stream))[0]?.sentAt).toBeGreaterThan(0)
    await uploader().drain(tablet.stream, never())
    expect(tus.staged.size).toBe(1)
    await tablet.pump().beacon(tablet.stream)
    expect((await leftOf(tablet.database, tablet.stream)).files).toBe(0)
  })

  it('go on by their name when the address of the upload was lost', async () => {
    const room = await darkroom()
    const { tablet, tus, uploader, original } = room
    await recorded(room)
    tus.mishaps = [{ cut: 0 }, { cut: 20_000 }]
    await uploader().drain(tablet.stream, never())
    await tablet.database.files.update([tablet.stream, original.sha256], { upload: '', failures: 0, retryAt: 0 })
    await uploader().drain(tablet.stream, never())
    expect((await leftOf(tablet.database, tablet.stream)).files).toBe(0)
    expect(tus.asked.slice(-6)).toEqual(['POST', 'PATCH', 'HEAD', 'PATCH', 'PATCH', 'PATCH'])
    expect(tus.staged.size).toBe(1)
  })

  it('are missed with a word when the tablet no longer has them, and hold no other up', async () => {
    const room = await darkroom()
    const { tablet, tus, uploader, original } = room
    const other = await keepOriginal(tablet.database, photograph(500, 9), 'image/jpeg', tablet.now())
    await tablet.outbox.append(tablet.stream, note('two', { files: [original.sha256, other.sha256] }))
    await tablet.pump().drain(tablet.stream, never())
    await tablet.database.bytes.delete(original.sha256)
    expect(await uploader().drain(tablet.stream, never())).toBe(false)
    expect(await tablet.database.attention.toArray()).toMatchObject([{ code: 'original_gone', hash: original.sha256 }])
    expect(tus.staged.size).toBe(1)
    expect((await leftOf(tablet.database, tablet.stream)).files).toBe(1)
  })

  it('give up a line that is up and carries nothing, and keep no address at another server', async () => {
    const room = await darkroom()
    const { tablet, tus, uploader } = room
    await recorded(room)
    tus.mishaps = [{ hang: true }]
    expect(await uploader({ stall: 200 }).drain(tablet.stream, never())).toBe(false)
    tablet.waited.push(600_000)
    tus.mishaps = [{ status: 201, headers: { Location: 'http://127.0.0.1:1/elsewhere/1' } }]
    await uploader().drain(tablet.stream, never())
    expect((await dueFiles(tablet.database, tablet.stream))[0]?.upload).toBe('')
    tablet.waited.push(600_000)
    expect(await uploader().drain(tablet.stream, never())).toBe(true)
  })

  /** A dozen photographs that are recorded, and delivered but for their bytes. */
  async function dozen() {
    const room = await darkroom(1000)
    const { tablet } = room
    await recorded(room)
    for (let seed = 2; seed <= 12; seed++) {
      const { sha256 } = await keepOriginal(tablet.database, photograph(1000, seed), 'image/jpeg', tablet.now())
      await tablet.outbox.append(tablet.stream, note('another', { files: [sha256] }))
    }
    await tablet.pump().drain(tablet.stream, never())
    return room
  }

  it('go several at once, each of them once', async () => {
    const { tablet, tus, uploader } = await dozen()
    let [under, most] = [0, 0]
    const sign = async (text: string): Promise<string> => {
      most = Math.max(most, ++under)
      await new Promise((done) => setTimeout(done, 5))
      under--
      return tablet.sign(text)
    }
    expect(await uploader({ sign }).drain(tablet.stream, never())).toBe(true)
    expect(most).toBe(3)
    expect(tus.asked.filter((m) => m === 'POST').length).toBe(12)
    expect((await leftOf(tablet.database, tablet.stream)).files).toBe(0)
  })

  it('are not all tried when nobody answers: a tablet in flight mode has to keep its battery', async () => {
    const { tablet, tus, uploader } = await dozen()
    const { base } = tus
    await tus.stop()
    servers.splice(servers.indexOf(tus), 1)
    const off = new AbortController()
    const waits: number[] = []
    const wait = (milliseconds: number): Promise<void> => {
      waits.push(milliseconds)
      if (waits.length === 3) off.abort()
      return Promise.resolve()
    }
    await uploader({ base, wait }).run(tablet.stream, off.signal)
    const failures = (await dueFiles(tablet.database, tablet.stream)).map((f) => f.failures)
    expect(failures.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(9)
    expect(waits).toEqual([...waits].sort((a, b) => a - b)) // and the pauses grow
    expect(waits[2]).toBeGreaterThan(waits[0] ?? 0)
  })

  it('cost nothing at each act that is recorded: their bytes are not opened to see that they have to wait', async () => {
    const { tablet, uploader } = await dozen()
    const { database, stream } = tablet
    const { sha256 } = await keepOriginal(database, photograph(1000, 99), 'image/jpeg', tablet.now())
    await uploader().drain(stream, never())
    const off = new AbortController()
    const looked = vi.spyOn(database.bytes, 'get')
    const listed = vi.spyOn(database.files, 'where')
    const running = uploader({ wait: (_, signal) => new Promise((done) => signal.addEventListener('abort', () => done())) }).run(stream, off.signal)
    await new Promise((done) => setTimeout(done, 50))
    const before = listed.mock.calls.length
    for (let n = 0; n < 5; n++) await tablet.outbox.append(stream, note(`act ${n}`, n === 0 ? { files: [sha256] } : {}))
    await new Promise((done) => setTimeout(done, 50))
    expect([listed.mock.calls.length - before, looked.mock.calls.length]).toEqual([0, 0])
    off.abort()
    await running
  })

  it('go on when the browser cannot read for once which of them wait', async () => {
    const { tablet, uploader } = await darkroom()
    const { files } = tablet.database
    const [read, stop] = [files.where.bind(files), new AbortController()]
    let [reads, pauses] = [0, 0]
    vi.spyOn(files, 'where').mockImplementation(((index: string) => {
      if (++reads === 2) throw new DOMException('the disk does not answer', 'AbortError') // after the round: how long is to be waited
      return read(index)
    }) as never)
    const wait = (): Promise<void> => Promise.resolve(++pauses === 3 ? stop.abort() : undefined)
    await uploader({ wait }).run(tablet.stream, stop.signal)
    expect(pauses).toBe(3)
  })
})
