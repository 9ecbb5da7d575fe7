// The tablet's journal in a real browser against the real program: killed in the middle of writes, two tabs at once, a full
// disk, a server that is killed or restored from a backup, a tablet that is cloned. Nothing may be lost or doubled.
//   [CELLSWEEP_BINARY=../bin/cellsweep] node e2e/journal.mjs [one trial's name]
//   CELLSWEEP_KILLS=200 CELLSWEEP_SITES=4 node e2e/journal.mjs
// The second kills the browser so many times at drawn moments, while as many sites record, and does nothing else.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binary } from './binary.mjs'
import { coordination, journalOf, released } from './server.mjs'
import { browser } from './tablet/browser.mjs'
import { keepCopy, tear } from './tablet/disk.mjs'
import { door } from './tablet/door.mjs'
import { afterTheKill, judge, killedManyTimes, startedAfterAKill } from './tablet/killed.mjs'

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium'
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Asks until it holds; two minutes at most, for a machine with other work. */
async function until(what, holds, milliseconds = 120_000) {
  for (const end = Date.now() + milliseconds; Date.now() < end; await pause(100)) if (await holds()) return
  assert.fail(`did not come about: ${what}`)
}

/** The journal holds exactly these entries, each once, none of them quarantined. */
async function arrived(world, hashes) {
  const mine = new Set(hashes)
  const there = (await journalOf(world.base, world.office.operation)).filter((e) => mine.has(e.hash))
  assert.equal(there.length, mine.size, 'the journal has each entry exactly once')
  assert.deepEqual(there.filter((e) => e.verdict !== 'stored').map((e) => [e.seq, e.code]), [])
}

const drained = (page) => until('all entries are acknowledged', async () => {
  const { entries, acked, seq } = await page.evaluate(() => trial.left())
  return entries === 0 && String(acked) === String(seq)
})

async function enrolled(world, page, label) {
  const id = await page.evaluate(([code, site, name]) => trial.join(code, site, name), [world.office.code, world.office.site, label])
  await world.office.confirm(id)
}

const record = (page, operation, count, text) =>
  page.evaluate(async ([o, n, t]) => {
    await Promise.all(Array.from({ length: n }, (_, i) => trial.record(o, `${t} ${i}`)))
  }, [operation, count, text])

async function killedInTheMiddleOfWrites(world) {
  const confirmed = { entry: new Set(), photograph: new Set() }
  let [kills, kept] = [0, null]
  for (const what of ['page', 'browser', 'page', 'browser', 'browser', 'page']) {
    const running = await world.open()
    const { page } = await startedAfterAKill(running, world.door.address, kept, confirmed)
    kept?.drop()
    if (kills === 0) await enrolled(world, page, 'Killed')
    const before = confirmed.entry.size
    page.evaluate((operation) => trial.recordForEver(operation, 'a'), world.office.operation).catch(() => undefined) // it ends with the page
    await until('it records', () => confirmed.entry.size >= before + 15)
    await pause(137 * (kills % 4)) // somewhere in a write
    await running.kill(what)
    kills++
    await running.close()
    ;({ kept } = afterTheKill(world.profile))
  }
  const running = await world.open()
  const { page, found } = await startedAfterAKill(running, world.door.address, kept, confirmed)
  kept.drop()
  await page.evaluate(() => trial.send('after'))
  await drained(page)
  await arrived(world, found.hashes)
  await running.close()
  return { kills, confirmed: confirmed.entry.size, entries: found.hashes.length, photographs: found.photographs.length }
}

/**
 * The two moments at which a kill cost Chromium's whole database: while two writes are under way, and within a record of the
 * log (which shows only at the start after the next). They are made, not waited for.
 */
async function killedAtTheWorstMoments(world) {
  const confirmed = { entry: new Set(), photograph: new Set() }
  let [torn, kept] = [false, null]
  for (const text of ['before both', 'after two writes and half a record', 'behind half a record']) {
    const running = await world.open()
    const { page } = await startedAfterAKill(running, world.door.address, kept, confirmed)
    kept?.drop()
    await record(page, world.office.operation, 3, text)
    if (kept === null) await page.evaluate(() => trial.twoWritesForEver())
    await pause(300)
    await running.kill('browser')
    if (kept === null) torn = tear(world.profile)
    kept = keepCopy(world.profile)
  }
  const { found } = await startedAfterAKill(await world.open(), world.door.address, kept, confirmed)
  kept.drop()
  assert.equal(found.hashes.length, 9)
  return { torn, confirmed: confirmed.entry.size, entries: found.hashes.length }
}

