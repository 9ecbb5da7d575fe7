// What officers do beside searching: take a cell, give it back, take over another team's, leave one unsearched, break a search off and open one again; an alarm, a
// find that was none, a seal that is broken and replaced. All of it without a network, and as it was done at headquarters afterwards.
import { everyEntryApplied } from '../applied.mjs'
import { photograph, press } from '../tablet/hands.mjs'
import { foundWhole, underSeal } from '../tablet/officer.mjs'
import { wall } from '../traveller.mjs'
import { begun, closed, enrolled, lying, opened, searched, second } from './tablet.mjs'

const why = { fr: 'Exercice de nuit.', en: 'A night exercise.' }

/** Goes to the list of cells, and to one of them by what stands on its door. */
async function cells(page, code) {
  await page.locator('.bar a[href="/tablet"]').click()
  await page.locator('.tasks').waitFor()
  if (code === undefined) return
  await page.locator('.cell').filter({ has: page.locator('.cell-code', { hasText: new RegExp(`^${code}$`) }) }).first().click()
  await page.locator('.task').waitFor()
}

/** Decides something in the dialog that is open: a choice, if it asks for one, and a reason. */
async function decided(t, page) {
  const dialog = page.getByRole('dialog')
  await dialog.locator('textarea').waitFor()
  if ((await dialog.locator('.pick').count()) > 0) await dialog.locator('.pick').first().click()
  await dialog.locator('textarea').fill(why[t.language])
  await dialog.locator('.first-big').click()
  await dialog.waitFor({ state: 'detached' })
}

/** Codes of the cells that are listed, in their order. */
const listed = (page) => page.locator('.cell .cell-code').allTextContents()

/** Accepts, gives back, leaves unsearched and takes over: one cell each; says which. */
async function withTasks(t, page) {
  const mine = await listed(page)
  await press(page, t.say('tablet.everyTeam'))
  const theirs = (await listed(page)).find((code) => !mine.includes(code))
  if (mine.length < 3 || theirs === undefined) throw new Error(`too few cells for this journey: ${mine.join()} and ${theirs}`)
  const [accepted, back, not] = mine
  await cells(page, accepted)
  await press(page, t.say('search.accept'))
  await page.locator('.closed-state').filter({ hasText: t.say('search.accepted') }).waitFor()
  await t.judge(page, 'tablet-task-accepted')
  await cells(page, back)
  await press(page, t.say('search.giveBack'))
  await page.getByRole('dialog').locator('textarea').waitFor()
  await t.judge(page, 'tablet-give-back')
  await decided(t, page)
  await cells(page, not)
  await press(page, t.say('search.notExecuted'))
  await t.judge(page, 'tablet-not-searched')
  await decided(t, page)
  await cells(page)
  await press(page, t.say('tablet.everyTeam'))
  await page.locator('.cell').filter({ has: page.locator('.cell-code', { hasText: new RegExp(`^${theirs}$`) }) }).first().click()
  await press(page, t.say('search.claim'))
  await t.judge(page, 'tablet-claim')
  await decided(t, page)
  return { accepted, back, not, theirs }
}

/** Reports an alarm by one tap from a screen that the bar leads to, and comes back to the section of the search that was open. */
async function alarmed(t, page) {
  const [here, search] = [page.url(), /search\/([0-9a-f-]{36})/.exec(page.url())[1]]
  await page.getByRole('link', { name: t.say('tablet.incident'), exact: true }).click()
  await page.getByText(t.say('tablet.incidentIn', { cell: '' }).trim()).waitFor()
  await page.locator('.alarm').click()
  await page.getByRole('status').first().waitFor()
  await t.judge(page, 'tablet-alarm')
  await press(page, t.say('tablet.back'))
  await page.locator('.search-main').waitFor()
  if (page.url() !== here) throw new Error(`from the alarm one comes back to ${page.url()} instead of ${here}`)
  return search
}

