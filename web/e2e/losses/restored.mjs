import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { accounts, atServer } from './accounts.mjs'
import { disk, go, heard, photograph, section, tablet, unlock, until, wake } from './page.mjs'

/** Runs one command of the program to its end; throws when it fails. */
async function command(on, ...args) {
  const child = on.start(...args)
  const status = await new Promise((resolve) => child.once('exit', resolve))
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}`)
}

/** The server dies and is restored from a backup that is older than what it had acknowledged. Locked, the tablet says what it needs; after the PIN everything goes again. */
export async function restored(world) {
  const { on, front } = world
  const running = await world.browser()
  const page = await tablet(running, `/tablet/search/${world.search}/before`)
  await unlock(page)
  await page.locator('.shoot').first().waitFor()
  const backup = join(on.folder, 'older.db')
  await command(on, 'export', '--database', on.place.url, '--backup', backup)
  await photograph(page, 1)
  await section(page, world.search, 'areas')
  await page.evaluate(() => tapAnswers(10))
  await until('all of it is recorded', () => page.recorded.length === 10 || page.recorded.length)
  await heard(page)
  const held = await disk(page)
  assert.deepEqual(held.entries.filter((e) => e.due === 1), [], 'everything was acknowledged')
  // The tablet is locked when the server comes back: a new start.
  front.shut = true
  await on.kill()
  for (const suffix of ['', '-wal', '-shm']) rmSync(on.place.url + suffix, { force: true })
  await command(on, 'restore', backup, '--database', on.place.url, '--by', 'the trial')
  await on.serve()
  const forgotten = held.entries.length - (await atServer(on, world.operation, held.entries.map((e) => e.hash), [])).entries.length
  assert.ok(forgotten >= 11, `the restored server lacks ${forgotten} entries`)
  front.shut = false
  await page.reload()
  await page.locator('#pin').waitFor()
  await wake(page)
  await until('the tablet knows that it has to send again', async () => (await disk(page)).entries.some((e) => e.due === 1))
  await page.locator('.bar-tray').waitFor()
  await page.locator('.bar-tray').click()
  await page.getByText('Le poste de commandement redemande').waitFor()
  await go(page, '/tablet')
  await unlock(page)
  await wake(page)
  await heard(page)
  return { ...(await accounts(world, page, { entries: held.entries.length, photographs: 1 })), note: `${forgotten} entries and a photograph that the server had forgotten` }
}
