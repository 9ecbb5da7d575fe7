import assert from 'node:assert/strict'
import { accounts } from './accounts.mjs'
import { disk, go, heard, incident, photograph, section, tablet, unlock, until, wake } from './page.mjs'

const year = 365 * 86_400_000
const yearOf = (at) => Math.round((Date.parse(at) - Date.now()) / year)

/** The tablet's clock jumps a year ahead and a year back in the middle of a search: recording never stops, reading as long as the lease says, and headquarters has everything in order. */
export async function clockJumps(world) {
  const running = await world.browser()
  const page = await tablet(running, `/tablet/search/${world.search}/before`)
  await unlock(page)
  await page.locator('.shoot').first().waitFor()
  const start = await disk(page)
  const before = start.entries.length
  const answers = async (count) => {
    const had = page.recorded.length
    await section(page, world.search, 'areas')
    await page.locator('.matrix-row').first().waitFor()
    await page.evaluate(([n, from]) => tapAnswers(n, { from }), [count, had])
    await until('the answers are recorded', () => page.recorded.length === had + count || page.recorded.length - had)
  }
  world.front.shut = true
  await photograph(page, 1)
  await until('the photograph is in the journal', async () => (await disk(page)).files.length === 1)
  await answers(3)

  // A year ahead: what is given is recorded; reading ends at the next look at the clock, and nothing is lost with it.
  await page.evaluate((ms) => moveClock(ms), year)
  await answers(3)
  await wake(page)
  await page.locator('.lock .notice-fault').waitFor()
  assert.equal(await page.locator('.matrix-row, .cell-next, #pin').count(), 0, 'without the lease no PIN opens anything, and none is asked for')
  await incident(page, 'Bruit dans la cour, l’horloge est fausse.')
  await until('an incident is recorded while the tablet is locked', async () => (await disk(page)).entries.at(-1).type === 'incident.reported')
  await go(page, '/tablet')
  // The network is there while the clock is wrong: the server's own word of 72 hours lets the officer in, and everything goes.
  let refused = 0
  world.front.refuse = ({ path }) => path.startsWith('/v1/files/') && ++refused > 0 // but photographs fail, and are put off by that clock
  world.front.shut = false
  await wake(page)
  await until('the lease is given anew', async () => {
    if ((await page.locator('#pin:not([disabled])').count()) > 0) await unlock(page).catch(() => undefined)
    await page.waitForTimeout(700)
    return (await page.locator('.cell-next, .search-main').count()) > 0
  })
  await until('the entries have arrived', async () => (await disk(page)).entries.every((e) => e.due === 0))
  const gained = (await disk(page)).streams[0].ahead - start.streams[0].ahead
  assert.ok(Math.abs(gained + year) < 60_000, `the tablet knows how far its clock is off: ${gained}`)
  await go(page, '/tablet/tray')
  await page.getByText('L’horloge de cette tablette est fausse').waitFor()
  assert.deepEqual((await disk(page)).files.filter((f) => f.due === 1).length, 1, 'the photograph waits')
  await until('the photograph was tried and put off', () => refused > 0)

  // A year back: without a network reading goes on within the lease, recording too; and the lease runs although the clock stands behind.
  world.front.refuse = () => false
  world.front.shut = true
  await page.evaluate((ms) => moveClock(ms), -year)
  await answers(3)
  await wake(page)
  await page.waitForTimeout(300)
  assert.ok((await page.locator('.matrix-row').count()) > 0, 'a clock that was set back locks nobody out')
  await page.evaluate((ms) => moveClock(ms, 73 * 3_600_000), -year)
  await wake(page)
  await page.locator('.lock .notice-fault').waitFor()

  // Put right, with a network: everything goes at once, the photograph that was put off by a clock a year ahead too.
  await page.evaluate(() => moveClock(0))
  world.front.shut = false
  await wake(page)
  await heard(page)
  const result = await accounts(world, page, { entries: before + 1 + 9 + 1, photographs: 1 })
  const claims = new Set(result.there.map((e) => yearOf(e.entry.at)))
  assert.deepEqual([...claims].sort(), [-1, 0, 1], 'the journal keeps the time that the tablet claimed')
  const { now } = await fetch(`${world.on.base}/v1/server`).then((r) => r.json())
  for (const { seq, receivedAt } of result.there) if (seq > before) assert.ok(Math.abs(Date.parse(receivedAt) - Date.parse(now)) < 600_000, 'beside the time at which the server had it, by its own clock')
  return { ...result, note: 'claimed times a year apart both ways, in the order in which they were recorded' }
}
