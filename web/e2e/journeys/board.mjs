// The plan board: from no plan to one that is changed by hand, asked about, compared, and changed by two people at once.

const reason = { 'X-Reason': 'journey' }

/** The newest version and its plan, as the API has them. */
async function plan(t) {
  const operation = await t.operation()
  const { items } = await t.api('coordinator', 'GET', `/v1/operations/${operation}/plans`)
  if (items.length === 0) return { number: 0, assignments: [] }
  const number = Math.max(...items.map((v) => v.number))
  const view = await t.api('coordinator', 'GET', `/v1/operations/${operation}/plans/${number}`, undefined, reason)
  return { number, ...view.plan }
}

/** Searches that can wait: the last of their team, in no link, before the end of their site; at most one a site. */
async function loose(t) {
  const { instance } = await t.api('coordinator', 'GET', `/v1/operations/${await t.operation()}/instance`, undefined, reason)
  const { assignments, sites } = await plan(t)
  const linked = new Set((instance.groups ?? []).flatMap((g) => g.cells))
  const ends = new Map(sites.map((s) => [s.id, s.makespan]))
  const last = new Map()
  for (const a of assignments) if (a.end > (last.get(a.team)?.end ?? -1)) last.set(a.team, a)
  const bySite = new Map()
  for (const a of last.values()) {
    const site = a.cell.split('/')[0]
    if (!linked.has(a.cell) && a.start > 0 && a.end + 2 <= ends.get(site) && !bySite.has(site)) bySite.set(site, a)
  }
  return [...bySite.values()]
}

const block = (page, cell) => page.locator(`.block[data-cell="${cell}"]`)

/** Brings a cell's site to the top by the search field, so that its block is drawn. */
async function find(t, page, cell) {
  await page.getByLabel(t.say('plan.search')).fill(cell)
  await block(page, cell).waitFor()
}

