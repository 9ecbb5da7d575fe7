// The officer's tablet: from the code on the coordinator's screen to a search that headquarters has.

/** The tablet lying and standing (design: web.md). */
export const lying = { width: 1280, height: 800 }
export const standing = { width: 800, height: 1280 }

const pin = '271828'

/** The site of the operation with the most cells. */
async function searched(t) {
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

const unlock = async (t, page) => {
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
  await page.context().setOffline(true)
  page.expected.push(/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::/)
  await page.reload()
  await page.getByRole('heading', { name: t.say('tablet.lockedTitle') }).waitFor()
  await t.judge(page, 'tablet-locked')
  await unlock(t, page)
  await page.locator('.cell-next').waitFor()
  if ((await page.locator('.cell-next .cell-code').textContent()) !== code) throw new Error('another cell is next after the restart')
  await page.setViewportSize(standing)
  await t.judge(page, 'tablet-tasks-standing')
}

export const journeys = [
  {
    name: 'a tablet is enrolled by its code and six words, opens its plan, and starts again in flight mode',
    world: { state: 'released', sites: 6 },
    everyLook: true,
    run: startsWithoutANetwork,
  },
]
