// Who makes a journey: signed-in pages in one language and theme, and a judge who looks at each of them.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Sizes at which pages are looked at (design: headquarters' wall, a coordinator's screen). */
export const wall = { width: 1920, height: 1080 }
export const desk = { width: 1440, height: 900 }

/** Asks as often as the server says that it is asked too often: many journeys share a world, and nobody signs in there without end. */
export async function patiently(ask) {
  for (let tries = 0; ; tries++) {
    const answer = await ask()
    if (answer.status() !== 429 || tries === 3) return answer
    await new Promise((done) => setTimeout(done, 1000 * Math.min(60, Number(answer.headers()['retry-after'] ?? 10))))
  }
}

/** What a traveller has met: `faults` are sentences, `shots` the pages judged, `rules` how many rules of axe passed. */
export class Ledger {
  faults = []
  shots = []
  rules = 0
}

export class Traveller {
  /** `say(key, parameters)`, `groups` (of keys) and `codes` (of the API) are of the dictionaries in the language of the journey; `slow` says how many times slower its pages are. */
  constructor({ browser, world, language, theme, ledger, shots, say, groups, codes, slow = 1 }) {
    Object.assign(this, { browser, world, language, theme, ledger, shots, say, groups, codes, slow, contexts: [] })
  }

  fault(what) {
    this.ledger.faults.push(what)
  }

  /** A page in a browser context of its own, watched for whatever must not happen. */
  async page({ viewport = desk, theme = this.theme, ...more } = {}) {
    const { language } = this
    const context = await this.browser.newContext({ viewport, locale: language === 'fr' ? 'fr-FR' : 'en-GB', timezoneId: 'Europe/Paris', reducedMotion: 'reduce', acceptDownloads: true, ...more })
    this.contexts.push(context)
    await context.addInitScript(([l, t]) => {
      localStorage.setItem('cellsweep.language', l)
      for (const document of ['light', 'dark']) localStorage.setItem(`cellsweep.theme.${document}`, t)
      globalThis.refused = []
      document.addEventListener('securitypolicyviolation', (e) => globalThis.refused.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`))
    }, [language, theme])
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    if (this.slow > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: this.slow })
    page.expected = [] // regular expressions of what a journey provokes on purpose
    const met = (what) => page.expected.some((e) => e.test(what)) || this.fault(what)
    page.on('console', (message) => message.type() === 'error' && met(`console: ${message.text()} ${message.location().url}`))
    page.on('pageerror', (error) => met(`error: ${error.message}`))
    page.on('requestfailed', (request) => {
      // What is under way when a page is left is aborted by the browser: no failure.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') met(`request failed: ${request.url()} ${request.failure()?.errorText}`)
    })
    return page
  }

  /** The same for somebody who has signed in: a persona of the demonstration. */
  async as(login, options) {
    const page = await this.page(options)
    const answer = await patiently(() => page.request.post(`${this.world.base}/v1/sessions`, { data: { login, password: 'demonstration' } }))
    if (!answer.ok()) throw new Error(`${login} cannot sign in: ${answer.status()}`)
    return page
  }

  /** Opens an address of the program. */
  go(page, path) {
    return page.goto(`${this.world.base}${path}`)
  }

  /** A place of the operation's plan ('/release', '?view=findings', '' for the board), open as a persona who has said why they read it. */
  async plan(login, place = '', options = undefined) {
    const page = await this.as(login, options)
    await this.go(page, `/plan/${await this.operation()}${place}`)
    await this.giveReason(page)
    return page
  }

  /** The id of the demonstration's operation. */
  async operation() {
    this.known ??= await this.api('coordinator', 'GET', '/v1/operations').then(({ items }) => items.find((o) => o.reference === 'DEMO-PRISON-BREAK').id)
    return this.known
  }

  /** Asks the API as a persona, past the pages; throws for a refusal. */
  async api(login, method, path, body, headers = {}) {
    const answer = await this.refused(login, method, path, body, headers)
    if (!answer.ok) throw new Error(`${login} ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** The same, whatever comes of it: ok, status, headers, body. */
  async refused(login, method, path, body, headers = {}) {
    this.sessions ??= {}
    this.sessions[login] ??= await this.signedIn(login)
    const answer = await fetch(`${this.world.base}${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body),
      headers: { Cookie: this.sessions[login], ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers } })
    const text = await answer.text()
    return { ok: answer.ok, status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) }
  }

  /** The cookie of a persona who has signed in past the pages. */
  async signedIn(login) {
    const answer = await patiently(async () => {
      const r = await fetch(`${this.world.base}/v1/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login, password: 'demonstration' }) })
      return { status: () => r.status, headers: () => Object.fromEntries(r.headers), cookie: (r.headers.get('Set-Cookie') ?? '').split(';')[0] }
    })
    if (answer.status() >= 300) throw new Error(`${login} cannot sign in: ${answer.status()}`)
    return answer.cookie
  }

  /** Gives the reason for which the plan is read, where it is asked. */
  async giveReason(page) {
    await page.locator('textarea').fill(this.language === 'fr' ? 'Contrôle de l’affichage' : 'Check of the display')
    await page.getByRole('button', { name: this.say('plan.reasonSend') }).click()
  }

  /** Takes a picture, and asks the policy, axe, the dictionaries and the ruler what they have against the page. */
  async judge(page, name) {
    const tag = `${name}-${this.language}-${this.theme}`
    this.ledger.shots.push(tag)
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: `${this.shots}/${tag}.png` })
    for (const refused of await page.evaluate(() => globalThis.refused.splice(0))) this.fault(`${tag}: policy: ${refused}`)
    await page.evaluate(axe) // by the debugger, which is not subject to the page's policy; a script element would be
    const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
    if (passes.length === 0) this.fault(`${tag}: axe looked at nothing`)
    this.ledger.rules += passes.length
    for (const v of violations) this.fault(`${tag}: axe ${v.id} (${v.impact}) ×${v.nodes.length}: ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].failureSummary?.split('\n')[1]?.trim() ?? ''}`)
    for (const what of await page.evaluate(looked, { groups: this.groups, codes: this.codes })) this.fault(`${tag}: ${what}`)
  }

  async close() {
    for (const context of this.contexts) await context.close()
  }
}

