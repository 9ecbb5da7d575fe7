// What a browser that was killed has left of its databases: read as files, before the next start touches them.
import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const databases = (profile) => join(profile, 'Default', 'IndexedDB')

/** The logs of a profile's LevelDB stores, oldest first; none once the browser uses another engine. */
function logs(profile) {
  const folder = databases(profile)
  if (!existsSync(folder)) return []
  const stores = readdirSync(folder).filter((name) => name.endsWith('.leveldb')).map((name) => join(folder, name))
  return stores.flatMap((store) => readdirSync(store).filter((name) => /^\d+\.log$/.test(name)).sort().map((name) => join(store, name)))
}

const block = 32_768 // bytes; no record of the log reaches over its end (leveldb, doc/log_format.md)
const [first, last] = [2, 4]

/** The records of a log, and whether it ends within one. */
export function recordsOf(bytes) {
  const records = []
  let [at, pieces] = [0, []]
  for (;;) {
    const room = block - (at % block)
    if (room < 7) at += room
    if (at >= bytes.length) return { records, torn: pieces.length > 0 }
    if (at + 7 > bytes.length) return { records, torn: true }
    const [length, type] = [bytes.readUInt16LE(at + 4), bytes[at + 6]]
    if (at + 7 + length > bytes.length) return { records, torn: true }
    const piece = bytes.subarray(at + 7, at + 7 + length)
    pieces = type === first || pieces.length > 0 ? [...pieces, piece] : [piece]
    at += 7 + length
    if (type === first || (type !== 1 && type !== last)) continue
    records.push(Buffer.concat(pieces))
    pieces = []
  }
}

/** Puts and deletions of a record: a batch of 12 bytes of number and count, then kind, key and value with their lengths. */
function* changesOf(batch) {
  let at = 12
  const number = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = batch[at++]
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  const text = () => {
    const length = number()
    at += length
    return batch.subarray(at - length, at)
  }
  for (let left = batch.readUInt32LE(8); left > 0; left--) {
    const put = batch[at++] === 1
    yield { key: text().toString('hex'), value: put ? text() : null }
  }
}

const scope = '000000003201' // a write under way with the locks that it holds (scopes_metadata.proto); empty once committed

/** How many writes each store says are under way, and how many logs end within a record. */
export function leftBehind(profile) {
  const underWay = new Map()
  const torn = new Map()
  for (const log of logs(profile)) {
    const store = dirname(log)
    const read = recordsOf(readFileSync(log))
    torn.set(store, read.torn)
    const writes = underWay.get(store) ?? new Set()
    underWay.set(store, writes)
    for (const record of read.records) {
      for (const { key, value } of changesOf(record)) if (key.startsWith(scope)) value !== null && value.length > 0 ? writes.add(key) : writes.delete(key)
    }
  }
  return { underWay: [...underWay.values()].map((writes) => writes.size), torn: [...torn.values()].filter(Boolean).length }
}

/** Leaves half a record at the end of the newest log, as a kill between its head and its bytes does. */
export function tear(profile) {
  const log = logs(profile).at(-1)
  if (log === undefined) return false
  appendFileSync(log, Buffer.from([0x78, 0x56, 0x34, 0x12, 0xbc, 0x02, 1])) // 700 bytes are announced, none follow
  return true
}

/** Keeps the databases as a kill has left them, until the next start has shown that nothing is missing. */
export function keepCopy(profile) {
  const copy = mkdtempSync(join(tmpdir(), 'cellsweep-killed-'))
  if (existsSync(databases(profile))) cpSync(databases(profile), copy, { recursive: true })
  return { where: copy, drop: () => rmSync(copy, { recursive: true, force: true }) }
}
