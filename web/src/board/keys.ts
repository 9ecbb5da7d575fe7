import { formatHour } from '../time/hour'
import { say } from '../words/words'
import { type Board, shortCode, siteOf } from './document'
import { type Held, moveHeld, nextBlock } from './layout'
import type { BoardModel } from './model'
import type { Stage } from './stage'
import { swapped } from './stack'

const arrows: Readonly<Record<string, 'left' | 'right' | 'up' | 'down'>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }

type Keys = (event: KeyboardEvent, stage: Stage | null, cell: string, mayEdit: boolean, focusOn: (cell: string) => void, zoomBy: (by: number) => void) => void

/** The board by keyboard: arrows go from block to block; Enter takes one up, then arrows move it, Enter tries, S swaps, Escape lets go. */
export function keysOf(model: BoardModel): Keys {
  return (event, stage, cell, mayEdit, focusOn, zoomBy) => {
    if (stage === null) return
    const taken = model.held.value === null ? browse(model, event, stage, cell, mayEdit, focusOn, zoomBy) : carry(model, event, stage, model.held.value)
    if (taken) event.preventDefault()
  }
}

function browse(model: BoardModel, event: KeyboardEvent, stage: Stage, cell: string, mayEdit: boolean, focusOn: (cell: string) => void, zoomBy: (by: number) => void): boolean {
  const way = arrows[event.key]
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  if (event.key === '+' || event.key === '-' || event.key === '0') {
    zoomBy(event.key === '+' ? 1 : event.key === '-' ? -1 : 0)
    return true
  }
  if (cell === '') return false
  if (way !== undefined) {
    const next = nextBlock(stage.boards, cell, way)
    if (next !== undefined) focusOn(next.cell)
    return true
  }
  if (event.key === 'Escape' && model.selected.value !== null) {
    model.selected.value = null
    return true
  }
  if (event.key !== 'Enter' && event.key !== ' ') return false
  const place = model.place(cell)
  model.selected.value = cell
  if (mayEdit && event.key === 'Enter' && place !== undefined) {
    model.held.value = { cell, team: place.team, start: place.start }
    model.said.value = say('board.taken', { cell })
  }
  return true
}

function boardOf(stage: Stage, held: Held): Board | undefined {
  return stage.boards.find((b) => b.code === siteOf(held.cell)) ?? stage.boards.find((b) => b.lanes.some((l) => l.id === held.team))
}

function carry(model: BoardModel, event: KeyboardEvent, stage: Stage, held: Held): boolean {
  const board = boardOf(stage, held)
  const way = arrows[event.key]
  if (board !== undefined && way !== undefined) {
    const by = event.shiftKey ? 5 : 1
    const now = moveHeld(held, board, way === 'left' ? -by : way === 'right' ? by : 0, way === 'up' ? -1 : way === 'down' ? 1 : 0)
    model.held.value = now
    model.said.value = `${formatHour(now.start)}, ${shortCode(board.lanes.find((l) => l.id === now.team)?.code ?? '', board.code)}`
    return true
  }
  if (event.key === 'Escape' || event.key === 'Tab') {
    model.held.value = null
    model.said.value = say('board.letGo')
    return event.key === 'Escape'
  }
  if (event.key === 'Enter') {
    model.held.value = null
    model.make([{ cell: held.cell, team: held.team, start: held.start }])
    return true
  }
  if (event.key.toLowerCase() !== 's' || board === undefined) return event.key === ' '
  const other = under(model, board, held)
  const here = model.place(held.cell)
  if (other === undefined || here === undefined) {
    model.said.value = say('board.noneToSwap')
    return true
  }
  model.held.value = null
  model.make(swapped(here, other))
  return true
}

/** The search that lies where the held block would begin. */
function under(model: BoardModel, board: Board, held: Held) {
  return board.lanes
    .flatMap((l) => l.blocks)
    .filter((b) => b.cell !== held.cell)
    .map((b) => model.place(b.cell))
    .find((p) => p !== undefined && p.team === held.team && p.start <= held.start && held.start < p.end)
}
