import { describe, expect, test } from 'vitest'
import { planView } from '../../fixtures/plan'
import { boards, readPlan } from './document'
import { axisEnd, blocksIn, criticalCells, headHeight, heightOf, laneHeight, mostZoom, moveHeld, nextBlock, rangeOf, rowAt, rowsOf, scaleOf, snap } from './layout'

const view = planView(66)
const plan = readPlan(view.plan)
const all = boards(view, plan)
const rows = rowsOf(all)

describe('the rows of the board', () => {
  test('lie one under the other, a head and a lane for each team', () => {
    expect(rows).toHaveLength(all.length + all.reduce((n, b) => n + b.lanes.length, 0))
    for (const [i, row] of rows.entries()) expect(row.top).toBe(i === 0 ? 0 : (rows[i - 1]?.top ?? 0) + (rows[i - 1]?.height ?? 0))
    expect(heightOf(rows)).toBe(all.length * headHeight + (rows.length - all.length) * laneHeight)
    expect(heightOf([])).toBe(0)
  })

  test('are found by their height, as a walk through all of them would find them', () => {
    for (let y = 0; y < heightOf(rows); y += 7) expect(rowAt(rows, y)).toBe(rows.findLastIndex((r) => r.top <= y))
    expect(rowAt(rows, -1)).toBe(-1)
    expect(rowAt(rows, 1e9)).toBe(rows.length - 1)
  })
})

describe('what is drawn', () => {
  const scale = 2

  test('covers the whole window at every place, and is a small part of 60,000 cells', () => {
    for (let top = 0; top < heightOf(rows); top += 33) {
      const r = rangeOf(rows, top, 600, 0, 900, scale)
      const first = rows[r.first]
      const last = rows[r.last - 1]
      expect(first?.top ?? 1).toBeLessThanOrEqual(top)
      expect((last?.top ?? 0) + (last?.height ?? 0)).toBeGreaterThanOrEqual(Math.min(top + 600, heightOf(rows)))
      expect(r.last - r.first).toBeLessThan(45)
    }
  })

  test('covers the minutes in sight, those half seen too', () => {
    for (let left = 0; left < 3000; left += 77) {
      const r = rangeOf(rows, 0, 600, left, 900, scale)
      expect(r.from).toBeLessThanOrEqual(left / scale)
      expect(r.to).toBeGreaterThanOrEqual((left + 900) / scale)
    }
    const blocks = [{ cell: 'a', team: 't', start: 0, end: 30 }, { cell: 'b', team: 't', start: 35, end: 60 }, { cell: 'c', team: 't', start: 400, end: 420 }]
    expect(blocksIn(blocks, 29, 36).map((b) => b.cell)).toEqual(['a', 'b'])
    expect(blocksIn(blocks, 100, 200)).toEqual([])
    expect(blocksIn(blocks, 0, 500)).toBe(blocks)
  })
})

describe('the axis', () => {
  test('holds every search, and room behind the last to move one there', () => {
    const end = Math.max(...plan.assignments.map((a) => a.end))
    expect(axisEnd(plan.assignments)).toBeGreaterThan(end)
    expect(axisEnd([])).toBeGreaterThanOrEqual(30)
  })

  test('fits the window unless one zooms, and then grows up to where a minute can be hit', () => {
    expect(scaleOf(0, 1000, 500) * 500).toBeCloseTo(1000)
    expect(scaleOf(2, 1000, 500)).toBeGreaterThan(scaleOf(1, 1000, 500))
    expect(scaleOf(mostZoom(1000, 500), 1000, 500)).toBeGreaterThanOrEqual(24)
  })

  test('snaps to minutes where there is room for them, to five where there is not, and never before H', () => {
    expect([snap(33.4, 4), snap(33.4, 1), snap(-8, 4)]).toEqual([33, 35, 0])
  })
})

describe('the keyboard', () => {
  const board = all[0]
  if (board === undefined) throw new Error('no board')
  const [one, two] = board.lanes
  if (one === undefined || two === undefined) throw new Error('no lanes')
  const cell = one.blocks[0]?.cell ?? ''

  test('goes along a lane and to the nearest search of the lane below, and back', () => {
    expect(nextBlock(all, cell, 'left')).toBeUndefined()
    const below = nextBlock(all, cell, 'down')
    expect(below?.team).toBe(two.id)
    expect(nextBlock(all, below?.cell ?? '', 'up')?.team).toBe(one.id)
    const longest = board.lanes.find((l) => l.blocks.length > 1)
    expect(nextBlock(all, longest?.blocks[0]?.cell ?? '', 'right')).toBe(longest?.blocks[1])
  })

  test('moves what it holds by minutes and lanes of its site, not before H and not beyond the lanes', () => {
    const held = { cell, team: one.id, start: 2 }
    expect(moveHeld(held, board, 5, 0)).toEqual({ cell, team: one.id, start: 7 })
    expect(moveHeld(held, board, -5, 0).start).toBe(0)
    expect(moveHeld(held, board, 0, 1).team).toBe(two.id)
    expect(moveHeld(held, board, 0, -1).team).toBe(one.id)
    expect(moveHeld(held, board, 0, 99).team).toBe(board.lanes.at(-1)?.id)
  })
})

test('the last search of every site is marked', () => {
  const critical = criticalCells(all)
  for (const b of all) {
    const last = b.lanes.flatMap((l) => l.blocks).filter((x) => x.end === b.result?.makespan)
    expect(last.length).toBeGreaterThan(0)
    expect(last.every((x) => critical.has(x.cell))).toBe(true)
  }
})
