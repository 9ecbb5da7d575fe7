import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import { emptyPicture, hHour, picture } from '../../fixtures/picture'
import { ApiFault } from '../api/problem'
import { OperationClock } from '../time/clock'
import { language } from '../words/words'
import { isStale, StaleStrip } from './Freshness'
import { ExposureFigure, FunnelFigures } from './Headline'
import { Events, type ListProperties, Tablets } from './Lists'
import { longestWait } from './live'
import { Needs } from './Needs'
import { parts, type Picture } from './picture'
import { Seizures, stretches, topRows } from './Seizures'
import { axisEnd, SiteFilters, Sites } from './Sites'
import { chosen, sorting } from './view'

const full = picture(75)

function shown(what: preact.ComponentChild): HTMLElement {
  const root = document.createElement('div')
  act(() => render(what, root))
  return root
}

function context(p: Picture): ListProperties {
  const clock = new OperationClock(() => 0)
  clock.set(p.now, 1)
  return { sites: new Map(p.sites.map((s) => [s.id, s])), hHour: p.hHour, clock, siteAddress: (id) => `/hq/x/sites/${id}`, base: '/hq/x' }
}

const table = (p: Picture): HTMLElement => shown(<Sites sites={p.sites} hHour={p.hHour} clock={context(p).clock} siteAddress={(id) => `/hq/x/sites/${id}`} />)
const codes = (root: HTMLElement): string[] => [...root.querySelectorAll('tbody th .quiet:first-child')].map((c) => c.textContent ?? '')

beforeEach(() => {
  language.value = 'en'
  sorting.value = { column: 'state', down: true }
  chosen.value = []
})

describe('the funnel', () => {
  test('is one bar whose parts make up what was authorised', () => {
    const p = parts(full.funnel)
    expect(p.clear + p.find + p.started + p.notExecuted + p.waiting + p.unplanned).toBe(full.funnel.authorised)
  })

  test('has no part below nought when counts contradict each other for a moment', () => {
    const p = parts({ authorised: 2, planned: 1, started: 1, doneClear: 2, doneFind: 1, notExecuted: 4 })
    expect(Object.values(p).every((n) => n >= 0)).toBe(true)
  })

  test('says every count with its word', () => {
    const text = shown(<FunnelFigures funnel={full.funnel} />).textContent ?? ''
    for (const n of Object.values(full.funnel)) expect(text).toContain(String(n))
  })
})

describe('exposure', () => {
  test('is compared with what the plan had by this minute, not with its end', () => {
    expect(shown(<ExposureFigure exposure={{ actual: 120, planned: 900, plannedSoFar: 100, curve: [] }} />).textContent).toContain('20 above plan at this time')
    expect(shown(<ExposureFigure exposure={{ actual: 90, planned: 900, plannedSoFar: 100, curve: [] }} />).textContent).toContain('10 below plan at this time')
  })
})

describe('the table of sites', () => {
  test('has a row for each of 66 sites, the late and silent ones first', () => {
    const root = table(full)
    expect(root.querySelectorAll('tbody tr')).toHaveLength(66)
    const urgent = full.sites.filter((s) => s.late || s.silent).length
    expect(urgent).toBeGreaterThan(3)
    const rows = [...root.querySelectorAll('tbody tr')]
    expect(rows.slice(0, urgent).every((r) => r.classList.contains('row-urgent'))).toBe(true)
    expect(rows.slice(urgent).some((r) => r.classList.contains('row-urgent'))).toBe(false)
  })

  test('sorts by the column that is pressed, and tells a screen reader', () => {
    const root = table(full)
    const head = [...root.querySelectorAll('th')].find((h) => h.classList.contains('sites-name')) as HTMLElement
    act(() => head.querySelector('button')?.click())
    expect(head.getAttribute('aria-sort')).toBe('ascending')
    expect(codes(root).slice(0, 3)).toEqual(['S01', 'S02', 'S03'])
    act(() => head.querySelector('button')?.click())
    expect(head.getAttribute('aria-sort')).toBe('descending')
    expect(codes(root)[0]).toBe('S66')
  })

  test('shows only what is asked for, and says how many there are of it', () => {
    const filters = shown(<SiteFilters sites={full.sites} />)
    const late = full.sites.filter((s) => s.late).length
    expect([...filters.querySelectorAll('button')].map((b) => b.textContent)).toContain(`Late ${late}`)
    act(() => filters.querySelector('button')?.click())
    expect(chosen.value).toEqual(['late'])
    expect(table(full).querySelectorAll('tbody tr')).toHaveLength(late)
  })

  test('of 188 sites draws those in sight and tells how many there are', () => {
    const root = table(picture(75, 188))
    expect(root.querySelector('table')?.getAttribute('aria-rowcount')).toBe('189')
    expect(root.querySelectorAll('tbody tr[aria-rowindex]').length).toBeLessThan(80)
  })

  test('of an operation without sites says what comes next', () => {
    expect(table(emptyPicture()).textContent).toContain('Import the sites and cells')
  })

  test('is drawn on an axis that holds every planned end, and now', () => {
    expect(axisEnd(full.sites, 75) % 15).toBe(0)
    expect(axisEnd(full.sites, 75)).toBeGreaterThanOrEqual(Math.max(...full.sites.map((s) => s.plannedEnd ?? 0)))
    expect(axisEnd(full.sites, 400)).toBeGreaterThanOrEqual(400)
    expect(axisEnd([], Number.NEGATIVE_INFINITY)).toBe(30)
  })
})

