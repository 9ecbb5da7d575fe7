// A tablet breaks: the sheets that were printed before H, what was written on them keyed in on another tablet, and what headquarters sees of it.

import { inflateSync } from 'node:zlib'
import { everyEntryApplied } from '../applied.mjs'
import { photograph, press, word } from '../tablet/hands.mjs'
import { enrolled, lying, opened, searched, second, standing, unlock } from './tablet.mjs'

/** How many pages a PDF has, and how large they are in millimetres. */
function pagesOf(pdf) {
  const text = pdf.toString('latin1')
  const boxes = [...text.matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)]
  // Chromium may keep its page objects in compressed streams.
  for (const [, from] of [...text.matchAll(/stream\r?\n/g)].map((m) => [m, m.index + m[0].length])) {
    try {
      const inner = inflateSync(pdf.subarray(from)).toString('latin1')
      boxes.push(...inner.matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g))
    } catch {
      // not a compressed stream
    }
  }
  return boxes.map(([, w, h]) => [Math.round((w * 25.4) / 72), Math.round((h * 25.4) / 72)])
}

/** What is on the paper: every sheet's number and words, and whether anything runs out of a page. */
const sheetsIn = (page) => page.evaluate(() => [...document.querySelectorAll('.sheet')].map((e) => {
  const { bottom } = e.getBoundingClientRect()
  const last = e.querySelector('.sheet-body > :last-child')?.getBoundingClientRect().bottom ?? 0
  return { id: e.dataset.sheet, text: e.textContent, over: last > bottom - 20, width: e.scrollWidth - e.clientWidth }
}))

async function printed(t, page, name) {
  await page.locator('.sheets-tools .first:not([disabled])').waitFor() // all pages are laid out
  await page.locator('.sheet').first().waitFor()
  const sheets = await sheetsIn(page)
  for (const s of sheets) if (s.over || s.width > 1) throw new Error(`sheet ${s.id} runs out of its page`)
  const pdf = await page.pdf({ preferCSSPageSize: true })
  const pages = pagesOf(pdf)
  if (pages.length !== sheets.length || pages.some(([w, h]) => w !== 210 || h !== 297)) throw new Error(`${sheets.length} sheets become ${pages.length} pages of ${JSON.stringify(pages[0])}`)
  await page.emulateMedia({ media: 'print' })
  for (const i of [0, 1, Math.min(3, sheets.length - 1)]) await page.locator('.sheet').nth(i).screenshot({ path: `${t.shots}/${name}-${i}-${t.language}-${t.theme}.png`, timeout: 90_000 })
  await page.emulateMedia({ media: 'screen' })
  return sheets
}

async function theCoordinatorPrints(t) {
  const page = await t.plan('coordinator', '')
  await page.getByRole('link', { name: t.say('board.sheets') }).click()
  await page.locator('.sheet').first().waitFor()
  const operation = await t.operation()
  const { items } = await t.api('coordinator', 'GET', `/v1/operations/${operation}/plans`)
  const number = Math.max(...items.map((v) => v.number))
  const { plan } = await t.api('coordinator', 'GET', `/v1/operations/${operation}/plans/${number}`, undefined, { 'X-Reason': 'journey' })
  const site = await page.getByLabel(t.say('sheets.site')).inputValue()
  const here = plan.assignments.filter((x) => x.cell.startsWith(`${site}/`)).map((x) => ({ ...x, code: x.cell.slice(site.length + 1) }))
  // The first team, as it comes out of the printer: its own cells, each with its checklist, and nobody else's.
  const team = [...new Set(here.map((x) => x.team))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))[0]
  const sheets = await printed(t, page, 'sheet')
  const paper = sheets.map((s) => s.text).join('\n')
  for (const { code, team: whose } of here) {
    if (paper.includes(code) !== (whose === team) || sheets.some((s) => s.id.startsWith(`${site}-${code}-`)) !== (whose === team)) throw new Error(`${code} of ${whose} is ${whose === team ? 'not ' : ''}on the sheets of ${team}`)
  }
  // The task sheets of the whole site, without checklists.
  await page.getByRole('button', { name: t.say('sheets.checklists') }).click()
  await page.getByLabel(t.say('sheets.team')).selectOption('*')
  await page.waitForFunction((n) => document.querySelectorAll('[data-cell]').length === n, here.length)
  await t.judge(page, 'sheets')
  // Of all sites the task sheets: every cell of the plan once.
  await page.getByLabel(t.say('sheets.site')).selectOption('*')
  await page.getByText(t.say('sheets.bySite')).waitFor()
  await page.waitForFunction((n) => document.querySelectorAll('[data-cell]').length === n, plan.assignments.length)
  // The reading is in the audit, with the reason that was given.
  const audit = await t.api('auditor', 'GET', `/v1/audit?limit=200`)
  if (!audit.items.some((r) => JSON.stringify(r).includes(t.language === 'fr' ? 'Contrôle de l’affichage' : 'Check of the display'))) throw new Error('the reading of the plan is not in the audit')
}

