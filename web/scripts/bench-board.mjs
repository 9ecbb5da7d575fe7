// Measures in Chromium what a frame of the plan board takes with 60,000 cells at 188 sites: scrolled down, scrolled sideways, and while a
// block is dragged. The plan is made up and given to the built page in place of the server's answers; with --base it is the operation
// of a running server (a demonstration's coordinator, or --login and --password). Prints and judges nothing.
//   npm run bench:board
//   npm run bench:board -- --base http://127.0.0.1:8080
//   npm run bench:board -- --binary ../bin/cellsweep   the real server with a planned operation of that many cells
//   … --shot board.png                                 a picture of a block while it is dragged, taken when everything is measured
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { build, preview } from 'vite'
import { freePort } from '../e2e/world.mjs'

const { values: given } = parseArgs({
  options: { base: { type: 'string', default: '' }, binary: { type: 'string', default: '' }, login: { type: 'string', default: 'coordinator' }, password: { type: 'string', default: 'demonstration' }, shot: { type: 'string', default: '' }, cells: { type: 'string', default: '60000' }, sites: { type: 'string', default: '188' } },
})
const operation = '0198f2a0-0000-7000-8000-000000000001'

/** A plan of so many sites and cells: teams of a site search one cell after another, each for 20 to 44 minutes. */
function madeUp(siteCount, cellCount) {
  const each = Math.ceil(cellCount / siteCount)
  const assignments = []
  const ends = []
  const instance = []
  const sites = Array.from({ length: siteCount }, (_, i) => {
    const code = `S${String(i + 1).padStart(3, '0')}`
    const teams = Array.from({ length: 12 }, (_, t) => ({ id: `${code}-T${t + 1}`, code: `T${t + 1}`, officers: 3 }))
    const at = teams.map(() => 0)
    const cells = []
    for (let n = 0; n < each && assignments.length < cellCount; n++) {
      const t = n % teams.length
      const length = 20 + ((n * 7 + i * 3) % 25)
      const cell = `${code}/B${1 + (n % 4)}-${'ABC'[n % 3]}-${n + 1}`
      assignments.push({ cell, team: teams[t].id, start: at[t], end: at[t] + length })
      cells.push({ id: cell, building: `B${1 + (n % 4)}`, wing: 'A', landing: 'A1', duration: length })
      at[t] += length + 1 + (n % 5)
    }
    ends.push(Math.max(...assignments.slice(-each).map((a) => a.end)))
    instance.push({ id: code, cells, teams: teams.map((t) => ({ id: t.id, officers: [] })) })
    return { code, name: `Establishment ${i + 1}`, timeZone: 'Europe/Paris', cells: cells.length, teams }
  })
  const results = sites.map((s, i) => ({ id: s.code, makespan: ends[i], slip: 0, lowerBound: ends[i], proven: i % 9 !== 0, bound: { kind: 'area', value: ends[i], witness: { cells: [] } } }))
  const totals = { makespan: Math.max(...ends), makespanBound: Math.max(...ends), sumMakespan: 1, sumMakespanBound: 1, exposure: 1, exposureBound: 1, groupSlip: 0, siteSlip: 0, unsearchedPriority: 0 }
  const version = { id: operation, number: 1, createdAt: '2026-05-19T04:00:00.000Z', createdBy: operation, published: false, outdated: false }
  return { view: { version, sites, plan: { format: 'cellsweep-plan/1', assignments, unsearched: [], sites: results, totals, infeasible: [] } }, instance: { format: 'cellsweep-instance/1', hHour: '2026-05-20T04:00:00Z', sites: instance }, totals, version }
}

/** Answers in the server's place with the plan that is made up. */
async function answer(page) {
  const made = madeUp(Number(given.sites), Number(given.cells))
  const bodies = { view: JSON.stringify(made.view), instance: JSON.stringify({ instance: made.instance, outside: [], nowhere: [] }) }
  await page.route('**/v1/**', (route) => {
    const path = new URL(route.request().url()).pathname
    const json = (body) => route.fulfill({ contentType: 'application/json', body: typeof body === 'string' ? body : JSON.stringify(body) })
    if (path === '/v1/me') return json({ id: operation, login: 'c', name: 'C', language: 'en', grants: [], acts: ['plan.read', 'plan.write', 'plan.job'] })
    if (path.endsWith('/plans')) return json({ items: [made.version] })
    if (path.endsWith('/plans/1')) return json(bodies.view)
    if (path.endsWith('/instance')) return json(bodies.instance)
    if (path.endsWith('/try')) return json({ trial: { format: 'cellsweep-trial/1', violations: [], before: made.totals, after: made.totals, sites: [] } })
    if (path.endsWith(`/operations/${operation}`)) return json({ id: operation, reference: 'BENCH', name: 'Bench', state: 'draft', nextStep: 'plan', createdAt: '2026-05-02T09:00:00.000Z', version: 1 })
    // Of the rest the page needs nothing: streams and the clock are told that they are not there.
    return route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"code":"not_found"}' })
  })
}

/** Samples the time between frames while something goes on in the page. */
const sampled = (page, what) => page.evaluate((name) => new Promise((done) => {
  const box = document.querySelector('.sight')
  const times = []
  let last = performance.now()
  let n = 0
  const frame = (now) => {
    times.push(now - last)
    last = now
    n++
    if (name === 'down') box.scrollTop += 90
    if (name === 'jump') box.scrollTop = ((n * 7919) % 1000) / 1000 * (box.scrollHeight - box.clientHeight)
    if (name === 'sideways') box.scrollLeft += (Math.floor(n / 60) % 2 === 0 ? 1 : -1) * 60
    if (n < 240) requestAnimationFrame(frame)
    else done(times.slice(2))
  }
  requestAnimationFrame(frame)
}), what)

