// What the administration promises to whoever must trust it: tablets known by six words, roles by name, checklists that change and are
// kept, rows that were altered, passwords, an audit that is read by name.
import { generateKeyPairSync, createHash, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { invited, password } from '../invited.mjs'
import { patiently } from '../traveller.mjs'

const working = { state: 'released', sites: 6, tablets: 6, speed: '120x' }

/** Opens a place of the administration as a persona. */
async function opened(t, login, place) {
  const page = await t.as(login)
  await t.go(page, `/office/${place}`)
  await page.locator('main h2').first().waitFor()
  return page
}

const dialog = (page) => page.getByRole('dialog')

/** Asks until the answer is there: `ready` gives it, or undefined. */
async function until(what, ready) {
  for (let i = 0; i < 120; i++) {
    const answer = await ready()
    if (answer !== undefined) return answer
    await new Promise((go) => setTimeout(go, 1000))
  }
  throw new Error(`${what} has not come`)
}

/** A tablet that enrolled itself with a code and waits to be confirmed: its id, and the six words on its screen (docs/tablet.md, sync/statements.go). */
async function pendingTablet(t, label) {
  const { items } = await t.api('admin', 'GET', '/v1/establishments?limit=1')
  const { now } = await t.api('admin', 'GET', '/v1/server')
  const { code } = await t.api('admin', 'POST', '/v1/enrolments', { label, siteIds: [items[0].id], expiresAt: new Date(Date.parse(now) + 36e5).toISOString(), maxUses: 1 })
  const signing = generateKeyPairSync('ed25519')
  const signingKey = signing.publicKey.export({ format: 'jwk' }).x
  const agreementKey = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }).x
  const message = ['cellsweep-enrol/1', createHash('sha256').update(code).digest('hex'), signingKey, agreementKey, items[0].id].join('\n')
  const sig = sign(null, Buffer.from(message), signing.privateKey).toString('base64url')
  const answer = await fetch(`${t.world.base}/v1/tablets`, { method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code, site: items[0].id, label, appVersion: '1.0.0', signingKey, agreementKey, sig }) })
  const { tabletId, fingerprint, detail } = await answer.json()
  if (!answer.ok) throw new Error(`the tablet was not enrolled: ${detail}`)
  return { id: tabletId, words: fingerprint }
}

/** A checklist of one phase with these questions. */
const checklist = (...items) => ({ code: 'gate-round', labels: { en: 'Gate round', fr: 'Ronde des portes' }, facts: [], sections: [{ code: 'round', labels: { en: 'Round', fr: 'Ronde' },
  items: items.map(([code, en, fr]) => ({ code, type: 'yes_no_na', labels: { en, fr }, required: true })) }] })

/** Publishes a checklist from its text, as its author does. */
async function publish(t, page, body) {
  await page.getByRole('button', { name: t.say('templates.publish') }).click()
  await page.getByLabel(t.say('templates.text')).fill(JSON.stringify(body))
  await page.getByRole('button', { name: t.say('templates.check'), exact: true }).click()
  await page.locator('.preview-items li').first().waitFor()
  await page.getByRole('button', { name: t.say('templates.publishNow'), exact: true }).click()
  await page.locator('.office-table tbody tr').first().waitFor()
}

/** The cells of a line of RFC 4180. */
const cellsOf = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain)

