// An officer who leaves nothing out: every question that a search asks is answered with the hands, by its kind of control, until the gate lacks nothing.
import { photograph, press, sign, word } from './hands.mjs'

const imei = '490154203237518'

/** Questions of which another option than the first is chosen: by the code of the item, which of them. In English the occupant refuses to attend, and two witnesses stand in. */
const another = { witness_2: () => 1, outcome: () => 1, presence: ({ language }) => (language === 'en' ? 2 : 0) }

/** What is done at a question that is open, by the kind of its item. Each is given the question's place on the page and the code of its item. */
const ways = {
  async text(t, page, ask) {
    await ask.locator('textarea').fill(t.language === 'fr' ? 'Constaté sur place.' : 'Seen on the spot.')
    await ask.locator('textarea').blur()
  },
  yes_no_na: (t, page, ask) => ask.locator('.pick').first().click(),
  select_one: oneOf,
  select_many: oneOf,
  person: oneOf,
  people: oneOf,
  equipment: oneOf,
  datetime: (t, page, ask) => ask.locator('.moment .big').first().click(),
  /** The first witness refuses and says why. */
  async signature(t, page, ask, code) {
    if (code !== 'sign_witness_1') return sign(t, page, ask)
    await ask.getByRole('button', { name: t.say('search.refuses'), exact: true }).click()
    await ask.locator('textarea').fill('I was not asked before.')
    await ask.locator('textarea').blur()
  },
  counter: (t, page, ask) => ask.locator('.count-step').last().click(),
  async location(t, page, ask, code) {
    if (await takenOver(ask)) return
    throw new Error(`${code}: no place was proposed`)
  },
  /** As many as it demands: "0 of at least 5". */
  async photo(t, page, ask) {
    const [, least = 1] = ((await ask.locator('.count-short').textContent()) ?? '').match(/\d+/g) ?? []
    await photograph(t, page, 0, ask, Number(least))
  },
}

/** Takes over what is proposed, if something is. */
async function takenOver(ask) {
  const proposed = ask.locator('.suggested button')
  if ((await proposed.count()) === 0) return false
  await proposed.click()
  return true
}

async function oneOf(t, page, ask, code) {
  if (await takenOver(ask)) return
  const few = ask.locator('.picks .pick[aria-pressed=false]')
  if ((await few.count()) === 0) await ask.locator('.long-open').click()
  await few.nth(another[code]?.(t) ?? 0).click()
}

/** Answers every question of the section at hand that is open, those that only an answer brings up among them. */
async function answered(t, page) {
  for (let n = 0; n < 120; n++) {
    const bare = page.locator('.search-main .repeat:has(> .ask-head > .ask-mark-open):not(:has(.find-list)) > button.first-big')
    if ((await bare.count()) > 0) await bare.first().click()
    const open = page.locator('.search-main .ask').filter({ has: page.locator(':scope > .ask-head > .ask-mark-open') }).first()
    if ((await open.count()) === 0) return
    const [id, kind] = await open.evaluate((e) => [e.id, /\bask-([a-z_]+)$/.exec(e.className)[1]])
    const ask = page.locator(`[id="${id}"]`)
    const before = await ask.locator('.thumb').count()
    if (ways[kind] === undefined) throw new Error(`${id}: nobody knows how to answer a question of kind ${kind}`)
    await ways[kind](t, page, ask, /^item-(?:.*\.)?([a-z0-9_]+?)(?:-.*)?$/.exec(id)[1])
    // It is answered, or has one photograph more, before the next one is looked for.
    await page.waitForFunction(([at, photos]) => {
      const e = document.getElementById(at)
      return e === null || e.querySelector(':scope > .ask-head > .ask-mark-open') === null || e.querySelectorAll('.thumb').length > photos
    }, [id, before])
  }
  throw new Error('a section has no end')
}

/** Taps down the areas, column by column: one cannot be reached, one has a find, and what goes for all the others is said of them at once. */
async function areas(t, page) {
  const row = (n) => page.locator('.matrix-row').nth(n)
  await row(3).locator('.matrix-answer .pick').nth(1).click()
  await row(3).locator('textarea').fill('Le plancher est scellé.')
  await row(3).locator('textarea').blur()
  const columns = page.locator('.matrix-column')
  for (let n = 0; n < (await columns.count()); n++) {
    await columns.nth(n).click()
    const isFind = n === (await columns.count()) - 1
    if (isFind) await row(0).locator('.matrix-answer .pick').first().click()
    const all = page.locator('.matrix-fill')
    if ((await all.count()) === 0) continue
    await all.click()
    await page.locator('.matrix-filling .pick').nth(isFind ? 1 : 0).click()
    await page.locator('.matrix-filling .first-big').click()
    await all.waitFor({ state: 'detached' })
  }
}

/** Types into a field of a find's card and leaves it. */
async function typed(field, text) {
  await field.fill(text)
  await field.press('Enter')
}

