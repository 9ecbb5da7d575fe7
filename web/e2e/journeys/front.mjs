// Sign-in, the operations, and the first look at each surface.
import { desk, wall } from '../traveller.mjs'

const working = { state: 'released', sites: 6, tablets: 6, speed: '120x' }

export const journeys = [
  {
    name: 'a wrong password is told as such, and leads nowhere',
    world: working,
    async run(t) {
      const page = await t.page()
      page.expected.push(/status of 401/)
      await t.go(page, '/')
      await page.locator('input[autocomplete=username]').fill('hq')
      await page.locator('input[autocomplete=current-password]').fill('not the password at all')
      await page.locator('button[type=submit]').click()
      await page.getByText(t.say('front.refused')).waitFor()
      await t.go(page, '/operations')
      await page.locator('.notice-fault a[href^="/?next="]').waitFor()
    },
  },
  {
    name: 'headquarters signs in, looks at the operation, a site and the plan',
    world: working,
    everyLook: true,
    async run(t) {
      const page = await t.page()
      const response = await t.go(page, '/')
      if (response?.headers()['content-security-policy'] === undefined) t.fault('the server sends no content security policy')
      await page.locator('input[autocomplete=username]').waitFor()
      await t.judge(page, 'sign-in')
      await page.locator('input[autocomplete=username]').fill('hq')
      await page.locator('input[autocomplete=current-password]').fill('demonstration')
      await page.locator('button[type=submit]').click()
      await page.waitForURL('**/operations')
      await page.locator('table.operations tbody tr').first().waitFor()
      await t.judge(page, 'operations')

      const operation = await t.operation()
      await page.setViewportSize(wall)
      await t.go(page, `/hq/${operation}`)
      await page.locator('table.sites tbody tr').first().waitFor()
      await t.judge(page, 'hq')
      await page.setViewportSize(desk)
      await t.judge(page, 'hq-1440')

      await page.locator('table.sites tbody th a').first().press('Enter') // the rows are live: between a look for the first and a press it may have another place
      await page.locator('.site-page').waitFor()
      if (!page.url().includes('/sites/')) t.fault(`a site has no address of its own: ${page.url()}`)
      await t.judge(page, 'site')
      await page.reload()
      await page.locator('.site-page .site-title').waitFor()

      await t.go(page, `/plan/${operation}`)
      await page.locator('textarea').waitFor()
      await t.judge(page, 'plan-reason')
      await t.giveReason(page)
      await page.locator('.board-head').first().waitFor()
      await t.judge(page, 'plan')
      if ((await page.locator('.block').count()) === 0) t.fault('the plan has no search on its lanes')
    },
  },
  {
    name: 'every part is seen in each of its states',
    world: working,
    everyLook: true,
    async run(t) {
      const page = await t.page()
      await t.go(page, '/review')
      await page.locator('.review-table tbody tr').first().waitFor()
      await t.judge(page, 'review')
    },
  },
]
