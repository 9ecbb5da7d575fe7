// The tablet's screens on their own, over a real journal in a real browser: a search from the door to its close in two looks, and finds with codes before a camera.
// And what of them stays in the files of the browser, with CELLSWEEP_BINARY. Each part is one test; the closing line counts them.
import { spawn } from 'node:child_process'

const here = new URL('.', import.meta.url).pathname
const parts = [
  ['a search in two looks, judged by axe, the policy and a ruler', ['tablet/search.mjs', 'two']],
  ['a profile that is copied: nothing of a plan, and nothing of a thousand planted words', ['profile.mjs']],
  ['a sample of a tablet with many cells and photographs, sent whole', ['../scripts/bench-tablet-load.mjs', '--sample']],
  ['finds, with codes before a camera, and the receipt on paper', ['finds.mjs']],
]
let failed = 0
for (const [name, [script, ...args]] of parts) {
  const begun = performance.now()
  const code = await new Promise((resolve) => spawn(process.execPath, [here + script, ...args], { stdio: 'inherit', cwd: new URL('..', import.meta.url).pathname }).once('exit', resolve))
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  if (code !== 0) failed++
}
console.log(`${parts.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