/** Moves a block by the keyboard, so many minutes later, and waits for its price. */
async function later(t, page, cell, minutes) {
  await block(page, cell).focus()
  await page.keyboard.press('Enter')
  for (let i = 0; i < minutes; i++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.locator('.trial:not(.trial-old) .price').waitFor()
}

async function accept(t, page, why) {
  await page.locator('.side').getByRole('button', { name: t.say('board.accept'), exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('textarea').fill(why)
  await dialog.getByRole('button', { name: t.say('board.accept'), exact: true }).click()
  return dialog
}

export const journeys = [
  {
    name: 'a first plan is asked for, followed, ended by hand, and is there afterwards',
    world: { state: 'draft', sites: 12, cells: 240 },
    fresh: true,
    async run(t) {
      const page = await t.plan('coordinator')
      await page.getByText(t.say('noplan.title')).waitFor()
      await t.judge(page, 'board-none')
      await page.getByRole('button', { name: t.say('noplan.make') }).click()
      await page.locator('.planning-form summary').click()
      await page.getByLabel(t.say('planning.rounds')).fill('1000000')
      await page.getByLabel(t.say('planning.deadline')).fill('600')
      await page.getByRole('button', { name: t.say('planning.start') }).click()
      await page.locator('.reached-value').waitFor()
      await t.judge(page, 'board-planning')
      await page.reload() // the reason is of this sitting, and the job is found again
      await page.locator('.reached-value').waitFor()
      await page.locator('.progress button').click()
      await page.locator('.job-over').waitFor()
      const made = await plan(t)
      if (made.number !== 1 || made.assignments.length === 0) t.fault(`the job that was ended left version ${made.number} with ${made.assignments.length} searches`)
      await page.getByRole('button', { name: t.say('planning.toPlan', { n: 1 }) }).click()
      await page.locator('.block').first().waitFor()
      await t.judge(page, 'board')
    },
  },
  {
    name: 'a search is dragged, priced, taken back, moved by the keyboard and accepted: a version and a pin',
    world: { state: 'planned', sites: 12, cells: 120 },
    fresh: true,
    async run(t) {
      const [it] = await loose(t)
      const { number } = await plan(t)
      const page = await t.plan('coordinator')
      await find(t, page, it.cell)
      await block(page, it.cell).hover() // it stands still, and nothing lies over it
      const [from, to] = await page.evaluate((cell) => [document.querySelector(`.block[data-cell="${CSS.escape(cell)}"]`), document.querySelectorAll('.block')[1]].map((e) => e.getBoundingClientRect().toJSON()), it.cell)
      await page.mouse.move(from.x + 10, from.y + 10)
      await page.mouse.down()
      await page.mouse.move(to.x + to.width / 2, to.y + 10, { steps: 8 })
      await page.locator('.ghost-swap').waitFor()
      await page.mouse.up()
      await page.locator('.trial .price').waitFor()
      await page.locator('.block-moved').nth(1).waitFor() // a swap moves two searches
      await t.judge(page, 'board-swap')
      await page.locator('.side').getByRole('button', { name: t.say('act.undo'), exact: true }).click()
      await page.waitForFunction(() => document.querySelector('.block-moved') === null)

      await later(t, page, it.cell, 1)
      if (await page.locator('.violations').count()) t.fault(`one minute more for ${it.cell} breaks a rule`)
      await t.judge(page, 'board-priced')
      const dialog = await accept(t, page, 'Demande du chef d’équipe')
      await dialog.waitFor({ state: 'detached' })
      const after = await plan(t)
      if (after.number !== number + 1) t.fault(`accepting made version ${after.number} of ${number}`)
      if (after.assignments.find((a) => a.cell === it.cell)?.start !== it.start + 1) t.fault('the accepted version does not have the change')
      await find(t, page, it.cell)
      await page.locator('.block-pin').first().waitFor()
      const { pins } = await t.api('coordinator', 'GET', `/v1/operations/${await t.operation()}/draft`, undefined, reason)
      if (pins?.length !== 1) t.fault(`${pins?.length ?? 0} pins in the draft after one change`)
    },
  },
  {
    name: 'why a search is not elsewhere is answered in words, with a price',
    world: { state: 'planned', sites: 12, cells: 120 },
    async run(t) {
      const [it] = await loose(t)
      const page = await t.plan('coordinator')
      await find(t, page, it.cell)
      await block(page, it.cell).click()
      await page.locator('.why-form select').first().selectOption('minute')
      await page.locator('.why-form input[type=number]').fill('0')
      await page.locator('.why-form button').click()
      const answer = page.locator('.answer .verdict')
      await answer.waitFor()
      const words = await answer.textContent()
      const [yes, no] = t.language === 'fr' ? ['Possible', 'Impossible'] : ['Possible', 'Impossible']
      if (!words.includes(yes) && !words.includes(no) && !/[.]$/.test(words)) t.fault(`no answer in words: ${words}`)
      await t.judge(page, 'board-why-not')
    },
  },
  {
    name: 'what makes a plan impossible is said in words, and a repair mends it at one press',
    world: { state: 'planned', sites: 6, cells: 48 },
    fresh: true,
    async run(t) {
      const operation = await t.operation()
      const { assignments } = await plan(t)
      const cell = assignments[0].cell
      // Its hours are made too short for it: the planner must leave it out, and say that longer hours mend that.
      const [{ id: establishment }] = (await t.api('coordinator', 'GET', `/v1/establishments?q=${cell.split('/')[0]}`)).items.filter((e) => e.code === cell.split('/')[0])
      const path = `/v1/operations/${operation}/sites/${establishment}`
      const answer = await fetch(`${t.world.base}${path}`, { headers: { Cookie: t.sessions.coordinator, ...reason } })
      const draft = await answer.json()
      const { items } = await t.api('coordinator', 'GET', `/v1/establishments/${establishment}/locations?q=${cell.split('/')[1]}`)
      const { id: location } = items.find((l) => l.code === cell.split('/')[1])
      const target = draft.cells.find((c) => c.location === location)
      Object.assign(target, { windowFrom: 0, windowTo: target.duration - 1 })
      await t.api('coordinator', 'PUT', path, draft, { 'If-Match': answer.headers.get('etag') })
      await t.api('coordinator', 'POST', `/v1/operations/${operation}/plans`, { seed: 1, rounds: 8, deadlineSeconds: 10 })
      const before = await plan(t)
      if (!before.unsearched.some((u) => u.cell === cell)) t.fault(`${cell} is planned though its hours are too short`)

      const page = await t.plan('coordinator', '?view=findings')
      await page.locator('.repairs').first().waitFor()
      await t.judge(page, 'board-findings')
      await page.getByRole('button', { name: t.say('findings.apply') }).first().click()
      const dialog = page.getByRole('dialog')
      await t.judge(page, 'board-repair')
      await dialog.locator('textarea').fill('Horaires prolongés')
      await dialog.getByRole('button', { name: t.say('findings.applyAct') }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.locator('.job-over').waitFor({ timeout: 90_000 })
      const after = await plan(t)
      if (after.number <= before.number) t.fault('the repair made no new version')
      if (after.unsearched.some((u) => u.cell === cell)) t.fault(`${cell} is still left out after the repair`)
    },
  },
  {
    name: 'scenarios stand side by side with the plan as it is',
    world: { state: 'planned', sites: 12, cells: 120 },
    async run(t) {
      const page = await t.plan('coordinator', '?view=whatif')
      await page.getByRole('button', { name: t.say('whatif.add') }).click()
      await page.getByLabel(t.say('whatif.kind')).selectOption('moveH')
      await page.getByRole('button', { name: t.say('whatif.add') }).click()
      await page.getByRole('button', { name: t.say('whatif.ask') }).click()
      await page.locator('.outcomes tbody tr').nth(2).waitFor({ timeout: 60_000 })
      await t.judge(page, 'board-what-if')
    },
  },
  {
    name: 'two coordinators change a plan at once, and nobody’s change vanishes',
    world: { state: 'planned', sites: 12, cells: 120 },
    fresh: true,
    async run(t) {
      const [mine, theirs] = await loose(t)
      const one = await t.plan('coordinator')
      const two = await t.as('coordinator')
      two.expected.push(/draft-stream/)
      await two.route('**/draft-stream', (route) => route.fulfill({ status: 503 })) // it hears of nothing in time
      await t.go(two, `/plan/${await t.operation()}`)
      await t.giveReason(two)
      await find(t, one, mine.cell)
      await later(t, one, mine.cell, 1)
      await find(t, two, theirs.cell)
      await later(t, two, theirs.cell, 1)
      await (await accept(t, one, 'Premier')).waitFor({ state: 'detached' })
      const dialog = await accept(t, two, 'Second')
      // Unless it was looked just now what others did, the acceptance is refused, and what was typed stays.
      const came = await two.waitForFunction(() => {
        const open = document.querySelector('dialog[open]')
        return open === null ? 'accepted' : open.querySelector('.notice-fault') !== null && document.querySelector('.elsewhere') !== null ? 'refused' : false
      })
      if ((await came.jsonValue()) === 'refused') {
        if ((await dialog.locator('textarea').inputValue()) !== 'Second') t.fault('what was typed is gone after the refusal')
        await two.keyboard.press('Escape')
        await two.locator('.trial:not(.trial-old) .price').waitFor()
        await t.judge(two, 'board-two')
        await accept(t, two, 'Second')
      }
      await dialog.waitFor({ state: 'detached' })
      const after = await plan(t)
      for (const c of [mine, theirs]) {
        if (after.assignments.find((a) => a.cell === c.cell)?.start !== c.start + 1) t.fault(`the change of ${c.cell} vanished`)
      }
    },
  },
  {
    name: 'whoever may only read sees the board and cannot change it',
    world: { state: 'planned', sites: 12, cells: 120 },
    async run(t) {
      const page = await t.plan('approver')
      await page.locator('.block').first().click()
      await page.locator('.why-form').waitFor()
      if (await page.locator('.move-form').count()) t.fault('the approver is offered to move a search')
      const { number, assignments } = await plan(t)
      const refused = await t.refused('approver', 'POST', `/v1/operations/${await t.operation()}/plans/${number}/try`, { changes: [{ cell: assignments[0].cell, team: assignments[0].team, start: 1 }] }, reason)
      if (refused.status !== 403) t.fault(`the server let the approver try a change: ${refused.status}`)
    },
  },
  {
    name: 'a search is pinned and let go, a team is kept from it, and a waiver is proposed and signed by another',
    world: { state: 'planned', sites: 12, cells: 120 },
    fresh: true,
    async run(t) {
      const [it] = await loose(t)
      const page = await t.plan('coordinator')
      await find(t, page, it.cell)
      await block(page, it.cell).click()
      const dialog = page.getByRole('dialog')
      const decide = async (open, act) => {
        await page.getByRole('button', { name: open, exact: true }).click()
        await dialog.locator('textarea').fill('Décision du coordinateur')
        await dialog.getByRole('button', { name: act, exact: true }).click()
        await dialog.waitFor({ state: 'detached' })
      }
      await decide(t.say('board.pin'), t.say('hold.pinAct'))
      await decide(t.say('board.unpin'), t.say('hold.unpinAct'))
      await page.getByText(t.say('board.noPin')).waitFor()
      await page.getByText(t.say('board.outdated')).first().waitFor() // the plan is no longer of the drafts
      await decide(t.say('board.forbid'), t.say('hold.forbidAct'))
      await page.getByRole('button', { name: t.say('board.allow'), exact: true }).waitFor()
      const draft = await t.api('coordinator', 'GET', `/v1/operations/${await t.operation()}/draft`, undefined, reason)
      if ((draft.pins ?? []).length !== 0 || draft.forbids?.length !== 1) t.fault(`${draft.pins?.length} pins and ${draft.forbids?.length} forbids in the draft`)
      await t.judge(page, 'board-holds')
      await decide(t.say('board.waive'), t.say('hold.waiveAct'))

      const approver = await t.plan('approver', '?view=waivers')
      await approver.getByText(t.say('waiver.proposed'), { exact: true }).first().waitFor()
      await approver.getByRole('button', { name: t.say('waivers.sign'), exact: true }).click()
      await approver.getByRole('dialog').getByRole('button', { name: t.say('waivers.sign'), exact: true }).click()
      await approver.locator('tbody').getByText(t.say('waiver.signed'), { exact: true }).waitFor()
      await t.judge(approver, 'board-waivers')
    },
  },
  {
    name: 'at 188 sites only the lanes in sight are drawn, down to the last, which is found at its top, and a search that is moved there is tried',
    world: { state: 'planned', sites: 188, cells: 6000 },
    async run(t) {
      const { assignments } = await plan(t)
      const page = await t.plan('coordinator', '', { viewport: { width: 1920, height: 1080 } })
      await page.locator('.block').first().waitFor({ timeout: 60_000 })
      const drawn = await page.locator('.block').count()
      if (drawn * 4 > assignments.length) t.fault(`${drawn} blocks are drawn of ${assignments.length}`)
      const last = await page.evaluate(() => {
        const box = document.querySelector('.sight')
        box.scrollTop = box.scrollHeight
        return box.scrollTop
      })
      if (last === 0) t.fault('the board does not scroll')
      const end = assignments.map((a) => a.cell.split('/')[0]).sort().at(-1)
      await page.locator(`.block[data-cell^="${end}/"]`).first().waitFor()
      // By keyboard to the lane above: it comes into sight and has the focus.
      const first = page.locator(`.block[data-cell^="${end}/"]`).first()
      await first.focus()
      for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowUp')
      // The focus follows a press when the block that it goes to is drawn.
      await page.waitForFunction((site) => {
        const cell = document.activeElement?.getAttribute('data-cell') ?? ''
        return cell !== '' && !cell.startsWith(`${site}/`)
      }, end)
      await t.judge(page, 'board-188')
      await page.getByLabel(t.say('plan.search'), { exact: true }).fill(end)
      await page.waitForFunction(() => document.querySelector('.sight').scrollTop === 0)
      await first.focus()
      for (const key of ['Enter', 'Shift+ArrowRight', 'Enter']) await page.keyboard.press(key)
      await page.locator('.block-moved').first().waitFor()
      await page.locator('.price tbody tr').first().waitFor()
      await t.judge(page, 'board-188-moved')
    },
  },
  {
    name: 'a cell is left out by hand with a reason, stays a target, and is taken up again',
    world: { state: 'planned', sites: 12, cells: 120 },
    fresh: true,
    async run(t) {
      const [it] = await loose(t)
      const page = await t.plan('coordinator')
      await find(t, page, it.cell)
      await block(page, it.cell).click()
      await page.getByRole('button', { name: t.say('board.leaveOut'), exact: true }).click()
      await page.locator('.trial:not(.trial-old) .price').waitFor()
      await (await accept(t, page, 'Cellule vidée hier')).waitFor({ state: 'detached' })
      if ((await plan(t)).assignments.some((a) => a.cell === it.cell)) t.fault(`${it.cell} is searched though it was left out`)
      await page.locator('.views a[href$="view=findings"]').click()
      await page.getByText('Cellule vidée hier').waitFor()
      await t.judge(page, 'board-left-out')
      await page.getByRole('button', { name: t.say('findings.back'), exact: true }).click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('textarea').fill('De nouveau occupée')
      await dialog.getByRole('button', { name: t.say('findings.back'), exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
      const { leftOut } = await t.api('coordinator', 'GET', `/v1/operations/${await t.operation()}/draft`, undefined, reason)
      if ((leftOut ?? []).length !== 0) t.fault(`${leftOut.length} cells are still left out`)
    },
  },
]
