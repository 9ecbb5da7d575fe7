import type { Assignment, Board, Lane } from './document'

/** Heights of the board's rows, pixels. */
export const headHeight = 44
export const laneHeight = 32

/** A row of the board: a site's head, or a team's lane. */
export interface Row {
  readonly board: Board
  /** null: the site's head. */
  readonly lane: Lane | null
  readonly top: number
  readonly height: number
}

/** All rows one under the other, from 0. */
export function rowsOf(boards: readonly Board[]): Row[] {
  const rows: Row[] = []
  let top = 0
  const add = (board: Board, lane: Lane | null, height: number): void => {
    rows.push({ board, lane, top, height })
    top += height
  }
  for (const board of boards) {
    add(board, null, headHeight)
    for (const lane of board.lanes) add(board, lane, laneHeight)
  }
  return rows
}

/** The height of all rows together. */
export function heightOf(rows: readonly Row[]): number {
  const last = rows.at(-1)
  return last === undefined ? 0 : last.top + last.height
}

/** The index of the row at a height, by halving; −1 above all, the last one below all. */
export function rowAt(rows: readonly Row[], y: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.top ?? 0) <= y) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** A half-open range of rows, and of minutes, that is drawn. */
export interface Range {
  readonly first: number
  readonly last: number
  readonly from: number
  readonly to: number
}

/** Rows drawn beyond those in sight, and the steps in which the range moves: a scroll within a step draws nothing new. */
const spare = 6
const step = 4
/** Pixels drawn beyond the sides, and their step. */
const margin = 240

/**
 * What is drawn of a window onto the board: rows that it shows with some to spare, and the minutes that it shows. It moves in steps, so that
 * most frames of a scroll change nothing.
 */
export function rangeOf(rows: readonly Row[], top: number, height: number, left: number, width: number, scale: number): Range {
  const first = Math.max(0, rowAt(rows, top) - spare)
  const last = rowAt(rows, top + height) + 1 + spare
  const from = Math.floor(left / margin) - 1
  const to = Math.ceil((left + width) / margin) + 1
  return {
    first: Math.floor(first / step) * step,
    last: Math.min(rows.length, Math.ceil(last / step) * step),
    from: Math.max(0, (from * margin) / scale),
    to: (to * margin) / scale,
  }
}

export const sameRange = (a: Range, b: Range): boolean => a.first === b.first && a.last === b.last && a.from === b.from && a.to === b.to

/** The blocks of a lane that a range of minutes touches. */
export function blocksIn<T extends Assignment>(blocks: readonly T[], from: number, to: number): readonly T[] {
  const { length } = blocks
  if (length === 0 || ((blocks[0]?.start ?? 0) >= from && (blocks[length - 1]?.end ?? 0) <= to)) return blocks
  return blocks.filter((b) => b.end >= from && b.start <= to)
}

/** The last minute of the axis: the plan's end and room to move beyond it. */
export function axisEnd(assignments: readonly Assignment[]): number {
  let end = 30
  for (const a of assignments) if (a.end > end) end = a.end
  return Math.ceil((end + Math.max(10, end * 0.06)) / 15) * 15
}

/** Pixels a minute: `fit` shows the whole axis in the width, each step of zoom is half as wide again. */
export function scaleOf(zoom: number, width: number, end: number): number {
  return Math.max(0.05, (Math.max(200, width) / end) * 1.5 ** zoom)
}

/** How far zoom goes: in, until a minute is 24 pixels. */
export function mostZoom(width: number, end: number): number {
  return Math.max(0, Math.ceil(Math.log(24 / scaleOf(0, width, end)) / Math.log(1.5)))
}

/** The minutes to which a dragged block snaps: one where a minute can be hit, five where it is a pixel or two. */
export function snap(minutes: number, scale: number): number {
  const grain = scale >= 2 ? 1 : 5
  return Math.max(0, Math.round(minutes / grain) * grain)
}

/** Where a block that is moved by keys comes to be. */
export interface Held {
  readonly cell: string
  readonly team: string
  readonly start: number
}

/** Moves a held block by minutes, or to the lane that is `lanes` further on within its site. */
export function moveHeld(held: Held, board: Board, minutes: number, lanes: number): Held {
  const at = board.lanes.findIndex((l) => l.id === held.team)
  const to = board.lanes[Math.min(board.lanes.length - 1, Math.max(0, at + lanes))]
  return { cell: held.cell, team: lanes === 0 || to === undefined ? held.team : to.id, start: Math.max(0, held.start + minutes) }
}

/** The block that one comes to from another by an arrow key: along the lane, or in the nearest lane above or below the one that is then searched. */
export function nextBlock(boards: readonly Board[], cell: string, way: 'left' | 'right' | 'up' | 'down'): Assignment | undefined {
  const lanes = boards.flatMap((b) => b.lanes).filter((l) => l.blocks.length > 0)
  const at = lanes.findIndex((l) => l.blocks.some((b) => b.cell === cell))
  const here = lanes[at]
  if (here === undefined) return lanes[0]?.blocks[0]
  const i = here.blocks.findIndex((b) => b.cell === cell)
  if (way === 'left' || way === 'right') return here.blocks[i + (way === 'left' ? -1 : 1)]
  const lane = lanes[at + (way === 'up' ? -1 : 1)]
  const from = here.blocks[i]
  if (lane === undefined || from === undefined) return undefined
  const distance = (b: Assignment): number => Math.max(0, b.start - from.start, from.start + 1 - b.end)
  return lane.blocks.reduce((best, b) => (distance(b) < distance(best) ? b : best))
}

/** The last search of each site: to end sooner, one must shorten what leads to it. */
export function criticalCells(boards: readonly Board[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const b of boards) {
    for (const lane of b.lanes) for (const x of lane.blocks) if (b.result !== null && x.end === b.result.makespan) found.add(x.cell)
    for (const cell of b.result?.bound.kind === 'longestCell' || b.result?.bound.kind === 'release' ? b.result.bound.cells : []) found.add(cell)
  }
  return found
}
