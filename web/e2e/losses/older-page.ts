// Makes of an enrolled tablet's database what an older build would have left there: its entries, signed with the tablet's own key after those it had, in the
// stores and rows of that version. Served apart from the tablet's page, which has not opened the database since.
import { Dexie } from 'dexie'
import { writeBody } from '../../src/sync/body'
import { TabletDatabase, databaseName, type EntryRow } from '../../src/sync/database'
import { sha256Hex, utf8Length, type Bytes } from '../../src/sync/encoding'
import { entryText, signEntry } from '../../src/sync/entry'
import { currentKey } from '../../src/sync/identity'
import { Inbox } from '../../src/sync/inbox'
import * as kept from '../../src/sync/kept'
import { signer } from '../../src/sync/keys'
import { fresh } from '../../src/sync/outbox'
import { parseEntry } from '../../src/sync/parse'

interface Fixture {
  readonly files: number
  readonly entries: readonly { id: string; site?: string; type: string; version: number; actor?: string; at: string; uptime: string; base?: { entity?: string; supersedes?: string[] }; files?: string[]; body: Record<string, never> }[]
}

/** The stores of each version of the database, as they were. */
const stores = [
  {
    streams: 'stream, operation', entries: '[stream+seq], &[stream+hash], [stream+due+seq], id', files: '[stream+sha256], [stream+due]', acks: '[stream+epoch+seq]', attention: '[stream+seq+code+hash], [stream+seq]',
    view: '[kind+id], kind', documents: '[operation+copy+kind+id], [operation+copy]', pulls: 'operation', tablet: 'id', keys: 'signingKey', originals: 'sha256', bytes: 'sha256',
  },
  { turn: '' },
  { secrets: 'id', officers: 'officer', sessionKeys: 'id' },
  { packages: 'id', memos: 'id' },
]

/** A picture of its own for each name. */
async function picture(n: number): Promise<Bytes> {
  const canvas = new OffscreenCanvas(320, 240)
  const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
  pen.fillStyle = `hsl(${n * 97} 60% 50%)`
  pen.fillRect(0, 0, 320, 240)
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())
}

type Row = Record<string, unknown>
type Document = Row & { id: string }

/** Ids and hashes of this tablet for the names of the fixture. */
async function namesOf(database: TabletDatabase, operation: string, site: string, sha256s: readonly string[]): Promise<Map<string, string>> {
  const inbox = new Inbox({ database, fetch: () => Promise.reject(new Error('nobody is asked')), base: '', token: () => Promise.resolve('') })
  const read = async (kind: string): Promise<Document[]> => (await inbox.documents(operation, kind)) as unknown as Document[]
  const began = new Set((await read('search')).map((s) => s.task))
  const [task] = (await read('task')).filter((t) => !began.has(t.id) && t.site === site && t.state === 'assigned').sort((a, b) => Number(b.start) - Number(a.start))
  const [template] = await read('template')
  if (task === undefined || template === undefined) throw new Error('no task, or no checklist')
  const officers = (await read('officer')).sort((a, b) => Number(b.team === task.team) - Number(a.team === task.team))
  const own = await Promise.all((await database.entries.toArray()).map((row) => kept.entryText(database, row)))
  const bodyOf = (type: string): Row => JSON.parse(own.map(parseEntry).find((e) => e.type === type)?.body ?? '{}') as Row
  return new Map(([
    ['operation', operation], ['site', site], ['task', task.id], ['location', task.location], ['team', task.team], ['template', template.id],
    ['bundle', bodyOf('bundle.opened').bundle], ['plan', bodyOf('plan.acknowledged').plan],
    ...officers.map((o, i) => [`officer${i}`, o.id]), ...sha256s.map((sha256, i) => [`file${i}`, sha256]),
  ] as [string, string][]).map(([name, value]) => [`{${name}}`, value]))
}

async function become(version: 1 | 2 | 3 | 4, fixture: Fixture, pin: string): Promise<{ entries: number; hashes: string[] }> {
  const database = new TabletDatabase()
  const [officer] = await database.vault.officers()
  await database.vault.unlock(officer?.officer ?? '', pin)
  const stream = (await database.streams.toCollection().first()) as unknown as Row & { stream: string; operation: string; seq: number; hash: string }
  const { identity, enrolled } = await currentKey(database)
  const pictures = await Promise.all(Array.from({ length: fixture.files }, (_, n) => picture(n)))
  const sha256s = await Promise.all(pictures.map(sha256Hex))
  let text = JSON.stringify(fixture.entries)
  for (const [name, value] of await namesOf(database, stream.operation, enrolled?.site ?? '', sha256s)) text = text.replaceAll(name, value)
  const inClear = version < 3
  const sealed = async (seq: number, raw: string): Promise<Row> => (inClear ? { raw } : { ...(await kept.sealEntry(database, stream.stream, seq, raw)) })

  // What it had, as that version kept it, and after it what the older build recorded.
  const entries: Row[] = []
  for (const row of await database.entries.toArray()) {
    const { sending, kept: _, size, ...rest } = row
    entries.push(inClear ? { ...rest, raw: await kept.entryText(database, row) } : { ...rest, sending, kept: _, size })
  }
  const files: Row[] = []
  let [seq, prev] = [stream.seq, stream.hash]
  for (const e of JSON.parse(text) as Fixture['entries']) {
    const unsigned = { seq: ++seq, id: e.id, operation: stream.operation, site: e.site ?? '', type: e.type, version: e.version, actor: e.actor ?? '', at: e.at, uptime: e.uptime, entity: e.base?.entity ?? '', supersedes: e.base?.supersedes ?? [], files: e.files ?? [], body: writeBody(e.body), prev }
    const { entry, hash } = await signEntry(stream.stream, unsigned, signer(identity.signing))
    const raw = entryText(entry)
    entries.push({ stream: stream.stream, seq, id: e.id, hash, type: e.type, at: e.at, ...(inClear ? {} : { size: utf8Length(raw) }), ...(await sealed(seq, raw)), ...fresh })
    for (const sha256 of e.files ?? []) files.push({ stream: stream.stream, sha256, seq, due: 1, asked: 0, upload: '', sentAt: 0, failures: 0, retryAt: 0, code: '' })
    prev = hash
  }
  const bytes = await Promise.all(pictures.map(async (b, i) => (inClear ? { sha256: sha256s[i], bytes: b } : { ...(await kept.sealBytes(database, sha256s[i] as string, b)) })))
  const tables = new Map<string, unknown[]>()
  for (const name of stores.slice(0, version).flatMap((s) => Object.keys(s))) tables.set(name, await database.table(name).toArray())
  tables.set('entries', entries)
  tables.set('files', files.filter((f, i) => files.findIndex((g) => g.sha256 === f.sha256) === i))
  tables.set('originals', pictures.map((b, i) => ({ sha256: sha256s[i], size: b.length, mediaType: 'image/jpeg', at: '' })))
  tables.set('bytes', bytes)
  tables.set('streams', [{ ...stream, seq, hash: prev }])
  if (inClear) {
    tables.set('documents', [])
    tables.set('pulls', [])
  }
  await database.delete()
  const old = new Dexie(databaseName, { chromeTransactionDurability: 'strict' })
  stores.slice(0, version).forEach((schema, i) => old.version(i + 1).stores(schema))
  await old.open()
  for (const [name, rows] of tables) await old.table(name).bulkPut(rows as Row[])
  old.close()
  return { entries: entries.length, hashes: (entries as unknown as EntryRow[]).map((e) => e.hash) }
}

Object.assign(globalThis, { become })
