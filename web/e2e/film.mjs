// One search, from the list of cells to the receipt, pictured at each step on the real program: lying and standing, by day and by night, in French and in
// English; and a sheet of all pictures for each way a tablet is held.
//   [CELLSWEEP_BINARY=../bin/cellsweep] npm run film [-- FOLDER]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { binary } from './binary.mjs'
import { begun, confirmed, lying, second, standing } from './journeys/tablet.mjs'
import { falseCamera } from './tablet/camera.mjs'
import { press } from './tablet/hands.mjs'
import { answersAll, signsAll } from './tablet/officer.mjs'
import { api, plan, tabletAt } from './tablet/program.mjs'
import { speaker } from './texts.mjs'
import { world } from './world.mjs'

const folder = process.argv[2] ?? new URL('../shots/film', import.meta.url).pathname
mkdirSync(folder, { recursive: true })
const ways = { lying, standing }
const themes = ['light', 'night']
const taken = [] // { step, language, theme, way, file }

/** Takes a step's pictures: both ways and both themes. */
async function pictures(page, language, step) {
  for (const [way, size] of Object.entries(ways)) {
    await page.setViewportSize(size)
    for (const theme of themes) {
      await page.evaluate((t) => (document.documentElement.dataset.theme = t), theme)
      await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))))
      const file = `${way}-${language}-${theme}-${step}.png`
      await page.screenshot({ path: join(folder, file), animations: 'disabled' })
      taken.push({ step, language, theme, way, file })
    }
  }
  await page.setViewportSize(lying)
}

async function film(browser, on, language, n) {
  const say = speaker(language)
  const { site } = await plan(on.base)
  const context = await browser.newContext({ viewport: lying, locale: language === 'fr' ? 'fr-FR' : 'en-GB', timezoneId: 'Europe/Paris', reducedMotion: 'reduce', permissions: ['camera'] })
  await context.addInitScript((l) => localStorage.setItem('cellsweep.language', l), language)
  const page = await context.newPage()
  page.setDefaultTimeout(45_000)
  let step = 0
  const take = (name) => pictures(page, language, `${String(++step).padStart(2, '0')}-${name}`)
  await tabletAt(on.base, page, site, `Tablette ${n}`)
  await page.waitForTimeout(500)
  await take('cells')
  // The journey's own acts: what it judges there is pictured here.
  const t = { say, language, judge: (_, name) => take(name.replace('tablet-', '')) }
  await second(t, page, (await page.locator('.bar-me').textContent()).trim())
  await begun(t, page)
  const fromTop = async (name) => {
    if (!name.startsWith('find-')) await page.evaluate(() => scrollTo(0, 0))
    await take(name)
  }
  await answersAll(t, page, fromTop)
  await signsAll(t, page)
  await fromTop('end')
  await confirmed(t, page)
  await press(page, say('search.toReceipt'))
  await page.getByText('SC-2025-0042').first().waitFor()
  await take('receipt')
  await context.close()
}

/** One sheet of pictures, composed by the browser: a row for each step, a column for each look. `width` is that of a picture. */
async function sheet(browser, pictures, file, width, columns) {
  const page = await browser.newPage()
  const cell = ({ file: name, step, language, theme }) => `<figure><img width="${width}" src="data:image/png;base64,${readFileSync(join(folder, name)).toString('base64')}"><figcaption>${step} · ${language} · ${theme}</figcaption></figure>`
  await page.setViewportSize({ width: columns * (width + 8) + 8, height: 600 })
  await page.setContent(`<style>body{margin:8px;background:#777;display:grid;grid-template-columns:repeat(${columns},${width}px);gap:8px;font:11px sans-serif;color:#fff}figure{margin:0}img{display:block}</style>${pictures.map(cell).join('')}`)
  await page.screenshot({ path: join(folder, file), fullPage: true })
  await page.close()
}

const on = await world(binary, { state: 'released', sites: 6 })
const camera = falseCamera()
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...camera.flags] })
try {
  await api(on.base, 'coordinator', 'GET', '/v1/operations')
  for (const [n, language] of ['fr', 'en'].entries()) await film(browser, on, language, n + 1)
  for (const way of Object.keys(ways)) {
    const all = taken.filter((p) => p.way === way).sort((a, b) => (a.step < b.step ? -1 : a.step > b.step ? 1 : 0))
    await sheet(browser, all, `sheet-${way}.png`, way === 'lying' ? 320 : 200, 4)
  }
  const few = taken.filter((p) => p.way === 'lying' && p.language === 'fr' && p.theme === 'light')
  await sheet(browser, few, 'sheet-small.png', 280, 4)
  writeFileSync(join(folder, 'pictures.json'), JSON.stringify(taken, null, 1))
} finally {
  await browser.close()
  camera.gone()
  await on.stop()
}
console.log(`${taken.length} pictures and their sheets in ${folder}`)
