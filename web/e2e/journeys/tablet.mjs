// The officer's tablet: from the code on the coordinator's screen to a search that headquarters has.

import { everyEntryApplied } from '../applied.mjs'
import { photograph, press } from '../tablet/hands.mjs'
import { answersAll, signsAll } from '../tablet/officer.mjs'

/** The tablet lying and standing (design: web.md). */
export const lying = { width: 1280, height: 800 }
export const standing = { width: 800, height: 1280 }

export const pin = '271828'
const secondPin = '161803'

/** The site of the operation with the most cells. */
export async function searched(t) {
  const { items } = await t.api('hq', 'GET', `/v1/operations/${await t.operation()}/tasks?limit=500`)
  const sites = new Map()
  for (const { site } of items) sites.set(site, (sites.get(site) ?? 0) + 1)
  return [...sites].sort((a, b) => b[1] - a[1])[0][0]
}

/** Enrols a page as a tablet of a site: scanned code, six words compared by the coordinator. */
export async function enrolled(t, page, site, label) {
  const { now } = await t.api('admin', 'GET', '/v1/server')
  const { url } = await t.api('admin', 'POST', '/v1/enrolments', { label, siteIds: [site], expiresAt: new Date(Date.parse(now) + 36e5).toISOString(), maxUses: 1 })
  await page.goto(`${t.world.base}/tablet${new URL(url).hash}`)
  await page.getByLabel(t.say('tablet.label')).fill(label)
  await t.judge(page, 'tablet-enrol')
  page.expected.push(/status of 409/) // no lease before somebody has confirmed it
  await page.getByRole('button', { name: t.say('tablet.enrol'), exact: true }).click()
  await page.locator('ol.six-words li').nth(5).waitFor()
  await t.judge(page, 'tablet-six-words')
  const words = (await page.locator('ol.six-words li').allTextContents()).join(' ')
  const { items } = await t.api('admin', 'GET', `/v1/tablets?state=pending&limit=100`)
  const tablet = items.find((x) => x.label === label)
  await t.api('coordinator', 'POST', `/v1/tablets/${tablet.id}/confirm`, { fingerprint: words })
  return tablet.id
}

/** Chooses the first PIN, waits for the plan, and says who is there. */
export async function opened(t, page) {
  await page.getByLabel(t.say('tablet.yourName')).fill('A. Durand')
  await page.getByLabel(t.say('tablet.newPin'), { exact: true }).fill(pin)
  await page.getByLabel(t.say('tablet.pinAgain')).fill(pin)
  await t.judge(page, 'tablet-first-pin')
  await page.getByRole('button', { name: t.say('tablet.choosePin') }).click()
  await page.getByRole('heading', { name: t.say('tablet.whoAreYou') }).waitFor({ timeout: 60_000 })
  await t.judge(page, 'tablet-who')
  await page.locator('button.person').first().click()
  await page.locator('.cell-next').waitFor()
}

export const unlock = async (t, page) => {
  await page.locator('#pin').fill(pin)
  await page.getByRole('button', { name: t.say('tablet.pinEnter') }).click()
}

async function startsWithoutANetwork(t) {
  const page = await t.page({ viewport: lying })
  await enrolled(t, page, await searched(t), `Tablet ${t.language} ${t.theme}`)
  await opened(t, page)
  await t.judge(page, 'tablet-tasks')
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.waitForFunction(async () => (await caches.keys()).length > 0)
  const code = await page.locator('.cell-next .cell-code').textContent()
  page.expected.push(/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::/)
  await page.context().setOffline(true)
  await page.reload()
  await page.getByRole('heading', { name: t.say('tablet.lockedTitle') }).waitFor()
  await t.judge(page, 'tablet-locked')
  await unlock(t, page)
  await page.locator('.cell-next').waitFor()
  if ((await page.locator('.cell-next .cell-code').textContent()) !== code) throw new Error('another cell is next after the restart')
  await page.setViewportSize(standing)
  await t.judge(page, 'tablet-tasks-standing')
  await shutByWrongPins(t, page)
}

