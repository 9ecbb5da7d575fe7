import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import { TabletDatabase } from '../database'
import { enrol } from '../enrol'
import { newIdentity, signer } from '../keys'
import { leftOf, openStream, Outbox } from '../outbox'
import { Pump, waitByTimer } from '../pump'
import { never, newTablet, note } from './tablet'

const { CELLSWEEP_URL: base, CELLSWEEP_CODE: code, CELLSWEEP_SITE: site, CELLSWEEP_OPERATION: operation } = process.env

/**
 * Against the real server: CELLSWEEP_URL alone pushes for a stream that it does not know. With CELLSWEEP_CODE,
 * CELLSWEEP_SITE and CELLSWEEP_OPERATION (an invitation, its establishment, an operation released there) a tablet enrols
 * and brings its acts to the journal. Without them these tests do not exist.
 */
export function againstARealServer(): void {
  if (base !== undefined) {
    it('a real server reads every act of a tablet that it does not know, and the tablet keeps them all', async () => {
      const tablet = await newTablet(`unknown ${Date.now()}`)
      for (const text of ['one', 'two', 'three']) await tablet.outbox.append(tablet.stream, note(text))
      expect(await tablet.pump({ base, fetch }).drain(tablet.stream, never())).toBe('waiting')
      const rows = await tablet.database.entries.toArray()
      expect(rows.map((row) => [row.verdict, row.code, row.due])).toEqual(rows.map(() => ['unverified', 'unknown_stream', 1]))
    })
  }

  if (base !== undefined && code !== undefined && site !== undefined && operation !== undefined) {
    it('a real server acknowledges what an enrolled tablet recorded', async () => {
      const identity = await newIdentity()
      const { believed } = await enrol({ fetch, base }, identity, { code, site, label: 'trial', appVersion: '1.0.0' }, null)
      const database = new TabletDatabase('live', { indexedDB: new IDBFactory(), IDBKeyRange })
      const sign = signer(identity.signing)
      const { stream } = await openStream(database, identity.signingKey, operation)
      const outbox = new Outbox({ database, sign, now: Date.now, uptime: () => '' })
      for (let i = 0; i < 120; i++) await outbox.append(stream, { ...note(`act ${i}`), id: crypto.randomUUID() })
      const pump = new Pump({ database, sign, keys: () => Promise.resolve(believed), appVersion: '1.0.0', base, fetch, now: Date.now, wait: waitByTimer, random: Math.random })
      expect(await pump.drain(stream, AbortSignal.timeout(20_000))).toBe('drained')
      expect(await database.streams.get(stream)).toMatchObject({ acked: 120 })
      expect(await leftOf(database, stream)).toMatchObject({ entries: 0 })
    }, 60_000)
  }
}
