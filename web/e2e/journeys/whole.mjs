// What belongs to the operation as a whole, before its plan: authorisations with their documents, links, H and policy.

const reason = { 'X-Reason': encodeURIComponent('Contrôle') }

/** Opens a page of the draft as a persona; a second sitting of the same person is a browser of its own. */
async function opened(t, place, ready, login = 'coordinator', options) {
  const page = await t.as(login, options)
  await t.go(page, `/plan/${await t.operation()}/${place}`)
  await t.giveReason(page)
  await ready(page).waitFor()
  return page
}

const path = async (t, rest = '') => `/v1/operations/${await t.operation()}/${rest}`
const draft = async (t) => t.api('coordinator', 'GET', await path(t, 'draft'), undefined, reason)
const sites = async (t) => (await t.api('coordinator', 'GET', await path(t, 'sites'), undefined, reason)).items

/** Changes the draft past the pages, on the version of now, as another coordinator's page does. */
async function alter(t, change) {
  const at = await path(t, 'draft')
  const answer = await fetch(`${t.world.base}${at}`, { headers: { Cookie: t.sessions.coordinator, ...reason } })
  const { pins, forbids, leftOut, ...before } = await answer.json()
  await t.api('coordinator', 'PUT', at, change(before), { 'If-Match': answer.headers.get('etag') })
}

const heading = (t, key) => (page) => page.getByRole('heading', { name: t.say(key) }).first()
const authList = (t) => (page) => page.locator('.auth-list tbody tr').first()
const button = (of, t, key, parameters) => of.getByRole('button', { name: t.say(key, parameters), exact: true })
const save = async (page, t) => {
  await button(page.locator('.prepare-save'), t, 'act.save').click()
  await page.locator('.prepare-save').waitFor({ state: 'detached' })
}

/** A PDF of one empty page, and a picture of one point. */
const pdf = { name: 'Ordonnance n° 7.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n') }
const png = { name: 'page-1.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') }

