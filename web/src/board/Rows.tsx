import { Component, type ComponentChildren } from 'preact'
import { axisMarks, formatHour, formatMinutes } from '../time/hour'
import { localTime } from '../time/local'
import { figure, say, sayCode } from '../words/words'
import { type Assignment, type Board, gap, type Lane, shortCode, type SiteResult } from './document'
import { blocksIn } from './layout'
import type { Drawn } from './stack'

/** What marks a cell on its block. */
export interface Marks {
  readonly critical: ReadonlySet<string>
  readonly pinned: ReadonlySet<string> | ReadonlyMap<string, unknown>
  readonly wrong: ReadonlySet<string>
  readonly linked: ReadonlySet<string>
  readonly changed: ReadonlySet<string> | ReadonlyMap<string, unknown>
}

interface LaneProperties {
  readonly lane: Lane
  readonly site: string
  readonly top: number
  readonly index: number
  readonly scale: number
  readonly from: number
  readonly to: number
  readonly drawn: readonly Drawn[] | undefined
  readonly marks: Marks
  readonly language: string
  /** The selected cell, where it lies on this lane; "" otherwise. */
  readonly selected: string
  /** The cell that the keyboard comes to, where it lies on this lane; "" otherwise. */
  readonly active: string
  /** The board is scrolled in haste: a lane that comes into sight is drawn as one shape, and whole once the board rests. */
  readonly hasty: boolean
}

/** Half a lane's props are the same objects from frame to frame: then nothing of it is compared, let alone drawn. */
export class LaneRow extends Component<LaneProperties> {
  override shouldComponentUpdate(next: LaneProperties): boolean {
    return (Object.keys(next) as (keyof LaneProperties)[]).some((k) => next[k] !== this.props[k])
  }

  /** A lane that was drawn whole stays so. */
  private whole = false

  override render() {
    const { lane, site, top, index, from, to, drawn, hasty, active, scale } = this.props
    const blocks: readonly (Assignment | Drawn)[] = drawn ?? lane.blocks
    this.whole ||= !hasty || active !== ''
    return (
      <div class="lane" style={{ top: `${top}px` }} role="listitem" aria-posinset={index + 1} aria-setsize={-1} aria-label={say('board.lane', { team: shortCode(lane.code, site), n: blocks.length })}>
        <div class="lane-name" title={lane.code}>
          <span class="strong">{shortCode(lane.code, site)}</span> <span class="small quiet">{say('plan.teamOf', { n: lane.officers })}</span>
        </div>
        <div class="lane-track" data-lane={lane.id}>
          {blocks.length === 0 && <span class="lane-idle small quiet">{say('plan.idle')}</span>}
          {this.whole ? blocksIn(blocks, from, to).map((b) => this.block(b)) : <Sketch blocks={blocksIn(blocks, from, to)} scale={scale} />}
        </div>
      </div>
    )
  }

  private block(b: Assignment | Drawn) {
    const { scale, site, marks, selected, active, lane } = this.props
    const look = 'look' in b ? b.look : 'plain'
    const place = { left: `${b.start * scale}px`, width: `${Math.max(3, (b.end - b.start) * scale - 1)}px` }
    if (look === 'left') return <span key={`${b.cell}←`} class="block block-left" style={place} aria-hidden="true" />
    const pinned = marks.pinned.has(b.cell)
    const wrong = marks.wrong.has(b.cell)
    const critical = marks.critical.has(b.cell)
    const words = [
      say('plan.block', { cell: b.cell, from: formatHour(b.start), to: formatHour(b.end) }),
      say('board.byTeam', { team: shortCode(lane.code, site) }),
      ...(critical ? [say('board.critical')] : []), ...(pinned ? [say('board.pinned')] : []), ...(look === 'moved' ? [say('board.moved')] : []), ...(wrong ? [say('board.breaks')] : []),
      ...(marks.linked.has(b.cell) ? [say('board.linked')] : []),
    ].join(', ')
    const look2 = `${look === 'moved' ? ' block-moved' : ''}${critical ? ' block-last' : ''}${wrong ? ' block-wrong' : ''}${marks.linked.has(b.cell) ? ' block-linked' : ''}${selected === b.cell ? ' block-chosen' : ''}`
    return (
      <button key={b.cell} type="button" data-cell={b.cell} class={`block number${look2}`} style={place} tabIndex={active === b.cell ? 0 : -1} aria-label={words} aria-pressed={selected === b.cell}>
        {pinned && <Pin />}
        {wrong && <span class="block-mark" aria-hidden="true">⚠</span>}
        {shortCode(b.cell, site)}
      </button>
    )
  }
}

