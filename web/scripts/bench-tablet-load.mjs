// A tablet with 100 cells, all searched, and 1,000 photographs that it alone has: how soon its page is there, its list, a search, a tap, at a processor slowed
// down four times; what it takes of memory; and how long it takes to send all of it. In the end every entry and the bytes of every photograph are at the server.
//   [CELLSWEEP_BINARY=../bin/cellsweep] npm run bench:tablet-load [-- --sample] [--cells 100] [--photographs 1000] [--bytes 300000]
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { binary } from '../e2e/binary.mjs'
import { accounts, table } from '../e2e/losses/accounts.mjs'
import { front, origin } from '../e2e/losses/front.mjs'
import { start } from '../e2e/losses/ground.mjs'
import { heard, pause, tablet, unlock, until, wake } from '../e2e/losses/page.mjs'
import { script } from '../e2e/losses/script.mjs'
import { pin, plan, tabletAt } from '../e2e/tablet/program.mjs'
import { world } from '../e2e/world.mjs'

const { values: given } = parseArgs({ options: { sample: { type: 'boolean', default: false }, cells: { type: 'string' }, photographs: { type: 'string' }, bytes: { type: 'string' }, starts: { type: 'string' } } })
const [cells, photographs, bytes, starts] = [['cells', 100, 10], ['photographs', 1000, 40], ['bytes', 300_000, 60_000], ['starts', 5, 1]].map(([name, full, sample]) => Number(given[name] ?? (given.sample ? sample : full)))
const answers = 18
const share = (all, p) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * p))]
const milliseconds = (all) => `${Math.round(share(all, 0.5))} ms, ${Math.round(Math.max(...all))}`
const load = () => loadavg()[0].toFixed(1)

/** Runs in the page before its own scripts: when writes of entries were committed. */
const commits = () => {
  globalThis.committed = []
  const add = IDBObjectStore.prototype.add
  IDBObjectStore.prototype.add = function (...row) {
    if (this.name === 'entries') this.transaction.addEventListener('complete', () => globalThis.committed.push(performance.now()))
    return add.apply(this, row)
  }
}

/** Taps answers and takes the time until each is drawn and until it is on the disk. */
const taps = async (count) => {
  const [drawn, disk] = [[], []]
  for (let n = 0; n < count; n++) {
    const rows = [...document.querySelectorAll('.matrix-row')]
    const button = [...rows[n % rows.length].querySelectorAll('.pick')].find((b) => b.getAttribute('aria-pressed') === 'false')
    const [before, begun] = [globalThis.committed.length, performance.now()]
    button.click()
    await Promise.resolve()
    await new Promise((done) => requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = done
      channel.port2.postMessage(null)
    }))
    drawn.push(performance.now() - begun)
    while (globalThis.committed.length === before) await new Promise((done) => setTimeout(done, 1))
    disk.push(globalThis.committed[before] - begun)
    await new Promise((done) => setTimeout(done, 60))
  }
  return { drawn, disk }
}

/** Resident memory of the browser's largest renderer, MiB, and the page's own heap of script. */
async function memory(page, profile) {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.send('Performance.enable')
  const heap = (await session.send('Performance.getMetrics')).metrics.find((m) => m.name === 'JSHeapUsedSize').value
  const sizes = readdirSync('/proc').filter((n) => /^\d+$/.test(n)).flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      if (!line.includes('--type=renderer') || !parentHas(pid, profile)) return []
      return [Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024]
    } catch {
      return [] // it has ended meanwhile
    }
  })
  return { heap: heap / 2 ** 20, renderer: Math.max(0, ...sizes) }
}

/** Whether a process descends from the browser of this profile. */
function parentHas(pid, profile) {
  for (let at = pid, depth = 0; at !== '0' && at !== '1' && depth < 6; depth++) {
    if (readFileSync(`/proc/${at}/cmdline`, 'utf8').includes(profile)) return true
    const stat = readFileSync(`/proc/${at}/stat`, 'utf8')
    at = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
  }
  return false
}

