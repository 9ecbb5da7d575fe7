// What a scenario does on the tablet's page, and what it reads there: on the screen, and on the disk behind it.
import { pin } from '../tablet/program.mjs'
import { speaker } from '../texts.mjs'

export const say = speaker('fr')
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Asks until it holds; throws after two minutes, for a machine with other work, with what was seen last. */
export async function until(what, holds, milliseconds = 120_000) {
  let seen
  for (const end = Date.now() + milliseconds; Date.now() < end; await pause(60)) {
    seen = await holds()
    if (seen === true) return
  }
  throw new Error(`did not come about: ${what} (${JSON.stringify(seen)})`)
}

/** Runs in the page before its own scripts: a clock that can be moved, the steady one apart, and what the screen calls recorded said on the console. */
const instruments = () => {
  const [RealDate, steady] = [Date, performance.now.bind(performance)]
  const moved = { wall: Number(sessionStorage.getItem('moved') ?? 0), steady: 0 }
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(RealDate.now() + moved.wall)
      else super(...given)
    }
    static now() {
      return RealDate.now() + moved.wall
    }
  }
  performance.now = () => steady() + moved.steady
  globalThis.moveClock = (wall, run = 0) => {
    moved.wall = wall
    moved.steady += run
    sessionStorage.setItem('moved', String(wall)) // for the next start of the page in this tab
  }
  // What the screen says is recorded: the number in the bar; and a tap that was drawn a while ago while the bar speaks of no write under way.
  const open = []
  let counted = ''
  const look = () => {
    const bar = document.querySelector('.bar-here')
    if (bar === null) return
    const said = (bar.querySelector('.bar-count')?.textContent ?? '').replaceAll(/[\u00a0\u202f]/g, '').match(/\d+/g)?.slice(0, 2).join(' ') ?? '0 0'
    if (said !== counted) console.log(`counted ${counted = said}`)
    if (bar.querySelector('.bar-heard.strong') !== null || document.querySelector('.unwritten, .ask-alarm') !== null) return
    while (open.length > 0 && steady() - open[0].at > 150) console.log(`recorded ${JSON.stringify(open.shift())}`)
  }
  setInterval(look, 16)
  const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
  /** Taps answers down the matrix from a row on, so many, three in a burst and then a breath: an officer with both thumbs. */
  globalThis.tapAnswers = async (count, { from = 0, breath = 260 } = {}) => {
    for (let n = 0; n < count; n++) {
      const rows = [...document.querySelectorAll('.matrix-row')]
      const row = (from + n) % rows.length
      const picks = [...(rows[row]?.querySelectorAll('.picks')[0]?.querySelectorAll('.pick') ?? [])]
      const option = picks.findIndex((p) => p.getAttribute('aria-pressed') !== 'true')
      if (option < 0) throw new Error(`row ${row} of ${rows.length} has nothing to tap`)
      picks[option].click()
      const tap = { row, option, at: steady() }
      console.log(`tapped ${JSON.stringify(tap)}`)
      open.push(tap)
      await rest(n % 3 === 2 ? breath : 25)
      // A machine that writes slower than thumbs tap is given time: else its bar would speak of writes for ever, and call nothing recorded.
      for (let waited = 0; n % 3 === 2 && open.length > 0 && waited < 3000; waited += 20) await rest(20)
    }
  }
}

/** A page of the tablet in a browser that was started: watched, with instruments, in the tablet's size, its clock so many milliseconds ahead. `tapped` and `recorded` fill with taps and with those that the screen
 * called recorded, `counted` has what the bar said last. */
export async function tablet(running, path = '/tablet', ahead = 0) {
  const page = await running.context.newPage()
  page.setDefaultTimeout(45_000)
  const [recorded, tapped, faults, counted] = [[], [], [], { entries: 0, photographs: 0 }]
  page.on('console', (message) => {
    const [word, ...said] = message.text().split(' ')
    if (word === 'recorded') recorded.push(JSON.parse(said.join(' ')))
    if (word === 'tapped') tapped.push(JSON.parse(said.join(' ')))
    if (word === 'counted') Object.assign(counted, { entries: Number(said[0]), photographs: Number(said[1]) })
  })
  page.on('pageerror', (error) => faults.push(error.message))
  if (ahead !== 0) await page.addInitScript((ms) => sessionStorage.getItem('moved') ?? sessionStorage.setItem('moved', String(ms)), ahead)
  await page.addInitScript(instruments)
  await page.setViewportSize({ width: 1280, height: 800 })
  const { origin } = await import('./front.mjs')
  await page.goto(`${origin}${path}`)
  return Object.assign(page, { recorded, tapped, counted, faults })
}

