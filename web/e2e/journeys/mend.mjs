// The plan mended while it runs: a search is reported late by a tablet, the server proposes, a coordinator refuses or issues.
import { wall } from '../traveller.mjs'
import { field } from '../tablet/field.mjs'

const looking = { 'X-Reason': 'journey' }
const live = async (t, more = '') => `/v1/operations/${await t.operation()}${more}`

/** Of two establishments the team whose last search ends the site, with its searches in order: late at its first, the site ends late. */
async function chains(t) {
  const { plan, sites } = await t.api('coordinator', 'GET', await live(t, '/plans/current'), undefined, looking)
  const { items } = await t.api('coordinator', 'GET', await live(t, '/tasks?limit=500'))
  const found = []
  for (const { code } of sites) {
    const all = plan.assignments.filter((a) => a.cell.startsWith(`${code}/`)).sort((a, b) => a.start - b.start)
    const last = all.reduce((a, b) => (b.end > a.end ? b : a))
    const chain = all.filter((a) => a.team === last.team)
    const task = items.find((x) => `${code}/${x.code}` === chain[0].cell)
    if (chain.length > 2 && task !== undefined) found.push({ code, chain, task })
  }
  if (found.length < 2) throw new Error(`of ${sites.length} sites ${found.length} have a team with three searches`)
  return found.slice(0, 2)
}

/** Waits until the operation's clock shows so many minutes after H. */
async function untilHour(t, minutes) {
  const { hHour } = await t.api('coordinator', 'GET', await live(t))
  for (;;) {
    const { now, speed = 1 } = await t.api('coordinator', 'GET', '/v1/server')
    const left = Date.parse(hHour) + minutes * 60_000 - Date.parse(now)
    if (left <= 0) return
    await new Promise((go) => setTimeout(go, left / speed + 50))
  }
}

/** Lets the server propose, or not: at the speed of a journey a site falls behind further while a page is looked at. */
async function proposing(t, propose) {
  const at = await live(t, '/thresholds')
  const { headers, body } = await t.refused('coordinator', 'GET', at)
  await t.api('coordinator', 'PUT', at, { ...body, propose }, { 'If-Match': headers.get('ETag') })
}

