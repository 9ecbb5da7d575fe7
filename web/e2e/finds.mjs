// The screens of finds in a real browser, under the policy that the program sends: a find from the first look to the sealed bag,
// with photographs of a false camera and codes that it shows.   node e2e/finds.mjs [--shots]
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import axe from 'axe-core'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { film } from './tablet/codes.mjs'

const web = join(import.meta.dirname, '..')
const work = mkdtempSync(join(tmpdir(), 'finds-'))
const shots = process.argv.includes('--shots') ? join(web, 'shots', 'finds') : null
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.woff2': 'font/woff2' }

async function built() {
  const root = join(work, 'site')
  await build({ root: web, configFile: false, logLevel: 'error', build: { outDir: root, target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, rolldownOptions: { input: join(web, 'e2e/tablet/finds.html') } } })
  const server = createServer((request, response) => {
    try {
      const path = new URL(request.url, 'http://x').pathname
      const bytes = readFileSync(join(root, path))
      response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream', 'Content-Security-Policy': policy }).end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, address: `http://127.0.0.1:${server.address().port}/e2e/tablet/finds.html` }
}

const other = 'cellsweep-entry/1 is no head'
const codes = [{ text: 'SC-2025-00417', format: 'DataMatrix' }, { text: '359043377500085', format: 'Code128' }, { text: other, format: 'QRCode' }, { text: '3270190022534', format: 'EAN13' }]

async function opened(address) {
  const camera = join(work, 'codes.y4m')
  await film(camera, codes)
  const flags = ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${camera}`]
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const faults = []
  page.on('pageerror', (e) => faults.push(e.message))
  page.on('console', (m) => m.type() === 'error' && !m.location().url.endsWith('/favicon.ico') && faults.push(m.text()))
  page.setDefaultTimeout(90_000)
  await page.goto(address)
  await page.waitForFunction(() => globalThis.trial !== undefined)
  await page.evaluate(() => trial.look('en', 'light'))
  await page.evaluate(() => trial.begin())
  return { browser, page, faults }
}

const items = (page) => ({
  press: (item, name) => page.locator(`[data-item="${item}"]`).getByRole('button', { name, exact: true }).first().click(),
  type: async (item, text, nth = 0) => {
    const field = page.locator(`[data-item="${item}"] input`).nth(nth)
    await field.fill(text)
    await field.press('Enter')
  },
})
const acts = (page) => page.evaluate(() => trial.written.map((e) => ({ type: e.type, id: e.id, entity: e.entity, supersedes: e.supersedes, files: e.files, body: JSON.parse(e.body) })))

/** Takes a photograph in the open camera and leaves it. */
async function photograph(page, item) {
  await page.locator(`[data-item="${item}"] .shoot, .asked .photos-field[data-role="${item}"] .shoot`).first().click()
  await page.locator('.shutter:not([disabled])').click()
  await page.locator('.last-taken img').waitFor()
  await page.getByRole('button', { name: /^(Done|Terminé)$/ }).last().click()
}

/** Reads a code by the camera into the nth field of an item. */
async function scan(page, item, nth = 0) {
  await page.locator(`[data-item="${item}"] .scan-open`).nth(nth).click()
  if (shots !== null) await page.screenshot({ path: join(shots, `scan-${item}.png`) })
  await page.locator('dialog.full-view').waitFor({ state: 'hidden' })
}

async function sign(page) {
  const area = page.locator('.draw-area canvas')
  await area.scrollIntoViewIfNeeded()
  const box = await area.boundingBox()
  await page.mouse.move(box.x + 60, box.y + 120)
  await page.mouse.down()
  for (let i = 1; i <= 30; i++) await page.mouse.move(box.x + 60 + i * 12, box.y + 120 + 50 * Math.sin(i / 2))
  await page.mouse.up()
  await page.getByRole('button', { name: 'Take this signature' }).click()
  await page.locator('.signature-shown img').waitFor()
}

async function shot(page, name) {
  if (shots === null) return
  mkdirSync(shots, { recursive: true })
  for (const [language, theme, size] of [['en', 'light', [1280, 800]], ['fr', 'night', [800, 1280]], ['fr', 'light', [1280, 800]], ['en', 'dark', [800, 1280]]]) {
    await page.setViewportSize({ width: size[0], height: size[1] })
    await page.evaluate(([l, t]) => trial.look(l, t), [language, theme])
    await page.waitForTimeout(150)
    await page.screenshot({ path: join(shots, `${name}-${language}-${theme}-${size[0]}.png`), fullPage: !name.includes('view') })
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.evaluate(() => trial.look('en', 'light'))
}

/** No fault of accessibility, and nothing to be touched that is smaller than a thumb in a glove. */
async function judged(page, where) {
  const found = await page.evaluate(async (source) => {
    if (globalThis.axe === undefined) return null
    return (await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'], rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } } })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ').slice(0, 300)}`)
  })
  assert.deepEqual(found, [], where)
  const small = await page.evaluate(() => [...document.querySelectorAll('button, input:not(.unseen), textarea')].filter((b) => b.checkVisibility()).map((b) => [b.outerHTML.slice(0, 80), b.getBoundingClientRect()]).filter(([, r]) => r.width < 48 || r.height < 48).map(([html, r]) => `${html} ${Math.round(r.width)}×${Math.round(r.height)}`))
  assert.deepEqual(small, [], `${where}: targets of at least 48 px`)
}

