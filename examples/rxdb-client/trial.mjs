// The trial: RxDB against the real program, in bad weather. At the end the server has each entry exactly once, and the
// client's documents are those of a fresh pull. CELLSWEEP_BINARY names the program (default bin/cellsweep).
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { createRxDatabase } from 'rxdb'
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory'
import { coordination, journalOf, released } from '../../web/e2e/server.mjs'
import { documentSchema, entrySchema, replicate } from './client.mjs'
import { Tablet } from './tablet.mjs'
import { weather } from './weather.mjs'

const binary = process.env.CELLSWEEP_BINARY ?? new URL('../../bin/cellsweep', import.meta.url).pathname
const seeds = [1, 2, 3]
const acts = 260
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** All documents of the operation as the tablet may see them, pulled from the start without RxDB. */
async function freshPull(base, tablet) {
  const found = new Map()
  for (let cursor = {}, more = true; more; ) {
    const query = new URLSearchParams({ operation: tablet.operation, limit: 500, ...cursor })
    const response = await fetch(`${base}/v1/sync/pull?${query}`, { headers: { Authorization: `Bearer ${await tablet.token()}` } })
    assert.equal(response.status, 200)
    const page = await response.json()
    for (const document of page.documents) {
      assert.ok(!found.has(document.id) || found.get(document.id).kind === document.kind, 'an id is unique over all kinds')
      if (document._deleted) found.delete(document.id)
      else found.set(document.id, document)
    }
    ;[cursor, more] = [page.checkpoint, page.hasMore]
  }
  return found
}

const plain = ({ _deleted, ...document }) => document
const byId = (documents) => Object.fromEntries([...documents].map((d) => [d.id, plain(d)]).sort(([a], [b]) => (a < b ? -1 : 1)))

async function trial(base, office, seed) {
  const tablet = new Tablet((path, init) => fetch(`${base}${path}`, init))
  await tablet.enrol(office.code, office.site, `RxDB ${seed}`)
  await office.confirm(tablet.tabletId)
  tablet.open(office.operation)

  const sky = weather(base, seed)
  const heard = { results: 0, duplicates: 0, ack: 0, delivered: new Set() }
  const server = {
    fetch: sky.fetch, stream: tablet.stream, operation: office.operation, token: () => tablet.token(),
    head: () => tablet.head(acts - heard.ack, new Date().toISOString()),
    heard: ({ results, ack }) => {
      heard.results += results.length
      heard.duplicates += results.filter((r) => r.duplicate).length
      for (const r of results) if (r.verdict === 'stored') heard.delivered.add(r.id)
      heard.ack = Math.max(heard.ack, ack?.seq ?? 0)
    },
  }
  const db = await createRxDatabase({ name: `trial-${seed}`, storage: getRxStorageMemory(), multiInstance: false })
  const { entries, documents } = await db.addCollections({ entries: { schema: entrySchema }, documents: { schema: documentSchema } })
  const { up, down, poke } = replicate({ entries, documents }, server)

  const written = Array.from({ length: acts }, (_, i) =>
    i % 50 === 49 ? tablet.entry('drone.sighted', { count: i }, office.operation, new Date().toISOString())
      : tablet.entry('note.added', { of: 'operation', text: `act ${i}` }, office.operation, new Date().toISOString()))
  await up.awaitInitialReplication()
  // What was recorded in a day without network goes in ten batches side by side; the rest comes one by one.
  await entries.bulkInsert(written.slice(0, 240).map(({ id, raw }) => ({ id, raw })))
  for (const { id, raw } of written.slice(240)) await entries.insert({ id, raw })
  await up.awaitInSync()
  await sky.clear()
  await up.awaitInSync()

  const mine = (await journalOf(base, office.operation)).filter((e) => e.stream === tablet.stream)
  assert.equal(mine.length, acts, 'the journal has as many entries as were written')
  assert.deepEqual(new Set(mine.map((e) => e.hash)), new Set(written.map((e) => e.hash)), 'and they are those')
  assert.ok(mine.every((e) => e.verdict === 'stored'), 'no fork came of the disorder')
  assert.equal(heard.delivered.size, acts, 'each was answered "stored"')

  // The projector follows the journal in its own time: ask until the receipts of all acts are there.
  let [fresh, here] = [null, []]
  for (let i = 0; ; i++) {
    poke()
    await down.awaitInSync()
    fresh = await freshPull(base, tablet)
    const receipts = [...fresh.values()].filter((d) => d.kind === 'receipt' && d.stream === tablet.stream && d.status !== '')
    here = (await documents.find().exec()).map((d) => d.toJSON())
    if (receipts.length === acts && isDeepStrictEqual(byId(here), byId(fresh.values()))) break
    if (receipts.length === acts && i === 600) break // what differs is said below
    assert.ok(i < 600, `the documents settle: ${receipts.length} receipts, ${here.length} of ${fresh.size} documents`)
    await pause(100)
  }
  assert.deepEqual(byId(here), byId(fresh.values()), 'the documents are those of a fresh pull')
  const refused = here.filter((d) => d.kind === 'receipt' && d.status === 'refused')
  assert.equal(refused.length, Math.floor(acts / 50), 'what the server cannot read is told in a receipt, and holds nothing up')
  await db.close()
  return { ...sky.seen, answeredAsDuplicates: heard.duplicates, documents: here.length }
}

const { base, stop } = await released(binary)
let [passed, failed] = [0, 0]
const step = async (name, work) => {
  try {
    console.log(`${name}`, JSON.stringify(await work()))
    passed++
  } catch (error) {
    failed++
    console.error(`FAULT ${name}: ${error.stack}`)
  }
}
try {
  const office = await coordination(base)
  const met = {}
  for (const seed of seeds) {
    await step(`seed ${seed}: ${acts} entries, each in the journal exactly once`, async () => {
      const seen = await trial(base, office, seed)
      for (const [name, count] of Object.entries(seen)) met[name] = (met[name] ?? 0) + count
      return seen
    })
  }
  await step('the weather was as bad as it should be', () => {
    for (const name of ['lostRequests', 'lostAnswers', 'duplicates', 'reordered', 'answeredAsDuplicates']) assert.ok(met[name] > 0, `no ${name}`)
    assert.ok(met.atOnce >= 5 * seeds.length, `only ${met.atOnce} requests at once in ${seeds.length} runs`)
    return met
  })
} finally {
  await stop()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
