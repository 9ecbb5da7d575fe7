// Makes the journeys of e2e/journeys through the pages of the real program, on SQLite and on PostgreSQL side by side, in French and in
// English, in dark and in light: every other one on each database, or with --both all of them on both. Fails on what a journey asserts, and on any violation of the content security policy,
// finding of axe, error, key without a text, or text that does not fit.
//   [CELLSWEEP_BINARY=bin/cellsweep] [CELLSWEEP_E2E_POSTGRES=postgres://…] npm run e2e -- [--only WORDS] [--shots FOLDER] [--databases sqlite,postgres] [--both] [--slow TIMES] [--list]
import { mkdirSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { codes, groups, speaker } from './texts.mjs'
import { falseCamera } from './tablet/camera.mjs'
import { Ledger, Traveller } from './traveller.mjs'
import { isVast, Worlds } from './worlds.mjs'

const { values: given } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    shots: { type: 'string', default: new URL('../shots', import.meta.url).pathname },
    databases: { type: 'string', default: 'sqlite,postgres' },
    chromium: { type: 'string', default: process.env.CHROMIUM ?? '/usr/bin/chromium' },
    list: { type: 'boolean', default: false },
    both: { type: 'boolean', default: false },
    slow: { type: 'string', default: '1' }, // how many times slower the processor of every page is
  },
})

/** In which look a journey is made on a database: alone on one database in the first, or, if it is `everyLook`, in both; shared out over two, in the one or the other by turns. */
const looks = {
  sqlite: [{ language: 'fr', theme: 'dark' }, { language: 'en', theme: 'light' }],
  postgres: [{ language: 'en', theme: 'dark' }, { language: 'fr', theme: 'light' }],
}
const slow = Number(given.slow)
if (!(slow >= 1)) {
  console.error(`--slow ${given.slow}: say how many times slower a page shall be, 1 or more`)
  process.exit(2)
}
/** How long a journey may take, milliseconds. A single step keeps its patience however slow the page is. */
const patience = 480_000 * slow

const folder = new URL('./journeys/', import.meta.url)
const files = readdirSync(folder).filter((f) => f.endsWith('.mjs')).sort()
const all = (await Promise.all(files.map(async (f) => (await import(new URL(f, folder).href)).journeys.map((j) => ({ ...j, file: f }))))).flat()
const journeys = all.filter((j) => `${j.file} ${j.name}`.toLowerCase().includes(given.only.toLowerCase()))
if (given.list) {
  for (const j of journeys) console.log(`${j.file}: ${j.name}`)
  process.exit(0)
}
const { binary } = await import('./binary.mjs')
const cluster = process.env.CELLSWEEP_E2E_POSTGRES ?? ''
const databases = given.databases.split(',').filter((d) => {
  if (d !== 'postgres' || cluster !== '') return true
  console.error('no CELLSWEEP_E2E_POSTGRES: the journeys on PostgreSQL count as failed')
  return false
})
mkdirSync(given.shots, { recursive: true })

const camera = falseCamera()
const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-dev-shm-usage', ...camera.flags],
})
const results = []
let pages = 0
let rules = 0

/** Makes one journey, which has waited so many milliseconds for its world; what went wrong is in its result. */
async function make(journey, on, database, look, waited) {
  const ledger = new Ledger()
  const traveller = new Traveller({ browser, world: on, ...look, ledger, shots: given.shots, say: speaker(look.language), groups, codes: codes(look.language), slow })
  const begun = performance.now()
  let timer
  try {
    const late = new Promise((_, refuse) => (timer = setTimeout(() => refuse(new Error(`not over after ${patience / 1000} s`)), patience)))
    await Promise.race([journey.run(traveller), late])
  } catch (error) {
    ledger.faults.push(error.stack?.split('\n').slice(0, 12).join('\n    ') ?? String(error))
    const open = traveller.contexts.at(-1)?.pages()[0]
    await open?.screenshot({ path: `${given.shots}/failed-${results.length}.png` }).catch(() => undefined)
    if (open !== undefined) ledger.faults.push(`it stood at ${open.url()}, pictured in failed-${results.length}.png`)
  } finally {
    clearTimeout(timer)
    await traveller.close().catch(() => undefined)
  }
  const took = ((performance.now() - begun) / 1000).toFixed(1)
  pages += ledger.shots.length
  rules += ledger.rules
  results.push(ledger.faults)
  const title = `${journey.file.replace('.mjs', '')}: ${journey.name} (${database}, ${look.language}, ${look.theme})`
  const why = ledger.faults.length === 0 ? '' : `: ${ledger.faults[0].split('\n')[0].slice(0, 400)}` // on the same line, which is what is quoted of a long log
  console.log(`${ledger.faults.length === 0 ? 'ok  ' : 'FAIL'} ${title} ${took} s${waited < 100 ? '' : ` after ${(waited / 1000).toFixed(1)} s of waiting for its world`}${why}`)
  for (const fault of ledger.faults) console.log(`    ${fault}`)
}

