// One program with a released operation and one tablet that was enrolled, has opened its plan and begun a search: prepared once, and
// copied whole, server and browser profile together, for each scenario. Two copies of one tablet at one server would be a fork.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browser } from '../tablet/browser.mjs'
import { plan, tabletAt } from '../tablet/program.mjs'
import { world } from '../world.mjs'
import { front, origin, resolving } from './front.mjs'
import { beginSearch, disk, heard, until } from './page.mjs'

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium'
const flags = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows']
const of = { state: 'released', sites: 6 }

export const start = (profile, port) => browser(executable, profile, [...flags, resolving(port)])

/** The program and the tablet as every scenario finds them, at rest. `clear` removes both. */
export async function prepared(binary) {
  const on = await world(binary, of)
  const profile = mkdtempSync(join(tmpdir(), 'cellsweep-losses-'))
  const at = await front(on.base)
  const running = await start(profile, at.port)
  try {
    const { operation, site } = await plan(on.base)
    const page = await running.context.newPage()
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.addInitScript(() => localStorage.setItem('cellsweep.language', 'fr')) // it stays in the profile
    await tabletAt(on.base, page, site, 'Épreuve', origin)
    const search = await beginSearch(page)
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.waitForFunction(async () => (await caches.keys()).length > 0)
    await until('headquarters has all of it', async () => (await disk(page)).entries.every((e) => e.due === 0)) // the bar may not have counted the last yet
    await heard(page)
    const { usage } = await page.evaluate(() => navigator.storage.estimate())
    return { binary, on, profile, operation, site, search, usage, clear: async () => {
      rmSync(profile, { recursive: true, force: true })
      await on.clear()
    } }
  } finally {
    await running.close()
    await at.stop()
    await on.halt()
  }
}

/** A copy for one scenario: the program runs, its front is open, no browser is started. `stop` ends and removes everything. */
export async function copied(ground) {
  const on = await world(ground.binary, of, '', ground.on)
  const profile = mkdtempSync(join(tmpdir(), 'cellsweep-losses-'))
  cpSync(ground.profile, profile, { recursive: true, filter: (name) => !name.includes('Singleton') })
  const at = await front(on.base)
  const running = new Set()
  const { operation, site, search, usage } = ground
  return {
    on, profile, front: at, operation, site, search, usage,
    async browser() {
      const started = await start(profile, at.port)
      running.add(started)
      return started
    },
    /** Pictures of all pages that are open, for who looks into a failure. */
    async picture(file) {
      const pages = [...running].flatMap((one) => one.context.pages())
      for (const [n, page] of pages.entries()) await page.screenshot({ path: `${file}-${n}.png`, timeout: 5000 }).catch(() => undefined)
    },
    async stop() {
      for (const one of running) await one.close().catch(() => undefined)
      await at.stop()
      await on.stop()
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}
