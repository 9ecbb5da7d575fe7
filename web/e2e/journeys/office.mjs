// The administrator's, the custodian's and the auditor's pages.
import { readFile } from 'node:fs/promises'
import { invited } from '../invited.mjs'

const working = { state: 'released', sites: 6, tablets: 6, speed: '120x' }

/** Opens a place of the administration as a persona. */
async function opened(t, login, place) {
  const page = await t.as(login)
  await t.go(page, `/office/${place}`)
  await page.locator('main h2').first().waitFor()
  return page
}

/** The words of the sections that a page offers. */
const sections = (page) => page.locator('nav.sections a').allInnerTexts()

/** An officer works by a tablet: at a desk there is nothing for them but their own sign-ins, and the server tells them nothing. */
async function officerHasNoDesk(t) {
  const login = `agent-${t.language}-${t.theme}`
  const officer = await invited(t, login, 'Agent Fictif', [{ role: 'officer' }])
  await t.go(officer, '/office')
  await officer.locator('main').waitFor()
  await officer.getByRole('heading', { name: t.say('sessions.own') }).waitFor()
  const offered = await sections(officer)
  if (offered.some((word) => word !== t.say('sessions.title'))) t.fault(`an officer is offered ${offered.join(', ')}`)
  for (const route of ['/v1/people', '/v1/tablets', '/v1/audit', '/v1/operations', '/v1/establishments', `/v1/operations/${await t.operation()}/progress`, `/v1/operations/${await t.operation()}/searches`]) {
    const status = (await officer.request.get(`${t.world.base}${route}`)).status()
    if (status !== 403) t.fault(`${route} answers an officer with ${status}`)
  }
}

const dialog = (page) => page.getByRole('dialog')