async function twoTabsAtOnce(world) {
  const running = await world.open()
  const [one, two] = [await running.page(world.door.address), await running.page(world.door.address)]
  await enrolled(world, one, 'Two tabs')
  world.door.pushes.length = 0
  await Promise.all([one.evaluate(() => trial.send('one')), two.evaluate(() => trial.send('two'))])
  await Promise.all([record(one, world.office.operation, 60, 'one'), record(two, world.office.operation, 60, 'two')])
  await drained(one)
  const found = await two.evaluate(() => trial.inspect())
  assert.deepEqual(found.faults, [])
  assert.equal(found.hashes.length, 120)
  await arrived(world, found.hashes)
  const tabs = new Set(world.door.pushes.filter((p) => p.entries.length > 0).map((p) => p.tab))
  assert.equal(tabs.size, 1, 'one tab pumps, whoever records')
  const sent = world.door.pushes.reduce((sum, p) => sum + p.entries.length, 0)
  assert.ok(sent <= 240, `${sent} entries were sent for 120: no storm`)
  // The tab that pumps is closed; the other takes over and sends what it records.
  const [pumping, other] = tabs.has('one') ? [one, two] : [two, one]
  await pumping.close()
  await record(other, world.office.operation, 5, 'left alone')
  await drained(other)
  await arrived(world, (await other.evaluate(() => trial.inspect())).hashes)
  assert.ok(world.door.pushes.some((p) => p.entries.length > 0 && !tabs.has(p.tab)), 'the other tab took over')
  await running.close()
  return { entries: 125, sent, pushes: world.door.pushes.length }
}

async function aFullDisk(world) {
  const running = await world.open()
  const page = await running.page(world.door.address)
  // Before the first write: the browser remembers for a while that there was room.
  const cdp = await running.context.newCDPSession(page)
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: world.door.address, quotaSize: 13_000_000 }) // 8 MB of them are set aside
  await enrolled(world, page, 'Full disk')
  await record(page, world.office.operation, 10, 'before')
  const names = await page.evaluate(async (operation) => {
    const refused = []
    for (let i = 0; i < 40 && refused.length < 5; i++) await trial.record(operation, `full ${i}`, 400_000).catch((e) => refused.push(e.name))
    return refused
  }, world.office.operation)
  // Others take the room that the reserve would give back: not even text fits any more.
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: world.door.address, quotaSize: 1_000_000 })
  names.push(...(await page.evaluate(async (operation) => {
    const refused = []
    for (let i = 0; i < 400 && refused.length < 3; i++) await trial.record(operation, `${'x'.repeat(3_000)} ${i}`).catch((e) => refused.push(e.name))
    return refused
  }, world.office.operation)))
  assert.deepEqual([...new Set(names)], ['StorageFull'], 'it is said plainly')
  assert.equal(names.length, 8)
  const full = await page.evaluate(() => trial.inspect())
  judge(full, page.confirmed)
  assert.equal(full.hashes.length, page.confirmed.entry.size, 'nothing that was refused is on the disk')
  await page.evaluate(() => trial.send('full')) // it cannot note what it is answered, and must not give up for that
  await pause(1500)
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: world.door.address })
  await record(page, world.office.operation, 5, 'there is room again')
  await page.evaluate(() => trial.wake())
  await drained(page)
  const found = await page.evaluate(() => trial.inspect())
  judge(found, page.confirmed)
  await arrived(world, found.hashes)
  await running.close()
  return { refused: names.length, entries: found.hashes.length, photographs: found.photographs.length }
}

async function offlineAndAKilledServer(world) {
  const running = await world.open()
  const page = await running.page(world.door.address)
  await enrolled(world, page, 'Flight mode')
  await page.evaluate(() => trial.send('flight'))
  world.door.shut = true
  await record(page, world.office.operation, 30, 'offline')
  assert.equal((await page.evaluate(() => trial.left())).entries, 30)
  world.door.shut = false
  await page.evaluate(() => globalThis.dispatchEvent(new Event('online')))
  await drained(page)
  const recording = record(page, world.office.operation, 200, 'while the server dies')
  await world.kill()
  await recording
  await world.serve()
  await page.evaluate(() => trial.wake())
  await drained(page)
  const found = await page.evaluate(() => trial.inspect())
  assert.deepEqual(found.faults, [])
  await arrived(world, found.hashes)
  await running.close()
  return { entries: found.hashes.length }
}

