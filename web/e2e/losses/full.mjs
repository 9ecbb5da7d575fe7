import assert from 'node:assert/strict'
import { accounts, chained } from './accounts.mjs'
import { origin } from './front.mjs'
import { disk, heard, photograph, section, tablet, unlock, until, wake } from './page.mjs'

/** Fills what is left of the browser's share of the disk, in smaller and smaller pieces. */
const fill = async () => {
  const cache = await caches.open('filler')
  for (let size = 1_000_000, n = 0; size > 200; n++) {
    const bytes = new Uint8Array(size)
    for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, size)))
    await cache.put(`/filler/${n}`, new Response(bytes)).catch(() => (size = Math.floor(size / 3)))
  }
}

/** The disk is full in the middle of a search: the officer is told, what he gave stays on the screen, and is recorded when there is room. */
export async function fullDisk(world) {
  const running = await world.browser()
  // Before the first write: the browser remembers for a while that there was room.
  const blank = await running.context.newPage()
  const cdp = await running.context.newCDPSession(blank)
  await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: world.usage + 3_000_000 })
  const page = await tablet(running, `/tablet/search/${world.search}/areas`)
  await unlock(page)
  await page.locator('.matrix-row').first().waitFor()
  world.front.shut = true
  const before = (await disk(page)).entries.length
  await page.evaluate(() => tapAnswers(4))
  await until('four answers are recorded', () => page.recorded.length === 4 || page.recorded.length)
  await page.evaluate(fill)
  const had = await disk(page)
  // Answers until one does not fit any more, and two after it.
  let refused = 0
  for (let n = 4; n < 400 && refused < 3; n++) {
    const told = await page.locator('.unwritten-act').count()
    await page.evaluate((from) => tapAnswers(1, { from, breath: 0 }), n)
    await page.waitForTimeout(50)
    if (told > 0 || (await page.locator('.unwritten-act').count()) > 0) refused++
  }
  assert.equal(refused, 3, 'the disk did not become full')
  await page.locator('.unwritten[role=alert]').waitFor()
  const unwritten = await page.locator('.unwritten-act').count()
  const full = await disk(page)
  chained(full)
  assert.ok(unwritten >= 1)
  const taps = page.tapped.length
  assert.equal(full.entries.length, before + taps - unwritten, 'an answer is on the disk or told as not recorded, one of the two')
  assert.ok(full.entries.length >= had.entries.length)
  // What was given is still on the screen, and the item says that it is not recorded.
  assert.ok((await page.locator('.matrix-row .ask-alarm, .ask-alarm').count()) >= 1, 'the question says so too')
  // A photograph that does not fit is held, told, and not half there.
  await section(page, world.search, 'before')
  await photograph(page, 1)
  const unkept = await page.locator('.not-kept').count()
  const originals = (await disk(page)).originals.length
  assert.ok(unkept === 1 || originals === 1, 'a photograph is kept or told as not kept')
  // There is room again.
  await page.evaluate(() => caches.delete('filler'))
  await cdp.send('Storage.overrideQuotaForOrigin', { origin })
  if (unkept === 1) await page.locator('.not-kept button').last().click()
  for (let n = await page.locator('.unwritten-act').count(); n > 0; n = await page.locator('.unwritten-act').count()) {
    await page.locator('.unwritten-act .button').first().click()
    await until('it is recorded now', async () => (await page.locator('.unwritten-act').count()) < n)
  }
  await until('the photograph is in the journal', async () => (await disk(page)).files.length === 1)
  const entries = before + taps + 1
  assert.equal((await disk(page)).entries.length, entries, 'each answer and the photograph once')
  world.front.shut = false
  await wake(page)
  await heard(page)
  return { ...(await accounts(world, page, { entries, photographs: 1 })), note: `${unwritten} answers${unkept ? ' and a photograph' : ''} waited in memory` }
}
