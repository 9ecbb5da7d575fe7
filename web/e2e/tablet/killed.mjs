// A tablet that is killed: what it had confirmed is looked for at its next start, and what the kill left is kept if something is missing.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browser } from './browser.mjs'
import { keepCopy, leftBehind } from './disk.mjs'

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const nothing = () => ({ entry: new Set(), photograph: new Set() })

/** Everything that was confirmed is on the disk, whole and chained. */
export function judge({ faults, hashes, photographs }, confirmed) {
  assert.deepEqual(faults, [])
  const [held, taken] = [new Set(hashes), new Set(photographs)]
  assert.deepEqual([...confirmed.entry].filter((hash) => !held.has(hash)), [], 'every confirmed entry is on the disk')
  assert.deepEqual([...confirmed.photograph].filter((sha256) => !taken.has(sha256)), [], 'every confirmed photograph is on the disk')
}

/** Opens a page on what a kill has left, and finds in it what was confirmed before; if not, says where a copy of the databases is. */
export async function startedAfterAKill(running, address, kept, confirmed) {
  const page = await running.page(address, confirmed)
  const found = await page.evaluate(() => trial.inspect())
  try {
    judge(found, confirmed)
  } catch (error) {
    const about = running.said().split('\n').filter((line) => /indexed|leveldb|corrupt|quota/i.test(line))
    console.error(`LOST: ${found.hashes.length} entries of ${confirmed.entry.size}; the databases as the kill left them: ${kept?.where}\n${about.join('\n')}`)
    throw error
  }
  return { page, found }
}

/** After a kill: keeps a copy, and sees that no two writes of one database were under way. */
export function afterTheKill(profile) {
  const kept = keepCopy(profile)
  const left = leftBehind(profile)
  assert.ok(left.underWay.every((writes) => writes <= 1), `writes under way at once: ${left.underWay}; the databases as the kill left them: ${kept.where}`)
  return { kept, underWay: left.underWay.reduce((sum, writes) => sum + writes, 0), torn: left.torn }
}

const lifetime = 6 // kills of one profile

/**
 * Kills a browser so many times at drawn moments while all its sites record, each in a database of its own; a new profile
 * after every six. Needs no program. Throws at the first confirmed entry that is missing.
 */
export async function killedManyTimes(executable, kills, sites) {
  const sum = { kills: 0, starts: 0, confirmed: 0, photographs: 0, underWay: 0, torn: 0 }
  for (let left = kills; left > 0; left -= lifetime) {
    const profile = mkdtempSync(join(tmpdir(), 'cellsweep-profile-'))
    const confirmed = sites.map(nothing)
    let kept
    for (let kill = 0; kill <= Math.min(left, lifetime); kill++) {
      const running = await browser(executable, profile)
      const pages = await Promise.all(sites.map((site, i) => startedAfterAKill(running, site, kept, confirmed[i])))
      kept?.drop()
      sum.starts++
      if (kill < Math.min(left, lifetime)) {
        const before = confirmed.map(({ entry }) => entry.size)
        for (const { page } of pages) page.evaluate(() => trial.recordForEver('0192a4f1-7a10-7000-8000-000000000001', 'a')).catch(() => undefined) // it ends with the page
        while (confirmed.some(({ entry }, i) => entry.size < before[i] + 5)) await pause(20)
        await pause(Math.random() * 900)
        sum.kills++
      }
      await running.kill('browser')
      const after = afterTheKill(profile)
      kept = after.kept
      sum.underWay += after.underWay
      sum.torn += after.torn
    }
    kept.drop()
    sum.confirmed += confirmed.reduce((all, { entry }) => all + entry.size, 0)
    sum.photographs += confirmed.reduce((all, { photograph }) => all + photograph.size, 0)
    console.log(JSON.stringify(sum))
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  return sum
}
