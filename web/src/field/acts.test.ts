// @vitest-environment node
import { IDBKeyRange } from 'fake-indexeddb'
import { expect, test, vi } from 'vitest'
import { TabletDatabase } from '../sync/database'
import { uptimeClock, Journal } from '../sync/journal'
import { entryText } from '../sync/kept'
import { Reserve } from '../sync/reserve'
import { abortingBrowser, newTablet, operation } from '../sync/trial/tablet'
import { Acts } from './acts'

vi.setConfig({ testTimeout: 30_000 })

const site = '0198f2a0-0000-7000-8000-000000000002'
const [martin, petit] = ['0198f2a0-0000-7000-8000-000000000011', '0198f2a0-0000-7000-8000-000000000012']

async function atATablet(pause?: (milliseconds: number) => Promise<void>) {
  const one = await newTablet()
  const tablet = pause === undefined ? one : { ...one, database: new TabletDatabase(one.database.name, { indexedDB: one.disk, IDBKeyRange }, undefined, new Reserve(null, undefined, pause)) }
  await tablet.database.streams.clear()
  const journal = new Journal({ database: tablet.database, now: tablet.now, uptime: uptimeClock(() => 7), newId: () => crypto.randomUUID() })
  const at = { who: martin }
  const acts = new Acts({ journal, operation, site, actor: () => at.who, recorded: () => undefined, newId: () => crypto.randomUUID(), now: tablet.now })
  return { acts, at, tablet }
}

test('what headquarters would refuse is never signed: it stays here, with each place that is wrong', async () => {
  const { acts, tablet } = await atATablet()
  const wrong = { item: 'restored', value: 'yes', comment: 'x'.repeat(9000), templateVersion: 0 }
  await expect(acts.act('answer.asserted', wrong, { entity: site })).rejects.toThrow()
  expect(await tablet.database.entries.count()).toBe(0)
  const [kept] = acts.unwritten.value
  expect(kept).toMatchObject({ why: 'not_valid', actor: martin, body: wrong })
  expect(kept?.faults.map((f) => `${f.pointer} ${f.keyword} ${f.wanted}`)).toEqual(['/comment maxLength 4000', '/templateVersion minimum 1'])
})

test('what could not be written is tried again in the name of who gave it', async () => {
  const { acts, at, tablet } = await atATablet()
  const hook = (): never => {
    throw new DOMException('no room', 'QuotaExceededError')
  }
  tablet.database.entries.hook('creating').subscribe(hook)
  await expect(acts.act('note.added', { of: 'site', text: 'A window is open.' }, { entity: site })).rejects.toThrow()
  tablet.database.entries.hook('creating').unsubscribe(hook)
  at.who = petit
  const [kept] = acts.unwritten.value
  expect(kept?.why).toBe('full')
  const told: string[] = []
  const again = new Acts({ journal: new Journal({ database: tablet.database, now: tablet.now, uptime: uptimeClock(() => 7), newId: () => crypto.randomUUID() }), operation, site, actor: () => at.who, recorded: (entry) => told.push(entry.actor), newId: () => crypto.randomUUID(), now: tablet.now })
  if (kept !== undefined) await again.retry(kept)
  expect(told).toEqual([martin])
})

test('what there was no room for is written in the order in which it was done once there is, and once only', async () => {
  const { acts, tablet } = await atATablet()
  const hook = (): never => {
    throw new DOMException('no room', 'QuotaExceededError')
  }
  tablet.database.entries.hook('creating').subscribe(hook)
  const texts = ['first', 'second', 'third']
  for (const text of texts) await expect(acts.act('note.added', { of: 'site', text }, { entity: site })).rejects.toThrow()
  await expect(acts.retryFull()).rejects.toThrow() // still none
  expect(acts.unwritten.value.map((u) => (u.body as { text: string }).text)).toEqual(texts)
  tablet.database.entries.hook('creating').unsubscribe(hook)
  const [first] = acts.unwritten.value
  await Promise.all([acts.retryFull(), first && acts.retry(first)]) // an officer presses at the same moment
  expect(acts.unwritten.value).toEqual([])
  const rows = await tablet.database.entries.orderBy('[stream+seq]').toArray()
  const written = await Promise.all(rows.map(async (row) => (JSON.parse((JSON.parse(await entryText(tablet.database, row)) as { body: string }).body) as { text: string }).text))
  expect(written).toEqual(texts)
})

test('what the browser aborts is called being written until it is, and is not asked about', async () => {
  let paused = (_: () => void): void => undefined
  const inPause = new Promise<() => void>((done) => (paused = done))
  const { acts, tablet } = await atATablet(() => new Promise<void>((done) => paused(done)))
  abortingBrowser(tablet.database).aborts = 1
  const written = acts.act('note.added', { of: 'site', text: 'A window is open.' }, { entity: site })
  const goOn = await inPause
  expect([acts.writing.value.length, acts.unwritten.value.length, await tablet.database.entries.count()]).toEqual([1, 0, 0])
  goOn()
  await written
  expect([acts.writing.value.length, acts.unwritten.value.length, await tablet.database.entries.count()]).toEqual([0, 0, 1])
})