export const journeys = [
  {
    name: 'an authorisation gets its order as a document, which is read back by its digest, kept from a false file, and removed',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    async run(t) {
      const page = await opened(t, 'authorisations', authList(t))
      await t.judge(page, 'authorisations')
      const [first] = (await draft(t)).authorisations
      const row = page.locator('.auth-list tbody tr').filter({ hasText: first.reference })
      await row.getByRole('button', { name: t.say('auth.papers', { n: 0 }) }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText(t.say('paper.none')).waitFor()
      const documents = async () => (await t.api('coordinator', 'GET', await path(t, 'draft/documents'), undefined, reason)).items

      page.expected.push(/415/)
      await dialog.locator('input[type=file]').setInputFiles({ name: 'note.pdf', mimeType: 'application/pdf', buffer: Buffer.from('not a PDF') })
      await dialog.locator('.notice-fault').waitFor()
      if ((await documents()).length !== 0) t.fault('a file that only calls itself a PDF was kept')
      await dialog.locator('input[type=file]').setInputFiles(pdf)
      await dialog.getByText(pdf.name, { exact: true }).waitFor()
      await dialog.locator('input[type=file]').setInputFiles(png)
      await dialog.getByText(png.name, { exact: true }).waitFor()
      const [kept] = await documents()
      if (kept.name !== pdf.name || kept.size !== pdf.buffer.length || kept.authorisation !== first.id) t.fault(`what was kept is ${JSON.stringify(kept)}`)
      await dialog.locator('.paper-hash').filter({ hasText: kept.sha256.slice(0, 8) }).waitFor()

      const saved = page.waitForEvent('download')
      await button(dialog, t, 'paper.open').click()
      const download = await saved
      if (download.suggestedFilename() !== pdf.name) t.fault(`the order was saved as ${download.suggestedFilename()}`)
      await dialog.getByText(t.say('paper.right')).waitFor()
      await button(dialog, t, 'paper.show').click()
      await dialog.locator('.paper-picture').waitFor()
      await t.judge(page, 'authorisation-documents')
      const readings = (await t.api('coordinator', 'GET', await path(t, 'readings'))).items
      if (!readings.some((r) => r.subject === `draft document/${kept.id}`)) t.fault('that the order was read is in no list of readings')

      const paper = dialog.locator('.paper').filter({ hasText: pdf.name })
      await button(paper, t, 'act.remove').click()
      await button(paper, t, 'paper.removeSure').click()
      await paper.waitFor({ state: 'detached' })
      if ((await documents()).map((d) => d.name).join() !== png.name) t.fault('the order that was removed is there, or the other is not')
    },
  },
  {
    name: 'cells outside authorisation are told by site, added to an order by a pattern, and are gone when it is saved',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    everyLook: true,
    async run(t) {
      const [site] = await sites(t)
      const target = (c) => c.targets.filter((x) => x.establishment !== site.establishment)
      await alter(t, (d) => ({ ...d, authorisations: d.authorisations.map((a, i) => ({ ...a, targets: target(a), ...(i === 1 ? { validTo: new Date(Date.parse(d.hHour) + 7_200_000).toISOString() } : {}) })) }))
      const page = await opened(t, 'authorisations', (p) => p.locator('.auth-sites tbody tr').first())
      await page.getByText(t.say('outside.means', { stops: site.cells.length, n: (await sites(t)).flatMap((s) => s.cells).length })).waitFor()
      await page.getByText(t.say('term.ends', { at: 'H+02:00' })).waitFor() // an order that ends soon says so
      await t.judge(page, 'authorisations-outside')
      const code = (await t.api('coordinator', 'GET', `/v1/establishments/${site.establishment}`)).code
      const row = page.locator('.auth-sites tbody tr').filter({ hasText: code })
      if (!(await row.getByRole('link').getAttribute('href')).endsWith(`/sites/${site.establishment}`)) t.fault('the site of a cell outside is not a press away')
      await button(row, t, 'outside.mend').click()
      const dialog = page.getByRole('dialog')
      const shown = dialog.locator('.auth-cells tbody th')
      const cell = (await t.api('coordinator', 'GET', `/v1/establishments/${site.establishment}/selection`)).items.find((l) => l.id === site.cells[0].location)
      await dialog.getByText(cell.code, { exact: true }).waitFor()
      await dialog.getByLabel(t.say('prepare.pattern'), { exact: true }).fill(cell.code)
      if ((await shown.count()) !== 1) t.fault(`the pattern of one cell left ${await shown.count()}`)
      await dialog.getByLabel(t.say('prepare.pattern'), { exact: true }).fill('*')
      await t.judge(page, 'authorisations-mend')
      await button(dialog, t, 'outside.add', { n: site.cells.length }).click()
      await page.getByText(t.say('outside.none', { n: (await sites(t)).flatMap((s) => s.cells).length })).waitFor()
      await save(page, t)
      const named = (await draft(t)).authorisations.flatMap((a) => a.targets).filter((x) => x.establishment === site.establishment)
      if (named.length !== site.cells.length) t.fault(`${named.length} of ${site.cells.length} cells came into the order`)
      const { outside } = await t.api('coordinator', 'GET', await path(t, 'instance'), undefined, reason)
      if (outside.length !== 0) t.fault(`the planner still finds ${outside.length} cells outside`)

      await row.waitFor({ state: 'detached' })
      await page.locator('.auth-list tbody tr').first().getByRole('button', { name: t.say('act.edit') }).click()
      await dialog.getByLabel(t.say('auth.persons'), { exact: true }).fill('P-7777, P-8888')
      await t.judge(page, 'authorisation-edit')
      await dialog.getByLabel(t.say('draftField.validTo'), { exact: true }).fill('2020-01-01')
      await button(dialog, t, 'prepare.takeIn').click()
      await dialog.getByText(t.say('auth.wrongOrder')).waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    },
  },
  {
    name: 'a link between two sites is typed, conflicts are told at once, and planned again both cells start together',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    everyLook: true,
    async run(t) {
      const all = await sites(t)
      const linked = new Set((await draft(t)).links.flatMap((l) => l.cells.map((c) => c.location)))
      const names = []
      for (const s of all) {
        const { code } = await t.api('coordinator', 'GET', `/v1/establishments/${s.establishment}`)
        const places = (await t.api('coordinator', 'GET', `/v1/establishments/${s.establishment}/selection`)).items
        names.push(...s.cells.map((c) => ({ site: code, id: c.location, linked: linked.has(c.location), cell: places.find((p) => p.id === c.location).code })))
      }
      const free = names.filter((n) => !n.linked)
      const pair = [free[0], free.find((n) => n.site !== free[0].site)]
      const page = await opened(t, 'links', (p) => p.locator('.links-list tbody tr').first().or(p.getByText(t.say('link.none'))).first())
      await t.judge(page, 'links')
      await button(page, t, 'link.add').click()
      const dialog = page.getByRole('dialog')
      const search = dialog.getByLabel(t.say('link.addCell'), { exact: true })
      const offer = dialog.locator('.prepare-offered button').first()
      for (const n of pair) {
        await search.fill(`${n.site} ${n.cell}`)
        await dialog.locator('.prepare-offered').getByRole('button', { name: `${n.site} ${n.cell}`, exact: true }).waitFor()
        await search.press('Enter')
        await dialog.locator('.link-chips').getByText(`${n.site} ${n.cell}`).waitFor()
        if (n === pair[0]) await dialog.getByText(t.say('linkFault.fewCells')).waitFor()
      }
      await dialog.getByText(t.say('link.well')).waitFor()
      const other = names.find((n) => n.linked)
      if (other !== undefined) {
        await search.fill(`${other.site} ${other.cell}`)
        await offer.waitFor()
        if (await offer.isEnabled()) t.fault('a cell that is in a link can be put into a second one')
        await t.judge(page, 'link-dialog')
      }
      await search.fill('ZZZ-999')
      await dialog.getByText(t.say('link.unknown')).waitFor()
      await search.fill('')
      await dialog.getByLabel(t.say('link.why'), { exact: true }).fill('Appels croisés')
      await button(dialog, t, 'prepare.takeIn').click()
      await page.locator('.link-row').nth(1).waitFor()
      await t.judge(page, 'links-drawn')
      await save(page, t)
      const made = (await draft(t)).links.find((l) => pair.every((n) => l.cells.some((c) => c.location === n.id)))
      if (made?.firstWave !== true || made.cells.length !== 2) t.fault(`the link was saved as ${JSON.stringify(made)}`)

      const job = await t.api('coordinator', 'POST', await path(t, 'plan-jobs'), { kind: 'plan', seed: 1, rounds: 50 })
      for (let state = job.state; !['done', 'failed', 'cancelled'].includes(state); ) {
        await new Promise((go) => setTimeout(go, 500))
        state = (await t.api('coordinator', 'GET', await path(t, `plan-jobs/${job.id}`))).state
        if (['failed', 'cancelled'].includes(state)) t.fault(`planning came to ${state}`)
      }
      const { items } = await t.api('coordinator', 'GET', await path(t, 'plans'))
      const { plan } = await t.api('coordinator', 'GET', await path(t, `plans/${Math.max(...items.map((v) => v.number))}`), undefined, reason)
      const starts = pair.map((n) => plan.assignments.find((a) => a.cell === `${n.site}/${n.cell}`)?.start)
      if (starts[0] !== 0 || starts[1] !== 0) t.fault(`the linked cells start at ${starts}`)
    },
  },
  {
    name: 'H and policy are changed: what it does to the plan is said before, each site shows its hour, and a state in which only an order moves H says so',
    world: { state: 'planned', sites: 6 },
    fresh: true,
    everyLook: true,
    async run(t) {
      const before = await draft(t)
      const page = await opened(t, 'policy', heading(t, 'policy.rules'))
      await t.judge(page, 'policy')
      await page.getByLabel(t.say('draftField.maxTeamsPerLanding'), { exact: true }).fill('2')
      const interest = page.getByLabel(t.say('draftField.conflictOfInterest'), { exact: true })
      await interest.selectOption('building')
      await page.locator('.prepare-effect').waitFor()
      const [published] = (await t.api('coordinator', 'GET', await path(t, 'plans'))).items.filter((v) => v.published)
      await page.getByText(t.say('whole.unpublishes', { n: published.number })).waitFor()
      await page.locator('.field-time').fill('07:30')
      await t.judge(page, 'policy-unsaved')
      await save(page, t)
      const after = await draft(t)
      if (after.policy.maxTeamsPerLanding !== 2 || after.policy.conflictOfInterest !== 'building') t.fault(`the policy is ${JSON.stringify(after.policy)}`)
      if (Math.abs(Date.parse(after.hHour) - Date.parse(before.hHour)) < 60_000 || after.authorisations.length !== before.authorisations.length) t.fault('H was not moved, or the authorisations went with it')
      const head = await t.api('coordinator', 'GET', `/v1/operations/${await t.operation()}`)
      if (head.state !== 'draft') t.fault(`a changed policy left the operation ${head.state}`)
      await page.locator('.top .badge').getByText(t.say('operation.draft')).waitFor()

      await page.getByLabel(t.say('prepare.name'), { exact: true }).fill('Opération renommée')
      await button(page, t, 'policy.rename').click()
      await page.getByRole('heading', { level: 1, name: 'Opération renommée' }).waitFor()
    },
  },
  {
    name: 'two coordinators change the authorisations at once: lists are joined, another’s word arrives while one types, and what clashes is asked',
    world: { state: 'draft', sites: 6 },
    fresh: true,
    async run(t) {
      const one = await opened(t, 'authorisations', authList(t))
      const two = await opened(t, 'authorisations', authList(t), 'coordinator', { viewport: { width: 1920, height: 1080 } })
      const [first, second] = (await draft(t)).authorisations
      const edit = async (page, reference, fields) => {
        await button(page.locator('.auth-list tbody tr').filter({ hasText: reference }), t, 'act.edit').click()
        const dialog = page.getByRole('dialog')
        for (const [key, value] of Object.entries(fields)) await dialog.getByLabel(t.say(key), { exact: true }).fill(value)
        await button(dialog, t, 'prepare.takeIn').click()
        await dialog.waitFor({ state: 'detached' })
      }
      two.expected.push(/412/)
      await edit(two, first.reference, { 'auth.persons': 'P-2222', 'auth.issuer': 'Tribunal de Lyon' })
      await edit(one, first.reference, { 'auth.persons': 'P-1111' })
      await edit(one, second.reference, { 'auth.issuer': 'Tribunal de Lille' })
      await save(one, t)
      await two.locator('.prepare-met').getByText('Tribunal de Lille').waitFor() // it arrives by itself, under what is not saved
      await t.judge(two, 'authorisations-met')
      await save(two, t)
      const merged = (await draft(t)).authorisations
      const [a, b] = [first, second].map((x) => merged.find((m) => m.id === x.id))
      if (a.persons?.toSorted().join() !== 'P-1111,P-2222' || a.issuer !== 'Tribunal de Lyon') t.fault(`of two changes of one order there is ${a.persons} and ${a.issuer}`)
      if (b.issuer !== 'Tribunal de Lille') t.fault('the other order lost its change')

      await one.locator('.prepare-met').getByText('Tribunal de Lyon').waitFor()
      await button(one.locator('.prepare-met'), t, 'act.close').click()
      await edit(one, first.reference, { 'auth.issuer': 'Tribunal de Metz' })
      await edit(two, first.reference, { 'auth.issuer': 'Tribunal de Nice' })
      await save(two, t)
      one.expected.push(/412/)
      await one.locator('.prepare-ahead').waitFor() // told before it is asked
      await button(one.locator('.prepare-save'), t, 'act.save').click()
      const meeting = one.getByRole('dialog')
      await button(meeting, t, 'prepare.theirs', { value: 'Tribunal de Nice' }).waitFor()
      await t.judge(one, 'authorisations-meeting')
      await button(meeting, t, 'prepare.mine', { value: 'Tribunal de Metz' }).click()
      await button(meeting, t, 'prepare.settle').click()
      await one.locator('.prepare-save').waitFor({ state: 'detached' })
      if ((await draft(t)).authorisations.find((m) => m.id === first.id).issuer !== 'Tribunal de Metz') t.fault('the decision did not hold')

      await edit(one, first.reference, { 'auth.issuer': 'Tribunal de Brest' })
      let asked = false
      one.on('dialog', (d) => {
        asked = d.type() === 'beforeunload'
        void d.accept()
      })
      await one.reload()
      if (!asked) t.fault('leaving with unsaved work asked nothing')
    },
  },
  {
    name: 'who may only read sees authorisations, links and policy without a control, and the server refuses the changes; after the approval nobody changes them',
    world: { state: 'approved', sites: 6 },
    async run(t) {
      const places = { authorisations: authList(t), links: heading(t, 'link.title'), policy: heading(t, 'policy.rules') }
      for (const login of ['hq', 'coordinator']) {
        for (const [place, ready] of Object.entries(places)) {
          const page = await opened(t, place, ready, login)
          for (const key of ['act.edit', 'act.remove', 'act.add', 'auth.add', 'link.add', 'policy.rename', 'policy.leaveOpen']) {
            if (await button(page, t, key).count()) t.fault(`${login} is offered “${t.say(key)}” at ${place}`)
          }
          if (await page.locator('main input:not([disabled]):not([type=search]), main select:not([disabled])').count()) t.fault(`${login} can type at ${place}`)
          if (place === 'policy') {
            await page.getByRole('link', { name: t.say('policy.toRelease') }).waitFor()
            if (login === 'hq') await t.judge(page, 'policy-read')
          }
          if (place === 'authorisations' && login === 'hq') {
            await button(page, t, 'auth.show').first().click()
            await t.judge(page, 'authorisation-read')
          }
        }
      }
      const body = await draft(t)
      for (const [login, status] of [['hq', 403], ['approver', 403], ['coordinator', 409]]) {
        const { status: got } = await t.refused(login, 'PUT', await path(t, 'draft'), { policy: body.policy, links: body.links, authorisations: body.authorisations }, { 'If-Match': '"1"' })
        if (got !== status) t.fault(`${login} changing the draft of an approved operation got ${got}`)
      }
      const page = await t.as('auditor')
      await t.go(page, `/plan/${await t.operation()}/authorisations`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      if (await page.getByRole('link', { name: t.say('auth.title') }).count()) t.fault('an auditor is shown the way to the authorisations')
      const { status } = await t.refused('auditor', 'GET', await path(t, 'draft'), undefined, reason)
      if (status !== 403) t.fault(`an auditor reading the draft got ${status}`)
    },
  },
]
