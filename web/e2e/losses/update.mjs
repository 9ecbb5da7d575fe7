import assert from 'node:assert/strict'
import { accounts } from './accounts.mjs'
import { disk, go, heard, section, shownAnswers, tablet, unlock, until, wake } from './page.mjs'

/**
 * The front plays a newer build: the worker has another name for it, and the page's own script another address, in the page, in the
 * worker's list and in every script that imports it. The old address is gone, as it is from a newer program.
 */
async function newerBuild(front) {
  const text = async (path) => (await fetch(front.base + path)).text()
  const [, entry] = /\/assets\/(tablet-[\w-]+\.js)/.exec(await text('/tablet'))
  const [, build] = /cellsweep-tablet-.{0,20}?["'`]?([0-9a-f]{12})|([0-9a-f]{12})/.exec(await text('/tablet-worker.js')) ?? []
  const old = build ?? /["'`]([0-9a-f]{12})["'`]/.exec(await text('/tablet-worker.js'))[1]
  const [newEntry, newBuild] = [entry.replace(/-[\w-]+\.js$/, '-newerone.js'), 'feedfacebeef']
  front.alter = (path, body) => (path.endsWith(entry) ? null : body.replaceAll(entry, newEntry).replaceAll(old, newBuild))
  // The new address has the old script's bytes.
  const bytes = await text(`/assets/${entry}`)
  front.serve = (path) => (path === `/assets/${newEntry}` ? bytes.replaceAll(entry, newEntry) : null)
  return { entry, newEntry, old: `cellsweep-tablet-${old}`, new: `cellsweep-tablet-${newBuild}` }
}

const registration = (page) => page.evaluate(async () => {
  const r = await navigator.serviceWorker.getRegistration('/tablet')
  return { scope: new URL(r.scope).pathname, active: r.active?.state ?? '', waiting: r.waiting?.state ?? '', script: new URL(r.active.scriptURL).pathname, caches: (await caches.keys()).sort(), loaded: [...document.scripts].map((s) => new URL(s.src).pathname).find((s) => s.includes('/tablet-')) }
})

/** A newer version comes in the middle of a search: it waits until it is taken; what is half typed, in a search and in a report, stays; after it the search goes on. */
export async function update(world) {
  const running = await world.browser()
  const page = await tablet(running, `/tablet/search/${world.search}/areas`)
  await unlock(page)
  await page.locator('.matrix-row').first().waitFor()
  const before = (await disk(page)).entries.length
  await page.evaluate(() => tapAnswers(3))
  await until('recorded', () => page.recorded.length === 3 || page.recorded.length)
  const build = await newerBuild(world.front)
  const first = await registration(page)
  assert.deepEqual(first, { scope: '/tablet', active: 'activated', waiting: '', script: '/tablet-worker.js', caches: [build.old], loaded: `/assets/${build.entry}` })

  // A half-written answer stands in its field, the focus in it, while the newer version is found.
  await section(page, world.search, 'briefing')
  await page.evaluate(() => globalThis.mark = 'the same page')
  const words = page.locator('.search-main textarea').first()
  await words.focus()
  await page.keyboard.type('Un mandat oral du procureur, confirm')
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration('/tablet')).update())
  await until('the newer version is there and waits', async () => (await registration(page)).waiting === 'installed' || registration(page))
  await page.keyboard.type('é à 6 h 05')
  assert.equal(await words.inputValue(), 'Un mandat oral du procureur, confirmé à 6 h 05')
  assert.equal(await page.evaluate(() => globalThis.mark), 'the same page', 'nobody loads the page anew')
  assert.equal(await page.locator('.bar-newer').count(), 0, 'nothing is offered while something may be half typed')
  // Nor in a report that is half typed: it is no entry yet.
  await go(page, '/tablet/incident')
  await page.locator('textarea').fill('Une fenêtre brisée au')
  await page.waitForTimeout(300)
  assert.equal(await page.locator('.bar-newer').count(), 0)
  assert.equal(await page.locator('textarea').inputValue(), 'Une fenêtre brisée au')
  await page.locator('form button[type=submit]').click()
  const waits = await registration(page)
  assert.deepEqual([waits.active, waits.waiting, waits.loaded], ['activated', 'installed', `/assets/${build.entry}`])
  assert.deepEqual(waits.caches, [build.old, build.new].sort(), 'both versions are kept whole until it is taken')
  await section(page, world.search, 'areas')
  await page.locator('.matrix-row').first().waitFor()
  await page.evaluate(() => tapAnswers(3, { from: 3 }))
  await until('recorded', () => page.recorded.length === 6 || page.recorded.length)
  const shown = await shownAnswers(page)

  // Among the cells it is offered, and taken without a network.
  await go(page, '/tablet')
  world.front.shut = true
  const taken = page.waitForEvent('load')
  await page.locator('.bar-newer button').click()
  await taken
  await unlock(page)
  await page.locator('.cell-next').click()
  await page.locator('.search-main').waitFor()
  const alone = JSON.stringify({ ...first, caches: [build.new], loaded: `/assets/${build.newEntry}` })
  await until('the newer version runs, alone', async () => {
    const now = await registration(page)
    return JSON.stringify(now) === alone || now
  })
  await section(page, world.search, 'areas')
  await page.locator('.matrix-row').first().waitFor()
  assert.deepEqual(await shownAnswers(page), shown, 'the search is where it was')
  await section(page, world.search, 'briefing')
  assert.equal(await page.locator('.search-main textarea').first().inputValue(), 'Un mandat oral du procureur, confirmé à 6 h 05')
  await section(page, world.search, 'areas')
  await page.evaluate(() => tapAnswers(3, { from: 6 }))
  await until('the search goes on', () => page.recorded.length === 9 || page.recorded.length)
  const entries = (await disk(page)).entries.length
  assert.ok(entries >= before + 9 + 1 + 1, 'nine taps, the words, the report')
  world.front.shut = false
  await wake(page)
  await heard(page)
  return { ...(await accounts(world, page, { entries: before + 11, photographs: 0 })), note: 'taken without a network; half-written words and a report stayed' }
}
