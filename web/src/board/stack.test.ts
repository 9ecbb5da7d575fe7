import { describe, expect, test } from 'vitest'
import type { Assignment, Board } from './document'
import { changesOf, isAs, lanesWith, merge, noSteps, placesOf, placeWith, push, redo, swapped, undo, without } from './stack'

const at = (cell: string, team: string, start: number, end = start + 20): Assignment => ({ cell, team, start, end })
const plan = [at('S/a', 'T1', 0), at('S/b', 'T1', 25), at('S/c', 'T2', 0, 30)]
const places = placesOf(plan)
const lane = (id: string) => ({ id, code: id, officers: 2, blocks: plan.filter((p) => p.team === id) })
const board: Board = { code: 'S', name: 'S', timeZone: 'UTC', cells: 3, result: null, lanes: [lane('T1'), lane('T2'), lane('T3')], unsearched: [] }
const half = (): number => 30

describe('changes by hand', () => {
  const one = push(noSteps, [{ cell: 'S/a', team: 'T2', start: 40 }])
  const two = push(one, [{ cell: 'S/b', team: 'T1', start: 30 }])

  test('come to the last of each cell', () => {
    const again = push(two, [{ cell: 'S/a', team: 'T3', start: 5 }])
    expect(changesOf(again, places)).toEqual([{ cell: 'S/a', team: 'T3', start: 5 }, { cell: 'S/b', team: 'T1', start: 30 }])
  })

  test('come to nothing where a cell is put back', () => {
    expect(changesOf(push(one, [{ cell: 'S/a', team: 'T1', start: 0 }]), places)).toEqual([])
  })

  test('are taken back step by step and made again, until something new is done', () => {
    expect(changesOf(undo(two), places)).toEqual([{ cell: 'S/a', team: 'T2', start: 40 }])
    expect(redo(undo(two))).toEqual(two)
    expect(undo(undo(undo(two))).done).toEqual([])
    expect(redo(push(undo(two), [{ cell: 'S/c', out: true }])).done).toHaveLength(2)
    expect(undo(noSteps)).toBe(noSteps)
    expect(push(one, [])).toBe(one)
  })

  test('of one cell are taken out of every step, and a swap keeps its other half', () => {
    const swap = push(noSteps, swapped(at('S/a', 'T1', 0), at('S/c', 'T2', 0)))
    expect(changesOf(without(swap, 'S/a'), places)).toEqual([{ cell: 'S/c', team: 'T1', start: 0 }])
    expect(without(one, 'S/a').done).toEqual([])
  })

  test('that swap give each the other’s team and minute', () => {
    expect(swapped(at('S/a', 'T1', 0), at('S/c', 'T2', 7))).toEqual([{ cell: 'S/a', team: 'T2', start: 7 }, { cell: 'S/c', team: 'T1', start: 0 }])
    expect(swapped(at('S/a', 'T1', 0), at('S/a', 'T1', 0))).toEqual([])
  })

  test('leave out a cell, or put in one that was left out with the time that it takes', () => {
    expect(isAs({ cell: 'S/x', out: true }, undefined)).toBe(true)
    const changes = new Map([['S/a', { cell: 'S/a', out: true }], ['S/x', { cell: 'S/x', team: 'T3', start: 10 }]])
    expect(placeWith('S/a', changes, places, half)).toBeUndefined()
    expect(placeWith('S/x', changes, places, half)).toEqual(at('S/x', 'T3', 10, 40))
    expect(placeWith('S/b', changes, places, half)).toBe(plan[1])
  })
})

describe('the lanes with changes', () => {
  test('show where a search is and where it was, and leave lanes alone that nothing concerns', () => {
    const drawn = lanesWith([board], [{ cell: 'S/a', team: 'T2', start: 40 }], places, half)
    expect([...drawn.keys()]).toEqual(['T1', 'T2'])
    expect(drawn.get('T1')?.map((d) => [d.cell, d.look])).toEqual([['S/a', 'left'], ['S/b', 'plain']])
    expect(drawn.get('T2')?.map((d) => [d.cell, d.look, d.start, d.end])).toEqual([['S/c', 'plain', 0, 30], ['S/a', 'moved', 40, 60]])
    expect(lanesWith([board], [], places, half).size).toBe(0)
  })

  test('show nothing of a cell that is left out but where it was', () => {
    const drawn = lanesWith([board], [{ cell: 'S/c', out: true }], places, half)
    expect(drawn.get('T2')?.map((d) => d.look)).toEqual(['left'])
  })
})

describe('a version that somebody else made', () => {
  const mine = [{ cell: 'S/a', team: 'T2', start: 40 }, { cell: 'S/b', team: 'T1', start: 30 }]

  test('keeps every change of one’s own', () => {
    const now = placesOf([at('S/a', 'T1', 0), at('S/b', 'T1', 25), at('S/c', 'T3', 5, 35)])
    const merged = merge(mine, places, now)
    expect(merged).toEqual({ kept: mine, clashes: [], done: [], moved: ['S/c'] })
  })

  test('tells which cells both moved, with where each put them', () => {
    const now = placesOf([at('S/a', 'T3', 9), at('S/b', 'T1', 25), at('S/c', 'T2', 0, 30)])
    const merged = merge(mine, places, now)
    expect(merged.kept).toEqual(mine)
    expect(merged.clashes).toEqual([{ change: mine[0], was: plan[0], theirs: at('S/a', 'T3', 9) }])
  })

  test('has what both did alike already', () => {
    const now = placesOf([at('S/a', 'T2', 40), at('S/b', 'T1', 25), at('S/c', 'T2', 0, 30)])
    const merged = merge(mine, places, now)
    expect(merged.done).toEqual([mine[0]])
    expect(merged.kept).toEqual([mine[1]])
  })

  test('may have lost or gained a cell', () => {
    const merged = merge(mine, places, placesOf([at('S/b', 'T1', 25), at('S/c', 'T2', 0, 30), at('S/d', 'T3', 0)]))
    expect(merged.moved).toEqual(['S/a', 'S/d'])
    expect(merged.clashes.map((c) => c.theirs)).toEqual([undefined])
  })
})