export async function unlock(page) {
  await page.locator('#pin').fill(pin)
  await page.locator('.keypad-keys .first').click()
}

/** Goes to an address of the tablet without loading the page anew, as its own links do. */
export const go = (page, path) => page.evaluate((to) => {
  history.pushState(null, '', to)
  dispatchEvent(new PopStateEvent('popstate'))
}, path)

/** A section of a search, drawn. */
export async function section(page, search, code) {
  await go(page, `/tablet/search/${search}/${code}`)
  await page.locator('.search-main .section, .search-main .end-part').first().waitFor()
}

/** Begins the search of the next cell at its door, and gives its id. */
export async function beginSearch(page) {
  await page.locator('.cell-next').click()
  await page.locator('.task-acts .first-big').click()
  await page.locator('.arrival-part .big').filter({ hasText: say('search.isThis', { cell: '' }).trim() }).click()
  await page.locator('.arrival-part button').filter({ hasText: '+' }).click()
  for (const reason of await page.locator('.arrival textarea').all()) await reason.fill('Exercice') // the demonstration's hour is past
  await page.locator('.arrival .first-big').click()
  await page.locator('.search-main').waitFor()
  return /search\/([0-9a-f-]{36})/.exec(page.url())[1]
}

/** Takes so many photographs of the cell before it is searched. The section must be drawn. */
export async function photograph(page, count = 1) {
  await page.locator('.shoot').first().click()
  for (let n = 0; n < count; n++) {
    const shutter = page.locator('.shutter:not([disabled])')
    await shutter.click()
    await page.waitForTimeout(80)
    await page.waitForFunction(() => document.querySelector('.shutter')?.disabled !== true)
  }
  await page.keyboard.press('Escape')
  await page.locator('.shutter').waitFor({ state: 'detached' })
}

/** Reports an incident in words: what is there in every phase. */
export async function incident(page, text) {
  if (!page.url().endsWith('/tablet/incident')) await go(page, '/tablet/incident')
  await page.locator('textarea').fill(text)
  await page.locator('form button[type=submit]').click()
}

/** What lies on the disk, read past the page: ids, hashes and states, none of it sealed. */
export const disk = (page) => page.evaluate(async () => {
  const ended = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
  const db = await ended(indexedDB.open('cellsweep-tablet'))
  const all = (store) => ended(db.transaction(store).objectStore(store).getAll())
  try {
    const [streams, entries, files, originals, attention] = [await all('streams'), await all('entries'), await all('files'), await all('originals'), await all('attention')]
    return {
      version: db.version,
      streams: streams.map(({ stream, seq, hash, stopped, acked, ahead }) => ({ stream, seq, hash, stopped, acked, ahead })),
      entries: entries.map(({ stream, seq, id, hash, type, at, due, verdict, code }) => ({ stream, seq, id, hash, type, at, due, verdict, code })),
      files: files.map(({ sha256, due, code }) => ({ sha256, due, code })),
      originals: originals.map(({ sha256 }) => sha256),
      attention,
    }
  } finally {
    db.close()
  }
})

/** How many entries and photographs the bar says are on this tablet only. */
export const onlyHere = (page) => page.locator('.bar-count').innerText()

/** Waits until headquarters has everything: on the disk nothing is due, and the bar says so too, which counts now and then. */
export async function heard(page) {
  await until('headquarters has everything', async () => {
    const { entries, files } = await disk(page)
    return [...entries, ...files].every((x) => x.due !== 1) || { entries: entries.filter((e) => e.due === 1).length, files: files.filter((f) => f.due === 1).length }
  })
  await page.locator('.bar-here.is-empty').waitFor({ timeout: 60_000 })
}

/** The network is there again, as the browser tells it. */
export const wake = (page) => page.evaluate(() => dispatchEvent(new Event('online')))

/** Which option of each row of the matrix is shown as chosen, -1 for none. */
export const shownAnswers = (page) => page.evaluate(() => [...document.querySelectorAll('.matrix-row')].map((row) => [...(row.querySelectorAll('.picks')[0]?.querySelectorAll('.pick') ?? [])].findIndex((p) => p.getAttribute('aria-pressed') === 'true')))