/** In the search that is open: a find that was none, and one whose seal is broken and replaced. */
async function withFinds(t, page) {
  await page.locator('.rail a[href$="/finds"]').click()
  await press(page, t.say('finds.add'))
  await photograph(t, page, 0, page.locator('.find-card'))
  await page.locator('.find-card .danger-big').first().click()
  await page.locator('.find-card .reason textarea').fill(why[t.language])
  await page.locator('.find-card .reason .danger-big').click()
  await page.locator('.find-list .find-voided').waitFor()
  await foundWhole(t, page)
  await page.locator('.find-list .find-row:not(.find-voided)').first().click()
  await press(page, t.say('finds.putRight'))
  await page.locator('.find-card .reason textarea').fill(why[t.language])
  await page.locator('.find-card .reason .first-big').click()
  await press(page, t.say('finds.breakSeal'))
  await page.getByLabel(t.say('finds.breakWitness')).fill('C. Petit')
  await page.locator('.seal-on .reason textarea').fill(why[t.language])
  await t.judge(page, 'tablet-break-seal')
  await page.locator('.seal-on .reason .danger-big').click()
  await underSeal(t, page, 'SC-2025-0043')
  await page.getByText('SC-2025-0043').first().waitFor()
  await t.judge(page, 'tablet-sealed-again')
  await page.locator('.find-head .big').first().click()
  await page.locator('.find-list').waitFor()
}

