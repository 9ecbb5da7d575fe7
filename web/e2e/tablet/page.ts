// The tablet's own journal in a page without a screen, for the trials in ../journal.mjs: the same modules that the tablet runs.
import { writeBody } from '../../src/sync/body'
import { takeAcks } from '../../src/sync/carried'
import { TabletDatabase } from '../../src/sync/database'
import { sha256Hex, type Bytes } from '../../src/sync/encoding'
import { enrol } from '../../src/sync/enrol'
import { entryHash, verifyEntry } from '../../src/sync/entry'
import { exportFiles } from '../../src/sync/export'
import { believedKeys, currentKey, keepEnrolment, pinnedRoot } from '../../src/sync/identity'
import { Journal, uptimeClock } from '../../src/sync/journal'
import { entryText } from '../../src/sync/kept'
import { bytesOf, keepOriginal } from '../../src/sync/originals'
import { leftOf } from '../../src/sync/outbox'
import { parseEntry } from '../../src/sync/parse'
import { waitByTimer } from '../../src/sync/pump'
import { Sender } from '../../src/sync/sender'
import { askToPersist, storageState } from '../../src/sync/storage'
import { zeroHash } from '../../src/sync/text'

/** Writes that asked for less than strict durability, or may be under way beside another: before the first is made. */
const careless: string[] = []
const transaction = IDBDatabase.prototype.transaction
IDBDatabase.prototype.transaction = function (stores, mode, options) {
  const made = transaction.call(this, stores, mode, options)
  if (mode === 'readwrite' && (made.durability !== 'strict' || !made.objectStoreNames.contains('turn'))) careless.push([...made.objectStoreNames].join())
  return made
}

const database = new TabletDatabase()
const journal = new Journal({ database, now: Date.now, uptime: uptimeClock(), newId: () => crypto.randomUUID() })
const door = { fetch: (address: string, init: RequestInit) => fetch(address, init), base: '' }

/** Confirms on the console what the promise of a write has confirmed: what the trial heard must be on the disk for ever. */
const confirm = (what: string, text: string): void => console.log(`confirmed ${what} ${text}`)

async function join(code: string, site: string, label: string): Promise<string> {
  const { identity, signingKey } = await currentKey(database)
  const enrolled = await enrol(door, identity, { code, site, label, appVersion: 'trial' }, await pinnedRoot(database))
  await keepEnrolment(database, signingKey, site, enrolled)
  return enrolled.tabletId
}

/** Records a note, with a photograph of so many bytes if any, and shows it in the view within the same write. */
async function record(operation: string, text: string, photograph = 0): Promise<{ stream: string; hash: string; file: string }> {
  let file = ''
  if (photograph > 0) {
    const bytes: Bytes = new Uint8Array(photograph)
    for (let at = 0; at < photograph; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, photograph)))
    file = (await keepOriginal(database, bytes, 'image/jpeg', Date.now())).sha256
    confirm('photograph', file)
  }
  // A note has 4,000 characters at most: what is longer is several, the last of which is told of.
  for (; text.length > 4000; text = text.slice(4000)) confirm('entry', (await journal.record(operation, { id: crypto.randomUUID(), type: 'note.added', version: 1, entity: operation, body: writeBody({ of: 'operation', text: text.slice(0, 4000) }) })).hash)
  const id = crypto.randomUUID()
  const draft = { id, type: 'note.added', version: 1, entity: operation, body: writeBody({ of: 'operation', text }), ...(file === '' ? {} : { files: [file] }) }
  const { stream, hash } = await journal.record(operation, draft, () => database.view.put({ kind: 'note', id, value: text }))
  confirm('entry', hash)
  return { stream, hash, file }
}

/** Records any act of a site, as the tablet's surface would; the id is that of what it creates. `on` says what it is about, whose act it is, and which files it names. */
async function act(operation: string, type: string, site: string, body: Parameters<typeof writeBody>[0], on: { entity?: string; actor?: string; files?: string[] } = {}): Promise<string> {
  const id = crypto.randomUUID()
  await journal.record(operation, { id, type, version: 1, site, ...on, body: writeBody(body) })
  return id
}

/** Records without end, several at once, every tenth with a photograph; whoever ends the process ends it. */
async function recordForEver(operation: string, tab: string): Promise<never> {
  for (let i = 0; ; i += 5) {
    await Promise.all(Array.from({ length: 5 }, (_, k) => record(operation, `${tab} ${i + k}`, (i + k) % 10 === 0 ? 200_000 : 0)))
  }
}

