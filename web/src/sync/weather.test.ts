// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import { leftOf } from './outbox'
import { againstARealServer } from './trial/live'
import { never, newTablet, note } from './trial/tablet'
import { seeded } from './trial/server'
import { weather } from './trial/weather'

// A disk in memory and a busy machine: some 20 ms an act.
vi.setConfig({ testTimeout: 30_000 })

describe('in any weather', () => {
  for (let seed = 1; seed <= 12; seed++) {
    it(`two tabs that record and pump side by side bring each act to the journal exactly once (seed ${seed})`, async () => {
      const tablet = await newTablet()
      const { server, stream } = tablet
      const random = seeded(seed)
      const fetch = weather(server, random, 40)
      const tabs = [tablet.database, tablet.again()]
      const done: string[] = []
      const recording = tabs.map(async (database) => {
        const outbox = tablet.outboxOn(database)
        for (let i = 0; i < 15; i++) {
          done.push((await outbox.append(stream, note(`act ${i}`))).hash)
          if (random() < 0.2) await tablet.pump({ database, fetch, random }).drain(stream, never())
        }
      })
      await Promise.all(recording)
      await Promise.all(tabs.map((database) => tablet.pump({ database, fetch, random }).drain(stream, never())))
      while (!(await tablet.pump({ fetch, random }).beacon(stream)));

      expect(server.journal.map((j) => j.hash).sort()).toEqual([...done].sort())
      expect(server.journal.every((j) => j.verdict === 'stored')).toBe(true)
      expect(await leftOf(tablet.database, stream)).toEqual({ entries: 0, files: 0, oldestAt: '' })
      expect(await tablet.database.streams.get(stream)).toMatchObject({ seq: 30, acked: 30, stopped: '' })
      const kept = await tablet.database.entries.toArray()
      expect(kept.map((row) => row.hash).sort()).toEqual([...done].sort())
    })
  }
})

againstARealServer()
