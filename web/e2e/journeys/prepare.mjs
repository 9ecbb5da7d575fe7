// What a coordinator prepares before there is a plan: sites, imports.

/** Opens a place of the operation's preparation as a coordinator; a second sitting of the same person is a browser of its own. */
async function opened(t, place, ready) {
  const page = await t.plan('coordinator', `/${place}`)
  await ready(page).waitFor()
  return page
}

const reason = { 'X-Reason': encodeURIComponent('Contrôle') }

/** The sites of the operation as the server has them. */
async function drafts(t) {
  return (await t.api('coordinator', 'GET', `/v1/operations/${await t.operation()}/sites`, undefined, reason)).items
}

/** What is to be saved is there until it is; the note that says so may be of the time before. */
const saved = (page) => page.locator('.prepare-save').waitFor({ state: 'detached' })

export const journeys = [
  {
    name: 'two coordinators change one site at once: what does not touch is merged, what does is asked, and nothing vanishes',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    async run(t) {
      const [before] = await drafts(t)
      const site = before.establishment
      const ready = (page) => page.getByRole('heading', { name: t.say('prepare.cells') })
      const one = await opened(t, `sites/${site}`, ready)
      const two = await opened(t, `sites/${site}`, ready)
      await t.judge(one, 'site')

      const field = (page, key) => page.getByLabel(t.say(key), { exact: true }).first()
      const save = (page) => page.getByRole('button', { name: t.say('act.save'), exact: true }).click()
      two.expected.push(/412/) // who saves before the stream has told is told by the refusal
      await field(one, 'prepare.radio').fill('Canal 7')
      await save(one)
      await saved(one)

      // The other changes every cell, not the radio: both are kept.
      await two.getByRole('button', { name: t.say('prepare.selectAll') }).click()
      await two.locator('.prepare-select').getByRole('button', { name: t.say('act.edit'), exact: true }).click()
      const dialog = two.getByRole('dialog')
      await dialog.getByLabel(t.say('siteField.priority')).fill('9')
      await t.judge(two, 'site-change-cells')
      await dialog.getByRole('button', { name: t.say('prepare.takeIn') }).click()
      await save(two)
      await saved(two)
      await two.locator('.prepare-met').getByText('Canal 7').waitFor()
      const merged = (await drafts(t)).find((s) => s.establishment === site)
      if (merged.radio !== 'Canal 7') t.fault(`the first one's radio channel vanished: ${merged.radio}`)
      if (merged.cells.length !== before.cells.length || merged.cells.some((c) => c.priority !== 9)) t.fault('the second one’s priorities vanished')

      // Now the same field: it is asked, and the answer holds.
      one.expected.push(/412/)
      await field(one, 'prepare.phone').fill('+33639980888')
      await field(two, 'prepare.phone').fill('+33639980777')
      await save(two)
      await two.waitForFunction(() => document.querySelector('.prepare-save') === null)
      await save(one)
      const meeting = one.getByRole('dialog')
      await meeting.waitFor()
      await t.judge(one, 'site-meeting')
      const settle = meeting.getByRole('button', { name: t.say('prepare.settle') })
      if (await settle.isEnabled()) t.fault('a clash can be saved before anybody decided')
      await meeting.getByRole('button', { name: t.say('prepare.theirs', { value: '+33639980777' }) }).click()
      await settle.click()
      await one.waitForFunction(() => document.querySelector('.prepare-save') === null)
      const settled = (await drafts(t)).find((s) => s.establishment === site)
      if (settled.phone !== '+33639980777') t.fault(`the decision did not hold: ${settled.phone}`)
      if (settled.cells.some((c) => c.priority !== 9)) t.fault('the decision took the other changes away')
    },
  },
  {
    name: 'a site is added, its cells are selected by pattern, and what is missing goes as it is given',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    async run(t) {
      const page = await opened(t, 'sites', (p) => p.getByRole('button', { name: t.say('prepare.addSite') }))
      await page.locator('.prepare-sites').waitFor()
      await t.judge(page, 'sites')
      const [first] = await drafts(t)
      await page.locator('.prepare-sites tbody tr').first().getByRole('button', { name: t.say('act.remove') }).click()
      await page.getByRole('dialog').getByRole('button', { name: t.say('act.remove'), exact: true }).click()
      await page.waitForFunction(() => document.querySelectorAll('.prepare-sites tbody tr').length === 5)
      const removed = (await drafts(t)).map((s) => s.establishment)
      if (removed.length !== 5) t.fault(`${removed.length} sites are left of 6`)

      await page.getByRole('button', { name: t.say('prepare.addSite') }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: t.say('act.add'), exact: true }).first().click()
      await page.getByRole('heading', { name: t.say('prepare.cells') }).waitFor()
      await page.getByText(t.say('lack.noCells')).waitFor()
      await page.getByRole('button', { name: t.say('prepare.addCells') }).click()
      await dialog.getByLabel(t.say('prepare.pattern'), { exact: true }).fill('*-1-*, ZZ-*')
      await dialog.getByText(t.say('prepare.idle', { terms: 'ZZ-*' })).waitFor()
      await t.judge(page, 'site-add-cells')
      await dialog.locator('.dialog-acts .first').click()
      await page.getByText(t.say('lack.noCells')).waitFor({ state: 'detached' })
      await page.getByRole('button', { name: t.say('prepare.addTeam') }).click()
      await dialog.getByLabel(t.say('prepare.addOfficer'), { exact: true }).fill('DEMO-')
      await dialog.locator('.prepare-offered button').first().click()
      await t.judge(page, 'site-team')
      await dialog.getByRole('button', { name: t.say('prepare.takeIn') }).click()
      await page.getByText(t.say('lack.noTeams')).waitFor({ state: 'detached' })
      await page.getByRole('button', { name: t.say('act.save'), exact: true }).click()
      await saved(page)
      const after = (await drafts(t)).find((s) => !removed.includes(s.establishment))
      if (after === undefined || after.cells.length === 0 || after.teams.length !== 1) t.fault('the added site lost its cells or its team')
      if (first === undefined) t.fault('the demonstration has no site')
    },
  },
  {
    name: 'an import with a fault is refused by row and column, mended, and taken over',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    async run(t) {
      const page = await opened(t, 'import', (p) => p.getByRole('heading', { name: t.say('import.title') }))
      await t.judge(page, 'import')
      const csv = (sex) => ({ name: 'officers.csv', mimeType: 'text/csv', buffer: Buffer.from(`number,name,sex,skills,home_establishment,home_location,phone\nDEMO-9001,Camille Fictif-Cyprès,f,evidence,,,+33639989001\nDEMO-9002,Dominique Fictif-Érable,${sex},lead,,,+33639989002\n`) })
      const choose = (file) => page.locator('input[type=file]').setInputFiles(file)
      await choose(csv('woman'))
      await page.getByText(t.say('import.mend')).waitFor()
      const fault = page.locator('.prepare-file').getByRole('row').filter({ hasText: 'sex' }).first()
      if (!/^3/.test((await fault.textContent()) ?? '')) t.fault(`the fault is not shown at row 3: ${await fault.textContent()}`)
      if (await page.getByRole('button', { name: t.say('import.take'), exact: true }).count()) t.fault('a faulty import can be taken over')
      await t.judge(page, 'import-fault')
      const known = async () => (await t.api('coordinator', 'GET', '/v1/officers?q=DEMO-900')).items.length
      if ((await known()) !== 0) t.fault('something of a faulty import was saved')

      await choose(csv('f'))
      await page.getByText(t.say('import.right')).waitFor()
      if ((await known()) !== 0) t.fault('a preview was saved')
      await t.judge(page, 'import-right')
      await page.getByRole('button', { name: t.say('import.take'), exact: true }).click()
      await page.getByRole('link', { name: t.say('import.toSites') }).waitFor()
      if ((await known()) !== 2) t.fault('the mended import did not arrive')
    },
  },
  {
    name: 'teams are proposed from the officers of a site, taken over, and taken back by one press',
    world: { state: 'draft', sites: 6 },
    async run(t) {
      const [before] = await drafts(t)
      const page = await opened(t, `sites/${before.establishment}`, (p) => p.getByRole('heading', { name: t.say('prepare.cells') }))
      await page.getByRole('button', { name: t.say('prepare.propose') }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: t.say('prepare.propose') }).click()
      await dialog.getByRole('button', { name: t.say('prepare.takeOver') }).waitFor()
      await t.judge(page, 'site-propose')
      const proposed = await dialog.locator('tbody tr').count()
      if (proposed === 0) t.fault('no team is proposed from officers who were in teams')
      await dialog.getByRole('button', { name: t.say('prepare.takeOver') }).click()
      await page.locator('.prepare-save').waitFor()
      const rows = page.getByRole('group', { name: t.say('prepare.teams') }).locator('tbody tr')
      if ((await rows.count()) !== proposed) t.fault(`${await rows.count()} teams stand where ${proposed} were proposed`)
      await page.locator('.prepare-save').getByRole('button', { name: t.say('act.undo') }).click()
      await page.locator('.prepare-save').waitFor({ state: 'detached' })
      if ((await rows.count()) !== before.teams.length) t.fault('taking it back did not bring the teams back')
    },
  },
  {
    name: 'a wing is seen before it is made, and a new list of who is where shows whom the operation follows',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    async run(t) {
      const page = await opened(t, 'import', (p) => p.getByRole('heading', { name: t.say('wing.title') }))
      await page.getByLabel(t.say('wing.wing'), { exact: true }).fill('ZZ')
      await page.getByRole('button', { name: t.say('wing.preview'), exact: true }).click()
      await page.getByText('ZZ-3-42').waitFor()
      await t.judge(page, 'import-wing')
      const made = async () => (await t.api('coordinator', 'GET', '/v1/establishments?limit=1')).items.map((e) => t.api('coordinator', 'GET', `/v1/establishments/${e.id}/selection?pattern=ZZ-*`))[0]
      if ((await made()).items.length !== 0) t.fault('the preview of a wing was saved')
      await page.getByRole('button', { name: t.say('wing.make'), exact: true }).click()
      await page.getByText(t.say('wing.made', { wing: 'ZZ', cells: 126 }).slice(0, 8)).first().waitFor()
      if ((await made()).items.length !== 126) t.fault(`the wing has ${(await made()).items.length} cells of 126`)

      const [site] = await drafts(t)
      const at = `sites/${site.establishment}`
      const editor = await opened(t, at, (p) => p.getByRole('heading', { name: t.say('prepare.cells') }))
      await editor.locator('.prepare-cells tbody').getByRole('button', { name: t.say('act.edit') }).first().click()
      await editor.getByRole('dialog').getByLabel(t.say('siteField.persons'), { exact: true }).fill('P-7777')
      await editor.getByRole('dialog').getByRole('button', { name: t.say('prepare.takeIn') }).click()
      await editor.getByRole('button', { name: t.say('act.save'), exact: true }).click()
      await saved(editor)
      const tree = (await t.api('coordinator', 'GET', `/v1/establishments/${site.establishment}/selection`)).items
      const { code } = await t.api('coordinator', 'GET', `/v1/establishments/${site.establishment}`)
      const free = tree.find((l) => l.kind === 'cell' && !site.cells.some((c) => c.location === l.id))
      const persons = [`P-7777,${code},${free.code}`]
      await page.locator('input[type=file]').setInputFiles({ name: 'occupancy.csv', mimeType: 'text/csv', buffer: Buffer.from(`person,establishment,cell\n${persons.join('\n')}\n`) })
      await page.getByText(t.say('import.right')).waitFor()
      await page.getByText(free.code).first().waitFor()
      await t.judge(page, 'import-occupancy')
      await page.getByRole('button', { name: t.say('import.take'), exact: true }).click()
      await page.getByRole('link', { name: t.say('import.toSites') }).waitFor()
      const after = (await drafts(t)).find((s) => s.establishment === site.establishment)
      if (!after.cells.some((c) => c.location === free.id)) t.fault('the target did not follow its person')
    },
  },
]
