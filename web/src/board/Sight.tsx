import { useComputed } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { formatHour } from '../time/hour'
import { language, say } from '../words/words'
import type { Board } from './document'
import { dragOf } from './drag'
import { keysOf } from './keys'
import { axisEnd, heightOf, mostZoom, type Range, rangeOf, type Row, rowsOf, sameRange, scaleOf } from './layout'
import { Links } from './Links'
import type { BoardModel, Loaded } from './model'
import { NowLine, NowMark, useNow } from './Now'
import { Axis, LaneRow, type Marks, SiteHead } from './Rows'
import { cellOf, names, showGhost, type Stage } from './stage'
import { lanesWith } from './stack'

const none: Range = { first: 0, last: 0, from: 0, to: 0 }
const nothing: ReadonlySet<string> = new Set()

interface SightProperties {
  readonly model: BoardModel
  readonly loaded: Loaded
  readonly boards: readonly Board[]
  /** By what the boards were found: where it changes, they are looked at from the top. */
  readonly sought: string
  readonly zoom: number
  readonly mayEdit: boolean
  readonly onZoom: (zoom: number) => void
}

/** A window onto all lanes: of sites, lanes and blocks only those in sight are drawn. */
export function Sight({ model, loaded, boards, sought, zoom, mayEdit, onZoom }: SightProperties) {
  const box = useRef<HTMLDivElement>(null)
  const ghost = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(1000)
  const [range, setRange] = useState<Range>(none)
  const [active, setActive] = useState('')
  const [hasty, setHasty] = useState(false)
  const rows = useMemo(() => rowsOf(boards), [boards])
  const end = useMemo(() => axisEnd(loaded.plan.assignments), [loaded])
  const scale = scaleOf(zoom, width, end)
  const now = useNow(model.desk.operation, end)
  const marks = useMarks(model, loaded)
  const drawn = useMemo(() => lanesWith(loaded.boards, model.changes.value, loaded.places, model.duration), [loaded, model.changes.value])
  const focusWanted = useRef('') // where the focus goes as soon as that is drawn: the next press is meant for it

  const look = useMemo(() => looker(box, rows, scale, setRange), [rows, scale])
  useLayoutEffect(look, [look, width])
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const measure = (): void => setWidth(element.clientWidth - names - 24)
    const scrolled = haste(setHasty, look)
    measure()
    element.addEventListener('scroll', scrolled, { passive: true })
    const watch = new ResizeObserver(() => (measure(), look()))
    watch.observe(element)
    return () => {
      element.removeEventListener('scroll', scrolled)
      watch.disconnect()
    }
  }, [look])
  useLayoutEffect(() => void box.current?.scrollTo({ top: 0 }), [sought]) // what was found begins at its first site
  useKeepMiddle(box, scale)

  const stage = (): Stage | null =>
    box.current === null || ghost.current === null ? null : { box: box.current, ghost: ghost.current, rows, boards, scale, reveal: (cell) => reveal(box.current, rows, model, cell, scale) }
  const drag = useMemo(() => dragOf(model), [model])
  const keys = useMemo(() => keysOf(model), [model])
  useEffect(() => {
    const cell = focusWanted.current
    if (cell === '') return
    const block = box.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(cell)}"]`)
    if (block == null) return
    focusWanted.current = ''
    block.focus({ preventScroll: true })
  })
  useHeldGhost(model, stage)

  const focusOn = (cell: string): void => {
    focusWanted.current = cell
    reveal(box.current, rows, model, cell, scale)
    setActive(cell)
    look()
  }
  const at = active !== '' && model.place(active) !== undefined ? active : (boards.flatMap((b) => b.lanes).find((l) => l.blocks.length > 0)?.blocks[0]?.cell ?? '')
  return (
    <div
      class="sight" ref={box} role="group" aria-label={say('board.region')} aria-describedby="board-keys"
      onPointerDown={(e) => mayEdit && drag(e, stage())}
      onClick={(e) => {
        const cell = cellOf(e.target)
        if (cell === '') return
        setActive(cell)
        model.selected.value = cell
      }}
      onFocusIn={(e) => {
        const cell = cellOf(e.target)
        if (cell !== '' && cell !== active) setActive(cell)
      }}
      onKeyDown={(e) => keys(e, stage(), focusWanted.current || cellOf(e.target), mayEdit, focusOn, (by) => onZoom(by === 0 ? 0 : Math.min(mostZoom(width, end), Math.max(0, zoom + by))))}
    >
      <Axis end={end} scale={scale} width={width} hHour={model.hour()}>
        <NowMark now={now} scale={scale} />
      </Axis>
      <div class="sight-all" style={{ height: `${heightOf(rows)}px`, width: `${names + end * scale + 12}px` }} role="list" aria-label={say('board.rows')}>
        {inSight(rows, range, at, model).map(([row, i]) =>
          row.lane === null ? (
            <SiteHead key={`site ${row.board.code}`} board={row.board} top={row.top} index={i} hHour={model.hour()} language={language.value} />
          ) : (
            <LaneRow key={row.lane.id} lane={row.lane} site={row.board.code} top={row.top} index={i} scale={scale} from={range.from} to={range.to} drawn={drawn.get(row.lane.id)} marks={marks} language={language.value}
              selected={ownedBy(model, row, model.selected.value)} active={ownedBy(model, row, at)} hasty={hasty} />
          ),
        )}
      </div>
      <Links model={model} rows={rows} scale={scale} height={heightOf(rows)} width={names + end * scale + 12} />
      <NowLine now={now} scale={scale} height={heightOf(rows)} />
      <div class="board-ghost number" ref={ghost} aria-hidden="true" hidden />
    </div>
  )
}

