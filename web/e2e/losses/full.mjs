import assert from 'node:assert/strict'
import { accounts, chained } from './accounts.mjs'
import { origin } from './front.mjs'
import { disk, heard, photograph, say, section, shownAnswers, tablet, unlock, until, wake } from './page.mjs'

/** What the tablet sets aside for a full disk, bytes (src/sync/reserve.ts). */
const reserve = 8_000_000

/** Bytes of the reserve that lie on the disk. */
const setAside = (page) => page.evaluate(async () => {
  const root = await navigator.storage.getDirectory()
  const file = await root.getDirectoryHandle('reserve').then((folder) => folder.getFileHandle('reserve')).catch(() => null)
  return file === null ? 0 : (await file.getFile()).size
})

const used = (page) => page.evaluate(async () => (await navigator.storage.estimate()).usage)

/** Starts the browser, without a network, on a disk that gives this site so many bytes; the tablet is locked. */
async function started(world, quotaSize) {
  const running = await world.browser()
  // Before the first write: the browser remembers for a while that there was room.
  const blank = await running.context.newPage()
  const cdp = await running.context.newCDPSession(blank)
  const give = (bytes) => cdp.send('Storage.overrideQuotaForOrigin', { origin, ...(bytes === undefined ? {} : { quotaSize: bytes }) })
  await give(quotaSize)
  const page = await tablet(running, `/tablet/search/${world.search}/areas`)
  await page.locator('#pin').waitFor()
  return { running, page, give }
}

const rows = (page) => page.locator('.matrix-row').first().waitFor()
const warned = (page) => page.locator('.bar-room.is-full[role=alert]').waitFor()
const unwritten = (page) => page.locator('.unwritten-act').count()

/** A PIN that is not the officer's; gives what the screen says to it. */
async function wrongPin(page) {
  await page.locator('#pin').fill('314159')
  await page.locator('.keypad-keys .first').click()
  await page.locator('.keypad .notice-fault').waitFor()
  await page.waitForFunction(() => document.querySelector('#pin')?.value === '') // emptied with the answer: what stands there is not of the attempt before
  return page.locator('.keypad .notice-fault').innerText()
}

/** A photograph that finds no room is refused in words, and nothing of it lies on the disk. */
async function photographRefused(world, page) {
  await section(page, world.search, 'before')
  await photograph(page, 1)
  await page.locator('.not-kept').waitFor()
  assert.equal((await disk(page)).originals.length, 0)
}

/**
 * The disk is full in the middle of a search. Unlocking and answers take from the reserve, and outlive a kill; photographs do not. When the reserve is used up
 * too no PIN is taken, and an answer is told as not recorded, stays on the screen, and is recorded by itself when there is room; then the reserve is back.
 */
export async function fullDisk(world) {
  world.front.shut = true
  // A little less than it has: what the browser clears up meanwhile (up to some hundred kilobytes were seen) must not make room for the reserve once more.
  let { running, page, give } = await started(world, world.usage - 1_000_000)
  const before = (await disk(page)).entries.length
  assert.equal(await setAside(page), reserve, 'it was set aside while there was room')
  assert.equal(await page.locator('.bar-room.is-full').count(), 0)
  // Locked and full: an attempt is counted from the reserve, a wrong one too.
  assert.equal(await wrongPin(page), say('tablet.pin.wrong', { left: 9 }))
  await until('the reserve is given up', async () => (await setAside(page)) === 0)
  await unlock(page)
  await rows(page)
  await warned(page)
  await page.evaluate(() => tapAnswers(24))
  await until('the answers are called recorded', () => page.recorded.length === 24 || page.recorded.length)
  assert.equal(await unwritten(page), 0)
  await photographRefused(world, page)
  assert.equal(await setAside(page), 0)
  await section(page, world.search, 'areas')
  const shown = await shownAnswers(page)
  const left = await used(page)
  await running.kill('browser')
  // What was recorded from the reserve is there after a kill; nothing more than that. A start may clear up what a kill has left: half the reserve of room is not enough for it all the same.
  ;({ running, page, give } = await started(world, Math.min(world.usage, left + reserve / 2)))
  chained(await disk(page))
  assert.equal((await disk(page)).entries.length, before + 24)
  await unlock(page)
  await rows(page)
  await warned(page)
  assert.deepEqual(await shownAnswers(page), shown)
  await page.evaluate(() => tapAnswers(6))
  await until('answers go on from the reserve', () => page.recorded.length === 6 || page.recorded.length)
  // The reserve is used up: others have filled the disk. No attempt can be counted, so none is made.
  await running.close()
  ;({ running, page, give } = await started(world, 1_000_000))
  for (let n = 0; n < 12; n++) assert.equal(await wrongPin(page), say('tablet.pin.full'), 'a wrong PIN is not free of charge')
  await give((await used(page)) + 120_000)
  await unlock(page) // nine attempts before this one would have locked it for good
  await rows(page)
  let refused = 0
  for (let n = 0; n < 400 && refused < 3; n++) {
    const told = await unwritten(page)
    await page.evaluate((from) => tapAnswers(1, { from, breath: 0 }), n)
    await page.waitForTimeout(50)
    if (told > 0 || (await unwritten(page)) > 0) refused++
  }
  assert.equal(refused, 3, 'the disk did not become full')
  await page.locator('.unwritten[role=alert]').waitFor()
  const taps = page.tapped.length
  let [waiting, full] = [0, null]
  await until('an answer is on the disk or told as not recorded, one of the two', async () => {
    waiting = await unwritten(page)
    full = await disk(page)
    return full.entries.length === before + 30 + taps - waiting || { entries: full.entries.length - before, taps, waiting }
  })
  chained(full)
  assert.ok((await page.locator('.ask-alarm').count()) >= 1, 'the question says so too')
  await photographRefused(world, page)
  // There is room again: what waited is written by itself, the photograph when it is asked for, and the reserve is set aside.
  await give(undefined)
  await wake(page)
  await until('what waited is recorded by itself', async () => (await unwritten(page)) === 0)
  await until('the reserve is back', async () => (await setAside(page)) === reserve)
  await page.locator('.bar-room.is-full').waitFor({ state: 'detached' })
  await page.locator('.not-kept button').last().click()
  await until('the photograph is in the journal', async () => (await disk(page)).files.length === 1)
  const entries = before + 30 + taps + 1
  assert.equal((await disk(page)).entries.length, entries, 'each answer and the photograph once')
  world.front.shut = false
  await wake(page)
  await heard(page)
  return { ...(await accounts(world, page, { entries, photographs: 1 })), note: `30 answers from the reserve, over a kill; ${waiting} and a photograph waited in memory` }
}