/** What the page's own thread worked meanwhile, in milliseconds of processor time: other programs on the machine do not count in it. */
async function worked(session, what) {
  const read = async () => Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map((m) => [m.name, m.value * 1000]))
  const before = await read()
  const times = await what()
  const after = await read()
  const a = (name) => ((after[name] - before[name]) / times.length).toFixed(2)
  return [times, `processor a frame ${a('TaskDuration')} ms (script ${a('ScriptDuration')}, style ${a('RecalcStyleDuration')}, layout ${a('LayoutDuration')})`]
}

function tell(name, [times, work]) {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1)
  console.log(`${name.padEnd(28)} frames ${String(sorted.length).padStart(4)}   median ${at(0.5).padStart(6)} ms   p95 ${at(0.95).padStart(6)} ms   greatest ${at(1).padStart(6)} ms   ${work}`)
}

/** Drags a block about, up and down and along, while frames are sampled. */
async function dragged(page) {
  const block = page.locator('.block').nth(8)
  const box = await block.boundingBox()
  await page.mouse.move(box.x + 8, box.y + 8)
  await page.mouse.down()
  const frames = sampled(page, 'drag')
  for (let i = 0; i < 120; i++) await page.mouse.move(box.x + 8 + ((i * 13) % 400), box.y + 8 + ((i * 7) % 300))
  const times = await frames
  const began = performance.now()
  await page.mouse.up()
  await page.locator('.block-moved').first().waitFor()
  console.log(`a drop until it is drawn      ${(performance.now() - began).toFixed(0)} ms`)
  return times
}

/** A picture of a block that is held over another lane. */
async function pictured(page) {
  const box = await page.locator('.block').nth(8).boundingBox()
  await page.mouse.move(box.x + 8, box.y + 8)
  await page.mouse.down()
  for (let i = 1; i <= 8; i++) await page.mouse.move(box.x + 8 + i * 20, box.y + 8 + i * 12)
  await page.waitForTimeout(800)
  await page.screenshot({ path: given.shot })
  await page.mouse.up()
}

/** Starts the real server with a planned operation of so many cells; ends it when this ends. */
async function started() {
  const folder = mkdtempSync(join(tmpdir(), 'board-'))
  const began = performance.now()
  const base = `http://127.0.0.1:${await freePort()}`
  const server = spawn(given.binary, ['serve', '--demo', '--demo-sites', given.sites, '--demo-cells', given.cells, '--demo-state', 'planned', '--listen', base.slice('http://'.length), '--base-url', base, '--log-level', 'error',
    '--database', join(folder, 'c.db'), '--keys', join(folder, 'keys'), '--files', join(folder, 'files')], { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise((ready, failed) => {
    let said = ''
    server.stdout.on('data', (some) => / ready in /.test((said += some)) && ready())
    server.on('exit', () => failed(new Error('the server ended')))
  })
  console.log(`${given.cells} cells at ${given.sites} sites imported and planned in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  const close = () => new Promise((done) => {
    server.on('exit', () => { rmSync(folder, { recursive: true, force: true }); done() })
    server.kill()
  })
  return { base, close }
}

let served
if (given.binary !== '') {
  served = await started()
  given.base = served.base
}
if (given.base === '') {
  await build({ logLevel: 'warn' })
  served = await preview({ preview: { port: 0, host: '127.0.0.1' }, logLevel: 'warn' })
}
const base = given.base || served.resolvedUrls.local[0].replace(/\/$/, '')
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  let id = operation
  if (given.base === '') await answer(page)
  else {
    await page.request.post(`${base}/v1/sessions`, { data: { login: given.login, password: given.password } })
    id = (await (await page.request.get(`${base}/v1/operations`)).json()).items[0].id
  }
  await page.addInitScript((o) => sessionStorage.setItem(`cellsweep.reason.${o}`, 'Bench of the board'), id)
  const began = performance.now()
  await page.goto(`${base}/plan/${id}`)
  await page.locator('.block').first().waitFor({ timeout: 120_000 })
  console.log(`Chromium ${browser.version()}, 1440×900; until the first block is drawn ${((performance.now() - began) / 1000).toFixed(1)} s; ${await page.locator('.block').count()} blocks drawn`)
  await page.waitForTimeout(3000)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await session.send('HeapProfiler.collectGarbage')
  const heap = (await session.send('Performance.getMetrics')).metrics.find((m) => m.name === 'JSHeapUsedSize')
  console.log(`heap of the page              ${(heap.value / 1048576).toFixed(0)} MiB`)
  const frames = (what) => worked(session, () => sampled(page, what))
  tell('nothing moves', await frames('rest'))
  tell('scrolled down', await frames('down'))
  tell('thrown to anywhere', await frames('jump'))
  await page.evaluate(() => document.querySelector('.sight').scrollTo(0, 0))
  for (let i = 0; i < 4; i++) await page.locator('.board-zoom button').last().click()
  tell('scrolled sideways, zoomed', await frames('sideways'))
  await page.evaluate(() => document.querySelector('.sight').scrollTo(0, 0))
  await page.waitForTimeout(300)
  tell('dragged', await worked(session, () => dragged(page)))
  if (given.shot !== '') await pictured(page)
} finally {
  await browser.close()
  await served?.close()
}
