import { useMemo, useState } from 'preact/hooks'
import { Field } from '../parts/Field'
import { Empty } from '../parts/Notices'
import { axisMarks, formatHour, formatMinutes } from '../time/hour'
import { localTime } from '../time/local'
import { figure, say } from '../words/words'
import { answersTo, type Board, boards, gap, type Lane, type PlanDocument, type PlanView, shortCode } from './document'

/** The lanes of all teams by site on one axis from H. */
export function PlanBoard({ view, plan, hHour }: { view: PlanView; plan: PlanDocument; hHour: string | undefined }) {
  const all = useMemo(() => boards(view, plan), [view, plan])
  const [wanted, setWanted] = useState('')
  const [onlyOpen, setOnlyOpen] = useState(false)
  const end = Math.max(30, Math.ceil(Math.max(0, ...plan.assignments.map((a) => a.end)) / 15) * 15)
  const shown = all.filter((b) => answersTo(b, wanted) && (!onlyOpen || b.result?.proven !== true || b.unsearched.length > 0))
  return (
    <div class="board">
      <div class="board-tools no-print">
        <Field label={say('plan.search')} value={wanted} onInput={setWanted} type="search" />
        <label class="board-check">
          <input type="checkbox" checked={onlyOpen} onChange={(e) => setOnlyOpen(e.currentTarget.checked)} />
          {say('plan.onlyOpen')}
        </label>
      </div>
      <BoardAxis end={end} />
      {shown.length === 0 && <Empty title={say('plan.noneFound')}>{say('plan.noneFoundNext')}</Empty>}
      {shown.map((b) => (
        <SiteBoard key={b.code} board={b} end={end} hHour={hHour} />
      ))}
    </div>
  )
}

function BoardAxis({ end }: { end: number }) {
  return (
    <div class="board-axis" aria-hidden="true">
      <div class="board-track">
        {axisMarks(0, end, 10).filter((m) => m < end * 0.95).map((m) => (
          <span key={m} class="board-mark number" style={{ left: `${(100 * m) / end}%` }}>
            {formatHour(m)}
          </span>
        ))}
      </div>
    </div>
  )
}

function SiteBoard({ board, end, hHour }: { board: Board; end: number; hHour: string | undefined }) {
  const id = `site-${board.code}`
  const { result } = board
  return (
    <section class="board-site" aria-labelledby={id}>
      <header class="board-head">
        <h2 id={id}>
          <span class="quiet">{board.code}</span> {board.name}
        </h2>
        <span class="quiet number">
          {say('plan.siteSummary', { cells: board.cells, teams: board.lanes.length, makespan: result === null ? '–' : formatMinutes(result.makespan) })}
        </span>
        {result !== null && (
          <span class={result.proven ? 'badge badge-proven' : 'badge'}>
            {result.proven ? say('plan.badgeProven') : say('plan.badgeGap', { gap: figure(gap(result), { style: 'percent', maximumFractionDigits: 1 }) })}
          </span>
        )}
        {result !== null && result.slip > 0 && <span class="badge badge-slip">{say('plan.slip', { slip: formatMinutes(result.slip) })}</span>}
        {board.unsearched.length > 0 && <span class="badge badge-slip">{`${say('plan.unsearched')} ${board.unsearched.length}`}</span>}
        {hHour !== undefined && <span class="quiet number board-local">H = {localTime(hHour, board.timeZone)}</span>}
      </header>
      <ul class="lanes" aria-label={say('plan.lanes', { site: board.name })}>
        {board.lanes.map((lane) => (
          <TeamLane key={lane.id} lane={lane} site={board.code} end={end} last={result?.makespan ?? null} />
        ))}
      </ul>
    </section>
  )
}

/** A team's searches on the axis; the one with which the site is over is marked, for to shorten the site one must shorten that. */
function TeamLane({ lane, site, end, last }: { lane: Lane; site: string; end: number; last: number | null }) {
  return (
    <li class="lane">
      <span class="lane-name">
        <span class="strong">{shortCode(lane.code, site)}</span> <span class="small quiet">{say('plan.teamOf', { n: lane.officers })}</span>
      </span>
      <ol class="board-track">
        {lane.blocks.length === 0 && <li class="lane-idle small quiet">{say('plan.idle')}</li>}
        {lane.blocks.map((b) => {
          const isLast = b.end === last
          const words = say(isLast ? 'plan.blockLast' : 'plan.block', { cell: b.cell, from: formatHour(b.start), to: formatHour(b.end) })
          return (
            <li key={b.cell} class={isLast ? 'block block-last number' : 'block number'} style={{ left: `${(100 * b.start) / end}%`, width: `${(100 * (b.end - b.start)) / end}%` }} title={words}>
              <span aria-hidden="true">{shortCode(b.cell, site)}</span>
              <span class="unseen">{words}</span>
            </li>
          )
        })}
      </ol>
    </li>
  )
}
