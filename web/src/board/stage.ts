import type { Board } from './document'
import type { Row } from './layout'

/** The width of the column of names, pixels; board.css has the same. */
export const names = 152
/** The height of the axis above the rows, pixels. */
export const axisHeight = 32

/** What the window onto the board hands to those who move blocks in it. */
export interface Stage {
  readonly box: HTMLDivElement
  readonly ghost: HTMLDivElement
  readonly rows: readonly Row[]
  readonly boards: readonly Board[]
  readonly scale: number
  reveal(cell: string): void
}

/** The cell whose block an event is about, "" when it is about none. */
export function cellOf(target: EventTarget | null): string {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-cell]')?.dataset.cell ?? '') : ''
}

/** Puts the ghost where a block would come to lie. It is moved past Preact: a frame of dragging costs one transform. */
export function showGhost(stage: Stage, row: Row | undefined, start: number, minutes: number, words: string): void {
  const { ghost, scale } = stage
  ghost.hidden = false
  ghost.style.width = `${Math.max(3, minutes * scale - 1)}px`
  ghost.style.transform = `translate(${names + start * scale}px, ${(row?.top ?? 0) + axisHeight + 2}px)`
  if (ghost.textContent !== words) ghost.textContent = words
}
