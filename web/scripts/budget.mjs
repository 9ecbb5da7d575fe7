// Adds up what each page makes a browser load as script and as style, gzipped, and fails above its budget (docs: 200 kB for headquarters).
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const budgets = { 'index.html': 60, 'hq.html': 200, 'plan.html': 250, 'office.html': 200, 'review.html': 80, 'tablet.html': 150 } // kB of script

/** The files that a document loads: those it names, and those that its scripts import at once. */
function loaded(page) {
  const found = new Set(readFileSync(new URL(page, dist), 'utf8').match(/\/assets\/[\w.-]+\.(?:js|css)/g) ?? [])
  for (const file of found) {
    if (!file.endsWith('.js')) continue
    for (const [, name] of readFileSync(new URL(`.${file}`, dist), 'utf8').matchAll(/from\s*["']\.\/([\w.-]+\.js)["']/g)) found.add(`/assets/${name}`)
  }
  return [...found]
}

const kilobytes = (files) => files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(`.${file}`, dist))).length, 0) / 1000
let failed = false

// The tablet's journal (some 100 kB with its database) is for the tablet alone.
for (const page of Object.keys(budgets).filter((p) => p !== 'tablet.html')) {
  for (const file of loaded(page)) {
    if (!readFileSync(new URL(`.${file}`, dist), 'utf8').includes('cellsweep-tablet')) continue
    console.error(`${page} loads the tablet's journal by ${file}`)
    failed = true
  }
}
// The fixtures are for tests and for looking; a sentence of theirs in a build would mean that pages show what nobody reported.
for (const name of readdirSync(new URL('assets/', dist))) {
  if (name.endsWith('.js') && readFileSync(new URL(`assets/${name}`, dist), 'utf8').includes('Capitaine Hélène')) {
    console.error(`${name} holds fixtures`)
    failed = true
  }
}
for (const [page, budget] of Object.entries(budgets)) {
  const files = loaded(page)
  const script = kilobytes(files.filter((f) => f.endsWith('.js')))
  const style = kilobytes(files.filter((f) => f.endsWith('.css')))
  if (script === 0) throw new Error(`${page} loads no script: the budget looks in the wrong place`)
  const over = script > budget
  failed ||= over
  console.log(`${page}: script ${script.toFixed(1)} kB gz of ${budget}, style ${style.toFixed(1)} kB gz${over ? '  ABOVE ITS BUDGET' : ''}`)
}
if (failed) process.exit(1)
