import assert from 'node:assert/strict'
import { accounts, chained } from './accounts.mjs'
import { disk, heard, shownAnswers, tablet, unlock, until, wake } from './page.mjs'

/** Two tabs of one tablet answer one search at once, rows of their own and the same rows: one chain, and each tab shows what the other did. */
export async function twoTabs(world) {
  const running = await world.browser()
  const at = `/tablet/search/${world.search}/areas`
  const [one, two] = [await tablet(running, at), await tablet(running, at)]
  for (const page of [one, two]) {
    await unlock(page)
    await page.locator('.matrix-row').first().waitFor()
  }
  const before = (await disk(one)).entries.length
  world.front.shut = true
  const rows = (await shownAnswers(one)).length
  // The first goes through the upper half of the rows twice, the second through the lower half; then both down the same rows at once.
  const half = Math.floor(rows / 2)
  await Promise.all([one.evaluate((n) => tapAnswers(n), half), two.evaluate(([n, from]) => tapAnswers(n, { from }), [half, half])])
  const settled = () => until('both tabs call all of it recorded', () => one.recorded.length === one.tapped.length && two.recorded.length === two.tapped.length)
  await settled()
  const follows = async () => JSON.stringify(await shownAnswers(one)) === JSON.stringify(await shownAnswers(two)) || [await shownAnswers(one), await shownAnswers(two)]
  await until('the second tab shows what the first recorded, and the first what the second', follows)
  assert.ok((await shownAnswers(two)).slice(0, 2 * half).every((option) => option >= 0), 'every row that either tab answered is answered in both')
  await Promise.all([one.evaluate(() => tapAnswers(12)), two.evaluate(() => tapAnswers(12))])
  const taps = 2 * half + 24
  await until('every tap is an entry', async () => (await disk(one)).entries.length === before + taps || (await disk(one)).entries.length - before)
  const held = await disk(two)
  chained(held)
  assert.equal(held.streams.length, 1, 'one chain, no fork')
  assert.equal(held.streams[0].stopped, '')
  // What both answered without knowing of each other stands as contested in both tabs, or one knew the other: the same on both screens.
  await until('both tabs show the same in the end', follows)
  let contested
  await until('both tabs call the same answers contested', async () => {
    contested = await Promise.all([one, two].map((page) => page.locator('.contested').count()))
    return contested[0] === contested[1] || contested
  })
  // The tab that sends is closed: the other takes over.
  world.front.shut = false
  await one.close()
  await wake(two)
  await heard(two)
  return { ...(await accounts(world, two, { entries: before + taps, photographs: 0 })), note: `${taps} taps in two tabs, ${contested[0]} answers contested` }
}
