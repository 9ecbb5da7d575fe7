// Headquarters: from the operation down to a photograph and its history, the stream lost and found, what is saved, the wall, 188 sites.
import { readFile } from 'node:fs/promises'
import { wall } from '../traveller.mjs'

const working = { state: 'released', sites: 6, tablets: 6, speed: '120x' }

/** Headquarters of the operation, open and read, as a persona. */
async function opened(t, login = 'hq', path = '') {
  const page = await t.as(login, { viewport: wall })
  await t.go(page, `/hq/${await t.operation()}${path}`)
  return page
}

/** The first exhibit of which headquarters has a photograph: it takes the tablets a while to bring one. */
async function photographed(t) {
  const base = `/v1/operations/${await t.operation()}`
  for (let i = 0; i < 120; i++) {
    const { items } = await t.api('hq', 'GET', `${base}/exhibits?limit=500`)
    for (const exhibit of items.filter((x) => x.search !== undefined)) {
      for (const photo of exhibit.photos ?? []) {
        const file = await t.api('hq', 'GET', `${base}/documents/file/${photo.sha256}`)
        if (file.state === 'stored') return { exhibit, sha256: photo.sha256 }
      }
    }
    await new Promise((go) => setTimeout(go, 1000))
  }
  throw new Error('no photograph has come in')
}

/** What the browser saves when something is pressed. */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

const codes = (page) => page.locator('table.sites tbody th .quiet:first-child').allTextContents()

/** The sites in the list and how many of the map are pale, read at one moment. */
const drawn = (page) =>
  page.evaluate(() => ({
    rows: [...document.querySelectorAll('table.sites tbody th .quiet:first-child')].map((code) => code.textContent),
    dim: document.querySelectorAll('.map-dim').length,
  }))

