import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { api, pin } from '../tablet/program.mjs'
import { accounts, stuck } from './accounts.mjs'
import { origin } from './front.mjs'
import { script } from './script.mjs'
import { disk, go, heard, incident, section, tablet, unlock, until, wake } from './page.mjs'

const fixture = JSON.parse(readFileSync(new URL('../fixtures/older-tablet.json', import.meta.url), 'utf8'))
const days = 86_400_000

/**
 * A tablet that was last used under an older build comes back after 90 days without a network: the page of today opens that build's database, everything in it
 * arrives as it was signed, and recording goes on.
 */
export const ninetyDays = (version) => async (world) => {
  const text = await script('older-page')
  world.front.serve = (path) => (path === '/older.html' ? '<!doctype html><title>older</title><script type="module" src="/older.js"></script>' : path === '/older.js' ? text : null)
  const running = await world.browser()
  const maker = await running.context.newPage()
  await maker.goto(`${origin}/older.html`)
  await maker.waitForFunction(() => globalThis.become !== undefined)
  const made = await maker.evaluate(([v, f, p]) => become(v, f, p), [version, fixture, pin])
  assert.equal((await disk(maker)).version, version * 10)
  await maker.close()

  world.front.shut = true
  const page = await tablet(running, '/tablet', 90 * days)
  // It opens, with everything inside; what it records on the ninetieth day goes on in the same chain.
  if (version >= 3) await page.locator('.lock .notice-fault').waitFor() // the lease is long over
  else await page.locator('.entry input').first().waitFor() // there was no PIN yet in those days
  const opened = await disk(page)
  assert.equal(opened.version, 40, 'the database of today')
  assert.deepEqual(opened.entries.map((e) => e.hash), made.hashes, 'every entry that the older build left')
  const due = opened.entries.filter((e) => e.due === 1).length
  assert.equal(due, fixture.entries.length)
  let recorded = 0
  if (version === 4) { // before, no package was kept: the tablet does not know the operation until it is heard
    await incident(page, 'Quatre-vingt-dix jours plus tard.')
    await until('an incident is recorded', async () => (await disk(page)).entries.length === made.entries + 1)
    recorded = 1
    await go(page, '/tablet')
  }
  world.front.shut = false
  await wake(page)
  await heard(page)
  if (version >= 3) {
    await until('the lease is given anew, and the PIN opens the plan', async () => {
      if ((await page.locator('#pin:not([disabled])').count()) > 0) await unlock(page).catch(() => undefined)
      await page.waitForTimeout(700)
      if ((await page.locator('button.person').count()) > 0) await page.locator('button.person').first().click({ timeout: 5000 }).catch(() => undefined) // in those days nobody remembered who was there
      return (await page.locator('.cell-next').count()) > 0
    })
    await section(page, world.search, 'areas')
    await page.locator('.matrix-row').first().waitFor()
    await page.evaluate(() => tapAnswers(3))
    await until('the search of then goes on', () => page.recorded.length === 3 || page.recorded.length)
    recorded += 3
    await heard(page)
  }
  const result = await accounts(world, page, { entries: made.entries + recorded, photographs: fixture.files })
  // Not only taken in: the search that the older build closed stands at headquarters with its exhibit and seal.
  const { id } = fixture.entries.find((e) => e.type === 'search.started')
  const read = async (what) => (await api(world.on.base, 'hq', 'GET', `/v1/operations/${world.operation}/${what}?limit=500`)).items
  await until('the search is closed at headquarters', async () => (await read('searches')).some((s) => s.id === id && s.state === 'done_find'))
  assert.deepEqual((await read('exhibits')).filter((x) => x.search === id).map((x) => x.sealNumber), ['SC-2025-0042'])
  assert.deepEqual(await stuck(world), [], 'headquarters could apply each of them')
  return { ...result, note: `${fixture.entries.length} entries of ${fixture.appVersion} in a database ${version}, all applied` }
}
