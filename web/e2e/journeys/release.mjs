// From the approved plan to its release by two persons, and the orders that stop or move it.

/** Opens the release page of the operation as a persona. */
async function opened(t, login) {
  const page = await t.plan(login, '/release')
  await page.getByRole('heading', { name: t.say('run.orders') }).waitFor()
  return page
}

/** Presses an act, and its name again in the dialog that asks what it means; the reason where one is asked. */
async function decide(t, page, act, reason = '') {
  await page.getByRole('button', { name: act, exact: true }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  if (reason !== '') await dialog.locator('textarea').fill(reason)
  await dialog.getByRole('button', { name: act, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

export const journeys = [
  {
    name: 'a plan is sealed, its release asked for by one person and approved by another',
    world: { state: 'approved', sites: 6 },
    fresh: true,
    async run(t) {
      const operation = await t.operation()
      const coordinator = await opened(t, 'coordinator')
      await t.judge(coordinator, 'release-approved')
      await decide(t, coordinator, t.say('run.seal'))
      await coordinator.locator('.run-next p', { hasText: t.say('next.ask_release') }).first().waitFor()
      await decide(t, coordinator, t.say('run.askRelease'))
      await coordinator.getByText(t.say('next.approve_release')).first().waitFor()
      if (await coordinator.getByRole('button', { name: t.say('run.approveRelease') }).count()) t.fault('who asked for the release is offered to approve it')
      const refused = await t.refused('coordinator', 'POST', `/v1/operations/${operation}/release/approve`)
      if (refused.status !== 403) t.fault(`the server let the coordinator approve: ${refused.status}`)

      // Who reads the plan meanwhile is told to whoever has this page open.
      const why = t.language === 'fr' ? 'Relecture avant signature' : 'Read before signing'
      const reader = coordinator.locator('.opening-readings tbody tr', { hasText: why })
      await coordinator.locator('.opening-readings tbody tr').first().waitFor()
      if (await reader.count()) t.fault('a reading is told before it took place')
      await t.api('approver', 'GET', `/v1/operations/${operation}/openings`, undefined, { 'X-Reason': why })
      await reader.first().waitFor()
      const { name } = await t.api('approver', 'GET', '/v1/me')
      await reader.first().getByText(name).waitFor()
      await t.judge(coordinator, 'release-read')

      const approver = await opened(t, 'approver')
      await t.judge(approver, 'release-asked')
      await decide(t, approver, t.say('run.approveRelease'))
      await approver.getByText(t.say('operation.released')).first().waitFor()
      const { state } = await t.api('coordinator', 'GET', `/v1/operations/${operation}`)
      if (!['released', 'live'].includes(state)) t.fault(`the operation is ${state} after its release`)
    },
  },
  {
    name: 'an order takes effect when a second person confirms it, and four words carry it to a site without network',
    world: { state: 'released', sites: 6 },
    fresh: true,
    async run(t) {
      const operation = await t.operation()
      const coordinator = await opened(t, 'coordinator')
      await coordinator.getByRole('button', { name: t.say('run.askOrder') }).first().click()
      const dialog = coordinator.getByRole('dialog')
      await dialog.locator('textarea').fill('Fumée dans le quartier B')
      await t.judge(coordinator, 'order-asked')
      await dialog.getByRole('button', { name: t.say('run.askOrder') }).click()
      await dialog.waitFor({ state: 'detached' })
      await coordinator.getByText(t.say('order.asked'), { exact: true }).waitFor()
      if (await coordinator.getByRole('button', { name: t.say('run.confirm') }).count()) t.fault('who asked for an order is offered to confirm it')

      const approver = await opened(t, 'approver')
      await decide(t, approver, t.say('run.confirm'))
      await approver.getByText(t.say('order.confirmed'), { exact: true }).waitFor()
      const { state } = await t.api('coordinator', 'GET', `/v1/operations/${operation}`)
      if (state !== 'held') t.fault(`the operation is ${state} after the hold was confirmed`)

      await coordinator.reload()
      await coordinator.getByRole('button', { name: t.say('run.fourWords') }).click()
      await dialog.locator('textarea').fill('Site sans réseau')
      await dialog.getByRole('button', { name: t.say('run.showWords') }).click()
      await dialog.locator('.run-words li').nth(3).waitFor()
      if ((await dialog.locator('.run-words li').count()) !== 4) t.fault('an order is not told in four words')
      await t.judge(coordinator, 'order-words')
    },
  },
]