/** After ten wrong PINs (half an hour of waiting: what they leave on the disk is put there) the server's share is not taken before the hour that the lock says. */
async function shutByWrongPins(t, page) {
  await page.setViewportSize(lying)
  await page.evaluate(async () => {
    const wait = (request) => new Promise((done, refuse) => Object.assign(request, { onsuccess: () => done(request.result), onerror: () => refuse(request.error) }))
    const [{ name }] = await indexedDB.databases()
    const database = await wait(indexedDB.open(name))
    const secrets = database.transaction('secrets', 'readwrite').objectStore('secrets')
    const lease = await wait(secrets.get('lease'))
    await wait(secrets.put({ ...lease, share: null, until: 0, why: 'too_many' }))
    await wait(secrets.put({ id: 'tries', failed: 10, waitUntil: 0, rounds: 1 }))
    database.close()
  })
  await page.reload()
  await page.getByText(t.say('tablet.locked.too_many')).waitFor()
  await page.context().setOffline(false)
  const said = page.getByRole('alert').filter({ hasText: new RegExp(t.say('tablet.locked.again', { time: '[0-9:]+' })) })
  await said.waitFor({ timeout: 90_000 })
  const [hours, minutes] = /([0-9]+):([0-9]+)/.exec(await said.textContent()).slice(1).map(Number)
  const due = await page.evaluate(() => new Date(Date.now() + 36e5).getHours() * 60 + new Date().getMinutes()) // the server's clock is this machine's
  const early = (due - hours * 60 - minutes + 1440) % 1440
  if (early > 3) throw new Error(`the lock says ${hours}:${minutes}; an hour from now it is minute ${due} of the day`)
  if ((await page.locator('.keypad').count()) > 0) throw new Error('a PIN is asked for that opens nothing')
  await t.judge(page, 'tablet-shut')
}

/** A second officer signs on with a PIN of his own, and gives the tablet back. */
export async function second(t, page, first) {
  await page.locator('.bar-me').click()
  await press(page, t.say('tablet.newOfficer'))
  await page.getByLabel(t.say('tablet.yourName')).fill('B. Martin')
  await page.getByLabel(t.say('tablet.newPin'), { exact: true }).fill(secondPin)
  await page.getByLabel(t.say('tablet.pinAgain')).fill(secondPin)
  await press(page, t.say('tablet.choosePin'))
  await page.getByRole('heading', { name: t.say('tablet.whoAreYou') }).waitFor()
  await page.locator('button.person').filter({ hasNotText: first }).first().click()
  await page.locator('.bar-me').filter({ hasNotText: first }).waitFor()
  await page.locator('.bar-me').click()
  await page.getByLabel('A. Durand').check()
  await unlock(t, page)
  await page.locator('.bar-me').filter({ hasText: first }).waitFor()
  await t.judge(page, 'tablet-officers')
  await page.locator('.bar a[href="/tablet"]').click()
  await page.locator('.cell-next').waitFor()
}

/** Begins the search of the next cell at its door. */
export async function begun(t, page) {
  await page.locator('.cell-next').click()
  await page.locator('.task-acts .first-big').waitFor()
  await t.judge(page, 'tablet-task')
  await page.locator('.task-acts .first-big').click()
  await page.locator('.arrival-part .big').filter({ hasText: t.say('search.isThis', { cell: '' }).trim() }).click()
  await page.locator('.arrival-part button').filter({ hasText: '+' }).click()
  const reason = page.locator('.arrival textarea')
  if ((await reason.count()) > 0) await reason.first().fill('Exercice') // the demonstration's hour is past
  await t.judge(page, 'tablet-arrival')
  await page.locator('.arrival .first-big').click()
  await page.locator('.search-main').waitFor()
  await page.locator('a[href$="/briefing"]').first().click()
  await page.locator('#item-kit_issued .picks, #item-kit_issued .long-list').first().waitFor()
  await t.judge(page, 'tablet-briefing')
}

