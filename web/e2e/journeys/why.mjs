// Why headquarters did not take an entry, in the reader's language: in the coordinator's tray and in the tablet's. Receipts such as these are provoked one by one in
// server/verdicts_test.go; here they are put into the answers, so that the pages are seen with one of each.
import { enrolled, lying, opened, searched, standing } from './tablet.mjs'

const id = (n) => `0197f3a0-0000-7000-8000-${String(n).padStart(12, '0')}`
const receipt = (n, more) => ({
  kind: 'receipt', id: String(n).repeat(64).slice(0, 64), hash: String(n).repeat(64).slice(0, 64), rev: 1, seq: 10 + n, entry: id(n), type: 'seal.applied', position: 900 + n,
  verdict: 'stored', code: '', status: 'refused', statusCode: 'invalid_body', receivedAt: '2026-05-20T04:12:00.000Z', ...more,
})

/** One of each kind of reason, with an English word of it and a French one. */
const reasons = [
  [receipt(1, { detail: "/exhibits: name what it closes; /number: 'A-2; B' does not match pattern '^[A-Z0-9-]{4,20}$'; missing properties 'type', 'appliedBy'" }), 'name what it closes', 'indiquez les pièces qu’il ferme'],
  [receipt(2, { type: 'finding.recorded', status: 'held', statusCode: '', detail: `waits for ${id(77)}` }), 'waits for', 'attend '],
  [receipt(3, { type: 'note.added', statusCode: 'unknown_type', detail: 'no type search.paused of version 2 is known' }), 'is known', 'n’est connu'],
  [receipt(4, { type: 'answer.asserted', statusCode: 'internal', detail: 'runtime error: index out of range [3] with length 3' }), 'runtime error', 'runtime error'],
]
const pending = [5, 6].map((n) => receipt(n, { type: 'answer.asserted', status: 'held', statusCode: 'tablet_pending', detail: undefined }))

async function atHeadquarters(t) {
  const page = await t.as('coordinator')
  await page.route('**/v1/operations/*/tray?*', (route) => route.fulfill({ json: { items: [...reasons.map(([d]) => d), ...pending] } }))
  await t.go(page, `/plan/${await t.operation()}/inbox`)
  await t.giveReason(page)
  const choose = page.locator('.inbox-choose')
  await choose.first().waitFor()
  for (const [d, english, french] of reasons) {
    const rows = await choose.count()
    for (let i = 0; i < rows && !(await page.locator('.inbox-detail').textContent()).includes(d.entry); i++) await choose.nth(i).click()
    await page.locator('.faults-told', { hasText: t.language === 'fr' ? french : english }).waitFor()
    await t.judge(page, `why-${d.seq}`)
  }
}

async function onTheTablet(t) {
  const page = await t.page({ viewport: lying })
  let stream = ''
  await page.route('**/v1/sync/pull?*', async (route) => {
    const answer = await route.fetch()
    if (stream === '' || !answer.ok()) return route.fulfill({ response: answer })
    const json = await answer.json()
    json.documents.push(...[...reasons.map(([d]) => d), ...pending].map((d) => ({ ...d, stream })))
    return route.fulfill({ response: answer, json })
  })
  await enrolled(t, page, await searched(t), `Why ${t.language} ${t.theme}`)
  await opened(t, page)
  stream = await page.evaluate(async () => {
    const name = (await indexedDB.databases()).map((d) => d.name).find((n) => n.startsWith('cellsweep'))
    const database = await new Promise((done, refuse) => Object.assign(indexedDB.open(name), { onsuccess: (e) => done(e.target.result), onerror: refuse }))
    const rows = await new Promise((done) => (database.transaction('streams').objectStore('streams').getAll().onsuccess = (e) => done(e.target.result)))
    database.close()
    return rows[0].stream
  })
  await page.locator('.bar-tray').waitFor({ timeout: 90_000 })
  await page.locator('.bar-tray').click()
  for (const [, english, french] of reasons) await page.locator('.tray-why', { hasText: t.language === 'fr' ? french : english }).waitFor()
  await t.judge(page, 'why-tablet')
  await page.setViewportSize(standing)
  await t.judge(page, 'why-tablet-standing')
}

export const journeys = [
  {
    name: 'why an entry is held or refused is read in one’s own language, at headquarters and on the tablet',
    world: { state: 'released', sites: 6 },
    everyLook: true,
    async run(t) {
      await atHeadquarters(t)
      await onTheTablet(t)
    },
  },
]
