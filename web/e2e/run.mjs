// Walks sign-in, operations, headquarters, a site and the plan against a running server, in both languages and themes,
// and fails on any violation of the content security policy, any finding of axe, any error on the console.
//   npm run e2e -- --base http://127.0.0.1:8080 --login NAME --password WORD [--operation ID] [--shots FOLDER]
// With CELLSWEEP_BINARY it starts that program with the demonstration instead, and ends it.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { demonstration } from './server.mjs'

const { values: given } = parseArgs({
  options: {
    base: { type: 'string', default: 'http://127.0.0.1:8080' },
    login: { type: 'string', default: process.env.CELLSWEEP_LOGIN ?? '' },
    password: { type: 'string', default: process.env.CELLSWEEP_PASSWORD ?? '' },
    operation: { type: 'string', default: '' },
    shots: { type: 'string', default: new URL('../shots', import.meta.url).pathname },
    chromium: { type: 'string', default: process.env.CHROMIUM ?? '/usr/bin/chromium' },
  },
})
const own = process.env.CELLSWEEP_BINARY ? await demonstration(process.env.CELLSWEEP_BINARY) : undefined
if (own !== undefined) Object.assign(given, { base: own.base, login: 'hq', password: 'demonstration' })
if (given.login === '' || given.password === '') {
  console.error('name a login and its password: --login NAME --password WORD, or CELLSWEEP_LOGIN and CELLSWEEP_PASSWORD')
  process.exit(2)
}
mkdirSync(given.shots, { recursive: true })
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const faults = []
const steps = []
let checks = 0

/** Notes what went wrong, and where. */
function fault(where, what) {
  faults.push(`${where}: ${what}`)
}

/** A page on which everything that must not happen is written down. */
async function watched(context, name) {
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') fault(name.now, `console: ${message.text()}`)
  })
  page.on('pageerror', (error) => fault(name.now, `error: ${error.message}`))
  page.on('requestfailed', (request) => {
    // What is under way when a page is left is aborted by the browser: no failure.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') fault(name.now, `request failed: ${request.url()} ${request.failure()?.errorText}`)
  })
  await page.addInitScript(() => {
    globalThis.refused = []
    document.addEventListener('securitypolicyviolation', (e) => globalThis.refused.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`))
  })
  return page
}

/** Takes a picture and asks policy and axe what they have against the page. */
async function judge(page, name) {
  steps.push(name)
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: `${given.shots}/${name}.png` })
  for (const refused of await page.evaluate(() => globalThis.refused)) fault(name, `policy: ${refused}`)
  // Evaluated through the debugger, which is not subject to the page's policy; a script element would be.
  await page.evaluate(axe)
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  if (passes.length === 0) fault(name, 'axe looked at nothing')
  checks += passes.length
  for (const v of violations) fault(name, `axe ${v.id} (${v.impact}) ×${v.nodes.length}: ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].failureSummary?.split('\n')[1]?.trim() ?? ''}`)
}

const words = {
  en: { signIn: 'Sign in', sites: 'Sites', reason: 'Read the plan', wrong: 'Login and password do not fit together', back: '← All sites' },
  fr: { signIn: 'Se connecter', sites: 'Sites', reason: 'Lire le plan', wrong: 'Identifiant et mot de passe ne vont pas ensemble', back: '← Tous les sites' },
}

async function walk(browser, language, theme) {
  const tag = `${language}-${theme}`
  const w = words[language]
  const name = { now: `sign-in ${tag}` }
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: language === 'fr' ? 'fr-FR' : 'en-GB', timezoneId: 'Europe/Paris', reducedMotion: 'reduce' })
  await context.addInitScript(([l, t]) => {
    localStorage.setItem('cellsweep.language', l)
    for (const document of ['light', 'dark']) localStorage.setItem(`cellsweep.theme.${document}`, t)
  }, [language, theme])
  const page = await watched(context, name)

  const response = await page.goto(given.base)
  if (response?.headers()['content-security-policy'] === undefined) fault(name.now, 'the server sends no content security policy')
  await page.locator('input[autocomplete=username]').waitFor()
  await judge(page, `sign-in-${tag}`)
  await page.locator('input[autocomplete=username]').fill(given.login)
  await page.locator('input[autocomplete=current-password]').fill(given.password)
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/operations')

  name.now = `operations ${tag}`
  await page.locator('table.operations tbody tr').first().waitFor()
  await judge(page, `operations-${tag}`)
  const operation = given.operation || (await page.locator('table.operations a[href^="/hq/"]').first().getAttribute('href'))?.split('/')[2]

  name.now = `hq ${tag}`
  await page.setViewportSize({ width: 1920, height: 1080 })
  await page.goto(`${given.base}/hq/${operation}`)
  await page.locator('.hq').waitFor()
  await page.locator('table.sites tbody tr').first().waitFor()
  await judge(page, `hq-${tag}`)
  await page.setViewportSize({ width: 1440, height: 900 })
  await judge(page, `hq-1440-${tag}`)

  name.now = `site ${tag}`
  const link = page.locator('table.sites tbody th a').first()
  await link.focus()
  await page.keyboard.press('Enter')
  await page.locator('.site-page').waitFor()
  if (!page.url().includes('/sites/')) fault(name.now, `a site has no address of its own: ${page.url()}`)
  await judge(page, `site-${tag}`)
  await page.reload()
  await page.locator('.site-page .site-title').waitFor()
  await page.getByText(w.back).click()
  await page.locator('table.sites tbody tr').first().waitFor()

  name.now = `plan ${tag}`
  await page.goto(`${given.base}/plan/${operation}`)
  await page.locator('textarea').waitFor()
  await judge(page, `plan-reason-${tag}`)
  await page.locator('textarea').fill(language === 'fr' ? 'Contrôle de l’affichage' : 'Check of the display')
  await page.getByRole('button', { name: w.reason }).click()
  await page.locator('.board-site').first().waitFor()
  await judge(page, `plan-${tag}`)
  const blocks = await page.locator('.block').count()
  if (blocks === 0) fault(name.now, 'the plan has no search on its lanes')
  await context.close()
}

/** A wrong password is told as such, in words, and leads nowhere. */
async function wrongPassword(browser) {
  const context = await browser.newContext({ locale: 'fr-FR' })
  const page = await context.newPage()
  await page.goto(given.base)
  await page.locator('input[autocomplete=username]').fill(given.login)
  await page.locator('input[autocomplete=current-password]').fill('not the password at all')
  await page.locator('button[type=submit]').click()
  await page.getByText(words.fr.wrong).waitFor({ timeout: 10_000 })
  await page.goto(`${given.base}/operations`)
  await page.locator('.notice-fault a[href^="/?next="]').waitFor({ timeout: 10_000 })
  await context.close()
}

const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-dev-shm-usage'],
})
try {
  await wrongPassword(browser).catch((error) => fault('wrong password', error.message))
  for (const language of ['fr', 'en']) {
    for (const theme of ['dark', 'light']) await walk(browser, language, theme).catch((error) => fault(`${language} ${theme}`, error.message))
  }
} finally {
  await browser.close()
  await own?.stop()
}
console.log(`${steps.length} pages judged, ${checks} rules of axe passed, pictures in ${given.shots}`)
for (const f of faults) console.error(`FAULT ${f}`)
console.log(faults.length === 0 ? 'no violation of the policy, no finding of axe, no error' : `${faults.length} faults`)
const failed = new Set(faults.map((f) => f.split(':')[0])).size
console.log(`${Math.max(steps.length + 1 - failed, 0)} passed, ${failed} failed`) // the wrong password is one more
process.exit(faults.length === 0 ? 0 : 1)