/** Decides about the proposal that a page shows, with a reason. */
async function decide(t, page, key, reason) {
  await page.getByRole('button', { name: t.say(key), exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('textarea').fill(reason)
  await dialog.getByRole('button', { name: t.say(key), exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Every entry of the journal of a type. */
async function declared(t, type) {
  const all = []
  for (let after = 0; ; ) {
    const { items, head } = await t.api('auditor', 'GET', await live(t, `/journal?limit=500&after=${after}`))
    all.push(...items.map((x) => x.entry).filter((e) => e.type === type))
    if (items.length === 0 || items.at(-1).position >= head) return all
    after = items.at(-1).position
  }
}

export const journeys = [
  {
    name: 'a tablet reports a search late: a re-plan appears by itself at headquarters and on the board, one is refused, the next is issued and told to the tablets',
    world: { state: 'released', sites: 6, speed: '60x' },
    fresh: true,
    async run(t) {
      const [first, second] = await chains(t)
      const open = await field(t)
      try {
        const tablets = [await open.tablet(first.task.site, 'Premier'), await open.tablet(second.task.site, 'Second')]
        const begin = (n, { task }) => t.operation().then((o) => tablets[n].act(o, 'search.started', { task: task.id, location: task.location, confirmedBy: 'scan' }))
        const board = await t.plan('coordinator')
        await board.locator('.block').first().waitFor()
        const hq = await t.as('hq', { viewport: wall })
        await t.go(hq, `/hq/${await t.operation()}`)
        await hq.locator('table.sites tbody tr').first().waitFor()
        const need = hq.getByText(t.say('need.replan'), { exact: true })
        if ((await board.locator('.proposal').count()) + (await need.count()) > 0) t.fault('a re-plan is proposed before anything was reported')

        await untilHour(t, first.chain[0].start + 20)
        await begin(0, first)
        await board.locator('.proposal').waitFor()
        await proposing(t, false)
        await need.waitFor()
        const moves = (chain) => board.locator('.proposal-moves button', { hasText: `${chain.code}/` }).first()
        await moves(first).waitFor()
        await t.judge(board, 'mend-board')
        await t.judge(hq, 'mend-headquarters')
        const cell = await moves(first).evaluate((e) => (e.click(), e.textContent.trim())) // read and pressed at one moment: a newer proposal may take its place
        await board.locator('.side-head h2').filter({ hasText: cell.split('/').at(-1) }).waitFor()
        await board.getByRole('link', { name: t.say('board.proposalDecide') }).click()
        await board.locator('.replan-changes').getByText(cell, { exact: true }).waitFor()
        await t.judge(board, 'mend-proposal')

        const before = await t.api('coordinator', 'GET', await live(t, '/replans'), undefined, looking)
        const [one] = before.items.slice(-1)
        if (one.automatic !== true || !one.sites.includes(first.code)) t.fault(`the proposal is ${JSON.stringify(one).slice(0, 200)}`)
        for (const act of ['issue', 'refuse']) {
          const { status } = await t.refused('hq', 'POST', await live(t, `/replans/${one.version.number}/${act}`), { reason: 'Headquarters only looks' })
          if (status !== 403) t.fault(`headquarters may ${act} a re-plan: ${status}`)
        }
        await decide(t, board, 'replan.refuse', 'Le site rattrape son retard')
        await board.locator('table .badge', { hasText: t.say('replan.refused') }).first().waitFor()
        await need.waitFor({ state: 'detached' })
        await board.getByRole('link', { name: t.say('plan.board'), exact: true }).click()
        await board.locator('.block').first().waitFor()
        if (await board.locator('.proposal').count()) t.fault('what was refused still waits on the board')

        await begin(1, second)
        await proposing(t, true)
        await board.locator('.proposal p', { hasText: new RegExp(`\\b${second.code}\\b`) }).first().waitFor()
        await proposing(t, false)
        await need.waitFor()
        await board.getByRole('link', { name: t.say('board.proposalDecide') }).click()
        await board.waitForURL(/[?&]version=/)
        const number = Number(new URL(board.url()).searchParams.get('version'))
        await board.locator('.replan-changes tbody tr').first().waitFor()
        const { changes } = await t.api('coordinator', 'GET', await live(t, `/replans/${number}`), undefined, looking)
        await decide(t, board, 'replan.issue', 'Le retard est réel')
        await board.locator('table .badge', { hasText: t.say('replan.issued') }).first().waitFor()
        await board.getByRole('link', { name: t.say('plan.board'), exact: true }).click()
        await board.getByText(t.say('plan.version', { n: number }), { exact: true }).first().waitFor()
        await t.judge(board, 'mend-issued')

        const { version, plan } = await t.api('coordinator', 'GET', await live(t, '/plans/current'), undefined, looking)
        if (version.number !== number) t.fault(`version ${number} was issued, in force is ${version.number}`)
        const change = changes.find((c) => c.cell.startsWith(`${second.code}/`) && c.to !== undefined)
        const moved = plan.assignments.find((a) => a.cell === change.cell)
        if (moved.start !== change.to || moved.start === change.from) t.fault(`the search that moves from ${change.from} to ${change.to} is at ${moved.start}`)
        const superseded = await declared(t, 'plan.superseded')
        if (!superseded.some((e) => e.site === second.task.site)) t.fault(`the tablets of ${second.code} are not told that the old plan is over: ${superseded.length} entries`)
        const { items: tasks } = await t.api('coordinator', 'GET', await live(t, '/tasks?limit=500'))
        const told = tasks.find((x) => `${second.code}/${x.code}` === moved.cell)
        if (told.planVersion !== number || told.start !== moved.start) t.fault(`the task of the moved search says ${JSON.stringify({ version: told.planVersion, start: told.start })}, the plan ${number} and ${moved.start}`)
      } finally {
        await open.close()
      }
    },
  },
]