/** What a find's card is filled in with: where its items are, and a choice of a pick-list that ships. */
function cardOf(t, page) {
  const at = (code) => page.locator(`.find-card [data-item="${code}"]`)
  const choose = (code, list, entry) => at(code).getByRole('button', { name: word(t, list, entry), exact: true }).click()
  async function seen() {
    await choose('how', 'how-found', 'visual')
    await at('place').locator('.choose').click()
    await page.getByRole('dialog').getByRole('button', { name: word(t, 'concealment-places', 'mattress'), exact: true }).click()
  }
  async function whole() {
    await page.locator('.find-card .card-done').waitFor()
    await press(page, t.say('finds.done'))
    await page.locator('.find-list').waitFor()
  }
  return { at, choose, seen, whole }
}

/** Says what is missing of the finds that somebody began: those that were recorded while the tablet was locked. */
async function begunFinds(t, page) {
  const { at, choose, seen, whole } = cardOf(t, page)
  const rows = page.locator('.find-list .find-row:has(.card-open)')
  for (let n = await rows.count(); n > 0; n--) {
    await rows.first().click()
    await page.locator('.find-card').waitFor()
    await seen()
    await choose('category', 'categories', 'charger')
    await choose('disposition', 'dispositions', 'property_store')
    await photograph(t, page, 0, page.locator('.find-card [data-role=object]'))
    await choose('route', 'entry-routes', 'unknown')
    await at('route').locator('.picked').waitFor()
    await whole()
  }
}

/** Puts the seal of a number on the find whose card is open, before a witness who signs. */
export async function underSeal(t, page, number, before = () => Promise.resolve()) {
  const { at, choose } = cardOf(t, page)
  await typed(at('seal').locator('.typed-row input').first(), number)
  await choose('seal_type', 'seal-types', 'closed_provisional')
  await typed(at('seal_witness').locator('.typed-row input').first(), 'C. Petit')
  await sign(t, page, at('seal_witness'))
  await before()
  await press(page, t.say('finds.sealIsOn'))
  await at('photo_sealed').waitFor()
}

/** Records a telephone from the first look to the photograph of the sealed bag, and leaves nothing of it out. */
export async function foundWhole(t, page, take = () => Promise.resolve()) {
  const { at, choose, seen, whole } = cardOf(t, page)
  await press(page, t.say('finds.add'))
  await seen()
  await photograph(t, page, 0, at('photo_in_place'))
  await choose('category', 'categories', 'phone')
  await choose('disposition', 'dispositions', 'seized')
  await at('device').locator('input').fill('BM70')
  await at('device').locator('.models .model, > .big').last().click()
  await photograph(t, page, 0, page.locator('[data-role=object]'))
  await at('mini').locator('.yes-no').first().click()
  await at('powered').locator('.choices .big').nth(1).click()
  await at('imei_readable').locator('.yes-no').first().click()
  await typed(at('imei_readable').locator('.typed-row input').first(), imei)
  await at('iccid_readable').locator('.yes-no').nth(1).click()
  await typed(at('iccid_readable').locator('.typed-row input').last(), t.language === 'fr' ? 'Le tiroir est soudé.' : 'The tray is glued.')
  await choose('route', 'entry-routes', 'thrown')
  await at('route').locator('.choices .big').last().click()
  await underSeal(t, page, 'SC-2025-0042', () => take('find-open'))
  await photograph(t, page, 0, at('photo_sealed'))
  await page.locator('.find-card .card-done').waitFor()
  await take('find-sealed')
  await whole()
}

/** Goes through the sections of a search in their order and answers all that they ask. `take` is told after each. */
export async function answersAll(t, page, take = () => Promise.resolve()) {
  const steps = page.locator('.rail .rail-step a')
  const codes = (await steps.evaluateAll((all) => all.map((a) => a.getAttribute('href').split('/').pop()))).filter((code) => code !== '~end')
  for (const code of codes) {
    await page.locator(`.rail a[href$="/${code}"]`).click()
    await page.locator('.search-main .section').waitFor()
    await page.evaluate(() => scrollTo(0, 0))
    if (code === 'areas') await areas(t, page)
    else if (code === 'finds') {
      await answered(t, page)
      await begunFinds(t, page)
      await foundWhole(t, page, take)
    }
    await answered(t, page)
    await take(code)
  }
}

/** Signs for everybody who has to, and ticks the papers of the legal basis: what the close of a search asks beside the questions. */
export async function signsAll(t, page) {
  await page.locator('.rail a[href$="/~end"]').click()
  await page.locator('.completion').waitFor()
  for (const paper of await page.locator('#end-documents .pick').all()) await paper.click()
  await answered(t, page)
  const open = page.locator('.slot').filter({ has: page.locator('.ask-head .ask-mark-open') })
  for (let n = await open.count(); n > 0; n--) {
    await open.first().locator(':scope > .big').click()
    await sign(t, page, open.first())
    await page.waitForFunction((left) => document.querySelectorAll('.slot .ask-head .ask-mark-open').length < left, n)
  }
}