function useMarks(model: BoardModel, loaded: Loaded): Marks {
  const wrong = useComputed(() => new Set(model.trial.value?.violations.flatMap((v) => v.cells) ?? [])).value
  const group = model.facts.known.value.data?.groupOf.get(model.selected.value ?? '')
  const linked = useMemo(() => (group === undefined ? nothing : new Set(group.cells)), [group])
  const pinned = model.facts.known.value.data?.pins ?? nothing
  const changed = model.changed.value
  return useMemo(() => ({ critical: loaded.critical, pinned, wrong, linked, changed }), [loaded, pinned, wrong, linked, changed])
}

/** The cell where its lane is this row, else "": a lane is drawn again only when it is concerned. */
function ownedBy(model: BoardModel, row: Row, cell: string | null): string {
  return cell !== null && cell !== '' && model.place(cell)?.team === row.lane?.id ? cell : ''
}

/** Sees which rows and minutes are in sight, and asks for drawing only when these are others than before. */
function looker(box: { current: HTMLDivElement | null }, rows: readonly Row[], scale: number, set: (f: (was: Range) => Range) => void): () => void {
  return () => {
    const e = box.current
    if (e === null) return
    const now = rangeOf(rows, e.scrollTop, e.clientHeight, e.scrollLeft, e.clientWidth, scale)
    set((was) => (sameRange(was, now) ? was : now))
  }
}

/** Milliseconds after the last scroll at which the board rests, at the most, and how many scrolls closer than that are haste. */
const rest = 120
const longest = 600
const many = 3

/** Scrolls, and tells when they come in haste and when that is over. On a slow machine scrolls come seldomer, and the board waits longer: else it would draw all lanes between any two of them, and be slower still. */
function haste(set: (hasty: boolean) => void, look: () => void): () => void {
  let last = 0
  let run = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    const now = performance.now()
    const since = now - last
    run = since < longest ? run + 1 : 0
    last = now
    if (run >= many) set(true)
    clearTimeout(timer)
    timer = setTimeout(() => {
      run = 0
      set(false)
    }, Math.min(longest, Math.max(rest, 2 * since)))
    look()
  }
}

/** Rows of the range, and the one that has the keyboard, so that the focus is not lost by scrolling. */
function inSight(rows: readonly Row[], range: Range, active: string, model: BoardModel): [Row, number][] {
  const found: [Row, number][] = []
  for (let i = range.first; i < range.last; i++) {
    const row = rows[i]
    if (row !== undefined) found.push([row, i])
  }
  const team = model.place(active)?.team
  const i = team === undefined ? -1 : rows.findIndex((r) => r.lane?.id === team)
  const row = rows[i]
  if (row !== undefined && (i < range.first || i >= range.last)) found.push([row, i])
  return found
}

/** Scrolls a cell into sight. */
function reveal(box: HTMLDivElement | null, rows: readonly Row[], model: BoardModel, cell: string, scale: number): void {
  const place = model.held.value?.cell === cell ? { ...model.held.value, end: model.held.value.start + 10 } : model.place(cell)
  const row = rows.find((r) => r.lane !== null && r.lane.id === place?.team)
  if (box === null || place === undefined || row === undefined) return
  const left = place.start * scale
  const right = place.end * scale
  const view = box.clientWidth - names
  if (row.top < box.scrollTop || row.top + row.height > box.scrollTop + box.clientHeight - 40) box.scrollTop = Math.max(0, row.top - box.clientHeight / 3)
  if (left < box.scrollLeft || right > box.scrollLeft + view) box.scrollLeft = Math.max(0, left - view / 3)
}

/** Keeps the minute in the middle where it is when the zoom changes. */
function useKeepMiddle(box: { current: HTMLDivElement | null }, scale: number): void {
  const before = useRef(scale)
  useLayoutEffect(() => {
    const e = box.current
    if (e !== null && before.current !== scale) {
      const half = (e.clientWidth - names) / 2
      e.scrollLeft = ((e.scrollLeft + half) / before.current) * scale - half
    }
    before.current = scale
  }, [scale])
}

/** Draws the block that the keyboard holds. */
function useHeldGhost(model: BoardModel, stage: () => Stage | null): void {
  const held = model.held.value
  useEffect(() => {
    const s = stage()
    if (s === null || held === null) {
      if (s !== null) s.ghost.hidden = true
      return
    }
    const row = s.rows.find((r) => r.lane?.id === held.team)
    const place = model.place(held.cell)
    const length = place === undefined ? model.duration(held.cell) : place.end - place.start
    showGhost(s, row, held.start, length, `${formatHour(held.start)} · ${row?.lane?.code ?? ''}`)
    s.reveal(held.cell)
  })
}