/** Runs in the page: keys and codes that stand where a text should, and texts that do not fit. */
function looked({ groups, codes }) {
  const found = []
  const name = (e) => `${e.tagName.toLowerCase()}${e.className && typeof e.className === 'string' ? `.${e.className.trim().replaceAll(/\s+/g, '.')}` : ''}`
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const seen = new Set()
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const text = node.data.trim()
    if (text === '') continue
    const isCode = node.parentElement?.tagName === 'CODE' // shown as a code on purpose, such as the path of an item
    if (!isCode && /^[a-zA-Z]+(\.\w+)+$/.test(text) && groups.includes(text.split('.')[0])) found.push(`a key instead of a text: ${text}`)
    // A log-in is whatever somebody chose, a reason whatever somebody wrote: such elements say that they are not to be translated.
    if (!isCode && (codes.includes(text) || /^[a-z]+(_[a-z0-9]+)+$/.test(text)) && node.parentElement?.closest('[translate=no]') === null) found.push(`a code instead of a text: ${text}`)
    const element = node.parentElement
    if (element === null || seen.has(element)) continue
    seen.add(element)
    const style = getComputedStyle(element)
    // What is for the ear alone, and what ends in dots and says the whole in its title, may be narrower than its text.
    if (element.closest('.unseen, svg, select, [aria-hidden=true]') !== null || style.position === 'fixed') continue
    if (style.textOverflow === 'ellipsis' || style.overflowX === 'auto' || style.overflowX === 'scroll' || style.display === 'inline') continue
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1) found.push(`does not fit (${element.scrollWidth} in ${element.clientWidth}): ${name(element)} “${text.slice(0, 60)}”`)
  }
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth + 1) found.push(`the page is wider than its window: ${scrollWidth} of ${clientWidth}`)
  return found
}
