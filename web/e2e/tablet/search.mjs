// Looks at the pages of a task and its search in Chromium, from the door to the closed search, in both languages, orientations and by day and night. What a tap costs
// there is measured by taps.mjs.
//   node e2e/tablet/search.mjs [shots|two]
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { served } from './serve.mjs'

const what = process.argv[2] ?? 'shots'
const door = await served('search')
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'] })
const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
let wrong = 0
const folder = new URL('../../shots/search/', import.meta.url).pathname
mkdirSync(folder, { recursive: true })

/** A page of its own, with its look. */
async function opened({ language = 'fr', theme = 'light', width = 1280, height = 800, query = '' } = {}) {
  const context = await browser.newContext({ viewport: { width, height } })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  await page.addInitScript(([l, t]) => {
    localStorage.setItem('cellsweep.language', l)
    localStorage.setItem('cellsweep.theme.light', t)
  }, [language, theme])
  const task = '0198f2a0-0000-7000-8000-00000000012c'
  await page.goto(`${door.address}/tablet/task/${task}${query}`)
  await page.waitForFunction(() => globalThis.trial !== undefined)
  return { page, faults, task, close: () => context.close() }
}

const go = (page, path) => page.evaluate((to) => {
  history.pushState(null, '', to)
  dispatchEvent(new PopStateEvent('popstate'))
}, path)

/** What is too small for a glove, or runs out of the screen. */
const misfits = (page) => page.evaluate(() => {
  const small = [...document.querySelectorAll('button, a, input, textarea, select, summary')].filter((e) => e.offsetParent !== null && !e.classList.contains('unseen')).filter((e) => {
    const { width, height } = e.getBoundingClientRect()
    return width > 0 && (height < 47.5 || width < 47.5)
  }).map((e) => `${e.tagName} ${e.textContent?.slice(0, 30)} ${Math.round(e.getBoundingClientRect().width)}×${Math.round(e.getBoundingClientRect().height)}`)
  return { small: [...new Set(small)], wide: document.documentElement.scrollWidth > innerWidth ? document.documentElement.scrollWidth : 0 }
})

async function shots(look) {
  const { page, faults, close } = await opened(look)
  const name = `${look.language}-${look.theme}-${look.width}`
  const shot = async (step) => {
    await page.waitForTimeout(120)
    await page.screenshot({ path: `${folder}${step}-${name}.png`, fullPage: look.full === true })
    const found = await misfits(page)
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { rules: { 'page-has-heading-one': { enabled: false }, region: { enabled: false } } }))
    for (const { id, nodes } of violations) console.log(step, name, 'axe', id, nodes.length, nodes[0]?.html.slice(0, 160), nodes[0]?.failureSummary?.split('\n')[1])
    wrong += violations.length + found.small.length + found.wide
    if (found.small.length > 0 || found.wide > 0) console.log(step, name, JSON.stringify(found))
  }
  await shot('01-task')
  await page.locator('.task-acts .first-big').click()
  await page.locator('.arrival-part .big').last().scrollIntoViewIfNeeded()
  await shot('02-arrival')
  const search = await page.evaluate(() => trial.begun())
  const at = (section) => go(page, `/tablet/search/${search}/${section}`)
  await at('briefing')
  await shot('03-briefing')
  await at('arrival')
  await page.evaluate((s) => {
    trial.elsewhere(s, 'informed', 'yes')
    trial.elsewhere(s, 'informed', 'no', trial.id(12))
  }, search)
  await page.locator('#item-presence .pick').nth(2).click()
  await page.locator('#item-informed').scrollIntoViewIfNeeded()
  await shot('04-arrival-contested')
  await page.locator('#item-alerts').scrollIntoViewIfNeeded()
  await page.locator('#item-alerts .long-open').click()
  await page.locator('#item-alerts .long-options .pick').nth(3).click()
  await shot('05-arrival-alerts')
  await at('before')
  await page.locator('#item-damage_there .pick').first().click()
  await page.locator('#item-damage_before .first-big').click()
  await shot('06-before-repeat')
  await at('areas')
  for (const row of [0, 1, 2]) await page.locator('.matrix-row').nth(row).locator('.pick').first().click()
  await page.locator('.matrix-row').nth(3).locator('.pick').nth(1).click()
  await shot('07-areas')
  await page.locator('.matrix-fill').click()
  await page.locator('.matrix-filling .pick').first().click()
  await shot('08-areas-fill')
  await page.locator('.matrix-filling .first-big').click()
  await page.locator('.matrix-column').nth(2).click()
  await shot('09-areas-by')
  await at('close')
  await shot('10-close')
  await at('~end')
  await shot('11-end')
  await page.locator('#end-signatures').scrollIntoViewIfNeeded()
  await shot('12-end-signatures')
  await page.locator('.end-part .acts .big').last().click()
  await page.locator('dialog .pick').first().click()
  await shot('13-let-pass')
  await page.locator('dialog textarea').fill('Les scellés sont restés au greffe.')
  await page.locator('dialog .first-big').click()
  await page.waitForSelector('dialog', { state: 'detached' })
  await page.locator('#end-outcome .pick').first().click()
  await page.locator('.end-part .pick').last().click()
  await shot('14-second')
  await page.locator('#pin').fill('161803')
  await page.locator('.keypad button[type=submit]').click()
  await page.waitForSelector('.closed')
  await shot('15-closed')
  const types = await page.evaluate(() => trial.disk.map((d) => d.type))
  assert.ok(types.includes('gate.overridden') && types.at(-2) === 'search.closed' && types.at(-1) === 'search.confirmed', types.join())
  await page.locator('.closed-acts .big').first().click()
  await page.locator('dialog textarea').fill('Une seconde cache.')
  await page.locator('dialog .first-big').click()
  await page.waitForSelector('.rail')
  await page.evaluate(() => trial.newVersion())
  await at('briefing')
  await page.evaluate(() => scrollTo(0, 0))
  await shot('16-version')
  assert.deepEqual(faults, [])
  await close()
}

try {
  const looks = [{ language: 'fr', theme: 'light', width: 1280, height: 800 }, { language: 'en', theme: 'night', width: 800, height: 1280 }, { language: 'fr', theme: 'night', width: 1280, height: 800 }, { language: 'fr', theme: 'light', width: 800, height: 1280 }]
  // Two have each language, theme and orientation once: what the tests of every run take.
  for (const look of what === 'two' ? looks.slice(0, 2) : looks) await shots(look)
  assert.equal(wrong, 0, 'what is too small, too wide or told by axe')
} finally {
  await browser.close()
  await door.stop()
}
