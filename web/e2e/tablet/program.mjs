// A tablet of the real program, from the coordinator's code to the first list of cells, for trials that need no journey.

const jars = new Map()

/** Asks the program as a persona of the demonstration. */
export async function api(base, login, method, path, body) {
  const key = `${base} ${login}`
  if (!jars.has(key)) {
    const answer = await fetch(`${base}/v1/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login, password: 'demonstration' }) })
    jars.set(key, (answer.headers.get('Set-Cookie') ?? '').split(';')[0])
  }
  const answer = await fetch(base + path, { method, body: body && JSON.stringify(body), headers: { Cookie: jars.get(key), ...(body ? { 'Content-Type': 'application/json' } : {}) } })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`)
  const text = await answer.text()
  return text === '' ? undefined : JSON.parse(text)
}

/** The site of the operation with the most cells, and its tasks. */
export async function plan(base) {
  const [operation] = (await api(base, 'coordinator', 'GET', '/v1/operations')).items
  const tasks = (await api(base, 'hq', 'GET', `/v1/operations/${operation.id}/tasks?limit=500`)).items
  const sites = new Map()
  for (const task of tasks) sites.set(task.site, [...(sites.get(task.site) ?? []), task])
  const [site, own] = [...sites].sort((a, b) => b[1].length - a[1].length)[0]
  return { operation: operation.id, site, tasks: own }
}

export const pin = '271828'

/** Enrols a page for a site, confirms it, chooses a PIN, and signs the first officer on. `origin`: where its browser has the program. */
export async function tabletAt(base, page, site, label, origin = base) {
  const { now } = await api(base, 'admin', 'GET', '/v1/server')
  const { url } = await api(base, 'admin', 'POST', '/v1/enrolments', { label, siteIds: [site], expiresAt: new Date(Date.parse(now) + 36e5).toISOString(), maxUses: 1 })
  await page.goto(`${origin}/tablet${new URL(url).hash}`)
  await page.locator('form button[type=submit]').click()
  await page.locator('ol.six-words li').nth(5).waitFor()
  const fingerprint = (await page.locator('ol.six-words li').allTextContents()).join(' ')
  const tablet = (await api(base, 'admin', 'GET', '/v1/tablets?state=pending&limit=100')).items.find((t) => t.label === label)
  await api(base, 'coordinator', 'POST', `/v1/tablets/${tablet.id}/confirm`, { fingerprint })
  for (const [at, text] of ['A. Durand', pin, pin].entries()) await page.locator('form input').nth(at).fill(text)
  await page.locator('form button[type=submit]').click()
  await page.locator('button.person').first().click({ timeout: 60_000 })
  await page.locator('.cell-next').waitFor()
}
