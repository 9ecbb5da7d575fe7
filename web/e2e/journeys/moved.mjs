// A checklist that changes while searches are under way: published, given to the operation, and a search that is moved to it.
import { everyEntryApplied } from '../applied.mjs'
import { begun, closed, enrolled, lying, opened, searched, second, standing } from './tablet.mjs'

const labels = (en, fr) => ({ en, fr })
const asked = { code: 'bedding_checked', type: 'yes_no_na', labels: labels('Bedding looked through', 'Literie examinée'), required: true }
const alerts = labels('Alerts', 'Alertes')

/** The next version of what ships: it asks about the bedding, and about alerts no more. */
async function nextVersion(t) {
  const { items } = await t.api('coordinator', 'GET', '/v1/templates')
  const { body } = await t.api('coordinator', 'GET', `/v1/templates/${items[0].id}`)
  const sections = body.sections.map((s) => (s.code === 'arrival' ? { ...s, items: [...s.items.filter((item) => item.code !== 'alerts'), asked] } : s))
  return { ...body, sections }
}

/** Publishes a checklist at the office. */
async function published(t, body) {
  const page = await t.as('coordinator')
  await t.go(page, '/office/templates')
  await page.getByRole('button', { name: t.say('templates.publish') }).click()
  await page.getByLabel(t.say('templates.text')).fill(JSON.stringify(body))
  await page.getByRole('button', { name: t.say('templates.check'), exact: true }).click()
  await page.getByText(t.say('templates.fine', { n: 2 })).waitFor()
  await page.getByRole('button', { name: t.say('templates.publishNow'), exact: true }).click()
  await page.locator('.office-table tbody tr').nth(1).waitFor()
}

/** The coordinator sees that there is a newer version and what it changes, and gives it. Who only watches is not offered to. */
async function given(t, page, watcher) {
  const part = page.locator('section[aria-labelledby=run-checklist]')
  const give = part.getByRole('button', { name: t.say('given.give') })
  await give.waitFor() // nobody loaded the page anew
  for (const code of ['alerts', 'bedding_checked']) await part.locator('code', { hasText: code }).waitFor()
  await part.scrollIntoViewIfNeeded()
  await t.judge(page, 'checklist-newer')
  const size = page.viewportSize()
  await page.setViewportSize(lying)
  await give.scrollIntoViewIfNeeded()
  await t.judge(page, 'checklist-newer-small')
  await page.setViewportSize(size)
  await give.click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('textarea').fill('Note du 12 mai')
  await t.judge(page, 'checklist-give')
  await dialog.getByRole('button', { name: t.say('given.give') }).click()
  await dialog.waitFor({ state: 'detached' })
  const name = (await t.api('coordinator', 'GET', `/v1/operations/${await t.operation()}/checklist`)).given[0].name[t.language]
  for (const who of [page, watcher]) await who.getByText(t.say('given.has', { n: 2, name })).waitFor()
  await give.waitFor({ state: 'detached' })
  await t.judge(page, 'checklist-given')
  if (await watcher.getByRole('button', { name: t.say('given.give') }).count()) t.fault('headquarters is offered to give a checklist')
}

/** The tablet has the version, says what a move would do, and the officer moves the search. */
async function moved(t, page) {
  const told = page.locator('details.versions')
  await told.getByText(t.say('search.newer', { from: 1, to: 2 })).waitFor({ timeout: 60_000 })
  if ((await page.locator('#item-alerts').count()) !== 1) t.fault('a version that was given took a question away before anybody moved the search')
  await told.locator('summary').click()
  await t.judge(page, 'tablet-checklist-newer')
  await told.getByRole('button', { name: t.say('search.moveTo', { to: 2 }) }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(t.say('search.aside', { n: 1 })).waitFor()
  await dialog.getByText(t.say('search.why.no_item')).waitFor()
  if (!(await dialog.innerText()).includes(asked.labels[t.language])) t.fault('the tablet does not say what is newly asked')
  await t.judge(page, 'tablet-checklist-move')
  await page.setViewportSize(standing)
  await t.judge(page, 'tablet-checklist-move-standing')
  await page.setViewportSize(lying)
  await dialog.getByRole('button', { name: t.say('search.moveDo') }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.locator('#item-alerts').waitFor({ state: 'detached' })
  await told.locator('summary').click()
  await told.getByText(alerts[t.language]).waitFor() // what was set aside is shown for good
  await t.judge(page, 'tablet-checklist-moved')
}

/** Headquarters has the search closed under the second version, and every entry as it was recorded. */
async function isUnderTheSecond(t, id) {
  const operation = await t.operation()
  for (let i = 0; ; i++) {
    const { items } = await t.api('hq', 'GET', `/v1/operations/${operation}/searches?limit=500`)
    const search = items.find((s) => s.id === id)
    if (search?.state === 'done_clear') {
      const { template, templateVersion, moves, gateOverridden = [], gateFailed = [] } = search
      if (templateVersion !== 2 || moves?.length !== 1 || moves[0].from.templateVersion !== 1 || moves[0].aside[0]?.item !== 'alerts') throw new Error(`the search was not moved: ${JSON.stringify([template, templateVersion, moves])}`)
      if (gateFailed.length > 0 || [...gateFailed, ...gateOverridden].some((l) => ['alerts', 'bedding_checked'].includes(l.path))) throw new Error(`it is judged by another version: ${JSON.stringify([gateFailed, gateOverridden])}`)
      break
    }
    if (i === 60) throw new Error(`headquarters has ${JSON.stringify(search)}`)
    await new Promise((go) => setTimeout(go, 1000))
  }
  await everyEntryApplied(t)
  const hq = await t.as('hq')
  await t.go(hq, `/hq/${operation}/searches/${id}`)
  await hq.getByText(t.say('record.moved', { from: 1, to: 2 })).scrollIntoViewIfNeeded()
  await hq.locator('.moved li', { hasText: alerts[t.language] }).waitFor() // what was set aside, in its own words
  await t.judge(hq, 'record-search-moved')
}

async function aSearchIsMoved(t) {
  const page = await t.page({ viewport: lying })
  await enrolled(t, page, await searched(t), `Grille ${t.language} ${t.theme}`)
  await opened(t, page)
  await second(t, page, (await page.locator('.bar-me').textContent()).trim())
  await begun(t, page)
  const id = /search\/([0-9a-f-]{36})/.exec(page.url())[1]
  await page.locator('a[href$="/arrival"]').first().click()
  await page.locator('#item-alerts .long-open').click()
  await page.locator('#item-alerts .pick').first().click()
  await page.locator('#item-informed .pick').first().click()
  await page.locator('.bar-here.is-empty').waitFor({ timeout: 60_000 })

  const coordinator = await t.plan('coordinator', '/release')
  const hq = await t.plan('hq', '/release')
  await coordinator.getByText(t.say('given.newest')).waitFor()
  await published(t, await nextVersion(t))
  await given(t, coordinator, hq)
  await moved(t, page)
  await page.locator('#item-bedding_checked .pick').first().click()
  await closed(t, page, 'done_clear')
  await isUnderTheSecond(t, id)
}

export const journeys = [
  {
    name: 'a newer checklist is given to a released operation, an officer moves a search to it, and headquarters has it under the new version',
    world: { state: 'released', sites: 6 },
    fresh: true,
    everyLook: true,
    run: aSearchIsMoved,
  },
]
