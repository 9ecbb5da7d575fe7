import { describe, expect, test } from 'vitest'
import { picture } from '../../fixtures/picture'
import { courseOf, critical, whole } from './course'
import { apart, pathOf } from './ExposureLine'
import { addressOf, counts, inOrder } from './needs'
import type { Need, SiteRow } from './picture'
import { sitesMap, sitesTable } from './tables'
import { countOf, fits, inView } from './view'
import { faces, pressedKey, usualPace, wallOf } from './wall'

const full = picture(75)
const site = (more: Partial<SiteRow>): SiteRow => ({ ...(full.sites[0] as SiteRow), late: false, silent: false, cells: 10, doneClear: 0, doneFind: 0, notExecuted: 0, dueByNow: 0, plannedEnd: 100, ...more })

describe('when a site ends', () => {
  test('is its planned end while it keeps with the plan', () => {
    expect(courseOf(site({ doneClear: 5, dueByNow: 5 }), 50)?.expectedEnd).toBe(100)
    expect(courseOf(site({}), -30)?.expectedEnd).toBe(100)
  })

  test('is later by what is left at the plan’s pace once it is behind', () => {
    expect(courseOf(site({ doneClear: 2, dueByNow: 5 }), 50)?.expectedEnd).toBe(130)
    expect(courseOf(site({ dueByNow: 10 }), 120)?.expectedEnd).toBe(220)
  })

  test('is nothing to be expected once everything is settled, be it not executed', () => {
    expect(courseOf(site({ doneClear: 7, notExecuted: 3 }), 300)?.expectedEnd).toBeNull()
  })

  test('is not told of a site that has no plan', () => {
    const { plannedEnd: _, ...planless } = site({})
    expect(courseOf(planless as SiteRow, 10)).toBeNull()
  })
})

describe('the sites on which the end depends', () => {
  test('are the last to end, and none that is through', () => {
    const through = site({ id: 'a', code: 'A', doneClear: 10, plannedEnd: 500 })
    const late = site({ id: 'b', code: 'B', dueByNow: 8, plannedEnd: 90 })
    const good = site({ id: 'c', code: 'C', doneClear: 9, dueByNow: 8, plannedEnd: 110 })
    expect(critical([good, through, late], 80).map((c) => c.site.code)).toEqual(['B', 'C'])
    expect(whole([good, through, late], 80)).toMatchObject({ plannedEnd: 500, expectedEnd: 170 })
    expect(whole([through], 80).expectedEnd).toBeNull()
  })
})

describe('what needs a person', () => {
  const need = (kind: string, at = '', more: Partial<Need> = {}): Need => ({ kind, count: 1, ...(at === '' ? {} : { at }), ...more })

  test('comes with what cannot wait first, and a kind that nobody here knows before all', () => {
    const list = [need('late'), need('gate_failed', '2026-05-20T05:00:00Z'), need('incident'), need('gate_failed', '2026-05-20T06:00:00Z'), need('drone')]
    expect(inOrder(list).map((n) => `${n.kind} ${n.at?.slice(11, 13) ?? ''}`.trim())).toEqual(['drone', 'incident', 'gate_failed 06', 'gate_failed 05', 'late'])
  })

  test('is counted by kind', () => {
    expect(counts([need('late'), need('held', '', { count: 3 }), need('late')])).toEqual([{ kind: 'held', count: 3 }, { kind: 'late', count: 2 }])
  })

  test('leads to the exhibit or search that it is about, else to its site', () => {
    expect(addressOf(need('duplicate_seal', '', { exhibit: 'x', site: 's' }), '/hq/1')).toBe('/hq/1/exhibits/x')
    expect(addressOf(need('gate_failed', '', { search: 'q', site: 's' }), '/hq/1')).toBe('/hq/1/searches/q')
    expect(addressOf(need('replan', ''), '/hq/1')).toBe('/plan/1/live')
    expect(addressOf(need('late', '', { site: 's' }), '/hq/1')).toBe('/hq/1/sites/s')
    expect(addressOf(need('held'), '/hq/1')).toBeUndefined()
  })
})

describe('the sites in view', () => {
  test('are those that are of any of what is asked for', () => {
    const only = inView(full.sites, { column: 'name', down: false }, ['late', 'silent'], 'en-GB')
    expect(only.every((s) => s.late || s.silent)).toBe(true)
    expect(only).toHaveLength(full.sites.filter((s) => s.late || s.silent).length)
    expect(fits(site({ finds: 0 }), ['finds'])).toBe(false)
    expect(countOf(full.sites, 'unsent')).toBe(full.sites.filter((s) => s.tabletsNotEmpty > 0).length)
  })

  test('are saved as they are shown: filtered, and in the order of the screen', async () => {
    const shown = inView(full.sites, { column: 'finds', down: true }, ['finds'], 'en-GB')
    const table = sitesTable(full, shown)
    expect(table.rows.map((r) => r[0])).toEqual(shown.map((s) => s.code))
    expect(table.rows.every((r) => r.length === table.head.length)).toBe(true)
    const map = JSON.parse(await sitesMap(full, shown).text())
    expect(map.features.map((f: { id: string }) => f.id)).toEqual(shown.map((s) => s.id))
    expect(map.hHour).toBe(full.hHour)
  })
})

describe('the course of exposure', () => {
  test('is drawn within its frame, nought below and the highest above', () => {
    const points = pathOf([[0, 0], [100, 50]], 100, 50).split(' ').map((p) => p.split(',').map(Number))
    expect(points[0]?.[1]).toBeGreaterThan(points[1]?.[1] ?? 0)
    expect(points[0]?.[0]).toBeLessThan(points[1]?.[0] ?? 0)
  })

  test('has labels that do not cover each other and keep their order', () => {
    expect(apart(10, 80, 30)).toEqual([10, 80])
    expect(apart(50, 60, 30)).toEqual([40, 70])
    expect(apart(60, 50, 30)).toEqual([70, 40])
  })
})

describe('the wall', () => {
  test('is asked for by its address, with a pace that somebody can read at', () => {
    expect(wallOf('')).toBeNull()
    expect(wallOf('?wall')?.pace).toBe(usualPace)
    expect(wallOf('?wall=40')?.pace).toBe(40)
    expect(wallOf('?wall=0.1')?.pace).toBe(3)
    expect(wallOf('?wall=never')?.pace).toBe(usualPace)
  })

  test('stops, turns and changes its pace by keys, and leaves other keys alone', () => {
    const t = { face: 0, pace: 15, paused: false }
    expect(pressedKey(t, ' ')?.paused).toBe(true)
    expect(pressedKey(t, 'ArrowLeft')?.face).toBe(faces.length - 1)
    expect(pressedKey(t, 'ArrowRight')?.face).toBe(1)
    expect(pressedKey(t, '+')?.pace).toBe(10)
    expect(pressedKey(t, '-')?.pace).toBe(20)
    expect(pressedKey({ ...t, pace: 60 }, '-')?.pace).toBe(60)
    expect(pressedKey(t, 'a')).toBeNull()
  })
})
