// How soon the tablet is there: started without a network at a processor slowed down four times, until the PIN can be given, and from the PIN to the cells.
// A site of 100 cells, with what was recorded in several steps; the real program and its own page, in Chromium.
//   [CELLSWEEP_BINARY=bin/cellsweep] node scripts/bench-tablet.mjs [--starts 7]
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { binary } from '../e2e/binary.mjs'
import { pin, plan, tabletAt } from '../e2e/tablet/program.mjs'
import { world } from '../e2e/world.mjs'

const { values: given } = parseArgs({ options: { starts: { type: 'string', default: '7' }, cells: { type: 'string', default: '100' }, entries: { type: 'string', default: '0,500,2000' } } })
const on = await world(binary, { state: 'released', sites: 1, cells: Number(given.cells) })
const folder = mkdtempSync(join(tmpdir(), 'cellsweep-start-'))
const middle = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)]
const most = (all) => Math.max(...all)

/** One start: a page of its own in the same profile. */
async function start(context, slow) {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slow })
  const begun = performance.now()
  await page.goto(`${on.base}/tablet`, { waitUntil: 'commit' })
  await page.locator('#pin').waitFor()
  const locked = performance.now() - begun
  await page.locator('#pin').fill(pin)
  const asked = performance.now()
  await page.keyboard.press('Enter')
  await page.locator('.cell-next').waitFor()
  const open = performance.now() - asked
  await page.close()
  return { locked, open }
}

try {
  const { site, tasks } = await plan(on.base)
  const context = await chromium.launchPersistentContext(folder, { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run'], viewport: { width: 1280, height: 800 }, locale: 'fr-FR' })
  const page = await context.newPage()
  await tabletAt(on.base, page, site, 'Mesure')
  await page.evaluate(() => navigator.serviceWorker.ready)
  await context.setOffline(true)
  let recorded = 0
  for (const target of given.entries.split(',').map(Number)) {
    if (recorded < target) {
      await page.goto(`${on.base}/tablet/incident`)
      for (; recorded < target; recorded++) {
        await page.locator('.alarm').click()
        if (recorded % 25 === 0) await page.locator('.bar-heard:not(.strong)').waitFor()
      }
      await page.waitForTimeout(3000)
    }
    for (const slow of [1, 4]) {
      const all = []
      for (let k = 0; k < Number(given.starts); k++) all.push(await start(context, slow))
      const [locked, open] = [all.map((a) => a.locked), all.map((a) => a.open)]
      console.log(`${tasks.length} cells, ${target} entries, processor at 1/${slow}: to the PIN ${middle(locked).toFixed(0)} ms (most ${most(locked).toFixed(0)}), from the PIN to the cells ${middle(open).toFixed(0)} ms (most ${most(open).toFixed(0)}); load ${loadavg()[0].toFixed(1)}`)
    }
  }
  await context.close()
} finally {
  await on.stop()
  rmSync(folder, { recursive: true, force: true })
}
