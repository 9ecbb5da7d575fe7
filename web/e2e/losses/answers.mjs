import assert from 'node:assert/strict'
import { accounts } from './accounts.mjs'
import { disk, heard, photograph, section, tablet, unlock, until, wake } from './page.mjs'

/** The program takes in what is sent and its answers are lost on the way, of pushes and of uploads, several times: everything is there exactly once. */
export async function lostAnswers(world) {
  const running = await world.browser()
  const page = await tablet(running, `/tablet/search/${world.search}/before`)
  await unlock(page)
  await page.locator('.shoot').first().waitFor()
  const before = (await disk(page)).entries.length
  const left = { push: 5, upload: 3, begin: 2 }
  world.front.lose = ({ method, path }) => {
    const what = path === '/v1/sync/push' ? 'push' : method === 'PATCH' ? 'upload' : method === 'POST' && path === '/v1/files/' ? 'begin' : ''
    return what !== '' && left[what]-- > 0
  }
  world.front.pushes.length = 0
  await photograph(page, 2)
  await section(page, world.search, 'areas')
  await page.evaluate(() => tapAnswers(12))
  await until('all of it is recorded', () => page.recorded.length === 12 || page.recorded.length)
  const entries = (await disk(page)).entries.length
  // "Send now" ends the pauses that grow from attempt to attempt.
  await until('nothing is left', async () => {
    await wake(page)
    await page.waitForTimeout(400)
    return (await page.locator('.bar-here.is-empty').count()) === 1 || left
  })
  await heard(page)
  assert.ok(left.push <= 0 && left.upload <= 0 && left.begin <= 0, `answers were lost: ${JSON.stringify(left)}`)
  const sent = world.front.pushes.reduce((sum, push) => sum + push.seqs.length, 0)
  assert.ok(sent > entries - before, 'some were sent more than once')
  return { ...(await accounts(world, page, { entries, photographs: 2 })), note: `${world.front.lost} answers lost, ${sent} entries sent for ${entries - before}` }
}