const on = await world(binary, { state: 'released', sites: 1, cells })
const profile = mkdtempSync(join(tmpdir(), 'cellsweep-load-'))
const at = await front(on.base)
const page_ = await script('load-page')
at.serve = (path) => (path === '/load.html' ? '<!doctype html><title>load</title><script type="module" src="/load.js"></script>' : path === '/load.js' ? page_ : null)
const running = await start(profile, at.port)
let failed = 1
try {
  const { operation, site } = await plan(on.base)
  const first = await running.context.newPage()
  await first.setViewportSize({ width: 1280, height: 800 })
  await tabletAt(on.base, first, site, 'Mesure', origin)
  await first.evaluate(() => navigator.serviceWorker.ready)
  await heard(first)
  await first.goto(`${origin}/load.html`)
  await first.waitForFunction(() => globalThis.load !== undefined)
  const made = await first.evaluate((l) => load(l), { pin, photographs, bytes, answers })
  console.log(`${made.searches} searches and ${photographs} photographs of ${Math.round(bytes / 1000)} kB recorded in ${made.seconds.toFixed(1)} s`)
  await first.close()
  at.shut = true

  const measured = { locked: [], open: [], search: [] }
  let page
  for (let n = 0; n < starts; n++) {
    await page?.close()
    page = await running.context.newPage()
    page.setDefaultTimeout(120_000)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.addInitScript(commits)
    const session = await running.context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    const begun = performance.now()
    await page.goto(`${origin}/tablet`, { waitUntil: 'commit' })
    await page.locator('#pin').waitFor()
    measured.locked.push(performance.now() - begun)
    await page.locator('#pin').fill(pin)
    const asked = performance.now()
    await page.keyboard.press('Enter')
    await page.locator('.cell-next').waitFor()
    measured.open.push(performance.now() - asked)
    const pressed = performance.now()
    await page.locator('.cell-next').click()
    await page.locator('.search-main .section').waitFor()
    measured.search.push(performance.now() - pressed)
  }
  await page.locator('.rail a[href$="/areas"]').click()
  await page.locator('.matrix-row').first().waitFor()
  const { drawn, disk } = await page.evaluate(taps, given.sample ? 10 : 60)
  const { heap, renderer } = await memory(page, profile)
  console.log(`processor at a quarter, median and longest: to the PIN ${milliseconds(measured.locked)}; from the PIN to the list ${milliseconds(measured.open)}; a search opened ${milliseconds(measured.search)}; load ${load()}`)
  console.log(`a tap: drawn ${Math.round(share(drawn, 0.5))} ms, p99 ${Math.round(share(drawn, 0.99))}; on the disk ${Math.round(share(disk, 0.5))} ms, p99 ${Math.round(share(disk, 0.99))}`)
  console.log(`memory: heap of script ${heap.toFixed(0)} MiB, the page's process ${renderer.toFixed(0)} MiB`)
  await page.close()

  page = await tablet(running)
  await unlock(page)
  await page.locator('.cell-next').waitFor()
  at.shut = false
  const begun = performance.now()
  await wake(page)
  let entries = 0
  await until('all of it is at headquarters', async () => {
    const { entries: e, photographs: p } = page.counted
    if (e === 0 && entries === 0) entries = performance.now() - begun
    await pause(200)
    return (e === 0 && p === 0 && (await page.locator('.bar-here.is-empty').count()) === 1) || [e, p]
  }, 1_200_000)
  const sent = (performance.now() - begun) / 1000
  console.log(`sent to 127.0.0.1: the entries in ${(entries / 1000).toFixed(1)} s, all in ${sent.toFixed(1)} s (${((photographs * bytes) / 1e6 / sent).toFixed(1)} MB/s); load ${load()}`)
  const recorded = made.searches * (1 + answers) + (given.sample ? 10 : 60)
  const row = await accounts({ on, operation }, page, { entries: recorded, photographs })
  assert.equal(row.photographs[2], photographs)
  console.log(table([{ name: `${cells} cells`, ...row }]))
  failed = 0
} finally {
  await running.close()
  await at.stop()
  await on.stop()
  rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}
console.log(`${1 - failed} passed, ${failed} failed`)
process.exit(failed)
