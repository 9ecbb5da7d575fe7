// The officers of an operation, the teams made of them, and the site page that two coordinators work on at once.

const reason = { 'X-Reason': encodeURIComponent('Contrôle') }

/** Opens a place of the operation as a coordinator. */
async function opened(t, place, ready, login = 'coordinator', options = {}) {
  const page = await t.as(login, options)
  await t.go(page, `/plan/${await t.operation()}/${place}`)
  await t.giveReason(page)
  await ready(page).waitFor()
  return page
}

const drafts = async (t) => (await t.api('coordinator', 'GET', `/v1/operations/${await t.operation()}/sites`, undefined, reason)).items
const draftOf = async (t, site) => (await drafts(t)).find((s) => s.establishment === site)
/** What is to be saved is there until it is; the note that says so may be of the time before. */
const saved = (page) => page.locator('.prepare-save').waitFor({ state: 'detached' })
const act = (place, t, key) => place.getByRole('button', { name: t.say(key), exact: true })
const heading = (t) => (page) => page.getByRole('heading', { name: t.say('roster.of'), level: 2 })
const unseen = (t, key, about) => `${t.say(key)} ${about}`
const wide = { viewport: { width: 1920, height: 1080 } }

/** Waits until something of the server's is so; answers it, or names what was waited for. */
async function until(t, what, look) {
  for (let i = 0; i < 100; i++) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  t.fault(`it did not come to this: ${what}`)
  return null
}

/** Makes an officer of the first team work in the wing of one of its cells, and leaves that team alone at the site: its cells there are for nobody. */
async function conflicted(t) {
  const [draft] = await drafts(t)
  const team = draft.teams[0]
  const path = `/v1/operations/${await t.operation()}/sites/${draft.establishment}`
  const tag = await fetch(`${t.world.base}${path}`, { headers: { ...reason, Cookie: t.sessions.coordinator } }).then((r) => r.headers.get('etag'))
  await t.api('coordinator', 'PUT', path, { ...draft, teams: [team] }, { 'If-Match': tag })
  const tree = (await t.api('coordinator', 'GET', `/v1/establishments/${draft.establishment}/locations?limit=500`)).items
  const up = (id, kind) => { for (let p = tree.find((l) => l.id === id); p; p = tree.find((l) => l.id === p.parent)) if (p.kind === kind) return p }
  const wing = draft.cells.map((c) => up(c.location, 'wing')).find((w) => w !== undefined)
  const member = team.officers.find((o) => o.lead !== true)
  const { id, version, ...officer } = await t.api('coordinator', 'GET', `/v1/officers/${member.id}`)
  await t.api('coordinator', 'PUT', `/v1/officers/${id}`, { ...officer, home: draft.establishment, homeLocation: wing.id }, { 'If-Match': `"${version}"` })
  return { site: draft.establishment, team, number: member.number, id }
}

