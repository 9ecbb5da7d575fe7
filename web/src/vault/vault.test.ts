// @vitest-environment node
import { IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, it, vi } from 'vitest'
import { TabletDatabase } from '../sync/database'
import { Reserve, reserveSize } from '../sync/reserve'
import { StorageFull } from '../sync/storage'
import { pinFault } from './pin'
import { SealBroken } from './seal'
import { ada, ben, hour, newVault, refusal, text, type Trial, withAda, words } from './trial'
import { Locked, mostTries, Vault } from './vault'

vi.setConfig({ testTimeout: 60_000 })

describe('the vault of a tablet', () => {
  it('gives back after a restart, by any officer’s PIN, what any of them recorded', async () => {
    const { vault, restart } = await withAda(0) // at the full price
    const before = await vault.sealForReading('a', text('a telephone behind the sink'))
    await vault.admit(ben, 'Ben', '314159')
    for (const [officer, pin] of [[ada, '271828'], [ben, '314159']] as const) {
      const again = restart()
      expect(await refusal(again.open('a', before))).toMatchObject({ code: 'pin' })
      await again.unlock(officer, pin)
      expect(words(await again.open('a', before))).toBe('a telephone behind the sink')
    }
    expect((await restart().officers()).map((o) => o.name).sort()).toEqual(['Ada', 'Ben'])
  })

  it('seals without a PIN, so that recording goes on while it is locked, and is read once somebody unlocks', async () => {
    const { restart } = await withAda()
    const locked = restart()
    const kept = await locked.sealForReading('b', text('recorded while locked'))
    expect(kept.key).not.toBe('device')
    expect(await refusal(locked.open('b', kept))).toBeInstanceOf(Locked)
    const later = restart()
    await later.unlock(ada, '271828')
    expect(words(await later.open('b', kept))).toBe('recorded while locked')
  })

  it('opens without a PIN what has to be sent', async () => {
    const { restart } = await withAda()
    const due = await restart().sealForDevice('c', text('not yet delivered'))
    expect(words(await restart().open('c', due))).toBe('not yet delivered')
  })

  it('keeps nothing on the disk in which the words could be read, nor the PIN, the share or the identity', async () => {
    const trial = await newVault()
    const share = crypto.getRandomValues(new Uint8Array(32))
    await trial.vault.keepLease(share, trial.now + hour, trial.now)
    await trial.vault.admit(ada, 'Ada Lovelace', '271828')
    const { database } = trial.tablet
    await database.view.put({ kind: 'x', id: 'y', value: await trial.vault.sealForReading('x', text('behind the sink')) })
    const all = JSON.stringify(await Promise.all(database.tables.map((t) => t.toArray())), (_, v: unknown) => (v instanceof Uint8Array ? words(v) + Array.from(v).join(',') : v))
    for (const secret of ['behind the sink', 'Ada Lovelace', '271828', 'AGE-SECRET-KEY', Array.from(share).join(',')]) expect(all).not.toContain(secret)
    const row = await database.secrets.get('device')
    expect(row?.id === 'device' && row.key.extractable).toBe(false)
  })

  it('notices what was altered or put in another’s place', async () => {
    const { vault } = await withAda()
    const sealed = await vault.sealForReading('here', text('one'))
    await expect(vault.open('there', sealed)).rejects.toBeInstanceOf(SealBroken)
    const bent = { ...sealed, text: sealed.text.map((b, i) => (i === 3 ? b ^ 1 : b)) }
    await expect(vault.open('here', bent)).rejects.toBeInstanceOf(SealBroken)
  })

  it('stays shut when it is locked, or its share thrown away, while a PIN is tried', async () => {
    const trial = await withAda(2 ** 13)
    await trial.vault.admit(ben, 'Ben', '314159')
    const proving = trial.vault.prove(ben, '314159')
    trial.vault.lock()
    await proving
    expect(trial.vault.unlocked).toBe(false)
    // The share is read, and the PIN not tried before another tab has heard of it.
    const at = { tried: (): void => undefined, heard: (): void => undefined }
    const tried = new Promise<void>((done) => (at.tried = done))
    const heard = new Promise<void>((done) => (at.heard = done))
    const database = trial.tablet.again()
    const shut = new Vault({ database, now: () => trial.now, steady: () => trial.steady, work: 2 ** 13 })
    const { officers } = database
    const get = officers.get.bind(officers)
    officers.get = ((id: string) => (at.tried(), heard.then(() => get(id)))) as never
    const unlocking = refusal(shut.unlock(ada, '271828'))
    await tried
    await trial.restart().throwAway('revoked')
    at.heard()
    expect(await unlocking).toMatchObject({ code: 'revoked' })
    expect(shut.unlocked).toBe(false)
  })

  it('cannot be read after the lease, with the right PIN, until the server gives its share again', async () => {
    const trial = await newVault()
    const share = crypto.getRandomValues(new Uint8Array(32))
    await trial.vault.keepLease(share, trial.now + hour, trial.now)
    await trial.vault.admit(ada, 'Ada', '271828')
    const kept = await trial.vault.sealForReading('d', text('kept'))
    trial.now += hour
    expect(await trial.vault.tick()).toBe(false)
    expect(trial.vault.unlocked).toBe(false)
    expect(await refusal(trial.restart().unlock(ada, '271828'))).toMatchObject({ code: 'lease_over' })
    const later = trial.restart()
    await later.sealForReading('e', text('recorded all the same'))
    await later.keepLease(share, trial.now + hour, trial.now)
    await later.unlock(ada, '271828')
    expect(words(await later.open('d', kept))).toBe('kept')
  })

  it('wins no time by a clock that is set back', async () => {
    const trial = await newVault()
    await trial.vault.keepLease(crypto.getRandomValues(new Uint8Array(32)), trial.now + hour, trial.now)
    await trial.vault.admit(ada, 'Ada', '271828')
    trial.now += hour - 1
    expect(await trial.vault.tick()).toBe(true)
    trial.now -= 365 * 24 * hour
    expect(await trial.restart().tick()).toBe(true)
    trial.now += 365 * 24 * hour + 1
    expect(await trial.restart().tick()).toBe(false)
  })

  it('counts on while the clock stands a year behind what it has shown', async () => {
    const trial = await newVault()
    await trial.vault.keepLease(crypto.getRandomValues(new Uint8Array(32)), trial.now + hour, trial.now)
    await trial.vault.admit(ada, 'Ada', '271828')
    trial.now -= 365 * 24 * hour
    expect(await trial.vault.tick()).toBe(true)
    trial.steady += hour - 1
    trial.now += hour - 1
    expect(await trial.vault.tick()).toBe(true)
    const again = trial.restart() // another start goes on from what was counted
    expect(await again.tick()).toBe(true)
    trial.steady += 1
    expect(await again.tick()).toBe(false)
    expect(await refusal(again.unlock(ada, '271828'))).toMatchObject({ code: 'lease_over' })
  })

  it('locks at once when the tablet is revoked', async () => {
    const { vault, restart } = await withAda()
    const kept = await vault.sealForReading('f', text('kept'))
    await vault.throwAway('revoked')
    expect(await refusal(vault.open('f', kept))).toBeInstanceOf(Locked)
    expect(await refusal(restart().unlock(ada, '271828'))).toMatchObject({ code: 'revoked' })
  })

  it('is made once, however many tabs are first', async () => {
    const trial = await newVault()
    await trial.vault.keepLease(crypto.getRandomValues(new Uint8Array(32)), trial.now + hour, trial.now)
    const [one, two] = [trial.restart(), trial.restart()]
    const ended = await Promise.allSettled([one.admit(ada, 'Ada', '271828'), two.admit(ben, 'Ben', '314159')])
    expect(ended.filter((e) => e.status === 'fulfilled')).toHaveLength(1)
    expect(await trial.tablet.database.officers.count()).toBe(1)
  })

  it('lets nobody in while it is locked, nor without the server’s share', async () => {
    const { restart } = await withAda()
    expect(await refusal(restart().admit(ben, 'Ben', '314159'))).toMatchObject({ code: 'pin' })
    const fresh = await newVault()
    expect(await refusal(fresh.vault.admit(ada, 'Ada', '271828'))).toBeInstanceOf(Locked)
  })

  it('changes a PIN: the old one opens nothing more', async () => {
    const { vault, restart } = await withAda()
    await vault.admit(ada, 'Ada', '161803')
    expect(await refusal(restart().unlock(ada, '271828'))).toMatchObject({ code: 'wrong' })
    await restart().unlock(ada, '161803')
  })
})

