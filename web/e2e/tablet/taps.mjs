// Measures at a processor slowed down four times what a tap on an answer costs until it is drawn and until it is on the disk, of a tablet with a PIN; and what the
// slowest are made of, by the browser's own trace. With another tree (of an older commit, with its node_modules), that one's page in turn with this one's, since the
// hours of a machine differ by more than programs do.
//   node e2e/tablet/taps.mjs [ANOTHER TREE] [--rounds 3]
import { loadavg } from 'node:os'
import { pathToFileURL } from 'node:url'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { served } from './serve.mjs'

const [other] = process.argv.slice(2).filter((a, i, all) => !a.startsWith('--') && all[i - 1] !== '--rounds')
const rounds = Number(process.argv[process.argv.indexOf('--rounds') + 1]) || 3
const taps = 60
const places = [['areas', '.matrix-row', ''], ['briefing', '.ask-yes_no_na', '?more=200']]

/** What the main thread did within a tap, by names of the trace. */
const parts = { script: /^(FunctionCall|RunMicrotasks)$/, style: /^UpdateLayoutTree$/, layout: /^Layout$/, prepaint: /^PrePaint$/, paint: /^(Paint|Layerize|Commit)$/, gc: /^(MinorGC|MajorGC)$/ }

/** In the page: taps answers one by one, each after the last is on the disk, and marks when it is drawn and when it is written. */
async function tapped([selector, count]) {
  const groups = [...document.querySelectorAll(selector)]
  for (let i = 0; i < count; i++) {
    const button = [...groups[i % groups.length].querySelectorAll('.pick')].find((b) => b.getAttribute('aria-pressed') === 'false')
    if (button === undefined) continue
    const before = trial.disk.length
    performance.mark('tap')
    button.click()
    await Promise.resolve()
    await new Promise((done) => requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = done
      channel.port2.postMessage(null)
    }))
    performance.mark('drawn')
    while (trial.disk.length === before) await new Promise((done) => setTimeout(done, 1))
    performance.mark('disk', { startTime: trial.disk[before].at })
    performance.mark('end')
    await new Promise((done) => setTimeout(done, 60))
  }
  return performance.getEntriesByType('mark').map(({ name, startTime }) => ({ name, at: startTime }))
}

/** The taps of one place of one page. */
async function measured(browser, address, [section, picker, query]) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.addInitScript(() => localStorage.setItem('cellsweep.language', 'fr'))
  await page.goto(`${address}/tablet/task/0198f2a0-0000-7000-8000-00000000012c${query}`)
  await page.waitForFunction(() => globalThis.trial !== undefined)
  const search = await page.evaluate(async () => {
    await trial.database.vault.keepLease(new Uint8Array(32).fill(7), Date.now() + 3_600_000, Date.now())
    await trial.database.vault.admit(trial.id(11), 'Diallo', '161803')
    return trial.begun()
  })
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, `/tablet/search/${search}/${section}`)
  await page.waitForSelector(picker)
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const tracing = await browser.newBrowserCDPSession()
  const events = []
  tracing.on('Tracing.dataCollected', ({ value }) => events.push(...value))
  await tracing.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline', 'v8', 'blink.user_timing'] } })
  const marks = await page.evaluate(tapped, [picker, taps])
  const complete = new Promise((done) => tracing.once('Tracing.tracingComplete', done))
  await tracing.send('Tracing.end')
  await complete
  await context.close()
  return rowsOf(marks, events)
}

/** One row for each tap: milliseconds from the tap to drawn and disk, and of each part until both were. */
function rowsOf(marks, events) {
  const named = (name) => marks.filter((m) => m.name === name)
  const [tap, drawn, disk] = [named('tap'), named('drawn'), named('disk')]
  const traced = (name) => events.filter((e) => e.name === name && e.cat?.includes('user_timing')).sort((a, b) => a.ts - b.ts)
  const [from, to] = [traced('tap'), traced('end')]
  const mine = events.filter((e) => e.ph === 'X' && e.pid === from[0]?.pid && e.tid === from[0]?.tid)
  return tap.map(({ at }, i) => {
    const within = mine.filter((e) => e.ts >= from[i].ts && e.ts < to[i].ts)
    const spent = (names) => within.filter((e) => names.test(e.name)).reduce((sum, e) => sum + e.dur / 1000, 0)
    return { drawn: drawn[i].at - at, disk: disk[i].at - at, ...Object.fromEntries(Object.entries(parts).map(([part, names]) => [part, spent(names)])) }
  })
}

const share = (rows, what, p) => {
  const all = rows.map((r) => r[what]).sort((a, b) => a - b)
  return all[Math.min(all.length - 1, Math.floor(all.length * p))].toFixed(0)
}

const pages = [['this tree', await served('search')]]
if (other !== undefined) pages.push(['the other', await (await import(pathToFileURL(join(resolve(other), 'web/e2e/tablet/serve.mjs')).href)).served('search')])
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  for (const place of places) {
    const rows = new Map(pages.map(([name]) => [name, []]))
    for (let round = 0; round < rounds; round++) for (const [name, { address }] of pages) rows.get(name).push(...(await measured(browser, address, place)))
    for (const [name, all] of rows) {
      console.log(`${place[0]}${place[2]}, ${name}, ${all.length} taps: ${['drawn', 'disk'].map((w) => `${w} p50 ${share(all, w, 0.5)} p95 ${share(all, w, 0.95)} p99 ${share(all, w, 0.99)} ms`).join('; ')}; load ${loadavg().map((l) => l.toFixed(1)).join(' ')}`)
      const slow = [...all].sort((a, b) => b.disk - a.disk).slice(0, Math.ceil(all.length / 20))
      for (const [word, some] of [['half', all], ['slowest 5 %', slow]]) console.log(`    ${word}: ${Object.keys(parts).map((part) => `${part} ${share(some, part, 0.5)}`).join(', ')} ms`)
    }
  }
} finally {
  await browser.close()
  for (const [, { stop }] of pages) await stop()
}
