// @vitest-environment node
import { expect, it } from 'vitest'
import { isPutOff, longestPause } from './due'
import { dueFiles, keepOriginal, nextFiles } from './originals'
import { nextBatch } from './outbox'
import { newTablet, note } from './trial/tablet'

const year = 365 * 86_400_000

it('puts off until the time that was set, and by no more than anything is put off', () => {
  const now = Date.parse('2026-05-20T06:00:00Z')
  expect([0, now, now + 1, now + longestPause, now + longestPause + 1, now + year].map((at) => isPutOff(at, now))).toEqual([false, false, true, true, false, false])
})

it('sends what was put off while the clock stood a year ahead as soon as it is put right', async () => {
  const tablet = await newTablet()
  const { database, stream } = tablet
  const original = await keepOriginal(database, new Uint8Array([1, 2, 3]), 'image/jpeg', tablet.now())
  await tablet.outbox.append(stream, note('behind the sink', { files: [original.sha256] }))
  const ahead = tablet.now() + year
  await database.entries.update([stream, 1], { retryAt: ahead + 300_000, verdict: 'unverified' })
  expect(await nextBatch(database, stream, ahead, { entries: 10, bytes: 1e6 })).toEqual([])
  expect((await nextBatch(database, stream, tablet.now(), { entries: 10, bytes: 1e6 })).map((e) => e.seq)).toEqual([1])
  await database.files.update([stream, original.sha256], { asked: 1, failures: 3, retryAt: ahead + 300_000 })
  expect((await dueFiles(database, stream)).length).toBe(1)
  expect(await nextFiles(database, stream, ahead, 9)).toEqual([])
  expect((await nextFiles(database, stream, tablet.now(), 9)).map((f) => f.sha256)).toEqual([original.sha256])
})
