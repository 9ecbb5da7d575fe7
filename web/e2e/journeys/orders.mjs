// Orders that reach a tablet after the release: by the network, and as four words at a site without one; and a package that ten words open there.
import { enrolled, lying, opened, searched, standing } from './tablet.mjs'

/** Two persons give an order. The answer is its id. */
async function ordered(t, act, more = {}) {
  const path = `/v1/operations/${await t.operation()}/brakes`
  const { id } = await t.api('coordinator', 'POST', path, { act, reason: 'Exercice', ...more })
  await t.api('approver', 'POST', `${path}/${id}/confirm`)
  return id
}

/** H on the minute, so many minutes after now by the server. */
async function laterBy(t, minutes) {
  const { now } = await t.api('admin', 'GET', '/v1/server')
  return new Date(Math.floor(Date.parse(now) / 60_000) * 60_000 + minutes * 60_000).toISOString()
}

const banner = (page, act) => page.locator(`.order-${act}`)
const gone = (page) => page.waitForFunction(() => document.querySelector('.order') === null)

async function byTheNetwork(t) {
  const page = await t.page({ viewport: lying })
  const site = await searched(t)
  await enrolled(t, page, site, `Ordres ${t.language} ${t.theme}`)
  await opened(t, page)
  const before = await page.locator('.cell-next .cell-when').textContent()
  await ordered(t, 'hold')
  await banner(page, 'hold').waitFor()
  await t.judge(page, 'tablet-order-hold')
  await ordered(t, 'resume')
  await gone(page)
  // A new H for this site alone: the cells of the tablet follow, and the banner stays until somebody has seen it.
  await ordered(t, 'reschedule', { site, hHour: await laterBy(t, 90) })
  await banner(page, 'reschedule').waitFor()
  await page.waitForFunction((was) => ![null, undefined, was].includes(document.querySelector('.cell-next .cell-when')?.textContent), before) // the cells are planned by the new H
  await t.judge(page, 'tablet-order-new-h')
  await page.setViewportSize(standing)
  await t.judge(page, 'tablet-order-new-h-standing')
  await banner(page, 'reschedule').getByRole('button', { name: t.say('orders.seen') }).click()
  await gone(page)
  await ordered(t, 'stand_down')
  await banner(page, 'stand_down').waitFor()
  await t.judge(page, 'tablet-order-stand-down')
}

/** The four words of an order for a site, as the coordinator reads them over the radio. */
async function wordsOf(t, site, act, more) {
  const id = await ordered(t, act, more)
  return (await t.api('coordinator', 'POST', `/v1/operations/${await t.operation()}/brakes/${id}/sites/${site}/code`, { reason: 'Site sans réseau' })).words
}

/** Types an order's words, and the H that was said beside them. */
async function hears(t, page, words, hour = '') {
  await page.getByLabel(t.say('tablet.fourWords'), { exact: true }).fill(words)
  if (hour !== '') await page.getByLabel(t.say('tablet.newH'), { exact: true }).fill(hour)
  await page.getByRole('button', { name: t.say('tablet.checkWords') }).click()
}

async function atADarkSite(t) {
  const operation = await t.operation()
  const page = await t.page({ viewport: lying })
  const { items } = await t.api('coordinator', 'GET', `/v1/operations/${operation}/sites?limit=100`, undefined, { 'X-Reason': 'Exercice' })
  const site = items[0].establishment ?? items[0].id
  await enrolled(t, page, site, `Sans réseau ${t.language} ${t.theme}`)
  await page.getByLabel(t.say('tablet.yourName')).fill('A. Durand')
  await page.getByLabel(t.say('tablet.newPin'), { exact: true }).fill('271828')
  await page.getByLabel(t.say('tablet.pinAgain')).fill('271828')
  page.expected.push(/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::|status of 404/) // no key before the release
  await page.getByRole('button', { name: t.say('tablet.choosePin') }).click()
  await page.getByRole('heading', { name: t.say('tablet.ready') }).waitFor({ timeout: 60_000 })
  await page.context().setOffline(true)
  // Released while nobody at the site can hear of it.
  await t.api('coordinator', 'POST', `/v1/operations/${operation}/release/ask`)
  await t.api('approver', 'POST', `/v1/operations/${operation}/release/approve`)
  const { words } = await t.api('coordinator', 'POST', `/v1/operations/${operation}/sites/${site}/words`, { reason: 'Site sans réseau' })
  const field = page.getByLabel(t.say('tablet.tenWords'))
  await field.fill(words.split(' ').toReversed().join(' '))
  await page.getByRole('button', { name: t.say('tablet.open'), exact: true }).click()
  await page.getByText(t.say('tablet.wordsOpenNothing')).waitFor({ timeout: 60_000 })
  await t.judge(page, 'tablet-ten-words-wrong')
  await field.fill(words.toUpperCase())
  await page.getByRole('button', { name: t.say('tablet.open'), exact: true }).click()
  await page.getByRole('heading', { name: t.say('tablet.whoAreYou') }).waitFor({ timeout: 60_000 })
  await page.locator('button.person').first().click()
  await page.locator('.cell-next').waitFor()
  await page.getByRole('link', { name: t.say('tablet.orders') }).click()
  const hold = await wordsOf(t, site, 'hold')
  await hears(t, page, hold.split(' ').toReversed().join(' '))
  await page.getByText(t.say('tablet.orderNotBelieved')).waitFor()
  if ((await page.locator('.order').count()) > 0) t.fault('words that prove nothing were believed')
  await hears(t, page, hold)
  await banner(page, 'hold').waitFor()
  await t.judge(page, 'tablet-words-hold')
  await hears(t, page, await wordsOf(t, site, 'resume'))
  await gone(page)
  await hears(t, page, hold)
  await page.getByText(t.say('tablet.orderNotBelieved')).waitFor()
  if ((await page.locator('.order').count()) > 0) t.fault('the words of an order were good twice')
  await hears(t, page, await wordsOf(t, site, 'reschedule', { hHour: await laterBy(t, 90) }), '07:30')
  await banner(page, 'reschedule').filter({ hasText: '07:30' }).waitFor()
  await t.judge(page, 'tablet-words-new-h')
  await hears(t, page, await wordsOf(t, site, 'stand_down'))
  await banner(page, 'stand_down').waitFor()
  await t.judge(page, 'tablet-words-stand-down')
  // Once headquarters is heard, its own word counts: the same, and not by words any more.
  await page.context().setOffline(false)
  await page.waitForFunction(() => document.querySelector('.order-stand_down span') === null && document.querySelector('.order-stand_down') !== null, undefined, { timeout: 90_000 })
}

export const journeys = [
  { name: 'a tablet is told by the network to hold, to go on, of a new H for its site, and to stand down', world: { state: 'released', sites: 6 }, fresh: true, run: byTheNetwork },
  { name: 'a dark site opens its package by ten words, and believes orders by four, each once', world: { state: 'sealed', sites: 6 }, fresh: true, run: atADarkSite },
]