export const journeys = [
  {
    name: 'officers are listed, found and added; one who works where they search is shown with the cells, moved, and may have a waiver',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    async run(t) {
      const { site, team, number, id } = await conflicted(t)
      const page = await opened(t, 'people', heading(t))
      await page.locator('.officer-table tbody tr').first().waitFor()
      await t.judge(page, 'people')
      const total = (await t.api('coordinator', 'GET', '/v1/officers?limit=500')).items.length
      await page.getByText(t.say('roster.found', { n: total, of: total })).waitFor()
      if ((await page.locator('.officer-table tbody tr:not([aria-hidden])').count()) > 100) t.fault('every officer is drawn, in sight or not')

      await act(page, t, 'roster.add').click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(t.say('prepare.name'), { exact: true }).fill('Maël Fictif-Zelkova')
      await dialog.getByLabel(t.say('roster.number'), { exact: true }).fill(number)
      await act(dialog, t, 'act.save').click()
      await dialog.getByText(t.say('roster.numberTwice')).waitFor()
      await dialog.getByLabel(t.say('roster.number'), { exact: true }).fill('DEMO-9100')
      await dialog.locator('.several input').first().check()
      await dialog.getByLabel(t.say('roster.home'), { exact: true }).selectOption(site)
      await t.judge(page, 'people-add')
      await act(dialog, t, 'act.leave').click()
      await dialog.getByText(t.say('roster.leaving')).waitFor()
      await act(dialog, t, 'act.save').click()
      await dialog.waitFor({ state: 'detached' })
      const made = (await t.api('coordinator', 'GET', '/v1/officers?q=DEMO-9100')).items
      if (made.length !== 1 || made[0].home !== site || made[0].skills.length !== 1) t.fault(`the officer was not added as typed: ${JSON.stringify(made)}`)
      await page.getByLabel(t.say('ask.search')).fill('zelkova')
      await page.getByRole('rowheader', { name: 'DEMO-9100' }).waitFor()
      await page.getByText(t.say('roster.found', { n: 1, of: total + 1 })).waitFor()

      await page.getByRole('link', { name: t.say('roster.view.conflicts') }).click()
      const row = page.locator('.officer-table tbody tr').filter({ hasText: number })
      await row.locator('.mark-person').waitFor()
      await t.judge(page, 'people-conflicts')
      await act(row, t, 'conflicts.waiver').click()
      await dialog.getByLabel(t.say('ask.reason')).fill(t.language === 'fr' ? 'Seul maître-chien du site' : 'The only dog handler of the site')
      await t.judge(page, 'people-waiver')
      await dialog.locator('.dialog-acts .first').click()
      await dialog.waitFor({ state: 'detached' })
      const waivers = (await t.api('coordinator', 'GET', `/v1/operations/${await t.operation()}/waivers`, undefined, reason)).items
      if (waivers.length === 0 || waivers.some((w) => w.officer !== id || w.state !== 'proposed')) t.fault('the waiver was not proposed for the officer')
      await row.locator('.mark-person').waitFor() // proposed is not signed

      await act(row, t, 'conflicts.move').click()
      await dialog.getByText(t.say('conflicts.opens')).waitFor()
      await t.judge(page, 'people-move')
      await dialog.locator('.dialog-acts .first').click()
      await row.waitFor({ state: 'detached' })
      if ((await draftOf(t, site)).teams.some((x) => x.officers.some((o) => o.id === id))) t.fault('the officer is still in the team')
      await act(page.locator('.notes'), t, 'act.undo').click()
      await row.waitFor()
      if ((await draftOf(t, site)).teams[0].officers.length !== team.officers.length) t.fault('the move was not taken back')

      const reader = await opened(t, 'people', heading(t), 'hq', wide)
      await reader.locator('.officer-table tbody tr').first().waitFor()
      await t.judge(reader, 'people-wide')
      if (await act(reader, t, 'roster.add').count()) t.fault('headquarters is offered to add an officer')
      if (await reader.getByRole('link', { name: t.say('roster.view.teams') }).count()) t.fault('headquarters is offered to propose teams')
      const refused = await t.refused('hq', 'POST', '/v1/officers', { number: 'X-1', name: 'X', sex: 'f' })
      if (refused.status !== 403) t.fault(`headquarters may add an officer: ${refused.status}`)
    },
  },
  {
    name: 'teams are proposed for every site, looked at, taken for one and for all, taken back, and edited afterwards',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    async run(t) {
      const before = await drafts(t)
      const page = await opened(t, 'people?view=teams', heading(t))
      await page.getByText(t.say('proposed.none')).waitFor()
      await act(page, t, 'prepare.propose').click()
      const table = page.getByRole('group', { name: t.say('prepare.proposed') })
      await table.waitFor({ timeout: 120_000 })
      const rows = table.locator('tbody tr')
      await rows.nth(before.length - 1).waitFor()
      if ((await rows.count()) !== before.length) t.fault(`${await rows.count()} sites of ${before.length} have a proposal`)
      const code = (await rows.first().getByRole('rowheader').textContent()).trim()
      await rows.first().getByRole('button', { name: unseen(t, 'replan.look', code) }).click()
      await page.getByRole('heading', { name: t.say('proposed.teamsOf', { site: code }) }).waitFor()
      await t.judge(page, 'people-proposed')

      await rows.first().getByRole('button', { name: unseen(t, 'prepare.takeOver', code) }).click()
      await rows.first().getByText(t.say('proposed.isTaken')).waitFor()
      const members = (draft) => draft.teams.map((x) => x.officers.map((o) => o.id).sort().join()).sort().join('|')
      const changed = async () => { const after = await drafts(t); return before.filter((s) => members(s) !== members(after.find((a) => a.establishment === s.establishment))) }
      const one = await changed()
      if (one.length !== 1) t.fault(`taking over one site changed ${one.length}`)
      await act(page.locator('.notes'), t, 'act.undo').click()
      await until(t, 'the teams are back as they were', async () => (await changed()).length === 0)
      await rows.first().getByRole('button', { name: unseen(t, 'prepare.takeOver', code) }).waitFor()

      await page.locator('.form-acts button').last().click()
      const dialog = page.getByRole('dialog')
      await act(dialog, t, 'prepare.takeOver').click()
      await dialog.waitFor({ state: 'detached' })
      await page.waitForFunction((n) => document.querySelectorAll('.officer-table .mark-clear').length === n, before.length)
      await t.judge(page, 'people-taken')
      const [site] = (await changed()).filter((s) => s.establishment === one[0]?.establishment)
      if (site === undefined) t.fault('the first site was not taken over with all')

      await page.getByRole('link', { name: t.say('proposed.edit', { site: code }) }).click()
      await page.getByRole('heading', { name: t.say('prepare.teams') }).waitFor()
      await page.getByRole('group', { name: t.say('prepare.teams') }).getByRole('button', { name: t.say('act.edit') }).first().click()
      await dialog.getByLabel(t.say('prepare.radio'), { exact: true }).fill('DEMO 77')
      await act(dialog, t, 'prepare.takeIn').click()
      await act(page, t, 'act.save').click()
      await saved(page)
      if (!(await draftOf(t, one[0]?.establishment)).teams.some((x) => x.radio === 'DEMO 77')) t.fault('the proposed team was not edited')
    },
  },
  {
    name: 'a proposal of teams is followed as it is made and ended by hand; what was there stays, and it can be asked for again',
    world: { state: 'draft', sites: 188 }, // so many that nobody has done before it is ended
    fresh: true,
    async run(t) {
      const before = JSON.stringify(await drafts(t))
      const page = await opened(t, 'people?view=teams', heading(t))
      const site = page.getByLabel(t.say('prepare.sites'), { exact: true })
      await site.selectOption({ index: 1 })
      await act(page, t, 'prepare.propose').click()
      const rows = page.getByRole('group', { name: t.say('prepare.proposed') }).locator('tbody tr')
      await rows.first().waitFor({ timeout: 120_000 }) // of one site, soon over
      const first = await rows.first().textContent()

      await site.selectOption('')
      await page.getByLabel(t.say('proposed.better')).check()
      await act(page, t, 'prepare.propose').click()
      const progress = page.locator('.progress')
      const said = new RegExp(t.say('work.site', { done: 77, of: 188 }).replace('77', '\\d+'))
      await progress.getByText(said).waitFor({ timeout: 120_000 })
      await t.judge(page, 'people-proposing')
      await act(progress, t, 'act.cancel').click()
      await page.getByText(t.say('proposed.ended')).waitFor()
      await progress.waitFor({ state: 'detached' })
      await t.judge(page, 'people-proposing-ended')
      const { items: jobs } = await t.api('coordinator', 'GET', `/v1/operations/${await t.operation()}/plan-jobs?limit=10`)
      if (jobs[0].state !== 'cancelled' || jobs[0].kind !== 'teams') t.fault(`the job that was ended is ${jobs[0].kind}, ${jobs[0].state}`)
      if (JSON.stringify(await drafts(t)) !== before) t.fault('a proposal that was ended has changed drafts')
      if ((await rows.count()) !== 1 || (await rows.first().textContent()) !== first) t.fault('what was proposed before is gone')

      await page.getByLabel(t.say('proposed.better')).uncheck()
      await site.selectOption({ index: 2 })
      await act(page, t, 'prepare.propose').click()
      await page.waitForFunction((was) => ![null, undefined, was].includes(document.querySelector('.officer-table tbody tr')?.textContent), first)
      await page.getByText(t.say('proposed.ended')).waitFor({ state: 'detached' })
    },
  },
  {
    name: 'two coordinators change one officer at once: the second is told what the first has made of it, nothing vanishes, and what was written goes on',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    async run(t) {
      const [{ teams }] = await drafts(t)
      const { id, number } = teams[0].officers[0]
      const now = () => t.api('coordinator', 'GET', `/v1/officers/${id}`)
      const was = await now()
      const [one, two] = [await opened(t, 'people', heading(t)), await opened(t, 'people', heading(t))]
      const dialog = (page) => page.getByRole('dialog')
      const field = (page, key) => dialog(page).getByLabel(t.say(key), { exact: true })
      const edit = async (page) => {
        await page.getByLabel(t.say('ask.search')).fill(number)
        await page.getByRole('button', { name: unseen(t, 'act.edit', number), exact: true }).click()
        await field(page, 'prepare.phone').waitFor()
      }
      const save = async (page) => {
        await act(dialog(page), t, 'act.save').click()
        await dialog(page).waitFor({ state: 'detached' })
      }
      for (const page of [one, two]) await edit(page)
      await field(one, 'prepare.name').fill('Alix Premier-Fictif')
      await field(one, 'prepare.phone').fill('+33639980111')
      await field(two, 'prepare.phone').fill('+33639980222')
      await dialog(two).locator('.several input').first().setChecked(!(await dialog(two).locator('.several input').first().isChecked()))
      await save(one)

      two.expected.push(/status of 412/)
      await act(dialog(two), t, 'act.save').click()
      const met = dialog(two).locator('.prepare-ahead')
      await met.waitFor()
      await t.judge(two, 'people-met')
      await met.locator('li', { hasText: 'Alix Premier-Fictif' }).getByText(t.say('roster.takenOver')).waitFor()
      await met.locator('li', { hasText: '+33639980111' }).getByText(t.say('roster.theirs')).waitFor()
      if ((await met.locator('li').count()) !== 2) t.fault(`the first has changed two fields, told are ${await met.innerText()}`)
      if ((await field(two, 'prepare.name').inputValue()) !== 'Alix Premier-Fictif') t.fault('the name that the first gave is not in the form of the second')
      if ((await field(two, 'prepare.phone').inputValue()) !== '+33639980222') t.fault('what the second had typed is gone')
      const first = await now()
      if (first.phone !== '+33639980111' || JSON.stringify(first.skills) !== JSON.stringify(was.skills)) t.fault(`before the second decided the officer is ${JSON.stringify(first)}`)

      // The second goes on with what stands there.
      await field(two, 'prepare.name').fill('Alix Second-Fictif')
      await save(two)
      const both = await now()
      if (both.name !== 'Alix Second-Fictif' || both.phone !== '+33639980222' || (both.skills ?? []).length === (was.skills ?? []).length) t.fault(`after both it is ${JSON.stringify(both)}`)

      // The first, whose list is of before, is told likewise, and takes the other's.
      one.expected.push(/status of 412/)
      await edit(one)
      await field(one, 'prepare.phone').fill('+33639980333')
      await act(dialog(one), t, 'act.save').click()
      await dialog(one).getByRole('button', { name: unseen(t, 'roster.takeTheirs', t.say('officerField.phone')), exact: true }).click()
      if ((await field(one, 'prepare.phone').inputValue()) !== '+33639980222') t.fault('theirs was not taken')
      await act(dialog(one), t, 'act.leave').click()
      await dialog(one).waitFor({ state: 'detached' })
      await one.locator('.officer-table tbody tr', { hasText: number }).getByText('Alix Second-Fictif').waitFor() // nothing was to be saved, and the list shows what is
      if (JSON.stringify(await now()) !== JSON.stringify(both)) t.fault('who took the other’s words changed something')
    },
  },
  {
    name: 'an officer who falls ill leaves team and lead before release, and what that breaks is said first',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    async run(t) {
      const [draft] = await drafts(t)
      const lead = draft.teams[0].officers.find((o) => o.lead === true)
      const page = await opened(t, 'people', heading(t))
      await page.getByRole('button', { name: unseen(t, 'roster.ill', lead.number) }).click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('.officer-breaks').waitFor()
      await t.judge(page, 'people-ill')
      await act(dialog, t, 'roster.illTake').click()
      await dialog.waitFor({ state: 'detached' })
      const after = await draftOf(t, draft.establishment)
      if (after.teams.some((x) => x.officers.some((o) => o.id === lead.id)) || after.lead === lead.number) t.fault('who is ill is still planned with')
      await act(page.locator('.notes'), t, 'act.undo').click()
      await until(t, 'the officer is back, leading', async () => (await draftOf(t, draft.establishment)).teams.some((x) => x.officers.some((o) => o.id === lead.id && o.lead === true)))
    },
  },
  {
    name: 'after release an officer who falls ill is told to the re-plan, and is out once that is issued',
    world: { state: 'released', sites: 6 },
    async run(t) {
      const [draft] = await drafts(t)
      const { number } = draft.teams[0].officers[0]
      const page = await opened(t, 'people', heading(t))
      await page.getByRole('button', { name: unseen(t, 'roster.ill', number) }).click()
      await page.getByRole('dialog').getByRole('link').click()
      await page.getByText(t.say('told.officerOut', { officer: number })).waitFor()
      await t.judge(page, 'people-replan')
      await act(page, t, 'replan.propose').click()
      await act(page, t, 'replan.issue').click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel(t.say('ask.reason')).fill('Malade ce matin')
      await act(dialog, t, 'replan.issue').click()
      await dialog.waitFor({ state: 'detached' })
      await t.go(page, `/plan/${await t.operation()}/people`)
      const row = page.locator('.officer-table tbody tr').filter({ hasText: number })
      await row.getByText(t.say('roster.is.out'), { exact: true }).waitFor()
      if (await row.getByRole('button', { name: unseen(t, 'roster.ill', number) }).count()) t.fault('who is out is asked about again')
    },
  },
  {
    name: 'kit that is lacking is drawn and mended, the lead is picked, ways are timed; two on one site page hear of each other as they save',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    async run(t) {
      const all = await drafts(t)
      const draft = all.find((s) => s.cells.some((c) => (c.equipment ?? []).length > 0)) ?? all[0]
      const site = draft.establishment
      const ready = (page) => page.getByRole('heading', { name: t.say('prepare.cells') })
      const one = await opened(t, `sites/${site}`, ready, 'coordinator', wide)
      const two = await opened(t, `sites/${site}`, ready)
      await t.judge(one, 'site-wide')
      const me = await t.api('coordinator', 'GET', '/v1/me')

      const kit = two.locator('.asked').filter({ has: two.locator('input') }).first()
      const count = kit.locator('input')
      await count.fill('0')
      await kit.locator('.mark-person').waitFor()
      await kit.scrollIntoViewIfNeeded()
      await t.judge(two, 'site-kit-lacking')
      await count.fill('9')
      await kit.locator('.mark-person').waitFor({ state: 'detached' })
      await two.getByLabel(t.say('walk.otherBuilding'), { exact: true }).fill('14')
      const leader = draft.teams.at(-1).officers[0].number
      await two.getByLabel(t.say('prepare.lead'), { exact: true }).selectOption(leader)
      if (await two.locator('input[list]').count()) t.fault('something of the site is typed that could be picked')

      // The other saves meanwhile: it is here without anything being pressed, with who it was.
      await one.getByLabel(t.say('prepare.radio'), { exact: true }).first().fill('Canal 7')
      await act(one, t, 'act.save').click()
      await saved(one)
      const met = two.locator('.prepare-met')
      await met.getByText('Canal 7').waitFor()
      if (!(await met.textContent()).includes(me.name)) t.fault(`it is not said who saved: ${await met.textContent()}`)
      if ((await two.getByLabel(t.say('prepare.radio'), { exact: true }).first().inputValue()) !== 'Canal 7') t.fault('the other’s radio channel is not in the field')
      await t.judge(two, 'site-met')

      // Now the same thing: it is said while one types, and decided.
      await two.getByLabel(t.say('prepare.phone'), { exact: true }).first().fill('+33639980222')
      await one.getByLabel(t.say('prepare.phone'), { exact: true }).first().fill('+33639980111')
      await act(one, t, 'act.save').click()
      await two.locator('.prepare-ahead').waitFor()
      await t.judge(two, 'site-ahead')
      await act(two, t, 'prepare.decideNow').click()
      const dialog = two.getByRole('dialog')
      await dialog.getByRole('button', { name: t.say('prepare.mine', { value: '+33639980222' }) }).click()
      await act(dialog, t, 'prepare.settle').click()
      await two.waitForFunction(() => document.querySelector('.prepare-save') === null)
      const after = await draftOf(t, site)
      const kept = { radio: after.radio, phone: after.phone, lead: after.lead, walk: after.walk.otherBuilding }
      if (JSON.stringify(kept) !== JSON.stringify({ radio: 'Canal 7', phone: '+33639980222', lead: leader, walk: 14 })) t.fault(`something vanished: ${JSON.stringify(kept)}`)
      if (!after.equipment.some((e) => e.count === 9)) t.fault('the kit was not mended')

      const cells = two.locator('.prepare-cells tbody')
      await cells.getByRole('button', { name: t.say('act.edit') }).first().click()
      await dialog.getByLabel(t.say('kitNeed.add')).selectOption('lamp')
      await dialog.locator('.several input').first().check()
      await t.judge(two, 'site-cell-needs')
      await act(dialog, t, 'prepare.takeIn').click()
      await act(two, t, 'act.save').click()
      await saved(two)
      if (!(await draftOf(t, site)).cells.some((c) => c.equipment?.some((k) => k.kind === 'lamp' && k.for === 10))) t.fault('the kit of the cell was not saved')
    },
  },
]
