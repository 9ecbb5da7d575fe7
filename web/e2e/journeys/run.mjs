// A running operation at the coordinator's desk: what needs a decision, re-plans, what is missing until it can be closed.
const working = { state: 'released', sites: 6, tablets: 6, speed: '120x' }

export const journeys = [
  {
    name: 'a search that takes longer is told, looked at and issued; the tablets’ plan has a new version',
    world: { state: 'released', sites: 6 },
    fresh: true,
    async run(t) {
      const operation = await t.operation()
      const page = await t.plan('coordinator', '/live')
      await page.getByText(t.say('replan.none')).waitFor()
      const { plan } = await t.api('coordinator', 'GET', `/v1/operations/${operation}/plans/current`, undefined, { 'X-Reason': 'journey' })
      const { cell } = plan.assignments[0]
      await page.getByRole('button', { name: t.say('act.add') }).click()
      await page.getByText(t.say('replan.needed')).first().waitFor()
      await page.getByLabel(t.say('replan.cell'), { exact: true }).fill(cell)
      await page.getByLabel(t.say('replan.by'), { exact: true }).fill('35')
      await page.getByRole('button', { name: t.say('act.add') }).click()
      await page.getByText(t.say('told.overrun', { cell, by: 35 })).waitFor()
      await t.judge(page, 'replan-told')
      await page.getByRole('button', { name: t.say('replan.propose') }).click()
      await page.getByRole('heading', { name: /\d/ }).waitFor()
      await page.locator('.before-after').waitFor()
      await t.judge(page, 'replan-proposed')
      await page.getByRole('button', { name: t.say('replan.issue') }).click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('textarea').fill('La fouille dure')
      await dialog.getByRole('button', { name: t.say('replan.issue') }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.locator('table .badge', { hasText: t.say('replan.issued') }).waitFor()
      const { items } = await t.api('coordinator', 'GET', `/v1/operations/${operation}/replans`, undefined, { 'X-Reason': 'journey' })
      if (items.length !== 1 || items[0].issuedAt === undefined) t.fault(`re-plans: ${JSON.stringify(items).slice(0, 200)}`)
      const refused = await t.refused('hq', 'POST', `/v1/operations/${operation}/replans`, { events: [] })
      if (refused.status !== 403) t.fault(`headquarters was let re-plan: ${refused.status}`)
    },
  },
  {
    name: 'what waits for a decision is decided with a reason, and leaves the list',
    world: working,
    async run(t) {
      const operation = await t.operation()
      // Tablets of the exercise repeat themselves and lose answers, and some close with something missing: in time there is something.
      for (let i = 0; ; i++) {
        const { items } = await t.api('coordinator', 'GET', `/v1/operations/${operation}/tray?limit=500`)
        if (items.some((d) => d.kind !== 'receipt')) break // what is held back may come free by itself
        if (i === 150) throw new Error('nothing has come to be decided')
        await new Promise((go) => setTimeout(go, 1000))
      }
      const page = await t.plan('coordinator', '/inbox')
      await page.locator('.inbox-choose').first().waitFor()
      await page.locator('.inbox-choose', { hasText: /^(?!.*(Retenue|Held back))/ }).first().click()
      await t.judge(page, 'inbox')
      const first = page.locator('.inbox-detail')
      const holds = first.getByRole('button', { name: t.say('tray.holds') })
      await first.getByRole('button').first().waitFor()
      if (await holds.count()) await holds.first().click()
      else await first.locator('.form-acts button').first().click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('textarea').fill('Vu avec le chef de site')
      await dialog.locator('.dialog-acts button').last().click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByText(t.say('tray.decided')).waitFor()
    },
  },
  {
    name: 'what is missing until it can be closed is listed, and closing without it asks for a reason',
    world: { state: 'released', sites: 6 },
    fresh: true,
    async run(t) {
      const operation = await t.operation()
      const page = await t.plan('coordinator', '/closing')
      await page.locator('.closing-line').first().waitFor()
      await page.locator('.summary-sites tbody tr').first().waitFor()
      await t.judge(page, 'closing')
      const refused = await t.refused('coordinator', 'POST', `/v1/operations/${operation}/close`, {})
      if (refused.ok) t.fault('an operation was closed before it began')
      const hq = await t.plan('hq', '/closing')
      await hq.locator('.closing-line').first().waitFor()
      if (await hq.getByRole('button', { name: t.say('closing.closeAnyway') }).count()) t.fault('headquarters is offered to close')
    },
  },
]