/** What headquarters has of cells, by what stands on their doors, once it is what is wanted. */
async function statesAt(t, of, wanted) {
  const seen = (all) => Object.fromEntries(all.filter((x) => x.code in wanted).map((x) => [x.code, `${x.state}${(x.holders ?? []).some((h) => h.claimed) ? ', claimed' : ''}`]))
  for (let i = 0; ; i++) {
    const all = await of('tasks')
    if (JSON.stringify(Object.entries(seen(all)).sort()) === JSON.stringify(Object.entries(wanted).sort())) return all
    if (i === 60) throw new Error(`of the cells headquarters has ${JSON.stringify(seen(all))} for ${JSON.stringify(wanted)}`)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

async function allThatOfficersDo(t) {
  const page = await t.page({ viewport: lying, permissions: ['camera'] })
  const site = await searched(t)
  await enrolled(t, page, site, `Actes ${t.language} ${t.theme}`)
  await opened(t, page)
  const first = (await page.locator('.bar-me').textContent()).trim()
  await page.evaluate(() => navigator.serviceWorker.ready)
  page.expected.push(/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::/)
  await page.context().setOffline(true)
  await second(t, page, first)
  const did = await withTasks(t, page)
  await cells(page)
  await begun(t, page)
  did.alarmIn = await alarmed(t, page)
  await withFinds(t, page)
  await closed(t, page)
  await press(page, t.say('search.reopen'))
  await decided(t, page)
  await page.locator('.rail').waitFor()
  await press(page, t.say('search.breakOff'))
  await decided(t, page)
  await page.locator('.closed').waitFor()
  await t.judge(page, 'tablet-broken-off')
  await page.context().setOffline(false)
  await page.locator('.bar-here.is-empty').waitFor({ timeout: 90_000 })
  await asItWasDone(t, { site, first }, did)
}

async function asItWasDone(t, { site, first }, did) {
  const of = async (kind) => (await t.api('hq', 'GET', `/v1/operations/${await t.operation()}/${kind}?limit=500`)).items.filter((x) => x.site === site)
  const tasks = await statesAt(t, of, { [did.accepted]: 'accepted', [did.back]: 'assigned', [did.not]: 'not_executed', [did.theirs]: 'not_executed, claimed' })
  const given = tasks.find((x) => x.code === did.back)
  if (given.returned?.[0]?.reason !== why[t.language]) throw new Error(`nobody reads that the cell was given back, and why: ${JSON.stringify(given)}`)
  await shownAtHeadquarters(t, given)
  const [search] = (await of('searches')).filter((s) => s.task === tasks.find((x) => x.code === did.theirs).id)
  const acts = (search.history ?? []).map((h) => h.type).filter((type) => type !== 'search.confirmed' && type !== 'gate.overridden')
  if (acts.join() !== 'search.closed,search.reopened,search.notExecuted') throw new Error(`the search was closed, opened again and broken off, and headquarters has ${acts.join()}`)
  const finds = await of('findings')
  if (finds.filter((f) => f.state === 'voided').length !== 1 || finds.length !== 2) throw new Error(`one of two finds was none: ${JSON.stringify(finds)}`)
  const [phone] = (await of('exhibits')).filter((x) => x.category === 'phone')
  const seals = Object.fromEntries((phone?.seals ?? []).map((s) => [s.number, s.state]))
  if (phone?.sealNumber !== 'SC-2025-0043' || seals['SC-2025-0042'] === 'applied' || seals['SC-2025-0043'] !== 'applied') throw new Error(`one seal was broken and another put on: ${JSON.stringify([phone?.sealNumber, seals])}`)
  const operation = await t.operation()
  await everyEntryApplied(t)
  await sealsAtHeadquarters(t, phone, first)
  const { incidents = [] } = await t.api('hq', 'GET', `/v1/operations/${operation}/documents/site/${site}`)
  if (!incidents.some((i) => i.kind === 'alarm' && i.search === did.alarmIn)) throw new Error(`the site has no alarm of the search ${did.alarmIn}: ${JSON.stringify(incidents).slice(0, 1500)}`)
}

/** The page of the exhibit says of each of its seals who put it on and before whom, and of the first who broke it, before whom and why. */
async function sealsAtHeadquarters(t, exhibit, officer) {
  const page = await t.as('hq')
  await t.go(page, `/hq/${await t.operation()}/exhibits/${exhibit.id}`)
  const seals = page.locator('.panel-seals .list-row')
  await seals.nth(1).getByText(officer).first().waitFor() // names come after ids
  const told = async (n) => Object.fromEntries(await seals.nth(n).locator('.facts > div').evaluateAll((rows) => rows.map((r) => [...r.children].map((c) => c.textContent))))
  const both = { [t.say('seal.appliedBy')]: officer, [t.say('seal.witness')]: `C. Petit · ${t.say('record.signed')}` }
  const broken = { [t.say('seal.brokenBy')]: officer, [t.say('seal.brokenBefore')]: 'C. Petit', [t.say('seal.brokenWhy')]: why[t.language] }
  for (const [n, stands, wanted] of [[0, t.say('seal.replacedBy', { number: 'SC-2025-0043' }), { ...both, ...broken }], [1, t.say('seal.replaces', { number: 'SC-2025-0042' }), both]]) {
    const has = await told(n)
    const head = await seals.nth(n).locator('.list-head').innerText()
    if (!head.includes(stands)) throw new Error(`of seal ${n} the page says ${head}, not ${stands}`)
    for (const [label, value] of Object.entries(wanted)) if (has[label] !== value) throw new Error(`of seal ${n} the page says ${JSON.stringify(has)}, not ${label}: ${value}`)
  }
  await t.judge(page, 'hq-exhibit-seals')
}

/** Whoever looks at the site sees that a cell was given back and nobody has it, and how grave the alarm is; on the cell's page by whom and why. */
async function shownAtHeadquarters(t, { site }) {
  const page = await t.as('hq', { viewport: wall })
  await page.goto(`${t.world.base}/hq/${await t.operation()}/sites/${site}`)
  await page.locator('.tile-person a').first().waitFor()
  await page.locator('.panel-incidents .list-row').filter({ hasText: t.say('incident.alarm') }).first().getByText(t.say('severity.high'), { exact: true }).waitFor()
  await t.judge(page, 'hq-site-given-back')
  await page.getByRole('link', { name: t.say('need.given_back'), exact: true }).first().click()
  await page.getByText(why[t.language]).first().waitFor()
  await t.judge(page, 'hq-task-given-back')
}

export const journeys = [
  {
    name: 'what officers do beside searching reaches headquarters as it was done: cells accepted, returned, left and claimed, an alarm, a void find, a seal broken and replaced, a search opened again and broken off',
    world: { state: 'released', sites: 6 },
    run: allThatOfficersDo,
  },
]