async function aFind(page) {
  const { press, type } = items(page)
  await page.getByRole('button', { name: 'Record a find' }).click()
  await shot(page, '1-new')
  await press('how', 'Search by hand')
  await page.locator('[data-item="place"]').getByRole('button', { name: /^Choose from/ }).click()
  await shot(page, '2-places-view')
  await page.locator('.many input').fill('matt')
  await page.getByRole('button', { name: 'Mattress', exact: true }).click()
  await photograph(page, 'photo_in_place')
  await page.locator('[data-item="photo_in_place"] .thumb img').waitFor()
  await page.waitForFunction(() => trial.written.length >= 4) // the photograph is seen before it is named
  const first = await acts(page)
  assert.deepEqual(first.slice(1).map((a) => a.type), ['finding.recorded', 'finding.amended', 'finding.amended'])
  assert.equal(first[3].files.length, 1, 'the photograph is named before anybody has said what it is')
  assert.deepEqual(first[3].supersedes, [first[2].id])
  await press('category', 'Telephone')
  await shot(page, '3-described')
  await press('disposition', 'Seized')
  await page.locator('.label-number strong').waitFor()
  await photograph(page, 'object')
  await press('imei_readable', 'Yes')
  await page.locator('[data-item="imei_readable"] input').first().pressSequentially('35904337750008')
  await shot(page, '4-imei')
  await scan(page, 'imei_readable')
  await page.waitForFunction(() => document.querySelector('[data-item="imei_readable"] input')?.value === '359043377500085')
  await shot(page, '5-model')
  await page.locator('[data-item="device"] .model').first().click()
  await press('powered', 'Off')
  await press('numbers_as_read', 'Yes')
  await press('iccid_readable', 'No')
  await type('iccid_readable', 'No card in it')
  await press('route', 'Drone')
  await page.locator('[data-item="route"]').getByRole('button', { name: 'Likely' }).click()
}

async function aSeal(page) {
  const { press, type } = items(page)
  await scan(page, 'seal')
  await page.waitForFunction(() => document.querySelector('[data-item="seal"] input')?.value !== '')
  await press('seal_type', 'Covered seal')
  await type('seal_witness', 'Paul Mercier')
  await sign(page)
  await page.locator('[data-item="seal_witness"]').scrollIntoViewIfNeeded()
  await shot(page, '6-seal')
  await page.getByRole('button', { name: 'The seal is on' }).click()
  await photograph(page, 'photo_sealed')
  await page.getByRole('button', { name: 'Code for the bag' }).first().click()
  await page.locator('.code-view .qr-ink').waitFor()
  await shot(page, '7-bag-view')
  const text = await page.locator('.code-text').textContent()
  await page.getByRole('button', { name: 'Close' }).last().click()
  return text
}

