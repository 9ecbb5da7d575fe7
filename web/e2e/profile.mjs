// Who copies the files of a tablet's browser finds nothing of the plan and nothing that was recorded. A tablet of the real program opens its plan and
// records a thousand planted words, half of them typed into the screens' own acts without a network, half delivered; then the browser is ended, and every
// file of its profile is searched for the words and for the plan's names, as UTF-8 and UTF-16, compressed or not.
//   [CELLSWEEP_BINARY=bin/cellsweep] node e2e/profile.mjs
import { readdirSync, readFileSync, rmSync, statSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync, inflateRawSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { binary } from './binary.mjs'
import { plan, tabletAt } from './tablet/program.mjs'
import { world } from './world.mjs'

const words = Array.from({ length: 1000 }, (_, n) => `zq${(n * 7919 + 104729).toString(36)}xv${n}`)
const control = 'zqcontrolofthesearchxv'
const on = await world(binary, { state: 'released', sites: 6 })
const folder = mkdtempSync(join(tmpdir(), 'cellsweep-profile-'))
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-dev-shm-usage']
/** Reports incidents with so many words each by the screen itself. */
async function report(page, some) {
  await page.locator('a[href="/tablet/incident"]').click()
  for (let at = 0; at < some.length; at += 50) {
    await page.locator('textarea').fill(some.slice(at, at + 50).join(' '))
    await page.locator('form button[type=submit]').click()
    await page.waitForFunction(() => document.querySelector('textarea')?.value === '')
  }
  // Half a sentence that was never reported: what is on the screen when the power goes.
  await page.locator('textarea').fill(some.at(-1))
}

/** Every file below a folder. */
const files = (at) => readdirSync(at, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(at, e.name)) : e.isFile() ? [join(at, e.name)] : []))

/** A file's bytes, and what they are when they are compressed as browsers compress. */
function* readings(bytes) {
  yield bytes
  for (const open of [gunzipSync, brotliDecompressSync, inflateRawSync]) {
    try {
      yield open(bytes, { maxOutputLength: 1 << 28 })
    } catch {
      continue
    }
  }
}

function found(wanted) {
  const hits = new Map()
  let looked = 0
  for (const file of files(folder)) {
    if (statSync(file).size > 1 << 28) throw new Error(`${file} is too large to be looked through`)
    looked++
    for (const bytes of readings(readFileSync(file))) {
      const [narrow, wide] = [bytes.toString('latin1'), bytes.toString('utf16le')]
      for (const word of wanted) if (narrow.includes(Buffer.from(word, 'utf8').toString('latin1')) || wide.includes(word)) hits.set(word, file.slice(folder.length))
    }
  }
  return { hits, looked }
}

let failed = false
try {
  const { site, tasks } = await plan(on.base)
  const context = await chromium.launchPersistentContext(folder, { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags, viewport: { width: 1280, height: 800 }, locale: 'fr-FR' })
  const page = context.pages()[0] ?? (await context.newPage())
  await tabletAt(on.base, page, site, 'Profil')
  const names = await page.locator('.bar-me').allTextContents()
  await page.evaluate((text) => localStorage.setItem('control', text), control)
  await report(page, words.slice(0, 500))
  await page.locator('.bar-here.is-empty').waitFor({ timeout: 90_000 })
  await context.setOffline(true)
  await page.locator('.bar a[href="/tablet"]').click()
  await page.locator('.cell-next').waitFor()
  await report(page, words.slice(500))
  await page.waitForTimeout(3000)
  await context.close()
  const secrets = [...new Set([...tasks.map((t) => t.code), ...tasks.map((t) => t.path), ...tasks.map((t) => t.teamName), ...names.map((n) => n.trim()), 'A. Durand'])].filter((s) => (s ?? '').length > 3)
  const { hits, looked } = found([...words, ...secrets, control])
  if (!hits.delete(control)) throw new Error('the search does not find what is certainly there')
  console.log(`${looked} files of the profile looked through: ${words.filter((w) => hits.has(w)).length} of ${words.length} planted words, ${secrets.filter((s) => hits.has(s)).length} of ${secrets.length} names of the plan`)
  for (const [word, file] of [...hits].slice(0, 20)) console.log(`  ${word} in ${file}`)
  failed = hits.size > 0
} finally {
  await on.stop()
  rmSync(folder, { recursive: true, force: true })
}
console.log(failed ? '0 passed, 1 failed' : '1 passed, 0 failed')
process.exit(failed ? 1 : 0)
