// The tablet loses nothing, on its own page in a real browser against the real program: killed, in two tabs, on a full disk, with a clock that jumps, under an
// update, with answers that are lost, before a server that forgot, and after 90 days without a network under an older build. At the end of each stands what
// the screen had called recorded, what is on the disk and what the server has, compared by hash.
//   [CELLSWEEP_BINARY=../bin/cellsweep] node e2e/losses.mjs [part of a scenario's name]
import { mkdirSync } from 'node:fs'
import { binary } from './binary.mjs'
import { copied, prepared } from './losses/ground.mjs'
import { table } from './losses/accounts.mjs'
import { lostAnswers } from './losses/answers.mjs'
import { clockJumps } from './losses/clock.mjs'
import { fullDisk } from './losses/full.mjs'
import { killed } from './losses/killed.mjs'
import { ninetyDays } from './losses/older.mjs'
import { restored } from './losses/restored.mjs'
import { twoTabs } from './losses/tabs.mjs'
import { update } from './losses/update.mjs'

const scenarios = [
  ['killed in the middle of a search', killed],
  ['a full disk', fullDisk],
  ['two tabs on one search', twoTabs],
  ['a clock that jumps a year', clockJumps],
  ['an update in mid-search', update],
  ['answers that are lost', lostAnswers],
  ['a server restored from an older backup', restored],
  ['90 days under an older build', ninetyDays(4)],
  ['90 days under database 3', ninetyDays(3)],
  ['90 days under database 1', ninetyDays(1)],
]
const shots = new URL('../shots', import.meta.url).pathname
mkdirSync(shots, { recursive: true })
const only = process.argv[2] ?? ''
const todo = scenarios.filter(([name]) => name.includes(only))
const begun = performance.now()
const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1)
const rows = []
let failed = 0

const ground = await prepared(binary)
console.log(`a tablet with a search, and its server: prepared in ${seconds(begun)} s`)

async function make([name, scenario]) {
  const start = performance.now()
  const world = await copied(ground)
  try {
    const { entries, photographs, note = '' } = await scenario(world)
    rows.push({ name, entries, photographs })
    console.log(`ok   ${name} ${seconds(start)} s ${note}`)
  } catch (error) {
    failed++
    console.log(`FAIL ${name} ${seconds(start)} s\n    ${error.stack?.split('\n').slice(0, 12).join('\n    ')}`)
    await world.picture(`${shots}/losses-${name.replaceAll(/\W+/g, '-')}`)
  } finally {
    await world.stop()
  }
}

// Two at a time: each mostly waits for a browser to start or a server to answer.
const waiting = [...todo]
const lane = async () => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await make(next)
}
try {
  await Promise.all([lane(), lane()])
} finally {
  await ground.clear()
}
console.log(table(scenarios.map(([name]) => rows.find((row) => row.name === name)).filter(Boolean)))
console.log(`${todo.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 && todo.length > 0 ? 0 : 1)
