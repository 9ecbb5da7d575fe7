import { describe, expect, test } from 'vitest'
import { planView } from '../../fixtures/plan'
import { answersTo, boards, gap, readPlan, shortCode } from './document'
import { newestOf } from './model'

const view = planView(66)
const plan = readPlan(view.plan)
const all = boards(view, plan)

describe('the plan board', () => {
  test('shows the newest version while it is planned, and the newest in force once it runs: never what is only proposed', () => {
    const versions = [{ number: 1, published: true }, { number: 2, published: true }, { number: 3, published: false }]
    expect([newestOf(versions, 'planned'), newestOf(versions, 'live'), newestOf([], 'live'), newestOf([{ number: 1, published: false }], 'released')]).toEqual([3, 2, 0, 1])
  })

  test('has every search of the plan in exactly one lane', () => {
    const drawn = all.flatMap((b) => b.lanes.flatMap((l) => l.blocks.map((x) => x.cell)))
    expect(drawn.length).toBe(plan.assignments.length)
    expect(new Set(drawn).size).toBe(drawn.length)
  })

  test('has the searches of a team in the order of their start', () => {
    for (const lane of all.flatMap((b) => b.lanes)) {
      for (const [i, block] of lane.blocks.slice(1).entries()) expect(block.start).toBeGreaterThanOrEqual(lane.blocks[i]?.end ?? 0)
    }
  })

  test('shows what is not searched at its site', () => {
    expect(all.find((b) => b.code === 'S12')?.unsearched.map((u) => u.rule)).toEqual(['noSex'])
    expect(all.filter((b) => b.unsearched.length > 0)).toHaveLength(1)
  })

  test('is found by site, by name without its accents, and by cell', () => {
    const [first] = all
    if (first === undefined) throw new Error('no board')
    expect(answersTo(first, 's01')).toBe(true)
    expect(answersTo(first, 'centre penitentiaire')).toBe(true)
    expect(answersTo(first, first.lanes[0]?.blocks[0]?.cell.toLowerCase() ?? '')).toBe(true)
    expect(answersTo(first, 'Fresnes')).toBe(false)
  })

  test('names a cell without its site, which stands above it', () => {
    expect(shortCode('S01/A2-12', 'S01')).toBe('A2-12')
    expect(shortCode('AIX-T3', 'AIX')).toBe('T3')
    expect(shortCode('S010/A2', 'S01')).toBe('S010/A2')
  })

  test('prints no gap for a plan that is proven, and the gap to the bound for another', () => {
    expect(gap({ makespan: 96, lowerBound: 96, proven: true })).toBe(0)
    expect(gap({ makespan: 104, lowerBound: 100, proven: false })).toBeCloseTo(0.04)
    expect(gap({ makespan: 0, lowerBound: 0, proven: false })).toBe(0)
  })

  test('is drawn from a document that lacks parts or has them in another form', () => {
    const empty = { assignments: [], unsearched: [], sites: [], totals: {}, infeasible: [] }
    expect(readPlan({})).toEqual(empty)
    expect(readPlan({ assignments: 'none', totals: null, sites: [null, 3] })).toEqual(empty)
  })
})

test('the teams of a site stand in the order in which people count them', () => {
  const teams = ['T10', 'T2', 'T1'].map((code) => ({ id: `S/${code}`, code, officers: 3 }))
  const [site] = boards({ sites: [{ code: 'S', name: 'S', timeZone: 'Europe/Paris', cells: 0, teams }] }, { ...plan, assignments: [], unsearched: [], sites: [], infeasible: [] })
  expect(site?.lanes.map((l) => l.code)).toEqual(['T1', 'T2', 'T10'])
})