/** The server loses what came after its backup. Who pushes again from the first entry brings all of it back, once. */
async function aRestoredServer(world) {
  const { office } = world
  const running = await world.open()
  const page = await running.page(world.door.address)
  await enrolled(world, page, 'Restored')
  await page.evaluate(() => trial.send('restored'))
  await record(page, office.operation, 10, 'before the backup')
  await drained(page)
  await world.backup()
  await record(page, office.operation, 10, 'after the backup')
  await drained(page)
  const { hashes } = await page.evaluate(() => trial.inspect())
  await world.restore()
  const mine = new Set(hashes)
  const there = (await journalOf(world.base, office.operation)).filter((e) => mine.has(e.hash)).length
  assert.equal(there, 10, 'the restored server has what the backup had')
  await record(page, office.operation, 1, 'in the new epoch')
  await page.evaluate(() => trial.wake())
  await until('everything is there again', async () => (await journalOf(world.base, office.operation)).filter((e) => mine.has(e.hash)).length === 20)
  await drained(page)
  const found = await page.evaluate(() => trial.inspect())
  assert.deepEqual(found.faults, [])
  await arrived(world, found.hashes)
  await running.close()
  return { entries: found.hashes.length, lostByTheServer: 10 }
}

/** A tablet is copied with its keys and its disk. Both record; nothing of either is lost, and both go on. */
async function aClonedTablet(world) {
  const { office } = world
  let running = await world.open()
  let page = await running.page(world.door.address)
  await enrolled(world, page, 'Twin')
  await page.evaluate(() => trial.send('twin'))
  await record(page, office.operation, 5, 'before')
  await drained(page)
  await running.close()
  const copy = mkdtempSync(join(tmpdir(), 'cellsweep-clone-'))
  try {
    cpSync(world.profile, copy, { recursive: true, filter: (name) => !name.includes('Singleton') })
    running = await world.open()
    page = await running.page(world.door.address)
    await page.evaluate(() => trial.send('first'))
    await record(page, office.operation, 5, 'first')
    await drained(page)
    const first = await page.evaluate(() => trial.inspect())
    await running.close()

    running = await world.open(copy)
    page = await running.page(world.door.address)
    await record(page, office.operation, 5, 'clone')
    await page.evaluate(() => trial.send('clone'))
    await until('the fork is told', async () => (await page.evaluate(() => trial.left())).stopped.includes('seq_fork'))
    await record(page, office.operation, 5, 'after the fork')
    await enrolled(world, page, 'Twin again')
    await page.evaluate(() => trial.wake())
    await until('all entries have arrived', async () => (await page.evaluate(() => trial.left())).entries === 0)
    const clone = await page.evaluate(() => trial.inspect())
    assert.deepEqual(clone.faults, [])
    await running.close()

    const journal = new Map((await journalOf(world.base, office.operation)).map((e) => [e.hash, e]))
    const verdicts = clone.hashes.map((hash) => journal.get(hash)).map((e) => `${e?.verdict} ${e?.code ?? ''}`.trim())
    const count = (verdict) => verdicts.filter((v) => v === verdict).length
    assert.deepEqual([count('stored'), count('quarantined seq_fork')], [5 + 6, 5], 'before and after the fork stored, the branch in quarantine')
    assert.deepEqual(first.hashes.map((hash) => journal.get(hash)?.verdict), Array(10).fill('stored'))
    return { first: first.hashes.length, clone: clone.hashes.length, quarantined: 5 }
  } finally {
    forget(copy)
  }
}

const photographed = (page, operation, count, size) =>
  page.evaluate(async ([o, n, bytes]) => {
    for (let i = 0; i < n; i++) await trial.record(o, `photograph ${i}`, bytes)
  }, [operation, count, size])

const filesWhole = (page) => until('all photographs are whole at headquarters', async () => {
  await page.evaluate(() => trial.wake())
  return (await page.evaluate(() => trial.left())).files === 0
})