describe('lists', () => {
  test('say what is so when they are empty', () => {
    const nothing = context(emptyPicture())
    expect(shown(<Needs needs={[]} {...nothing} />).textContent).toContain('Nothing waits for a decision.')
    expect(shown(<Tablets tablets={[]} {...nothing} />).textContent).toContain('Every tablet has sent everything')
    expect(shown(<Events events={[]} {...nothing} />).textContent).toContain('Nothing has come in yet.')
    expect(shown(<Seizures seized={emptyPicture().seizures} />).textContent).toContain('Nothing has been seized yet.')
  })

  test('name the tablet first that has waited longest, and leave out those that are empty', () => {
    const site = full.sites[0]?.id ?? ''
    const row = (label: string, entries: number, minute: number) => ({ id: label, label, site, entries, files: 0, unheard: false, oldestAt: new Date(hHour + minute * 60_000).toISOString() })
    const root = shown(<Tablets tablets={[row('T-young', 9, 70), row('T-empty', 0, 1), row('T-old', 1, 10)]} {...context(full)} />)
    expect([...root.querySelectorAll('tbody th')].map((h) => h.textContent)).toEqual(['T-old', 'T-young'])
  })

  test('say when a thing happened there and that it was long under way', () => {
    const site = full.sites.find((s) => s.timeZone === 'America/Martinique')?.id ?? ''
    const at = new Date(hHour + 10 * 60_000).toISOString()
    const receivedAt = new Date(hHour + 55 * 60_000).toISOString()
    const text = shown(<Events events={[{ position: 1, at, receivedAt, type: 'search.started', site }]} {...context(full)} />).textContent ?? ''
    expect(text).toContain('H+00:10 · 00:10')
    expect(text).toContain('under way 45 min')
  })

  test('say of what came from paper when it was by the sheet, and when it was typed in', () => {
    const site = full.sites.find((s) => s.timeZone === 'America/Martinique')?.id ?? ''
    const after = (minutes: number): string => new Date(hHour + minutes * 60_000).toISOString()
    const line = (at: number) => shown(<Events events={[{ position: 1, at: after(at), keyedInAt: after(180), receivedAt: after(181), type: 'incident.reported', site }]} {...context(full)} />).textContent ?? ''
    expect(line(10)).toContain('H+00:10 · 00:10')
    expect(line(10)).toContain('from paper, typed in at H+03:00 · 03:00')
    expect(line(10)).not.toContain('under way')
    expect(line(180)).toContain('H+03:00 · 03:00from paper, typed in then')
  })

  test('of seizures add up: what is not shown is in the last row', () => {
    const rows = Array.from({ length: 11 }, (_, i) => ({ code: `m${i}`, label: { en: `m${i}`, fr: `m${i}` }, count: i + 1 }))
    const { shown: top, rest } = topRows(rows)
    expect(top.map((r) => r.count)).toEqual([11, 10, 9, 8, 7])
    expect(rest + top.reduce((n, r) => n + r.count, 0)).toBe(66)
    expect(topRows(rows.slice(0, 6)).rest).toBe(0)
  })
})

describe('seizures by time', () => {
  test('show the stretches in which nothing was found', () => {
    expect(stretches([{ minute: 0, count: 3 }, { minute: 30, count: 2 }])).toEqual({ length: 10, rows: [{ minute: 0, count: 3 }, { minute: 10, count: 0 }, { minute: 20, count: 0 }, { minute: 30, count: 2 }] })
  })

  test('lose none when a long operation makes the stretches longer', () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({ minute: i * 10 - 20, count: 1 + (i % 3) }))
    const { length, rows: shown } = stretches(rows)
    expect(length).toBe(30)
    expect(shown.length).toBeLessThanOrEqual(12)
    expect(shown.reduce((n, r) => n + r.count, 0)).toBe(rows.reduce((n, r) => n + r.count, 0))
  })
})

describe('the picture', () => {
  test('is read again by itself: a silent site pokes nobody', () => {
    expect(longestWait(true, 1)).toBe(30_000)
    expect(longestWait(false, 1)).toBe(15_000)
  })

  test('is read more often where an exercise’s time runs faster, yet never in a storm', () => {
    expect(longestWait(true, 3)).toBe(10_000)
    expect(longestWait(true, 600)).toBe(5000)
    expect(longestWait(true, 0)).toBe(30_000)
  })
})

describe('old figures', () => {
  const known = { data: full, readAt: 0, fault: null, waitingSince: null }

  test('are told by a lost stream and by a reading that failed', () => {
    expect(isStale({ known, stream: 'live' })).toBe(false)
    expect(isStale({ known, stream: 'lost' })).toBe(true)
    expect(isStale({ known: { ...known, fault: new ApiFault({ code: 'unavailable' }) }, stream: 'live' })).toBe(true)
  })

  test('stay on the screen, with what is wrong above them', () => {
    const strip = shown(<StaleStrip known={known} stream="lost" retry={() => undefined} />)
    expect(strip.textContent).toContain('The live stream is lost')
    expect(shown(<StaleStrip known={known} stream="live" retry={() => undefined} />).textContent).toBe('')
  })
})