export const journeys = [
  {
    name: 'headquarters goes from the operation down to a photograph by what it presses, and an analyst reads its history',
    world: working,
    everyLook: true,
    async run(t) {
      const { exhibit, sha256 } = await photographed(t)
      const page = await opened(t)
      page.expected.push(/status of 404.*\/preview/) // others of its photographs may still be on the tablet, and are shown as such
      await page.locator('table.sites tbody tr').first().waitFor()
      await t.judge(page, 'hq-overview')
      const { scrollHeight, innerHeight } = await page.evaluate(() => ({ scrollHeight: document.documentElement.scrollHeight, innerHeight }))
      if (scrollHeight > innerHeight) t.fault(`the page scrolls at 1920×1080: ${scrollHeight} of ${innerHeight}`)
      await page.locator(`table.sites a[href$="/sites/${exhibit.site}"]`).click()
      await page.locator(`.tiles a[href$="/tasks/${exhibit.task}"]`).waitFor()
      await t.judge(page, 'hq-site')
      await page.locator('.tree a').nth(1).click()
      await page.waitForURL('**/places/**') // a building has an address of its own
      await page.locator('.tree a').first().click()
      await page.locator(`.tiles a[href$="/tasks/${exhibit.task}"]`).click()
      await page.locator(`a[href$="/searches/${exhibit.search}"]`).first().waitFor()
      await t.judge(page, 'hq-cell')
      await page.locator(`a[href$="/searches/${exhibit.search}"]`).first().click()
      await page.locator('.phases .line').first().waitFor()
      await page.locator('.panel-photographs .photos li').nth(4).waitFor() // five before the search begins, none of them of a find
      if ((await page.locator('.panel-answers').innerText()).includes(t.say('answers.guessed'))) t.fault('a search does not name its checklist')
      await t.judge(page, 'hq-search')
      await page.locator(`a[href$="/exhibits/${exhibit.id}"]`).first().click()
      await page.locator(`.photos a[href$="/files/${sha256}"]`).first().waitFor()
      await t.judge(page, 'hq-exhibit')
      await page.locator(`.photos a[href$="/files/${sha256}"]`).first().click()
      await page.locator('.photo-large img').waitFor()
      await t.judge(page, 'hq-photograph')
      const hash = (await page.locator('.hash').first().textContent())?.replaceAll(' ', '')
      if (hash !== sha256) t.fault(`the photograph ${sha256} is shown with the hash ${hash}`)

      const analyst = await t.as('analyst')
      analyst.expected.push(/status of 403/) // the live picture is none of an analyst's; the record is
      await t.go(analyst, `/hq/${await t.operation()}/files/${sha256}`)
      await analyst.getByRole('button', { name: t.say('journal.read') }).click()
      await analyst.locator('.entry').first().waitFor()
      const { belongsTo } = await t.api('analyst', 'GET', `/v1/operations/${await t.operation()}/documents/file/${sha256}`)
      const { items } = await t.api('analyst', 'GET', `/v1/operations/${await t.operation()}/journal?entry=${belongsTo[0].entry}`)
      await analyst.locator('.entries').getByText(items[0].hash).first().waitFor() // the hash of the entry that names the photograph
      await t.judge(analyst, 'hq-history')
    },
  },
  {
    name: 'what a role may not read is not there: no original and no journal for headquarters, and the server refuses both',
    world: working,
    async run(t) {
      const { sha256 } = await photographed(t)
      const base = `/v1/operations/${await t.operation()}`
      const page = await opened(t, 'hq', `/files/${sha256}`)
      await page.locator('.photo-large img').waitFor()
      if (await page.getByRole('button', { name: t.say('photo.original') }).count()) t.fault('headquarters is offered the original')
      if (await page.getByRole('button', { name: t.say('journal.read') }).count()) t.fault('headquarters is offered the journal')
      for (const path of [`/files/${sha256}/original`, '/journal']) {
        const { status } = await t.refused('hq', 'GET', `${base}${path}`, undefined, { 'X-Reason': 'curious' })
        if (status !== 403) t.fault(`${path} answers headquarters with ${status}`)
      }
      const coordinator = await opened(t, 'coordinator', `/files/${sha256}`)
      await coordinator.getByRole('button', { name: t.say('photo.original') }).click()
      const dialog = coordinator.getByRole('dialog')
      await dialog.locator('textarea').fill('Demande du parquet')
      const { bytes } = await saved(coordinator, dialog.getByRole('button', { name: t.say('photo.take') }))
      const sum = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
      if (sum !== sha256) t.fault(`the original has the hash ${sum}`)
      await coordinator.getByText(t.say('photo.same')).waitFor()
    },
  },
  {
    name: 'a lost stream is told with the age of the figures, which stay, and is found again',
    world: working,
    async run(t) {
      const page = await opened(t)
      await page.locator('table.sites tbody tr').first().waitFor()
      await page.locator('.age').getByText(t.say('fresh.live')).waitFor()
      page.expected.push(/ERR_INTERNET_DISCONNECTED/, /ERR_NETWORK_CHANGED/, /ERR_NETWORK_IO_SUSPENDED/)
      await page.context().setOffline(true)
      const strip = page.locator('.stale-strip')
      await strip.waitFor()
      if ((await page.locator('table.sites tbody tr').count()) === 0) t.fault('the sites are gone with the stream')
      await t.judge(page, 'hq-lost')
      await page.locator('table.sites tbody th a').first().click()
      await page.locator('.site-title').waitFor() // a page below is told the same
      await strip.waitFor()
      await page.context().setOffline(false)
      await strip.waitFor({ state: 'detached', timeout: 60_000 })
      await page.locator('.age').getByText(t.say('fresh.live')).waitFor()
    },
  },
  {
    name: 'what is saved is what is on the screen, filtered and in its order, as CSV, workbook and map',
    world: working,
    async run(t) {
      const page = await opened(t)
      await page.locator('table.sites tbody tr').first().waitFor()
      await page.locator('th.sites-name button').click()
      await page.locator('th.sites-name button').click()
      const panel = page.locator('.panel-sites')
      const shown = await codes(page)
      const csv = await saved(page, panel.getByRole('button', { name: 'CSV' }))
      const text = csv.bytes.toString('utf8')
      const between = t.language === 'fr' ? ';' : ','
      if (!text.startsWith('\ufeff') || !text.endsWith('\r\n')) t.fault('the CSV has no byte order mark, or does not end its last row')
      const rows = text.slice(1).trimEnd().split('\r\n').map((line) => line.split(between)[0])
      if (JSON.stringify(rows.slice(1)) !== JSON.stringify(shown)) t.fault(`the CSV has ${rows.slice(1)}, the screen ${shown}`)
      const book = await saved(page, panel.getByRole('button', { name: 'XLSX' }))
      if (book.bytes.subarray(0, 4).toString('latin1') !== 'PK\u0003\u0004' || !book.name.endsWith('.xlsx')) t.fault('the workbook is no archive')
      const map = await saved(page, panel.getByRole('button', { name: 'GeoJSON' }))
      const { features } = JSON.parse(map.bytes.toString('utf8'))
      if (JSON.stringify(features.map((f) => f.properties.code)) !== JSON.stringify(shown)) t.fault('the map has other sites than the screen')
      // What can be filtered by is live too: looked for and pressed at one moment.
      const filtered = await page.evaluate(() => {
        const filter = document.querySelector('.panel-sites .chips button:not([disabled])')
        filter?.click()
        return filter !== null
      })
      if (filtered) {
        await page.locator('.panel-sites .chips [aria-pressed="true"]').waitFor() // drawn at once with the rows
        // The picture is live: a site may be late at one moment and not at the next. What is saved is judged when it was the same before and after.
        let before, after, again
        do {
          before = await drawn(page)
          again = await saved(page, panel.getByRole('button', { name: 'CSV' }))
          after = await drawn(page)
        } while (JSON.stringify(before) !== JSON.stringify(after))
        const { rows: fewer, dim } = after
        if (again.bytes.toString('utf8').trimEnd().split('\r\n').length !== fewer.length + 1) t.fault('the CSV does not keep to the filter')
        if (dim !== shown.length - fewer.length) t.fault(`${dim} sites are pale on the map, ${shown.length - fewer.length} are filtered out`)
      }
    },
  },
  {
    name: 'a call to a site is written down and corrected, and the thresholds are changed by who may',
    world: working,
    async run(t) {
      const page = await opened(t)
      await page.locator('table.sites tbody th a').first().click()
      await page.getByRole('button', { name: t.say('contact.add') }).click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('select').first().selectOption('other')
      await dialog.getByRole('button', { name: t.say('act.save') }).click()
      await dialog.getByText(t.say('contact.nameNeeded')).waitFor()
      await dialog.locator('input').first().fill('Lieutenant Fictif')
      await t.judge(page, 'hq-call')
      await dialog.getByRole('button', { name: t.say('act.save') }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.locator('.contact', { hasText: 'Lieutenant Fictif' }).first().getByRole('button', { name: t.say('contact.correct') }).click()
      await dialog.locator('select').nth(2).selectOption('no_answer')
      await dialog.getByRole('button', { name: t.say('act.save') }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.locator('.contact.is-void', { hasText: 'Lieutenant Fictif' }).first().waitFor()

      await t.go(page, `/hq/${await t.operation()}`)
      await page.getByRole('button', { name: /20 min|25 min/ }).click()
      await dialog.locator('input').nth(1).fill('25')
      await dialog.getByRole('button', { name: t.say('act.save') }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByRole('button', { name: /25 min/ }).waitFor()
      const { silentAfter } = await t.api('hq', 'GET', `/v1/operations/${await t.operation()}/thresholds`)
      if (silentAfter !== 25) t.fault(`the server has ${silentAfter} min`)
    },
  },
  {
    name: 'the wall has no chrome, turns by itself, and stops, turns and leaves by keys',
    world: working,
    async run(t) {
      const page = await opened(t, 'hq', '?wall=3')
      const here = page.locator('.wall-faces [aria-current]')
      await here.getByText(t.say('wall.map')).waitFor()
      if (await page.locator('.top').count()) t.fault('the wall has the bar of the other pages')
      await here.getByText(t.say('wall.sites')).waitFor() // by itself
      await page.keyboard.press(' ')
      await page.getByText(t.say('wall.paused')).waitFor()
      const at = await here.textContent()
      await page.waitForTimeout(4000)
      if ((await here.textContent()) !== at) t.fault('the wall turns though it was stopped')
      for (let i = 0; i < 4; i++) {
        await t.judge(page, `hq-wall-${i}`)
        await page.keyboard.press('ArrowRight')
      }
      await page.keyboard.press('Escape')
      await page.locator('.hq').waitFor()
    },
  },
  {
    name: 'an operation of 188 sites fits the screen, and its last site is reached by scrolling its list alone',
    world: { state: 'released', sites: 188 },
    async run(t) {
      const page = await opened(t)
      await page.locator('table.sites tbody tr').first().waitFor()
      if ((await page.locator('table.sites').getAttribute('aria-rowcount')) !== '189') t.fault('the table does not say that there are 188 sites')
      const { scrollHeight, innerHeight } = await page.evaluate(() => ({ scrollHeight: document.documentElement.scrollHeight, innerHeight }))
      if (scrollHeight > innerHeight) t.fault(`the page scrolls at 1920×1080: ${scrollHeight} of ${innerHeight}`)
      const drawn = await page.locator('table.sites tbody tr[aria-rowindex]').count()
      if (drawn > 80) t.fault(`${drawn} rows are drawn, those in sight are enough`)
      await t.judge(page, 'hq-188')
      await page.locator('.sites-box').evaluate((box) => box.scrollTo(0, box.scrollHeight))
      await page.locator('table.sites tbody tr[aria-rowindex="189"]').waitFor()
    },
  },
]