/** Closes the search by a supervisor's leave for what the journey left out, confirmed by the second officer. */
export async function closed(t, page, outcome = 'done_find') {
  await page.locator('a[href$="/~end"]').first().click()
  await page.getByRole('button', { name: t.say('search.letPass') }).waitFor()
  await t.judge(page, 'tablet-end')
  await page.getByRole('button', { name: t.say('search.letPass') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('.pick').first().click()
  await dialog.locator('textarea').fill('Exercice')
  await dialog.locator('.first-big').click()
  await dialog.waitFor({ state: 'detached' })
  await page.locator('#end-outcome .pick').filter({ hasText: t.say(`search.${outcome}`) }).click()
  await confirmed(t, page)
}

/** The second officer confirms the close with his PIN; that of the officer who closes is refused. */
export async function confirmed(t, page) {
  const end = page.locator('.end-part').last()
  await end.locator('.pick').first().click()
  await end.locator('.second-pin').waitFor()
  await t.judge(page, 'tablet-second-pin')
  await end.locator('#pin').fill(pin)
  await end.getByRole('button', { name: t.say('search.secondConfirms') }).click()
  await end.getByRole('alert').waitFor()
  await end.locator('#pin').fill(secondPin)
  await end.getByRole('button', { name: t.say('search.secondConfirms') }).click()
  await page.locator('.closed, .closed-state').first().waitFor()
  await t.judge(page, 'tablet-closed')
}

/** On the locked screen, without a PIN: a find with a photograph, and a note. */
async function recordedWhileLocked(t, page) {
  await page.getByRole('heading', { name: t.say('tablet.lockedTitle') }).waitFor()
  await page.getByRole('link', { name: t.say('quick.open') }).click()
  await page.getByRole('heading', { name: t.say('quick.title') }).waitFor()
  await photograph(t, page)
  await page.locator('.thumb img').waitFor()
  await page.getByLabel(t.say('quick.place')).fill('D-214')
  await t.judge(page, 'tablet-record-locked')
  await press(page, t.say('quick.record'))
  await page.getByRole('status').filter({ hasText: t.say('quick.recorded', { time: '' }).replace(/\W+$/, '').trim() }).waitFor()
  await page.getByLabel(t.say('quick.note')).check()
  await page.getByLabel(t.say('quick.words')).fill('La serrure est limée.')
  // Leaving writes what was given, as locking does.
  await press(page, t.say('quick.back'))
  await page.getByRole('heading', { name: t.say('tablet.lockedTitle') }).waitFor()
}

/** An officer says of which search it is what was recorded while the tablet was locked. */
async function tied(t, page) {
  await page.locator('.bar a[href="/tablet"]').click()
  await page.getByRole('link', { name: t.say('quick.waitingAct') }).click()
  await page.locator('.untied-row').nth(1).waitFor()
  await page.locator('.untied-photos img').first().waitFor()
  await t.judge(page, 'tablet-untied')
  for (const left of [1, 0]) {
    await page.locator('.untied-row button.first-big').first().click()
    if (left === 1) await t.judge(page, 'tablet-of-which-search')
    await page.locator('.untied-pick button').first().click()
    await page.waitForFunction((n) => document.querySelectorAll('.untied-row').length === n, left)
  }
  await page.locator('.bar a[href="/tablet"]').click()
  await page.locator('.cell-next').click()
  await page.locator('.search-main').waitFor()
}

/** The areas on a tablet that is held upright. */
async function standingToo(t, page) {
  await page.locator('.bar-heard:not(.strong)').waitFor()
  await page.setViewportSize(standing)
  await t.judge(page, 'tablet-areas-standing')
  await page.setViewportSize(lying)
}

async function aWholeSearchOffline(t) {
  const page = await t.page({ viewport: lying, permissions: ['camera'] })
  await enrolled(t, page, await searched(t), `Fouille ${t.language} ${t.theme}`)
  await opened(t, page)
  const first = (await page.locator('.bar-me').textContent()).trim()
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.waitForFunction(async () => (await caches.keys()).length > 0)
  page.expected.push(/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::/)
  await page.context().setOffline(true)
  await page.reload()
  await recordedWhileLocked(t, page)
  await unlock(t, page)
  await page.locator('.cell-next').waitFor()
  await second(t, page, first)
  await begun(t, page)
  const id = /search\/([0-9a-f-]{36})/.exec(page.url())[1]
  await tied(t, page)
  await answersAll(t, page, (code) => (code === 'areas' ? standingToo(t, page) : t.judge(page, `tablet-${code}-whole`)))
  await signsAll(t, page)
  await t.judge(page, 'tablet-end-whole')
  await confirmed(t, page)
  await press(page, t.say('search.toReceipt'))
  await page.getByText('SC-2025-0042').first().waitFor()
  await t.judge(page, 'tablet-receipt')
  const here = await page.locator('.bar-count').innerText()
  if (!/\d/.test(here)) throw new Error(`the bar does not say what is only here: ${here}`)
  await page.context().setOffline(false)
  await page.locator('.bar-here.is-empty').waitFor({ timeout: 90_000 })
  const operation = await t.operation()
  for (let i = 0; ; i++) {
    const { items } = await t.api('hq', 'GET', `/v1/operations/${operation}/searches?limit=500`)
    const search = items.find((s) => s.id === id)
    const exhibits = search === undefined ? [] : (await t.api('hq', 'GET', `/v1/operations/${operation}/exhibits?limit=500`)).items.filter((x) => x.search === id)
    const sealed = exhibits.filter((x) => x.sealNumber === 'SC-2025-0042')
    // Whole: nobody's leave was needed, and headquarters has what the tablet said that it has, once the last of it was applied.
    const lacks = { gateFailed: search?.gateFailed, overrides: search?.overrides, notYetHere: search?.notYetHere }
    if (search?.state === 'done_find' && exhibits.length === 2 && sealed.length === 1 && Object.values(lacks).every((v) => v === undefined)) {
      const { answers, files } = search.declared
      if (t.language === 'en' && !search.signatures.some((s) => s.refusedBecause !== undefined)) throw new Error(`nobody refused to sign: ${JSON.stringify(search.signatures)}`)
      if (search.signatures.length < 5 || sealed[0].imei1 !== '490154203237518') throw new Error(`not as it was recorded: ${JSON.stringify([search.signatures, sealed[0].device])}`)
      if (search.confirmation?.actor === undefined || search.confirmation.actor === search.closedBy.actor) throw new Error(`the closing was not confirmed by a second officer: ${JSON.stringify([search.closedBy, search.confirmation])}`)
      if (answers < 120 || files < 15) throw new Error(`the search declares ${answers} answers and ${files} files`)
      break
    }
    if (i === 60) {
      await everyEntryApplied(t)
      throw new Error(`headquarters has ${JSON.stringify([search?.state, lacks, search?.counts, search?.declared])} and ${JSON.stringify(exhibits)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  const { items: finds } = await t.api('hq', 'GET', `/v1/operations/${operation}/findings?limit=500`)
  if (!finds.some((f) => f.search === id && f.placeText === 'D-214' && f.photos?.length === 1)) throw new Error(`what was found while the tablet was locked is not in its search: ${JSON.stringify(finds)}`)
  await everyEntryApplied(t)
}

export const journeys = [
  {
    name: 'a tablet is enrolled by its code and six words, opens its plan, and starts again in flight mode',
    world: { state: 'released', sites: 6 },
    run: startsWithoutANetwork,
  },
  {
    name: 'a whole search is recorded in flight mode after a cold start, closed by two officers, and reaches headquarters as it was recorded',
    world: { state: 'released', sites: 6 },
    run: aWholeSearchOffline,
  },
]