/** Types a day and a time of the site into the field of a stated time. */
async function stated(field, day, time) {
  await field.locator('input[type=date]').fill(day)
  await field.locator('.field-time').fill(time)
}

const band = (page) => page.locator('.paper-band')

async function aSearchIsKeyedIn(t) {
  const page = await t.page({ viewport: lying, permissions: ['camera'] })
  const site = await searched(t)
  await enrolled(t, page, site, `Feuille ${t.language} ${t.theme}`)
  await opened(t, page)
  const first = (await page.locator('.bar-me').textContent()).trim()
  await second(t, page, first)
  // The tablet prints too, once the package is open.
  await page.getByRole('link', { name: t.say('tablet.sheets') }).click()
  await page.locator('.sheet').first().waitFor()
  const code = (await page.locator('[data-cell] .sheet-cellname').first().textContent()).trim()
  const sheets = await printed(t, page, 'tablet-sheet')
  if (!sheets.some((s) => s.id.includes(`-${code}-`))) throw new Error(`the tablet prints no checklist of ${code}`)
  await saysWhatThePackageHolds(t, site, code, sheets.map((s) => s.text).join('\n'))
  await page.getByRole('button', { name: t.say('sheets.checklists') }).click()
  await page.waitForFunction(() => document.querySelectorAll('.sheet').length < 4)
  await t.judge(page, 'tablet-sheets')
  await page.getByRole('link', { name: t.say('sheets.leave') }).click()
  // Who wrote, and the photograph of the sheet.
  await page.locator('.cell-next').click()
  await press(page, t.say('paper.switch'))
  const dialog = page.getByRole('dialog')
  const writer = await dialog.locator('.pick').filter({ hasNotText: first }).first().locator('span').first().evaluate((e) => e.childNodes[0].textContent)
  await dialog.locator('.pick').filter({ hasText: writer }).first().click()
  await photograph(t, page)
  await t.judge(page, 'paper-form')
  await press(page, t.say('paper.begin'))
  await band(page).getByText(t.say('paper.band', { writer, typist: first })).waitFor()
  // The door, at the time that the sheet states: an hour ago, which the tablet does not ask its clock for.
  const { now } = await t.api('admin', 'GET', '/v1/server')
  const begun = new Date(Math.floor(Date.parse(now) / 6e4) * 6e4 - 36e5)
  const ended = new Date(begun.getTime() + 25 * 6e4)
  const wall = (at) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(at).split(' ')
  await page.locator('.task-acts .first-big').click()
  await stated(page.locator('.arrival .stated'), ...wall(begun))
  await page.locator('.arrival-part .big').filter({ hasText: t.say('search.isThis', { cell: '' }).trim() }).click()
  await page.locator('.arrival-part button').filter({ hasText: '+' }).click()
  const reason = page.locator('.arrival textarea')
  if ((await reason.count()) > 0) await reason.first().fill('Exercice')
  await t.judge(page, 'paper-arrival')
  await page.locator('.arrival .first-big').click()
  await page.locator('.search-main').waitFor()
  const id = /search\/([0-9a-f-]{36})/.exec(page.url())[1]
  // Answers, and a restart in between: the band is there again before anything can be typed.
  await page.locator('a[href$="/areas"]').first().click()
  await page.locator('.matrix-fill').click()
  await page.locator('.matrix-filling .pick').first().click()
  await page.locator('.matrix-filling .first-big').click()
  await t.judge(page, 'paper-areas')
  await page.locator('.bar-heard:not(.strong)').waitFor() // all is on the disk: what is under way when a page goes away was never said to be written
  await page.reload()
  await page.getByLabel('A. Durand').check()
  await unlock(t, page)
  await band(page).waitFor()
  await page.setViewportSize(standing)
  await t.judge(page, 'paper-areas-standing')
  await page.setViewportSize(lying)
  await endedBy(t, page, { writer, at: wall(ended) })
  await page.locator('.bar-here.is-empty').waitFor({ timeout: 90_000 })
  await headquartersSees(t, { id, site, writer, typist: first, begun, ended })
}