describe('a PIN on a full disk', () => {
  const noRoom = (): never => {
    throw new DOMException('no room', 'QuotaExceededError')
  }

  /** The program once more, on a disk without room: nothing is written while `full` says so. */
  async function onFullDisk(trial: Trial, reserve: Reserve) {
    const { database: { name }, disk } = trial.tablet
    const database = new TabletDatabase(name, { indexedDB: disk, IDBKeyRange }, { now: () => trial.now, steady: () => trial.steady, work: 2 ** 8 }, reserve)
    const at = { full: true, writes: 0 }
    const heard = (): void => {
      at.writes++
      if (at.full) noRoom()
    }
    database.secrets.hook('creating').subscribe(heard)
    database.secrets.hook('updating').subscribe(heard)
    return { database, at }
  }

  it('is tried with the attempt counted from the reserve, and opens', async () => {
    const trial = await withAda()
    const at = { full: true }
    const file = { bytes: reserveSize }
    const place = { size: async () => file.bytes, put: async () => noRoom(), remove: async () => { file.bytes = 0; at.full = false } }
    const full = await onFullDisk(trial, new Reserve(place, undefined))
    Object.defineProperty(full.at, 'full', { get: () => at.full })
    expect(await refusal(full.database.vault.unlock(ada, '000001'))).toMatchObject({ code: 'wrong', left: mostTries - 1 })
    expect([file.bytes, await full.database.reserve.isSpent()]).toEqual([0, true])
    await full.database.vault.unlock(ada, '271828')
    expect(full.database.vault.unlocked).toBe(true)
  })

  it('is not tried at all where the attempt cannot be counted: a wrong one is not free, and none is used up', async () => {
    const trial = await withAda()
    const { database, at } = await onFullDisk(trial, new Reserve(null, undefined))
    for (let n = 0; n < 2 * mostTries; n++) await expect(database.vault.unlock(ada, '000001')).rejects.toThrow(StorageFull)
    await expect(database.vault.unlock(ada, '271828')).rejects.toThrow(StorageFull)
    expect(database.vault.unlocked).toBe(false)
    at.full = false
    expect(await refusal(database.vault.unlock(ada, '000001'))).toMatchObject({ left: mostTries - 1 })
    await database.vault.unlock(ada, '271828')
  })

  it('has no eleventh attempt where the tenth could be counted and the share not thrown away', async () => {
    const trial = await withAda()
    const { database, at } = await onFullDisk(trial, new Reserve(null, undefined))
    at.full = false
    for (let n = 0; n < mostTries - 1; n++) {
      await refusal(database.vault.unlock(ada, '000001'))
      trial.now += hour
    }
    const put = database.secrets.hook('updating')
    put.subscribe((changes: object) => {
      if ('share' in changes) noRoom()
      return undefined
    })
    expect(await refusal(database.vault.unlock(ada, '000001'))).toMatchObject({ code: 'too_many' })
    trial.now += hour
    for (let n = 0; n < 3; n++) {
      expect(await refusal(database.vault.unlock(ada, '271828'))).toMatchObject({ code: 'too_many' })
    }
    expect(database.vault.unlocked).toBe(false)
  })

  it('opens nothing after the lease, though the share cannot be thrown away', async () => {
    const trial = await withAda()
    const { database } = await onFullDisk(trial, new Reserve(null, undefined))
    trial.now += 73 * hour
    expect(await database.vault.tick()).toBe(false)
    expect(await refusal(database.vault.unlock(ada, '271828'))).toMatchObject({ code: 'lease_over' })
  })
})

describe('a PIN', () => {
  it.each([['12345', 'short'], ['12345a', 'digits'], ['000000', 'simple'], ['123456', 'simple'], ['987654', 'simple'], ['890123', 'simple'], ['271828', '']])('%s: %s', (pin, fault) => {
    expect(pinFault(pin)).toBe(fault)
  })
})