export const journeys = [
  {
    name: 'a person is invited, sets a password by the link, and signs in with that role only',
    world: working,
    everyLook: true,
    async run(t) {
      const login = `greffe-${t.language}`
      const page = await opened(t, 'admin', 'people')
      await page.getByText('auditor', { exact: true }).waitFor()
      await t.judge(page, 'office-people')
      await page.getByRole('button', { name: t.say('people.add') }).click()
      await page.getByLabel(t.say('people.name'), { exact: true }).fill('Greffe de Fictif-Ville')
      await page.getByLabel(t.say('people.login'), { exact: true }).fill(login)
      await page.getByLabel(t.say('people.role'), { exact: true }).selectOption('custodian')
      await t.judge(page, 'office-person')
      await dialog(page).getByRole('button', { name: t.say('people.invite') }).click()
      await dialog(page).locator('.qr-ink').waitFor()
      await t.judge(page, 'office-invited')
      const link = (await dialog(page).locator('output').innerText()).trim()
      await dialog(page).getByRole('button', { name: t.say('people.handed') }).click()
      await page.getByText(login, { exact: true }).waitFor()
      if ((await page.locator('body').innerText()).includes(link.split('#')[1])) t.fault('the one-time link is still to be seen')

      const guest = await t.page()
      await guest.goto(link)
      await guest.locator('input[autocomplete=new-password]').first().fill('un grand mot de passe du greffe')
      await guest.locator('input[autocomplete=new-password]').nth(1).fill('un grand mot de passe du greffe')
      await guest.locator('button[type=submit]').click()
      await guest.waitForURL('**/operations')
      await t.go(guest, '/office')
      await guest.locator('nav.sections a').first().waitFor()
      const offered = await sections(guest)
      if (offered.includes(t.say('people.title')) || !offered.includes(t.say('ledger.title'))) t.fault(`a custodian is offered ${offered.join(', ')}`)
      const refused = await guest.request.get(`${t.world.base}/v1/people`)
      if (refused.status() !== 403) t.fault(`the server shows people to a custodian: ${refused.status()}`)
    },
  },
  {
    name: 'of two administrators who change a person at once the second is told, and nothing vanishes',
    world: working,
    async run(t) {
      const login = 'deux-mains'
      await t.api('admin', 'POST', '/v1/people', { login, name: 'Deux Mains', language: 'fr', grants: [{ role: 'hq' }] })
      const page = await opened(t, 'admin', 'people')
      page.expected.push(/status of 412/)
      await page.getByRole('button', { name: `${t.say('act.edit')} Deux Mains` }).click()
      await dialog(page).getByLabel(t.say('people.name'), { exact: true }).fill('Deux Mains Droites')

      const { items } = await t.api('admin', 'GET', `/v1/people?q=${login}`)
      const [person] = items
      await t.api('admin', 'PUT', `/v1/people/${person.id}`, { login, name: person.name, language: 'fr', grants: [{ role: 'auditor' }] }, { 'If-Match': `"${person.version}"` })

      await dialog(page).getByRole('button', { name: t.say('act.save') }).click()
      await dialog(page).getByText(t.say('people.theirs')).waitFor()
      await t.judge(page, 'office-stale')
      if ((await dialog(page).getByLabel(t.say('people.name'), { exact: true }).inputValue()) !== 'Deux Mains Droites') t.fault('what was typed is gone')
      if (!(await dialog(page).innerText()).includes(t.say('role.auditor'))) t.fault('what the other saved is not shown')
      await dialog(page).getByRole('button', { name: t.say('people.keepMine') }).click()
      await dialog(page).getByRole('button', { name: t.say('act.save') }).click()
      await dialog(page).waitFor({ state: 'detached' })
      await page.getByText('Deux Mains Droites').first().waitFor()
    },
  },
  {
    name: 'an enrolment code is made, read from the screen, and printed on a sheet',
    world: working,
    async run(t) {
      const page = await opened(t, 'admin', 'codes')
      await page.getByRole('button', { name: t.say('codes.make') }).click()
      await dialog(page).getByLabel(t.say('codes.label')).fill('Équipe porte')
      await dialog(page).locator('.office-sites-list input').first().check()
      await dialog(page).getByRole('button', { name: t.say('codes.make') }).click()
      await page.locator('.sheet .qr-ink').waitFor()
      await t.judge(page, 'office-sheet')
      const address = (await page.locator('.sheet output').innerText()).trim()
      if (!/\/tablet#enrol=[\w-]{20,}$/.test(address)) t.fault(`the sheet bears ${address}`)
      await page.emulateMedia({ media: 'print' })
      if (await page.getByRole('button', { name: t.say('codes.done') }).isVisible()) t.fault('buttons are printed')
      if (!(await page.locator('.sheet .qr').isVisible())) t.fault('the code is not printed')
      await page.emulateMedia({ media: 'screen' })
      await page.getByRole('button', { name: t.say('codes.done') }).click()
      await page.getByText('Équipe porte').first().waitFor()
      await t.go(page, '/office/tablets')
      await page.locator('.office-table tbody tr').first().waitFor()
      await t.judge(page, 'office-tablets')
    },
  },
  {
    name: 'a checklist with a fault is refused by pointer, mended, and published',
    world: working,
    async run(t) {
      const page = await opened(t, 'coordinator', 'templates')
      await page.locator('.office-table tbody tr').first().waitFor()
      await t.judge(page, 'office-templates')
      await page.getByRole('button', { name: t.say('templates.show') }).first().click()
      await dialog(page).locator('.preview-items li').nth(3).waitFor()
      await t.judge(page, 'office-preview')
      await page.keyboard.press('Escape')
      const item = { code: 'door', type: 'yes_no_na', labels: { en: 'Is the door whole?', fr: 'La porte est-elle intacte ?' }, required: true }
      const good = { code: 'door-round', labels: { en: 'Door round', fr: 'Ronde des portes' }, facts: [], sections: [{ code: 'round', labels: { en: 'Round', fr: 'Ronde' }, items: [item] }] }
      const bad = { ...good, sections: [{ ...good.sections[0], items: [item, { ...item }] }] }
      await page.getByRole('button', { name: t.say('templates.publish') }).click()
      await page.getByLabel(t.say('templates.text')).fill(JSON.stringify(bad))
      await page.getByRole('button', { name: t.say('templates.check'), exact: true }).click()
      await page.locator('.fault-fields code', { hasText: '/sections/0/items/1' }).first().waitFor()
      await t.judge(page, 'office-publish')
      if (await page.getByRole('button', { name: t.say('templates.publishNow'), exact: true }).isEnabled()) t.fault('a checklist with a fault can be published')
      await page.getByLabel(t.say('templates.text')).fill(JSON.stringify(good))
      await page.getByRole('button', { name: t.say('templates.check'), exact: true }).click()
      await page.getByText('La porte est-elle intacte ?').waitFor()
      await page.getByRole('button', { name: t.say('templates.publishNow'), exact: true }).click()
      await page.locator('.office-table').getByText('door-round', { exact: true }).waitFor()
    },
  },
  {
    name: 'the catalogue ranks the models that a telephone may be, with reasons',
    world: working,
    async run(t) {
      const author = await opened(t, 'coordinator', 'catalogue')
      await author.getByRole('button', { name: t.say('catalogue.add') }).click()
      await dialog(author).getByLabel(t.say('catalogue.make'), { exact: true }).fill('Fictif')
      await dialog(author).getByLabel(t.say('catalogue.name'), { exact: true }).fill('Nain 7')
      await dialog(author).getByLabel(t.say('catalogue.code'), { exact: true }).fill('fictif-nain-7')
      await dialog(author).getByLabel(t.say('catalogue.tacs')).fill('35912307')
      await dialog(author).getByRole('button', { name: t.say('act.save') }).click()
      await dialog(author).waitFor({ state: 'detached' })
      await author.locator('.office-table code', { hasText: 'fictif-nain-7' }).waitFor()
      const page = await opened(t, 'custodian', 'catalogue')
      await page.getByLabel(t.say('catalogue.imei'), { exact: true }).fill('359123070000008')
      await page.locator('.matches li', { hasText: t.say('matched.type_code') }).first().waitFor()
      if (!(await page.locator('.matches li').first().innerText()).includes('Fictif Nain 7')) t.fault('the model of the type code is not the first')
      await t.judge(page, 'office-catalogue')
      await t.go(page, '/office/establishments')
      await page.getByRole('link', { name: t.say('estates.tree') }).first().click()
      await page.getByText(t.say('kind.cell'), { exact: true }).first().waitFor()
      await t.judge(page, 'office-places')
      await t.go(page, '/office/catalogue')
      await page.locator('.office-table tbody tr').first().waitFor()
      if (await page.getByRole('button', { name: t.say('catalogue.add') }).count()) t.fault('a custodian is offered to change the catalogue')
    },
  },
  {
    name: 'the register is searched by IMEI, down to the chain of custody, and its readings stand in the audit',
    world: working,
    async run(t) {
      const operation = await t.operation()
      let line
      for (let i = 0; line === undefined && i < 120; i++) {
        const { items } = await t.api('custodian', 'GET', `/v1/operations/${operation}/register?limit=200`)
        line = items.find((x) => x.history.length > 1 && x.identity.some((n) => n.of === 'imei1'))
        if (line === undefined) await new Promise((resolve) => setTimeout(resolve, 1500))
      }
      if (line === undefined) throw new Error('no telephone was handed over in the demonstration')
      const page = await opened(t, 'custodian', 'register')
      await page.getByRole('link', { name: t.say('ledger.open') }).click()
      await page.getByLabel(t.say('ledger.identity')).fill(line.identity.find((n) => n.of === 'imei1').read)
      await page.locator('.register-table tbody th', { hasText: line.number }).waitFor()
      await page.locator('.register-table tbody th').nth(1).waitFor({ state: 'detached' }) // no other telephone has this number
      await t.judge(page, 'office-register')
      await page.getByRole('button', { name: `${t.say('ledger.show')} ${line.number}` }).click()
      await page.locator('.chain-hop').nth(line.history.length - 1).waitFor() // no movement is lacking
      await t.judge(page, 'office-exhibit')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: t.say('ledger.take') }).click()
      await dialog(page).locator('textarea').fill('Pièce à verser au dossier')
      const [file] = await Promise.all([page.waitForEvent('download'), dialog(page).getByRole('button', { name: t.say('ledger.take') }).click()])
      const table = await readFile(await file.path(), 'utf8')
      if (!table.includes(line.number)) t.fault('the table does not hold what the filters showed')

      const auditor = await opened(t, 'auditor', 'audit')
      await auditor.locator('.audit-table tbody tr').nth(3).waitFor()
      const wide = await auditor.locator('.audit-table').evaluate((box) => box.scrollWidth - box.clientWidth)
      if (wide > 0) t.fault(`the last column of the audit is ${wide} pixels out of sight`)
      await t.judge(auditor, 'office-audit-all')
      await auditor.getByLabel(t.say('audit.act'), { exact: true }).selectOption('register.read')
      await auditor.getByText('Pièce à verser au dossier').first().waitFor()
      await t.judge(auditor, 'office-audit')
    },
  },
  {
    name: 'each role sees its own places only, and the server refuses the others',
    world: working,
    async run(t) {
      const operation = await t.operation()
      const routes = { 'people.title': '/v1/people', 'codes.title': '/v1/enrolments', 'tablets.title': '/v1/tablets', 'audit.title': '/v1/audit', 'catalogue.title': '/v1/device-models', 'ledger.title': `/v1/operations/${operation}/register` }
      // What no section stands for: the picture of headquarters, the plan, the documents of searches, the names for giving roles.
      const surfaces = { [`/v1/operations/${operation}/progress`]: ['coordinator', 'approver', 'hq'], [`/v1/operations/${operation}/plans/current`]: ['coordinator', 'approver', 'hq'],
        [`/v1/operations/${operation}/searches`]: ['coordinator', 'approver', 'hq', 'custodian', 'analyst'], [`/v1/operations/${operation}/journal`]: ['auditor', 'analyst'],
        '/v1/people/operations': ['admin'], '/v1/audit/actors': ['auditor'], '/v1/operations': ['coordinator', 'approver', 'hq', 'custodian', 'analyst', 'auditor'] }
      for (const login of ['admin', 'coordinator', 'approver', 'hq', 'custodian', 'analyst', 'auditor']) {
        const page = await t.as(login)
        await t.go(page, '/office')
        await page.locator('nav.sections a').first().waitFor()
        const offered = await sections(page)
        for (const [word, route] of Object.entries(routes)) {
          const { status } = await t.refused(login, 'GET', route)
          const seen = offered.includes(t.say(word))
          if (seen !== (status === 200)) t.fault(`${login}: ${word} is ${seen ? '' : 'not '}offered, and ${route} answers ${status}`)
        }
        for (const [route, allowed] of Object.entries(surfaces)) {
          const { status } = await t.refused(login, 'GET', route, undefined, { 'X-Reason': 'journey' })
          const right = allowed.includes(login) ? status === 200 : [403, 404].includes(status)
          if (!right) t.fault(`${route} answers ${login} with ${status}`)
        }
        await t.go(page, '/operations')
        await page.locator('main').waitFor()
        const leads = { hq: ['coordinator', 'approver', 'hq'], plan: ['coordinator', 'approver', 'hq'] }
        if (surfaces['/v1/operations'].includes(login)) await page.getByText('DEMO-PRISON-BREAK').first().waitFor()
        for (const [surface, allowed] of Object.entries(leads)) {
          const seen = (await page.locator(`main a[href^="/${surface}/${operation}"]`).count()) > 0
          if (seen !== allowed.includes(login)) t.fault(`${login} is ${seen ? '' : 'not '}led to /${surface}`)
        }
        await page.context().close()
      }
      await officerHasNoDesk(t)
    },
  },
  {
    name: 'a coordinator begins an operation and is led to its next step',
    world: working,
    async run(t) {
      const page = await t.as('coordinator')
      await t.go(page, '/operations')
      await page.getByRole('button', { name: t.say('list.begin') }).click()
      await page.getByLabel(t.say('list.reference')).fill('FICTIF-2')
      await page.getByLabel(t.say('list.operationName'), { exact: true }).fill('Opération fictive')
      await t.judge(page, 'operation-new')
      await dialog(page).getByRole('button', { name: t.say('list.begin') }).click()
      await page.getByRole('status').getByRole('link', { name: t.say('next.plan') }).click()
      await page.waitForURL('**/plan/**')
      await page.getByText('Opération fictive').first().waitFor()
    },
  },
]
