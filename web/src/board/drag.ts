import { formatHour } from '../time/hour'
import { say } from '../words/words'
import { shortCode } from './document'
import { type Row, rowAt, snap } from './layout'
import type { BoardModel } from './model'
import { axisHeight, cellOf, names, showGhost, type Stage } from './stage'
import { swapped } from './stack'

/** Pixels that the pointer must go before a press is a drag. */
const least = 4
/** Pixels from an edge within which the board scrolls along, and by how much a frame. */
const edge = 36
const pace = 14

/** One block under the pointer, from press to release. */
interface Drag {
  readonly cell: string
  readonly minutes: number
  readonly grip: number // pixels from the block's beginning to the pointer
  readonly x: number
  readonly y: number
  moving: boolean
  lastX: number
  lastY: number
  row: Row | undefined
  start: number
  other: string
}

/** Where the pointer is: the lane, the minute, and the block under it that would change places. */
function locate(model: BoardModel, stage: Stage, d: Drag): void {
  const bounds = stage.box.getBoundingClientRect()
  const y = d.lastY - bounds.top + stage.box.scrollTop - axisHeight
  const row = stage.rows[rowAt(stage.rows, y)]
  if (row?.lane != null) d.row = row
  const x = d.lastX - bounds.left + stage.box.scrollLeft - names
  d.start = snap((x - d.grip) / stage.scale, stage.scale)
  const minute = x / stage.scale
  const lane = d.row?.lane
  d.other = ''
  for (const b of lane?.blocks ?? []) {
    const now = model.place(b.cell)
    if (b.cell !== d.cell && now?.team === lane?.id && now !== undefined && now.start <= minute && minute < now.end) d.other = b.cell
  }
}

function show(model: BoardModel, stage: Stage, d: Drag): void {
  const site = d.row?.board.code ?? ''
  const team = shortCode(d.row?.lane?.code ?? '', site)
  const other = model.place(d.other)
  stage.ghost.classList.toggle('ghost-swap', other !== undefined)
  if (other === undefined) showGhost(stage, d.row, d.start, d.minutes, `${formatHour(d.start)} · ${team}`)
  else showGhost(stage, d.row, other.start, other.end - other.start, `⇄ ${say('board.swapWith', { cell: shortCode(d.other, site) })}`)
}

function drop(model: BoardModel, d: Drag): void {
  const team = d.row?.lane?.id
  const here = model.place(d.cell)
  const other = model.place(d.other)
  if (team === undefined || here === undefined) return
  model.selected.value = d.cell
  if (other !== undefined) model.make(swapped(here, other))
  else model.make([{ cell: d.cell, team, start: d.start }])
}

/** Dragging blocks: what a press on the board begins. While it goes on, only the ghost moves. */
export function dragOf(model: BoardModel): (event: PointerEvent, stage: Stage | null) => void {
  return (event, stage) => {
    const cell = cellOf(event.target)
    const place = model.place(cell)
    if (stage === null || place === undefined || event.button !== 0 || event.pointerType === 'touch') return
    const left = (event.target as Element).closest('[data-cell]')?.getBoundingClientRect().left ?? event.clientX
    const d: Drag = {
      cell, minutes: place.end - place.start, grip: event.clientX - left, x: event.clientX, y: event.clientY, moving: false,
      lastX: event.clientX, lastY: event.clientY, row: stage.rows.find((r) => r.lane?.id === place.team), start: place.start, other: '',
    }
    follow(model, stage, d)
  }
}

function follow(model: BoardModel, stage: Stage, d: Drag): void {
  const over = new AbortController()
  const { signal } = over
  let frame = 0
  const draw = (): void => {
    scrollAlong(stage.box, d)
    locate(model, stage, d)
    show(model, stage, d)
    frame = requestAnimationFrame(draw)
  }
  const end = (): void => {
    over.abort()
    cancelAnimationFrame(frame)
    stage.ghost.hidden = true
    stage.ghost.classList.remove('ghost-swap')
    stage.box.classList.remove('sight-dragging')
  }
  addEventListener('pointermove', (e) => {
    d.lastX = e.clientX
    d.lastY = e.clientY
    if (d.moving || Math.hypot(e.clientX - d.x, e.clientY - d.y) < least) return
    d.moving = true
    stage.box.classList.add('sight-dragging')
    frame = requestAnimationFrame(draw)
  }, { signal })
  addEventListener('pointerup', () => {
    if (d.moving) {
      locate(model, stage, d)
      // The click that follows a release would select what lies under the pointer.
      const swallow = (e: Event): void => e.stopPropagation()
      stage.box.addEventListener('click', swallow, { capture: true })
      setTimeout(() => stage.box.removeEventListener('click', swallow, { capture: true }), 0)
    }
    end()
    if (d.moving) drop(model, d)
  }, { signal })
  addEventListener('pointercancel', end, { signal })
  addEventListener('keydown', (e) => {
    if (e.key === 'Escape') end()
  }, { signal })
}

function scrollAlong(box: HTMLElement, d: Drag): void {
  const bounds = box.getBoundingClientRect()
  if (d.lastY < bounds.top + edge + axisHeight) box.scrollTop -= pace
  if (d.lastY > bounds.bottom - edge) box.scrollTop += pace
  if (d.lastX > bounds.right - edge) box.scrollLeft += pace
  if (d.lastX < bounds.left + names + edge && d.lastX > bounds.left) box.scrollLeft -= pace
}
