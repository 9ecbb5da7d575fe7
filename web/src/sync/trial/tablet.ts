import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { writeBody } from '../body'
import { TabletDatabase } from '../database'
import { sha256Hex } from '../encoding'
import { signer, type Sign } from '../keys'
import { openStream, Outbox, type Draft } from '../outbox'
import { Pump, type PumpSettings } from '../pump'
import { pairFromSeed } from './seed'
import { seeded, TrialServer } from './server'

// Dexie's live queries look whether there is an IndexedDB at all, whatever a database is opened on.
Dexie.dependencies.indexedDB = new IDBFactory()
Dexie.dependencies.IDBKeyRange = IDBKeyRange

export const operation = '0198f2a0-0000-7000-8000-000000000001'
const start = Date.parse('2026-05-20T06:00:00.000Z')

/** A tablet with a disk that outlives its program, a clock that goes by waiting, and a server. */
export interface Tablet {
  readonly disk: IDBFactory
  readonly database: TabletDatabase
  readonly stream: string
  readonly sign: Sign
  readonly signingKey: string
  readonly server: TrialServer
  readonly outbox: Outbox
  readonly waited: number[] // milliseconds of each pause of the pump
  now: () => number
  /** The program once more on the same disk: another tab, or the next start. */
  again: () => TabletDatabase
  outboxOn: (database: TabletDatabase) => Outbox
  pump: (settings?: Partial<PumpSettings>) => Pump
}

let disks = 0

export async function newTablet(name = 'trial tablet'): Promise<Tablet> {
  const disk = new IDBFactory()
  const file = `trial ${++disks}` // Dexie remembers what live queries gave by the database's name
  const again = (): TabletDatabase => new TabletDatabase(file, { indexedDB: disk, IDBKeyRange })
  const database = again()
  const { publicKey: signingKey, key } = await pairFromSeed(await sha256Hex(name))
  const sign = signer(key)
  const { stream } = await openStream(database, signingKey, operation)
  const server = await TrialServer.of(operation, signingKey)
  const waited: number[] = []
  const now = (): number => start + waited.reduce((sum, ms) => sum + ms, 0)
  server.clock = now
  const outboxOn = (on: TabletDatabase): Outbox => new Outbox({ database: on, sign, now, uptime: () => '9f3c01ab:182344' })
  const wait = async (milliseconds: number): Promise<void> => {
    waited.push(milliseconds)
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  const pump = (settings: Partial<PumpSettings> = {}): Pump =>
    new Pump({ database, sign, keys: () => Promise.resolve(server.keys), appVersion: '1.0.0', base: '', fetch: server.fetch, now, wait, random: seeded(1), ...settings })
  return { disk, database, stream, sign, signingKey, server, outbox: outboxOn(database), waited, now, again, outboxOn, pump }
}

/** A browser that aborts the next transactions that move the end of a chain, as many as are said, when all of it was taken, and says nothing of why. */
export function abortingBrowser(database: TabletDatabase): { aborts: number } {
  const browser = { aborts: 0 }
  database.streams.hook('updating').subscribe(function (this: { onsuccess?: () => void }, _: unknown, __: unknown, ___: unknown, { idbtrans }: { idbtrans: IDBTransaction }) {
    if (browser.aborts-- > 0) this.onsuccess = () => idbtrans.abort()
  } as never)
  return browser
}

let drawn = 0

/** A note, with an id of its own. */
export function note(text: string, more: Partial<Draft> = {}): Draft {
  const id = `0198f2a0-0000-7000-9000-${(++drawn).toString(16).padStart(12, '0')}`
  return { id, type: 'note.added', version: 1, body: writeBody({ of: 'operation', text }), ...more }
}

export const never = (): AbortSignal => new AbortController().signal
