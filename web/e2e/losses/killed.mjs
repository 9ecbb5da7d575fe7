import assert from 'node:assert/strict'
import { accounts } from './accounts.mjs'
import { disk, heard, pause, photograph, section, shownAnswers, tablet, unlock, until, wake } from './page.mjs'

/** Starts the tablet at the answers of its search, which are shown where they were. */
async function startedAgain(world) {
  const running = await world.browser()
  const page = await tablet(running, `/tablet/search/${world.search}/areas`)
  await unlock(page)
  await page.locator('.matrix-row').first().waitFor()
  return { running, page }
}

/** The browser is killed three times while a search is answered, without a network; what the screen had called recorded is there at each next start. */
export async function killed(world) {
  world.front.shut = true
  let { running, page } = await startedAgain(world)
  const before = (await disk(page)).entries.filter((e) => e.due === 0).length // delivered when the scenario begins: the bar counts the others
  await section(page, world.search, 'before')
  await photograph(page, 2)
  await until('the bar counts two photographs', () => page.counted.photographs === 2 || page.counted)
  await section(page, world.search, 'areas')
  let screen
  for (let kill = 0; kill < 3; kill++) {
    const [had, taps] = [page.recorded.length, page.tapped.length]
    page.evaluate(() => tapAnswers(100_000)).catch((error) => /closed|crash/i.test(error.message) || page.faults.push(error.message)) // it ends with the browser
    await until('the screen calls answers recorded', () => page.recorded.length >= had + 20 || [page.recorded.length, page.tapped.length, page.faults])
    await pause(113 * kill) // within a burst, or between two
    await running.kill('browser')
    assert.ok(page.tapped.length > taps)
    screen = { entries: before + page.counted.entries, photographs: page.counted.photographs }
    const { tapped, recorded } = page
    ;({ running, page } = await startedAgain(world))
    const found = await disk(page)
    assert.ok(found.entries.length >= screen.entries, `${found.entries.length} entries are on the disk, the screen had counted ${screen.entries}`)
    assert.equal(found.originals.length, screen.photographs, 'every photograph that was counted is there')
    const shown = await shownAnswers(page)
    for (const [row, option] of shown.entries()) {
      const last = recorded.filter((t) => t.row === row).at(-1)
      const mayBe = last === undefined ? [] : [last, ...tapped.filter((t) => t.row === row && t.at > last.at)].map((t) => t.option)
      assert.ok(last === undefined || mayBe.includes(option), `row ${row} shows option ${option} after the kill, recorded was ${mayBe}`)
    }
  }
  await page.evaluate(() => tapAnswers(6))
  await until('the search goes on', () => page.recorded.length === 6)
  world.front.shut = false
  await wake(page)
  await heard(page)
  return { ...(await accounts(world, page, { ...screen, entries: screen.entries + 6 })), note: 'three kills' }
}
