// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import { TabletDatabase } from '../sync/database'
import { currentKey, keepEnrolment } from '../sync/identity'
import { newTablet } from '../sync/trial/tablet'
import { lockAfter } from './holder'
import { Station } from './station'

// Its beats are minutes apart.
vi.mock('../sync/pump', async (original) => {
  const { waitByTimer, ...others } = await original<typeof import('../sync/pump')>()
  return { ...others, waitByTimer: (ms: number, signal: AbortSignal) => waitByTimer(Math.min(ms, 20), signal) }
})

/** A confirmed tablet at which Ada has a PIN, on a network that takes every request and answers none. */
async function onADeadLine() {
  const { disk } = await newTablet()
  const clock = { now: Date.parse('2026-05-20T06:00:00Z') }
  const now = (): number => clock.now
  const database = new TabletDatabase(`station ${Math.random()}`, { indexedDB: disk }, { now, work: 2 ** 8 })
  const { signingKey } = await currentKey(database)
  await keepEnrolment(database, signingKey, 'site', { tabletId: 'tablet', state: 'confirmed', keys: [], believed: { root: 'root', entry: [], log: [], age: [] }, tag: 'T1', fingerprint: '' })
  await database.vault.keepLease(crypto.getRandomValues(new Uint8Array(32)), now() + 72 * 3_600_000, now())
  const asked: string[] = []
  const fetch = (address: string): Promise<Response> => new Promise(() => asked.push(address))
  const station = new Station({ database, fetch, base: '', appVersion: '1', now, newId: () => crypto.randomUUID() })
  return { station, database, clock, asked }
}

describe('a station', () => {
  it('locks itself when nobody has touched it, and reads nothing after its lease, while a request is never answered', async () => {
    const { station, database, clock, asked } = await onADeadLine()
    const stop = new AbortController()
    void station.run(stop.signal)
    await vi.waitFor(() => expect(station.phase.value).toBe('first'))
    await station.admit('Ada', '271828')
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0))
    expect(station.account.value).not.toBe('')
    clock.now += lockAfter + 1000
    await vi.waitFor(() => expect(station.account.value).toBe(''))
    clock.now += 73 * 3_600_000
    await vi.waitFor(async () => expect(await database.vault.lease()).toMatchObject({ until: 0, code: 'lease_over' }))
    stop.abort()
  }, 20_000)

  it('is begun by a disk that answers late, and says so meanwhile', async () => {
    const { station, database } = await onADeadLine()
    const secrets = vi.spyOn(database.secrets, 'get')
    secrets.mockImplementation(() => Promise.reject(new DOMException('the disk does not answer', 'UnknownError')) as never)
    const stop = new AbortController()
    const running = station.run(stop.signal)
    await vi.waitFor(() => expect(station.unread.value).toBe(true))
    expect(station.phase.value).toBe('starting')
    secrets.mockRestore()
    await vi.waitFor(() => expect(station.phase.value).toBe('first'))
    stop.abort()
    await running
  })
})
