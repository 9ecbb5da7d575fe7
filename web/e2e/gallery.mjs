// Pictures of every page of a running demonstration, at the size that its surface is made for, in French and English, in light and dark; each is
// judged as the journeys judge theirs (policy, axe, texts that are missing or do not fit). Pages are found by following links: of addresses that
// differ in an id alone, the first. Needs `make run` in another terminal.
//   npm run gallery [-- --base http://127.0.0.1:8080] [--shots FOLDER] [--only WORDS] [--looks fr-dark,en-light]
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { codes, groups, speaker } from './texts.mjs'
import { desk, Ledger, Traveller, wall } from './traveller.mjs'

const { values: given } = parseArgs({
  options: {
    base: { type: 'string', default: 'http://127.0.0.1:8080' },
    shots: { type: 'string', default: new URL('../shots/gallery', import.meta.url).pathname },
    only: { type: 'string', default: '' },
    looks: { type: 'string', default: 'fr-dark,fr-light,en-dark,en-light' },
    chromium: { type: 'string', default: process.env.CHROMIUM ?? '/usr/bin/chromium' },
  },
})
mkdirSync(given.shots, { recursive: true })
const browser = await chromium.launch({ executablePath: given.chromium, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'] })
const tablet = { width: 1280, height: 800 }

/** Where each persona begins; a page that somebody has shown before is not shown again. */
const beginnings = [
  { login: '', from: ['/', '/review', '/tablet'] },
  { login: 'coordinator', from: ['/operations'] }, // before those who may only look
  { login: 'hq', from: ['/operations'] },
  { login: 'admin', from: ['/office'] },
  { login: 'custodian', from: ['/office'] },
  { login: 'auditor', from: ['/office/audit'] },
]
const sizeOf = (path) => (path.startsWith('/hq') ? wall : path.startsWith('/tablet') ? tablet : desk)
/** An address without its ids. */
const shapeOf = (path) => path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}/g, ':id').replace(/\/places\/.*/, '/places/:place').replace(/=\d+/, '=').replace(/\/$/, '')

/** Waits until a page has what it shows: no bar of waiting, no row that is still to come, and nothing asked of the server for a moment. */
async function settled(page) {
  await page.waitForLoadState('load')
  await page.waitForLoadState('networkidle', { timeout: 1200 }).catch(() => undefined) // a live page is never idle
  await page.waitForFunction(() => document.querySelector('.waiting, [aria-busy=true]') === null, undefined, { timeout: 20_000 }).catch(() => undefined)
  await page.waitForTimeout(500)
}

/** Opens an address as its persona, and gives the reason where a plan asks for one. */
async function open(t, page, path) {
  await page.setViewportSize(sizeOf(path))
  await t.go(page, path)
  await settled(page)
  if (path.startsWith('/plan/') && (await page.getByRole('button', { name: t.say('plan.reasonSend') }).count()) > 0) {
    await t.giveReason(page)
    await settled(page)
  }
}

/** Follows links from where personas begin: [{login, path, name}], one for each shape of address. */
async function discover(t) {
  const found = []
  const seen = new Set()
  for (const { login, from } of beginnings) {
    const page = login === '' ? await t.page() : await t.as(login)
    page.expected.push(/./) // judged later
    const queue = [...from]
    for (let path = queue.shift(), first = true; path !== undefined; path = queue.shift(), first = false) {
      const shape = shapeOf(path)
      const known = seen.has(shape)
      if (known && !first) continue
      seen.add(shape)
      await open(t, page, path)
      if (!known) found.push({ login, path, name: `${String(found.length + 1).padStart(2, '0')}-${shape.slice(1).replaceAll(/[/?=:&]+/g, '-') || 'front'}` })
      const links = await page.evaluate(() => [...document.querySelectorAll('a[href]')].filter((a) => a.origin === location.origin && !a.hasAttribute('download')).map((a) => a.pathname + a.search))
      queue.push(...links.filter((l) => !l.startsWith('/v1/') && !l.startsWith('/?')))
    }
  }
  await t.close()
  return found
}

const looks = given.looks.split(',').map((l) => ({ language: l.split('-')[0], theme: l.split('-')[1] }))
const ledger = new Ledger()
const journey = (look) => new Traveller({ browser, world: { base: given.base }, ...look, ledger, shots: given.shots, say: speaker(look.language), groups, codes: codes(look.language) })
const pages = (await discover(journey(looks[0]))).filter((p) => p.name.includes(given.only))
ledger.faults.splice(0)
console.log(`${pages.length} pages: ${pages.map((p) => p.name).join(' ')}`)
for (const look of looks) {
  const t = journey(look)
  const of = new Map()
  for (const { login, path, name } of pages) {
    if (!of.has(login)) of.set(login, login === '' ? await t.page() : await t.as(login))
    const page = of.get(login)
    page.expected.push(/status of 40[14]/) // who is not signed in, what is not there: shown as such
    await open(t, page, path).catch((error) => t.fault(`${name}: ${error.message.split('\n')[0]}`))
    await t.judge(page, name)
  }
  await t.close()
}
// Side by side: what stands out among its neighbours is seen at a glance.
const at = (name) => pathToFileURL(`${given.shots}/${name}.png`).href
for (const look of looks) {
  const all = pages.map((p) => `${p.name}-${look.language}-${look.theme}`)
  for (let from = 0; from < all.length; from += 6) {
    const sheet = `${given.shots}/sheet-${look.language}-${look.theme}-${from / 6 + 1}`
    const figures = all.slice(from, from + 6).map((name) => `<figure><img src="${at(name)}"><figcaption>${name}</figcaption></figure>`).join('')
    writeFileSync(`${sheet}.html`, `<meta charset="utf-8"><style>body{margin:0;display:grid;grid-template-columns:1fr 1fr;font:12px sans-serif}figure{margin:2px}img{width:100%}</style>${figures}`)
    const page = await browser.newPage({ viewport: { width: 1560, height: 1500 } })
    await page.goto(pathToFileURL(`${sheet}.html`).href)
    await page.screenshot({ path: `${sheet}.png`, fullPage: true })
    await page.close()
    rmSync(`${sheet}.html`)
  }
}
await browser.close()
for (const fault of ledger.faults) console.log(`  ${fault}`)
console.log(`${ledger.shots.length} pictures in ${given.shots}, ${ledger.rules} rules of axe passed, ${ledger.faults.length} faults`)
process.exit(ledger.faults.length === 0 ? 0 : 1)