/** Photographs that are cut on the way and while the browser is killed; then a tablet without network, whose export is carried. */
async function photographsAndTheCarriedFile(world) {
  const { office } = world
  const confirmed = { entry: new Set(), photograph: new Set() }
  let running = await world.open()
  let page = await running.page(world.door.address, confirmed)
  await enrolled(world, page, 'Camera')
  world.door.cuts = [1, 700_000, 4_000_000]
  world.door.uploaded = world.door.uploads = 0
  await page.evaluate(() => trial.send('camera'))
  await photographed(page, office.operation, 4, 5_000_000)
  await until('some of it has gone', () => world.door.uploaded > 6_000_000)
  await running.kill('browser')
  await running.close()
  running = await world.open()
  page = await running.page(world.door.address, confirmed)
  await page.evaluate(() => trial.send('camera again'))
  await drained(page)
  await filesWhole(page)
  const sent = world.door.uploaded
  // Three go at once (sync/upload.ts): of each that was being begun when the browser was killed, the tablet may not have heard where it goes on.
  assert.ok(world.door.uploads <= 4 + 3, `${world.door.uploads} uploads were begun for 4 photographs, at most three of them when the browser was killed`)
  assert.ok(sent < 30_000_000, `${sent} bytes went for 20,000,000: what was under way may go twice, a piece of 4 MiB at a time`)
  assert.equal(world.door.cuts.length, 0, 'the connection was cut')

  world.door.shut = true
  await photographed(page, office.operation, 3, 300_000)
  await record(page, office.operation, 7, 'without network')
  const files = await page.evaluate(() => trial.exported())
  assert.equal(files.length, 1)
  for (const text of files) {
    const receipt = await office.coordinator.send('/v1/sync/import', Buffer.from(text, 'base64'))
    assert.ok(receipt.whole, JSON.stringify(receipt.fault))
    assert.deepEqual([receipt.pushes.arrived, receipt.files.arrived], [1, 3])
    const acks = await page.evaluate((back) => trial.takeBack(back), JSON.stringify(receipt.acks))
    assert.deepEqual(acks.map((a) => a.became), ['taken'])
  }
  assert.equal((await page.evaluate(() => trial.left())).entries, 0, 'the carried ack counts')
  world.door.shut = false
  const before = world.door.uploaded
  await filesWhole(page)
  assert.equal(world.door.uploaded, before, 'what was carried is not uploaded again')
  const found = await page.evaluate(() => trial.inspect())
  judge(found, confirmed)
  await arrived(world, found.hashes)
  await running.close()
  return { photographs: found.photographs.length, uploaded: sent, entries: found.hashes.length }
}

/** Whether the program of this checkout takes files at all. */
const takesFiles = readFileSync(new URL('../../openapi/openapi.yaml', import.meta.url), 'utf8').includes('\n  /v1/files/:')

/** Removes a profile; what cannot be removed yet is left to the system's own sweep, and fails no trial. */
function forget(profile) {
  try {
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  } catch (error) {
    console.log(`left behind: ${error.path}`)
  }
}

const kills = Number(process.env.CELLSWEEP_KILLS ?? 0)
if (kills > 0) {
  const { addresses, stop } = await door('http://127.0.0.1:9', Number(process.env.CELLSWEEP_SITES ?? 1))
  console.log(JSON.stringify(await killedManyTimes(executable, kills, addresses).finally(stop)))
  process.exit(0)
}

const only = process.argv[2]
const trials = [killedInTheMiddleOfWrites, killedAtTheWorstMoments, twoTabsAtOnce, aFullDisk, offlineAndAKilledServer, aClonedTablet, ...(takesFiles ? [photographsAndTheCarriedFile] : []), aRestoredServer]
const world = await released(binary)
let [passed, failed] = [0, 0]
try {
  world.office = await coordination(world.base)
  world.door = await door(world.base)
  const todo = trials.filter((t) => only === undefined || t.name === only)
  for (const trial of todo) {
    world.profile = mkdtempSync(join(tmpdir(), 'cellsweep-profile-'))
    const open = new Set()
    world.open = async (on = world.profile) => {
      const running = await browser(executable, on)
      open.add(running)
      return running
    }
    const start = Date.now()
    try {
      console.log(trial.name, JSON.stringify(await trial(world)), `${Math.round((Date.now() - start) / 1000)} s`)
      passed++
    } catch (error) {
      console.error(`FAULT ${trial.name}: ${error.stack}`)
      failed++
    } finally {
      for (const running of open) await running.close()
      forget(world.profile)
    }
  }
} finally {
  await world.door?.stop()
  await world.stop()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
