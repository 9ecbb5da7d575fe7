// Tablets of the field for a journey: the trials' page with the tablet's own journal, at the clock of the demonstration.
import { door } from './door.mjs'

/** Runs in the page before anything else: its clock is the demonstration’s. */
const setClock = (shown, real, speed) => {
  const now = Date.now.bind(Date)
  Date.now = () => shown + (now() - real) * speed
}

/** Opens the door to tablets beside a journey's program: `tablet(establishment, label)` gives one that is enrolled and sends; `close` ends them. */
export async function field(t) {
  const at = await door(t.world.base)
  const contexts = []
  async function tablet(site, label) {
    const { now, speed = 1 } = await t.api('coordinator', 'GET', '/v1/server')
    const context = await t.browser.newContext()
    contexts.push(context)
    await context.addInitScript({ content: `(${setClock})(${Date.parse(now)}, ${Date.now()}, ${speed})` })
    const page = await context.newPage()
    await page.goto(at.address)
    await page.waitForFunction(() => globalThis.trial !== undefined)
    const { code } = await t.api('coordinator', 'POST', '/v1/enrolments', { label, siteIds: [site], expiresAt: new Date(Date.parse(now) + 864e5).toISOString(), maxUses: 1 })
    const id = await page.evaluate(([c, s, l]) => trial.join(c, s, l), [code, site, label])
    const { fingerprint } = await t.api('coordinator', 'GET', `/v1/tablets/${id}`)
    await t.api('coordinator', 'POST', `/v1/tablets/${id}/confirm`, { fingerprint })
    await page.evaluate((name) => trial.send(name), label)
    return {
      id,
      /** Records an act, and waits until the server has said that it has it. `on`: entity, actor, files. */
      async act(operation, type, body, on = {}) {
        const made = await page.evaluate(([o, k, s, b, w]) => trial.act(o, k, s, b, w), [operation, type, site, body, on])
        await page.evaluate(() => trial.wake())
        for (let i = 0; i < 300; i++) {
          if ((await page.evaluate(() => trial.left())).entries === 0) return made
          await new Promise((go) => setTimeout(go, 100))
        }
        throw new Error(`the ${type} of ${label} was not acknowledged: ${JSON.stringify(await page.evaluate(() => trial.left()))}`)
      },
    }
  }
  async function close() {
    for (const context of contexts) await context.close()
    await at.stop()
  }
  return { tablet, close }
}