/** Two writes that share no table, begun together, each of which goes on for ever: a kill finds as many under way as may be. */
function twoWritesForEver(): void {
  const { originals, view } = database
  const forEver = async (write: () => Promise<unknown>, read: () => Promise<unknown>): Promise<never> => {
    for (await write(); ; ) await read()
  }
  void database.transaction('rw', originals, () => forEver(() => originals.put({ sha256: 'never', size: 1, mediaType: '', at: '' }), () => originals.get('never')))
  void database.transaction('rw', view, () => forEver(() => view.put({ kind: 'never', id: 'never', value: 1 }), () => view.get(['never', 'never'])))
}

/** Walks everything on the disk and says what does not hold; hashes and photographs are those that are whole. */
async function inspect() {
  const faults = careless.map((stores) => `a write of ${stores} is not strict, or not alone`)
  const hashes: string[] = []
  for (const row of await database.streams.toArray()) {
    let prev = zeroHash
    const rows = await database.entries.where('[stream+seq]').between([row.stream, 0], [row.stream, Infinity]).toArray()
    for (const [i, kept] of rows.entries()) {
      const entry = parseEntry(await entryText(database, kept))
      const hash = await entryHash(row.stream, entry)
      if (entry.seq !== i + 1 || entry.prev !== prev || hash !== kept.hash) faults.push(`the chain breaks at ${i + 1}`)
      if (!(await verifyEntry(row.stream, entry, row.signingKey))) faults.push(`entry ${entry.seq} is not signed by the stream's key`)
      if (entry.type === 'note.added' && (await database.view.get(['note', entry.id])) === undefined) faults.push(`entry ${entry.seq} is not in the view`)
      for (const file of entry.files) if ((await database.files.get([row.stream, file])) === undefined) faults.push(`the file of ${entry.seq} is not listed`)
      hashes.push(hash)
      prev = hash
    }
    if (row.seq !== rows.length || row.hash !== prev) faults.push(`the head says ${row.seq}, there are ${rows.length}`)
  }
  if ((await database.view.count()) !== (await database.entries.where('id').above('').filter((e) => e.type === 'note.added').count())) faults.push('the view shows what no entry says')
  const photographs: string[] = []
  for (const { sha256 } of await database.originals.toArray()) {
    const bytes = await bytesOf(database, sha256)
    if (bytes !== undefined && (await sha256Hex(bytes)) === sha256 && (await database.originals.get(sha256)) !== undefined) photographs.push(sha256)
    else faults.push(`the photograph ${sha256} is not whole`)
  }
  return { faults, hashes, photographs }
}

async function left() {
  const rows = await database.streams.toArray()
  const all = await Promise.all(rows.map((row) => leftOf(database, row.stream)))
  return { entries: all.reduce((n, l) => n + l.entries, 0), files: all.reduce((n, l) => n + l.files, 0), stopped: rows.map((r) => r.stopped), acked: rows.map((r) => r.acked), seq: rows.map((r) => r.seq) }
}

let sender: Sender | null = null

function send(tab: string): void {
  sender = new Sender({ ...door, database, appVersion: tab, now: Date.now, wait: waitByTimer, random: Math.random, locks: navigator.locks })
  void sender.run(new AbortController().signal)
}

/** The export as base64, as it would be carried on a stick. */
async function exported(): Promise<string[]> {
  const { enrolled } = await currentKey(database)
  const age = enrolled?.keys.find((k) => k.use === 'age')
  if (enrolled === null || age === undefined) throw new Error('the server has no key for exports')
  const texts: string[] = []
  for await (const { file } of exportFiles({ database, tablet: enrolled.tabletId, label: 'Trial', appVersion: 'trial', now: Date.now, age })) {
    const bytes = new Uint8Array(await file.arrayBuffer())
    texts.push(btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join('')))
  }
  return texts
}

async function takeBack(text: string) {
  const keys = await believedKeys(database)
  if (keys === null) throw new Error('not enrolled')
  return takeAcks(database, text, keys, Date.now())
}

const trial = { act, exported, takeBack, join, record, recordForEver, twoWritesForEver, inspect, left, send, wake: () => sender?.wake(), askToPersist, storageState, attention: () => database.attention.toArray(), database }
export type Trial = typeof trial
Object.assign(globalThis, { trial })
