// Measures in Chromium, slowed down four times, what one answer costs: the whole shipped checklist evaluated anew with 21 areas
// and 10 finds, and the gate. Prints and judges nothing.
//   npm run bench:checklist
import { chromium } from 'playwright-core'
import { build } from 'vite'

const slower = Number(process.env.CELLSWEEP_SLOWER ?? 4)
const entry = new URL('../src/checklist/trial/bench.ts', import.meta.url).pathname
const built = await build({ configFile: false, logLevel: 'warn', build: { write: false, minify: true, target: 'es2022', lib: { entry, formats: ['iife'], name: 'checklist' } } })
const [{ output }] = [built].flat()
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  const page = await browser.newPage()
  await page.addScriptTag({ content: output[0].code })
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower })
  console.log(`Chromium ${browser.version()}, slowed down ${slower} times; milliseconds`)
  console.log(JSON.stringify(await page.evaluate(() => globalThis.bench(300)), null, 1))
} finally {
  await browser.close()
}