/** A whole find stands as it is until somebody says why; what is changed then carries that reason. */
async function putRight(page) {
  await page.locator('.find-row').first().click()
  assert.ok(await page.locator('[data-item="powered"] button').first().isDisabled())
  await page.getByRole('button', { name: 'Put it right' }).click()
  await page.locator('.find-card textarea').fill('It was only asleep')
  await page.getByRole('button', { name: 'Put it right' }).click()
  await items(page).press('powered', 'Unknown')
  await page.waitForFunction(() => JSON.parse(trial.written.at(-1).body).reason === 'It was only asleep')
  await page.locator('.find-head .big').first().click()
}

async function theTrial({ page, faults }) {
  await page.locator('.find-list').waitFor()
  await shot(page, '0-empty')
  await aFind(page)
  const text = await aSeal(page)
  await page.locator('.card-done').first().waitFor()
  await judged(page, 'a whole find')
  await shot(page, '8-whole')
  const all = await acts(page)
  const seized = all.find((a) => a.type === 'exhibit.seized')
  const sealed = all.find((a) => a.type === 'seal.applied')
  assert.equal(sealed.body.number, 'SC-2025-00417')
  assert.deepEqual(sealed.body.exhibits, [seized.id])
  assert.equal(sealed.files.length, 1, 'the witness’s drawing')
  const entry = await page.evaluate((id) => trial.entryOf(id), seized.id)
  assert.equal(text, `cellsweep-entry/1 ${entry.stream} ${entry.seq} ${entry.hash}`)
  const photograph = all.flatMap((a) => a.body.changes?.photos ?? []).find((p) => p.role === 'in_place')
  const magic = await page.evaluate((sha256) => trial.original(sha256), photograph.sha256)
  assert.ok((magic[0] === 0xff && magic[1] === 0xd8) || (magic[0] === 0x89 && magic[1] === 0x50), 'a picture as the camera made it')
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await shot(page, '9-list')
  await putRight(page)
  await page.evaluate(() => trial.closeSearch())
  await page.evaluate(() => trial.show('receipt'))
  await page.locator('.receipt-signatures img').waitFor()
  await judged(page, 'the receipt')
  await shot(page, '10-receipt')
  await page.getByRole('button', { name: 'Roll of 80 mm' }).click()
  await shot(page, '11-roll')
  if (shots !== null) await page.pdf({ path: join(shots, 'roll.pdf'), preferCSSPageSize: true })
  await page.evaluate(() => trial.show('witness'))
  await page.locator('.witness .qr-ink').waitFor()
  await page.locator('.witness .scan-open').click()
  await page.locator('.not-kept').waitFor()
  assert.match(await page.locator('.not-kept').textContent(), /not the code of a tablet/)
  await judged(page, 'the witness')
  await shot(page, '12-witness')
  await page.evaluate(() => trial.show('site'))
  await page.locator('.find-row').waitFor()
  await judged(page, 'the site')
  await shot(page, '13-site')
  assert.deepEqual(faults, [], 'nothing that the policy refuses, no error')
  return `${all.length} acts, ${new Set(all.flatMap((a) => a.files)).size} originals`
}

const { server, address } = await built()
let browser
try {
  const world = await opened(address)
  browser = world.browser
  await world.page.evaluate(axe.source)
  console.log(await theTrial(world))
} catch (thrown) {
  for (const p of browser?.contexts()[0]?.pages() ?? []) await p.screenshot({ path: join(tmpdir(), 'finds-failed.png') })
  throw thrown
} finally {
  await browser?.close()
  server.close()
  rmSync(work, { recursive: true })
}