export const journeys = [
  {
    name: 'a tablet is confirmed by the six words that it shows, and by no others',
    world: working,
    everyLook: true,
    async run(t) {
      const label = `Sas ${t.language} ${t.theme}`
      const tablet = await pendingTablet(t, label)
      const page = await opened(t, 'admin', 'tablets')
      page.expected.push(/status of 400/)
      await page.getByRole('searchbox').first().fill(label)
      await page.getByRole('button', { name: `${t.say('tablets.compare')} ${label}` }).click()
      const typed = dialog(page).getByLabel(t.say('tablets.words'))
      const confirm = dialog(page).getByRole('button', { name: t.say('tablets.confirm') })
      if ((await dialog(page).innerText()).includes(tablet.words.split(' ')[0])) t.fault('the page shows the words that are to be read from the tablet')
      await typed.fill(tablet.words.split(' ').slice(1).join(' '))
      await confirm.click()
      await dialog(page).getByText(t.say('tablets.wordsShort')).first().waitFor()
      await typed.fill(tablet.words.split(' ').reverse().join(' '))
      await confirm.click()
      await dialog(page).getByText(t.say('tablets.notSame')).waitFor()
      await t.judge(page, 'office-words-wrong')
      if ((await t.api('admin', 'GET', `/v1/tablets/${tablet.id}`)).state !== 'pending') t.fault('a tablet is confirmed by the wrong words')
      await typed.fill(`  ${tablet.words.toUpperCase().replaceAll(' ', '  ')} `)
      await confirm.click()
      await dialog(page).waitFor({ state: 'detached' })
      await page.getByText(t.say('tablets.confirmed', { label })).waitFor()
      if ((await t.api('admin', 'GET', `/v1/tablets/${tablet.id}`)).state !== 'confirmed') t.fault('the right words did not confirm the tablet')
      const { status } = await t.refused('custodian', 'POST', `/v1/tablets/${tablet.id}/confirm`, { fingerprint: tablet.words })
      if (status !== 403) t.fault(`a custodian was let confirm a tablet: ${status}`)
    },
  },
  {
    name: 'a role is given for an operation and sites by their names, and the audit is read by the name of who gave it',
    world: working,
    everyLook: true,
    async run(t) {
      const operation = await t.operation()
      const login = `veille-${t.language}-${t.theme}`
      const page = await opened(t, 'admin', 'people')
      await page.getByRole('button', { name: t.say('people.add') }).click()
      await page.getByLabel(t.say('people.name'), { exact: true }).fill('Veille de Nuit')
      await page.getByLabel(t.say('people.login'), { exact: true }).fill(login)
      await page.getByLabel(t.say('people.role'), { exact: true }).selectOption('coordinator')
      const choice = page.getByLabel(t.say('people.operation'), { exact: true })
      const named = choice.locator('option', { hasText: 'DEMO-PRISON-BREAK' })
      await named.waitFor({ state: 'attached' })
      await choice.selectOption(await named.getAttribute('value'))
      await dialog(page).locator('summary').click()
      const boxes = dialog(page).locator('.office-sites-list input')
      await boxes.nth(5).waitFor()
      const names = await t.api('admin', 'GET', '/v1/people/operations')
      const { sites } = names.items.find((o) => o.id === operation)
      if ((await boxes.count()) !== sites.length) t.fault(`${await boxes.count()} sites are offered, the operation has ${sites.length}`)
      await boxes.first().check()
      await t.judge(page, 'office-grant')
      await dialog(page).getByRole('button', { name: t.say('people.invite') }).click()
      await dialog(page).getByRole('button', { name: t.say('people.handed') }).click()
      const row = page.locator('.office-table tbody tr', { hasText: login })
      await row.getByText(/Prison Break/).waitFor()
      const { items } = await t.api('admin', 'GET', `/v1/people?q=${login}`)
      const [grant] = items[0].grants
      if (grant.operation !== operation || grant.sites.length !== 1 || !sites.some((s) => s.id === grant.sites[0])) t.fault(`the role is ${JSON.stringify(grant)}`)

      const audit = await opened(t, 'auditor', 'audit')
      const who = audit.getByLabel(t.say('audit.whoName'), { exact: true })
      await who.fill('Personne de ce nom')
      await audit.getByText(t.say('audit.nobody')).waitFor()
      await who.fill('Administrator')
      await audit.locator('datalist option[value="Administrator (admin)"]').waitFor({ state: 'attached' })
      await who.fill('Administrator (admin)')
      await audit.getByLabel(t.say('audit.act'), { exact: true }).selectOption('people.write')
      await audit.locator('.audit-table tbody tr', { hasText: 'Veille de Nuit' }).first().waitFor()
      await audit.locator('.audit-table tbody td:nth-child(2)', { hasNotText: 'Administrator' }).first().waitFor({ state: 'detached' }) // nobody else is left
      await t.judge(audit, 'office-audit-named')
    },
  },
  {
    name: 'the audit is saved as the filters show it, with ids, and reads back row for row',
    world: working,
    async run(t) {
      await t.api('admin', 'GET', '/v1/people?limit=1')
      const page = await opened(t, 'auditor', 'audit')
      await page.getByLabel(t.say('audit.act'), { exact: true }).selectOption('people.read')
      await page.locator('.audit-table tbody tr').first().waitFor()
      await page.getByRole('button', { name: t.say('audit.take') }).click()
      await dialog(page).locator('textarea').fill('=Contrôle, "annuel"')
      const [file] = await Promise.all([page.waitForEvent('download'), dialog(page).getByRole('button', { name: t.say('audit.take') }).click()])
      const [head, ...lines] = (await readFile(await file.path(), 'utf8')).replace(/^\ufeff/, '').trimEnd().split('\r\n').map(cellsOf)
      const { items } = await t.api('auditor', 'GET', `/v1/audit?act=people.read&limit=500&until=${encodeURIComponent((await t.api('auditor', 'GET', '/v1/audit?act=audit.read&limit=1')).items[0].at)}`)
      const at = Object.fromEntries(head.map((name, i) => [name, i]))
      const ids = lines.map((l) => Number(l[at.id]))
      if (lines.length === 0 || lines.some((l) => l.length !== head.length || l[at.act] !== 'people.read')) t.fault(`the table has ${lines.length} rows, not all of them of what was filtered`)
      if (ids.some((id, i) => i > 0 && id >= ids[i - 1])) t.fault('the rows are not newest first')
      for (const row of items.filter((r) => ids.includes(r.id))) {
        const line = lines[ids.indexOf(row.id)]
        if (line[at.actor] !== row.actor || line[at.at] !== row.at || line[at.subject] !== row.subject) t.fault(`row ${row.id} reads back as ${line.join(' | ')}`)
      }
      if (!items.some((r) => ids.includes(r.id))) t.fault('nothing of the audit is in the table')
      const [taken] = (await t.api('auditor', 'GET', `/v1/audit?act=audit.read&text=${encodeURIComponent('annuel')}`)).items
      if (taken?.reason !== '=Contrôle, "annuel"' || taken.subject !== 'audit.csv') t.fault(`why the table was taken stands in the audit as ${taken?.reason}`)
      for (const login of ['admin', 'hq', 'coordinator', 'custodian']) {
        const { status } = await t.refused(login, 'GET', '/v1/audit/table', undefined, { 'X-Reason': 'curious' })
        if (status !== 403) t.fault(`${login} was given the audit: ${status}`)
      }
    },
  },
  {
    name: 'a checklist is published again, compared with its former version and retired; an operation that runs keeps its own',
    world: working,
    async run(t) {
      const operation = await t.operation()
      const { items } = await t.api('hq', 'GET', `/v1/operations/${operation}/searches?limit=1`).then((a) => (a.items.length > 0 ? a : until('a search', async () => {
        const again = await t.api('hq', 'GET', `/v1/operations/${operation}/searches?limit=1`)
        return again.items.length > 0 ? again : undefined
      })))
      const kept = items[0].template
      if (kept === undefined) throw new Error('a search of the demonstration names no checklist')
      const page = await opened(t, 'coordinator', 'templates')
      await publish(t, page, checklist(['door', 'Is the door whole?', 'La porte est-elle intacte ?']))
      await publish(t, page, checklist(['door', 'Is the door whole and locked?', 'La porte est-elle intacte et fermée ?'], ['lock', 'Was the lock changed?', 'La serrure a-t-elle été changée ?']))
      const row = (code, n) => page.locator('.office-table tbody tr').filter({ has: page.locator('code', { hasText: code }) }).filter({ has: page.locator('td', { hasText: new RegExp(`^${n}$`) }) })
      await row('gate-round', 2).getByRole('button', { name: t.say('templates.compare') }).click()
      await dialog(page).locator('tbody code', { hasText: 'lock' }).first().waitFor()
      await dialog(page).locator('tbody code', { hasText: 'door' }).first().waitFor()
      await t.judge(page, 'office-template-compared')
      await page.keyboard.press('Escape')
      await row('gate-round', 2).getByRole('button', { name: t.say('templates.retire') }).click()
      await dialog(page).getByText(t.say('templates.retireMeans')).waitFor()
      await dialog(page).getByRole('button', { name: t.say('templates.retire') }).click()
      await dialog(page).waitFor({ state: 'detached' })
      await row('gate-round', 2).getByText(t.say('templates.retired')).waitFor()
      if (await row('gate-round', 2).getByRole('button', { name: t.say('templates.retire') }).count()) t.fault('what is retired is offered to be retired again')

      // The one that the operation has is retired too: its searches keep their words.
      await t.api('coordinator', 'POST', `/v1/templates/${kept}/retire`)
      const hq = await t.as('hq')
      await t.go(hq, `/hq/${operation}/searches/${items[0].id}`)
      const { labels } = (await t.api('hq', 'GET', `/v1/templates/${kept}`)).body
      await hq.locator('.panel-answers', { hasText: labels[t.language] }).waitFor()
      if ((await hq.locator('.panel-answers').innerText()).includes(t.say('answers.guessed'))) t.fault('the words of a running operation’s checklist are guessed after it was retired')
      const next = await until('a search after the retirement', async () => {
        const { items: all } = await t.api('hq', 'GET', `/v1/operations/${operation}/searches?limit=500`)
        return all.find((s) => s.id !== items[0].id && s.template !== undefined)
      })
      if (next.template !== kept) t.fault('the running operation has changed its checklist')
      const { status } = await t.refused('admin', 'POST', `/v1/templates/${kept}/retire`)
      if (status !== 403) t.fault(`an administrator was let retire a checklist: ${status}`)
    },
  },
  {
    name: 'a row of the journal that was altered in the database is told as such where its history is read',
    world: working,
    fresh: true,
    async run(t) {
      const base = `/v1/operations/${await t.operation()}`
      const file = await until('a photograph of a search', async () => {
        const { items } = await t.api('hq', 'GET', `${base}/files?state=stored&limit=200`)
        return items.find((f) => f.belongsTo?.[0]?.of === 'search' && f.role === 'overview_before')
      })
      const { items } = await t.api('analyst', 'GET', `${base}/journal?entry=${file.belongsTo[0].entry}`)
      if (items.length !== 1 || items[0].unreadable) throw new Error(`before it was altered the row is ${JSON.stringify(items).slice(0, 200)}`)
      const raw = t.world.dialect === 'postgres' ? "convert_to(replace(convert_from(raw, 'UTF8'), 'overview_before', 'overview_after'), 'UTF8')" : "CAST(replace(CAST(raw AS TEXT), 'overview_before', 'overview_after') AS BLOB)"
      t.world.alter(`UPDATE entries SET raw = ${raw} WHERE hash = '${items[0].hash}'`)
      const page = await t.as('analyst')
      page.expected.push(/status of 403/) // the live picture is none of an analyst's; the record is
      await t.go(page, `/hq/${await t.operation()}/files/${file.sha256}`)
      await page.getByRole('button', { name: t.say('journal.read') }).click()
      const altered = page.locator('.entry', { hasText: items[0].hash })
      await altered.getByText(t.say('journal.unreadable', { why: '' }).trim()).waitFor()
      await t.judge(page, 'record-altered')
      const { status } = await t.refused('hq', 'GET', `${base}/progress`)
      if (status !== 200) t.fault(`one altered row keeps headquarters from its picture: ${status}`)
    },
  },
  {
    name: 'a password is changed by who knows the old one, and the other sign-ins end',
    world: working,
    fresh: true, // six passwords are tried, and an address may try only so many
    async run(t) {
      const login = `mot-de-passe-${t.language}-${t.theme}`
      const page = await invited(t, login, 'Greffe du Matin', [{ role: 'custodian' }])
      page.expected.push(/status of 400/)
      const elsewhere = await t.page()
      const signIn = (secret) => patiently(() => elsewhere.request.post(`${t.world.base}/v1/sessions`, { data: { login, password: secret } }))
      await signIn(password)
      await t.go(page, '/office/sessions')
      await page.locator('.office-table tbody tr').nth(1).waitFor()
      await page.getByRole('button', { name: t.say('sessions.password'), exact: true }).click()
      const act = dialog(page).getByRole('button', { name: t.say('sessions.password'), exact: true })
      const put = async (old, fresh, again = fresh) => {
        await dialog(page).getByLabel(t.say('sessions.oldPassword')).fill(old)
        await dialog(page).getByLabel(t.say('sessions.newPassword'), { exact: true }).fill(fresh)
        await dialog(page).getByLabel(t.say('sessions.newAgain')).fill(again)
        await act.click()
      }
      await put('pas le bon mot de passe', 'un tout autre mot de passe')
      await dialog(page).locator('.fault-fields code', { hasText: '/old' }).waitFor()
      await t.judge(page, 'office-password-wrong')
      await put(password, 'trop court')
      await dialog(page).getByRole('alert').waitFor()
      await put(password, 'aaaaaaaaaaaaaaaaaaaa')
      await dialog(page).locator('.fault-fields code', { hasText: '/new' }).waitFor()
      await put(password, 'un tout autre mot de passe', 'un tout autre mot de passé')
      await dialog(page).getByText(t.say('sessions.passwordsDiffer')).waitFor()
      if ((await elsewhere.request.get(`${t.world.base}/v1/me`)).status() !== 200) t.fault('a change that was refused ended a sign-in')
      await put(password, 'un tout autre mot de passe')
      await dialog(page).waitFor({ state: 'detached' })
      await page.getByText(t.say('sessions.passwordChanged')).waitFor()
      if ((await elsewhere.request.get(`${t.world.base}/v1/me`)).status() !== 401) t.fault('the other sign-in goes on with the old password')
      if ((await page.request.get(`${t.world.base}/v1/me`)).status() !== 200) t.fault('whoever changed the password was signed out')
      if ((await signIn(password)).ok()) t.fault('the old password still opens')
      if (!(await signIn('un tout autre mot de passe')).ok()) t.fault('the new password does not open')
    },
  },
]