/** A lane's blocks as one shape: some thirty buttons of the real lane take as long as half a frame. */
function Sketch({ blocks, scale }: { blocks: readonly Assignment[]; scale: number }) {
  const path = blocks.map((b) => `M${Math.round(b.start * scale)} 3h${Math.max(3, Math.round((b.end - b.start) * scale) - 1)}v25h${-Math.max(3, Math.round((b.end - b.start) * scale) - 1)}z`).join('')
  return (
    <svg class="lane-sketch" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}

/** A pin, drawn: the emoji of it has colours of its own. */
export function Pin() {
  return (
    <svg class="block-pin" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M4 1h4l-.6 3.6L9.5 7H6.6v4.2L6 12l-.6-.8V7H2.5l2.1-2.4z" />
    </svg>
  )
}

/** What a bound is made of, in words. */
export function boundWords(result: SiteResult): string {
  const { bound } = result
  const named = bound.cells.length === 1 ? (bound.cells[0] ?? '') : figure(bound.cells.length)
  return sayCode('bound', bound.kind, { cell: named, n: bound.cells.length, kind: bound.equipment })
}

/** How good a site's plan is: proven, or how far it may be from the best, with what binds it. */
export function Proof({ result }: { result: SiteResult }) {
  const far = gap(result)
  return (
    <span class={result.proven ? 'badge badge-proven' : 'badge'} title={boundWords(result)}>
      {result.proven ? `✓ ${say('plan.badgeProven')}` : say('plan.badgeGap', { gap: figure(far, { style: 'percent', maximumFractionDigits: 1 }) })}
    </span>
  )
}

interface HeadProperties {
  readonly board: Board
  readonly top: number
  readonly index: number
  readonly hHour: string | undefined
  readonly language: string
}

/** The head of a site's lanes. */
export class SiteHead extends Component<HeadProperties> {
  override shouldComponentUpdate(next: HeadProperties): boolean {
    return (Object.keys(next) as (keyof HeadProperties)[]).some((k) => next[k] !== this.props[k])
  }

  override render() {
    const { board, top, index, hHour } = this.props
    const { result } = board
    return (
      <div class="board-head" style={{ top: `${top}px` }} role="listitem" aria-posinset={index + 1} aria-setsize={-1}>
        <div class="board-head-words">
          <h2>
            <span class="quiet">{board.code}</span> {board.name}
          </h2>
          <span class="small quiet number">{say('plan.siteSummary', { cells: board.cells, teams: board.lanes.length, makespan: result === null ? '–' : formatMinutes(result.makespan) })}</span>
          {hHour !== undefined && <span class="small quiet number">H = {localTime(hHour, board.timeZone)}</span>}
          {result !== null && board.cells > 0 && <Proof result={result} />}
          {result !== null && result.slip > 0 && <span class="badge badge-slip">{say('plan.slip', { slip: formatMinutes(result.slip) })}</span>}
          {board.unsearched.length > 0 && <span class="badge badge-slip">{`${say('plan.unsearched')} ${board.unsearched.length}`}</span>}
          {result !== null && board.cells > 0 && <span class="small quiet board-binds">{boundWords(result)}</span>}
        </div>
      </div>
    )
  }
}

/** The axis from H; it stays above the rows. */
export function Axis({ end, scale, width, hHour, children }: { end: number; scale: number; width: number; hHour: string | undefined; children?: ComponentChildren }) {
  const most = Math.max(2, Math.floor(width / 88))
  return (
    <div class="sight-axis" aria-hidden="true">
      <div class="lane-name small quiet">{say('board.fromH')}</div>
      <div class="lane-track">
        {axisMarks(0, end, most).filter((m) => (end - m) * scale > 64).map((m) => (
          <span key={m} class="axis-mark number" style={{ left: `${m * scale}px` }}>
            {formatHour(m)}
          </span>
        ))}
        {children}
      </div>
      {hHour === undefined && <span class="unseen">{say('board.noH')}</span>}
    </div>
  )
}