/** What is made on a database: all, or every other journey. Neighbours of a file are of one kind, so each database has something of all. */
function share(database) {
  return journeys.filter((_, i) => given.both || databases.length === 1 || i % databases.length === databases.indexOf(database))
}

/** The looks of the n-th journey on a database. */
function looksOf(journey, n, database) {
  const [first, second] = looks[database]
  if (!given.both && databases.length > 1) return [n % 2 === 0 ? first : second]
  return journey.everyLook ? [first, second] : [first]
}

/** The path through one database: its journeys, each with its world. Those that only look share theirs; what takes minutes to prepare comes last. */
function pathOf(database) {
  const steps = share(database).flatMap((journey, n) => looksOf(journey, n, database).map((look) => {
    const of = journey.world ?? {}
    return { journey, look, of, shared: journey.fresh ? '' : JSON.stringify(of) }
  }))
  return [...steps.filter((s) => !isVast(s.of)), ...steps.filter((s) => isVast(s.of))]
}

/** Its journeys on one database, one after the other. The world of the next is opened while one is under way, unless its clock runs fast: then it begins with its journey. */
async function tour(database, steps) {
  const opened = new Map() // of a step, or of all steps that share it
  const nameOf = (step) => step.shared || step
  const open = (step) => {
    if (!opened.has(nameOf(step))) {
      const on = worlds.open(database, step.of)
      on.catch(() => opened.delete(nameOf(step))) // told to the journey that takes it; another that shares it tries again
      opened.set(nameOf(step), on)
    }
    return opened.get(nameOf(step))
  }
  const sum = { waited: 0, begun: performance.now() }
  for (const [n, step] of steps.entries()) {
    const { journey, look } = step
    const begun = performance.now()
    try {
      const on = await open(step)
      const waited = performance.now() - begun
      sum.waited += waited
      const next = steps[n + 1]
      if (next !== undefined && (next.of.speed ?? '1x') === '1x') open(next)
      await make(journey, on, database, look, waited)
    } catch (error) {
      results.push([error.message])
      console.log(`FAIL ${journey.name} (${database}): ${error.message}`)
    }
    if (steps.slice(n + 1).some((later) => nameOf(later) === nameOf(step))) continue
    opened.get(nameOf(step))?.then((on) => worlds.end(on), () => undefined)
    opened.delete(nameOf(step))
  }
  return `${database}: ${steps.length} journeys in ${((performance.now() - sum.begun) / 1000).toFixed(0)} s, of which ${(sum.waited / 1000).toFixed(0)} s waiting for a world`
}

const worlds = new Worlds(resolve(binary), { sqlite: '', postgres: cluster })
const paths = databases.map((database) => ({ database, steps: pathOf(database) }))
// In the order in which the paths come to them, the databases by turns.
for (let n = 0; paths.some(({ steps }) => n < steps.length); n++) {
  for (const { database, steps } of paths) if (n < steps.length) worlds.prepare(database, steps[n].of)
}
let sums = []
try {
  sums = await Promise.all(paths.map(({ database, steps }) => tour(database, steps)))
} finally {
  await browser.close()
  camera.gone()
  for (const fault of await worlds.close()) {
    results.push([fault])
    console.log(`FAIL ${fault}`)
  }
}
for (const sum of sums) console.log(sum)
const failed = results.filter((faults) => faults.length > 0).length + (given.databases.split(',').length - databases.length)
console.log(`${journeys.length} journeys on ${databases.join(' and ')}; ${pages} pages judged, ${rules} rules of axe passed, pictures in ${given.shots}`)
console.log(`${results.length - results.filter((f) => f.length > 0).length} passed, ${failed} failed`)
process.exit(failed === 0 && results.length > 0 ? 0 : 1)