/** Radio and hours of the site and the team, and the kit of each cell, stand on the task sheet that a tablet prints, as on the coordinator's. */
async function saysWhatThePackageHolds(t, site, code, paper) {
  const operation = await t.operation()
  const pinned = await t.api('hq', 'GET', `/v1/operations/${operation}/documents/site/${site}`)
  const { items } = await t.api('hq', 'GET', `/v1/operations/${operation}/tasks?site=${site}&limit=500`)
  const { team } = items.find((x) => x.code === code)
  const own = items.filter((x) => x.team === team)
  const reached = (pinned.teams ?? []).find((x) => x.id === team)
  const said = [pinned.radio, reached?.radio, reached?.phone, ...own.flatMap((x) => x.kit ?? []).map((kind) => word(t, 'equipment-kinds', kind)), ...(pinned.hours === undefined ? [] : [t.say('sheets.window')])].filter(Boolean)
  if (said.length === 0) throw new Error('the demonstration says neither radio nor kit nor hours of its largest site')
  for (const words of said) if (!paper.includes(words)) throw new Error(`the tablet's sheet does not say ${words}`)
}

/** Closes the search by a supervisor's leave, and by the writer who signed on the sheet. */
async function endedBy(t, page, { writer, at }) {
  await page.locator('a[href$="/~end"]').first().click()
  await page.getByRole('button', { name: t.say('search.letPass') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('.pick').first().click()
  await dialog.locator('textarea').fill('Exercice')
  await dialog.locator('.first-big').click()
  await dialog.waitFor({ state: 'detached' })
  await page.locator('#end-outcome .pick').filter({ hasText: t.say('search.done_clear') }).click()
  const end = page.locator('.end-part').last()
  await stated(end.locator('.stated'), ...at)
  await end.locator('.pick').filter({ hasText: writer }).first().click()
  await end.getByRole('button', { name: t.say('paper.signed'), exact: true }).click()
  await t.judge(page, 'paper-end')
  await page.locator('.close-button').click()
  await page.locator('.closed').waitFor()
  if ((await band(page).count()) > 0) throw new Error('a search that is closed is still being keyed in')
}

/** The journal says of each entry whose words it is; the page of the search says who wrote, who typed, and shows the sheet. */
async function headquartersSees(t, { id, writer, typist, begun, ended }) {
  const operation = await t.operation()
  let search
  for (let i = 0; search?.state !== 'done_clear'; i++) {
    if (i === 60) throw new Error(`headquarters has the search ${search?.state}`)
    if (i > 0) await new Promise((resolve) => setTimeout(resolve, 1000))
    search = (await t.api('hq', 'GET', `/v1/operations/${operation}/searches?limit=500`)).items.find((s) => s.id === id)
  }
  if (search.startedAt !== begun.toISOString() || search.endedAt !== ended.toISOString()) throw new Error(`it stands from ${search.startedAt} to ${search.endedAt}, the sheet says ${begun.toISOString()} to ${ended.toISOString()}`)
  if (search.source?.kind !== 'paper' || search.source.sheets.length !== 1 || search.started.actor === search.source.writtenBy) throw new Error(`its source is ${JSON.stringify(search.source)}, typed by ${search.started.actor}`)
  if (search.counts.onPaper !== search.counts.answers || search.counts.answers < 20) throw new Error(`${search.counts.onPaper} of ${search.counts.answers} answers are from paper`)
  await everyEntryApplied(t)
  const page = await t.as('coordinator')
  await t.go(page, `/hq/${operation}/searches/${id}`)
  await page.getByText(t.say('record.fromPaper', { writer, typist })).waitFor()
  await page.getByRole('heading', { name: t.say('record.onPaper') }).waitFor()
  const sheet = page.locator('[aria-labelledby], section').filter({ has: page.getByRole('heading', { name: t.say('record.onPaper') }) }).last().locator('.photos a')
  await sheet.locator('img').evaluate(async (img) => img.decode())
  await page.getByRole('link', { name: t.say('record.signedOnSheet') }).waitFor()
  await t.judge(page, 'hq-paper')
  await sheet.click()
  await page.waitForURL(/\/files\/[0-9a-f]{64}/)
  await page.getByText(t.say('role.paper_sheet')).first().waitFor()
}

/** Says in the form whose sheet it is, photographs it, and says when what it tells of was done. */
async function ofTheSheet(t, page, { writer, at, again = false }, name) {
  await press(page, t.say('paper.switch'))
  const dialog = page.getByRole('dialog')
  if (again) await dialog.getByRole('button', { name: t.say('paper.same', { writer, n: 1 }) }).click()
  else {
    await press(page, t.say('paper.begin')) // nothing is begun without a writer and the photograph
    await dialog.getByText(t.say('paper.writerNeeded')).waitFor()
    await dialog.getByText(t.say('paper.photoNeeded')).waitFor()
    await dialog.locator('.pick').filter({ hasText: writer }).first().click()
    await photograph(t, page)
  }
  await stated(dialog.locator('.stated').last(), ...at)
  await t.judge(page, name)
  await press(page, t.say('paper.begin'))
  await dialog.waitFor({ state: 'detached' })
}

/** The names of the officers who may have written, beside the one who types. */
async function writerBeside(t, page, first) {
  await press(page, t.say('paper.switch'))
  const dialog = page.getByRole('dialog')
  const writer = await dialog.locator('.pick').filter({ hasNotText: first }).first().locator('span').first().evaluate((e) => e.childNodes[0].textContent)
  await press(page, t.say('paper.leave'))
  await dialog.waitFor({ state: 'detached' })
  return writer
}

async function whatIsOfNoCellIsKeyedIn(t) {
  const page = await t.page({ viewport: lying, permissions: ['camera'] })
  const site = await searched(t)
  await enrolled(t, page, site, `Magasin ${t.language} ${t.theme}`)
  await opened(t, page)
  const first = (await page.locator('.bar-me').textContent()).trim()
  const { now } = await t.api('admin', 'GET', '/v1/server')
  const found = new Date(Math.floor(Date.parse(now) / 6e4) * 6e4 - 36e5)
  const happened = new Date(found.getTime() + 10 * 6e4)
  const wall = (at) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(at).split(' ')
  // A find of a store room: from the sheet, to the photograph of it where it lay.
  await page.getByRole('link', { name: t.say('tablet.findOutside'), exact: true }).click()
  await press(page, t.say('finds.addOutside'))
  await page.locator('.find-card').waitFor()
  const writer = await writerBeside(t, page, first)
  await t.judge(page, 'paper-find-before')
  await ofTheSheet(t, page, { writer, at: wall(found) }, 'paper-find-form')
  await band(page).getByText(t.say('paper.band', { writer, typist: first })).waitFor()
  await press(page, word(t, 'how-found', 'visual'))
  await press(page, word(t, 'categories', 'phone'))
  await press(page, word(t, 'dispositions', 'seized'))
  const own = page.locator('.find-row').filter({ hasText: await page.locator('.label-number strong').textContent() }) // another journey's may stand beside it
  const find = await page.locator('.find-card').getAttribute('data-find')
  await t.judge(page, 'paper-find')
  // After a restart it is still the sheet's.
  await page.locator('.bar-heard:not(.strong)').waitFor()
  await page.reload()
  await page.getByLabel('A. Durand').check()
  await unlock(t, page)
  await own.click()
  await band(page).waitFor()
  await page.setViewportSize(standing)
  await t.judge(page, 'paper-find-standing')
  await page.setViewportSize(lying)
  await press(page, t.say('finds.leave'))
  await own.getByText(t.say('paper.fromSheet')).waitFor()
  await t.judge(page, 'paper-finds')
  await page.locator('.bar a[href="/tablet"]').click()
  // The alarm is one tap, and of now; the report beside it is the sheet's.
  await page.getByRole('link', { name: t.say('tablet.incident'), exact: true }).click()
  await ofTheSheet(t, page, { writer, at: wall(happened) }, 'paper-incident-form')
  await band(page).waitFor()
  await page.locator('.entry .alarm').click()
  await page.getByRole('status').filter({ hasText: t.say('tablet.incidentKind.alarm') }).waitFor()
  await page.getByText(t.say('tablet.incidentKind.threat'), { exact: true }).click()
  await page.locator('.entry textarea').fill(t.language === 'fr' ? 'Menacés à la grille' : 'Threatened at the gate')
  await t.judge(page, 'paper-incident')
  await page.setViewportSize(standing)
  await t.judge(page, 'paper-incident-standing')
  await page.setViewportSize(lying)
  await press(page, t.say('tablet.report'))
  await page.getByText(t.say('tablet.incidentFromPaper', { kind: t.say('tablet.incidentKind.threat'), time: wall(happened)[1] })).waitFor()
  await band(page).waitFor({ state: 'detached' })
  await page.locator('.bar-here.is-empty').waitFor({ timeout: 90_000 })
  await headquartersReads(t, { site, find, writer, typist: first, found, happened })
}

/** Every entry says whose words it is; the page of the site shows the find and the incident with who wrote, who typed, and the sheets. */
async function headquartersReads(t, { site, find, writer, typist, found, happened }) {
  const operation = await t.operation()
  const documents = (kind, id) => t.api('hq', 'GET', `/v1/operations/${operation}/documents/${kind}/${id}`)
  let threat
  for (let i = 0; threat === undefined; i++) {
    if (i === 60) throw new Error('headquarters has not heard of the incident')
    if (i > 0) await new Promise((resolve) => setTimeout(resolve, 1000))
    threat = ((await documents('site', site)).incidents ?? []).find((x) => x.kind === 'threat' && x.happenedAt === happened.toISOString())
  }
  if (threat.source?.sheets.length !== 1 || threat.actor === threat.source.writtenBy) throw new Error(`the incident is ${JSON.stringify(threat)}`)
  const alarm = (await documents('site', site)).incidents.find((x) => x.kind === 'alarm' && x.stream === threat.stream)
  if (alarm === undefined || alarm.source !== undefined || alarm.happenedAt !== alarm.at) throw new Error(`the alarm is ${JSON.stringify(alarm)}`)
  const thing = await documents('finding', find)
  if (thing.foundAt !== found.toISOString() || thing.search !== undefined || thing.recorded.source?.sheets.length !== 1) throw new Error(`the find is ${JSON.stringify(thing)}`)
  const { items } = await t.api('hq', 'GET', `/v1/operations/${operation}/exhibits?limit=500`)
  const exhibit = items.find((x) => x.finding === find)
  if (exhibit?.seizedAt !== found.toISOString()) throw new Error(`the exhibit is of ${exhibit?.seizedAt}`)
  const page = await t.as('coordinator')
  await t.go(page, `/hq/${operation}/sites/${site}`)
  const words = t.say('record.fromPaper', { writer, typist })
  for (const title of ['record.findingsOutside', 'record.incidents']) {
    const panel = page.locator('.panel').filter({ has: page.getByRole('heading', { name: t.say(title), exact: true }) })
    await panel.getByText(words).first().waitFor()
    await panel.locator('.photos a').filter({ hasText: t.say('role.paper_sheet') }).first().locator('img').evaluate((img) => (img.scrollIntoView(), img.decode()))
  }
  await t.judge(page, 'hq-paper-site')
  await page.locator('.panel-incidents').scrollIntoViewIfNeeded()
  await t.judge(page, 'hq-paper-incidents')
  await page.locator(`.panel-exhibits a[href$="/exhibits/${exhibit.id}"]`).first().click()
  await page.getByText(words).first().waitFor()
  await t.judge(page, 'hq-paper-exhibit')
}

export const journeys = [
  {
    name: 'the coordinator prints task sheets and checklists before H, for a site and for one team',
    world: { state: 'planned', sites: 6 },
    run: theCoordinatorPrints,
  },
  {
    name: 'a search that was kept on paper is keyed in on another tablet, and headquarters sees who wrote and who typed',
    world: { state: 'released', sites: 6 },
    run: aSearchIsKeyedIn,
  },
  {
    name: 'a find outside of any cell and an incident that stood on a sheet are keyed in, and headquarters sees who wrote and who typed',
    world: { state: 'released', sites: 6 },
    run: whatIsOfNoCellIsKeyedIn,
  },
]
