// Measures in Chromium what a redraw of headquarters costs while it is live: a commit each other second, of which each sends the page to
// read the picture anew, in which a tenth of the sites have moved on. Prints the frame times (median, p95, longest) and the time that scripts,
// style and layout took a commit, with 66 and with 188 sites; judges nothing.
//   npm run bench:hq            CELLSWEEP_COMMITS=60 (how many), CHROMIUM (the browser)
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { createServer as createVite } from 'vite'

const commits = Number(process.env.CELLSWEEP_COMMITS ?? 40)
const root = new URL('..', import.meta.url).pathname
const dist = join(root, 'dist')
const vite = await createVite({ root, configFile: false, logLevel: 'error', server: { middlewareMode: true, hmr: false, watch: null }, appType: 'custom', optimizeDeps: { noDiscovery: true } })
const { picture } = await vite.ssrLoadModule('/fixtures/picture.ts')
await vite.close()

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' }
const streams = new Set()
let minute = 20
let shown = picture(minute)

/** The picture after one more commit: a tenth of the sites have moved on, one event has come in, all totals are new. */
function moveOn(step) {
  minute += 0.25
  const next = picture(minute, shown.sites.length)
  const [event] = next.events
  shown = { ...next, position: next.position + step, sites: next.sites.map((s, i) => (i % 10 === step % 10 ? s : shown.sites[i])), events: [{ ...event, position: event.position + step + 1 }, ...shown.events].slice(0, 40) }
}

/** The built pages, and the little of the API that headquarters asks; the pictures are the fixtures'. */
const server = createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0]
  const json = (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (path.endsWith('/progress')) return json(shown)
  if (path.endsWith('/stream')) {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n')
    streams.add(response)
    return response.on('close', () => streams.delete(response))
  }
  if (path === '/v1/me') return json({ id: 'a', login: 'hq', name: 'hq', language: 'en', grants: [], acts: [] })
  const name = path.startsWith('/hq') ? 'hq.html' : path.slice(1)
  try {
    const body = readFileSync(join(dist, name))
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' }).end(body)
  } catch {
    response.writeHead(404).end()
  }
})
await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
const base = `http://127.0.0.1:${server.address().port}`
const pause = (ms) => new Promise((go) => setTimeout(go, ms))
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })

/** One run: frame times of every frame, and of each commit what the main thread worked for it. */
async function run(count) {
  minute = 20
  shown = picture(minute, count)
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  const session = await page.context().newCDPSession(page)
  // Of the processor and not of the clock on the wall: a machine that does other things besides would be measured with them.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const worked = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    const of = (name) => 1000 * (metrics.find((m) => m.name === name)?.value ?? 0)
    return { all: of('TaskDuration'), script: of('ScriptDuration'), style: of('RecalcStyleDuration'), layout: of('LayoutDuration') }
  }
  await page.goto(`${base}/hq/0198f2a0-0000-7000-8000-000000000001`)
  await page.locator('table.sites tbody tr').first().waitFor()
  await pause(3000)
  await page.evaluate(() => {
    globalThis.frames = []
    globalThis.redraws = []
    let last = performance.now()
    const tick = (now) => {
      globalThis.frames.push(now - last)
      last = now
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
    new PerformanceObserver((list) => globalThis.redraws.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask' })
  })
  const costs = []
  // Seconds with a commit and without take turns: the difference is what the commit costs, whatever else a second holds.
  for (let i = 0; i < 2 * commits; i++) {
    const commit = i % 2 === 0
    if (commit) moveOn(i / 2)
    const before = await worked()
    if (commit) for (const s of streams) s.write(`event: poke\ndata: {"position":${4711 + i}}\n\n`)
    await pause(1000)
    const after = await worked()
    costs.push({ commit, ...Object.fromEntries(Object.keys(after).map((k) => [k, after[k] - before[k]])) })
  }
  const { frames, redraws } = await page.evaluate(() => ({ frames: globalThis.frames.slice(2), redraws: globalThis.redraws }))
  const rows = await page.locator('table.sites').getAttribute('aria-rowcount')
  await page.close()
  const f = (n) => n.toFixed(1)
  console.log(`${count} sites (${rows - 1} rows), ${commits} commits, ${frames.length} frames`)
  console.log(`  frame time      median ${f(at(frames, 0.5))} ms, p95 ${f(at(frames, 0.95))} ms, longest ${f(Math.max(...frames))} ms`)
  const part = (commit, name) => costs.filter((c) => c.commit === commit).map((c) => c[name])
  const both = (name) => [at(part(true, name), 0.5), at(part(false, name), 0.5)]
  const [busy, idle] = both('all')
  console.log(`  processor       median ${f(busy)} ms of the main thread in a second with a commit (p95 ${f(at(part(true, 'all'), 0.95))}), ${f(idle)} ms in one without (the clocks, ${Math.round(frames.length / (2 * commits))} empty frames)`)
  console.log(`  a commit        ${f(busy - idle)} ms: read, redrawn, painted; of it ${['script', 'style', 'layout'].map((n) => `${n} ${f(both(n)[0] - both(n)[1])} ms`).join(', ')}`)
  console.log(`  tasks > 50 ms   ${redraws.length}${redraws.length > 0 ? `, longest ${f(Math.max(...redraws))} ms` : ''}`)
}

try {
  console.log(`Chromium ${browser.version()}, 1920×1080`)
  for (const count of [66, 188]) await run(count)
} finally {
  await browser.close()
  for (const s of streams) s.end()
  server.close()
}
