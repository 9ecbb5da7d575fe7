import { useEffect, useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Facts } from '../parts/Facts'
import { Choice, NumberField } from '../parts/Field'
import { formatHour, formatMinutes } from '../time/hour'
import { localTime } from '../time/local'
import { say, sayCode } from '../words/words'
import { placeWords } from './Changes'
import { type Board, shortCode, siteOf } from './document'
import { Holds } from './Holds'
import type { BoardModel, Loaded } from './model'
import { phrase, isPhrase } from './phrases'
import { WhyNot } from './WhyNot'

/** The board of a cell's site. */
export function boardOf(loaded: Loaded, cell: string): Board | undefined {
  return loaded.boards.find((b) => b.code === siteOf(cell))
}

/** One cell: where it is searched, what it needs, what holds it, what it is linked with, and why it is not elsewhere. */
export function CellPanel({ model, loaded, cell, mayEdit }: { model: BoardModel; loaded: Loaded; cell: string; mayEdit: boolean }) {
  const board = boardOf(loaded, cell)
  if (board === undefined) return null
  return (
    <section class="side-part" aria-labelledby="cell">
      <header class="side-head">
        <h2 id="cell">{cell}</h2>
        <Button kind="quiet" onClick={() => (model.selected.value = null)} title={say('act.close')}>
          <span aria-hidden="true">✕</span>
          <span class="unseen">{say('act.close')}</span>
        </Button>
      </header>
      <CellFacts model={model} loaded={loaded} cell={cell} board={board} />
      {mayEdit && <Move model={model} cell={cell} board={board} />}
      <WhyNot model={model} cell={cell} board={board} mayEdit={mayEdit} />
      <Holds model={model} cell={cell} board={board} mayEdit={mayEdit} />
      <Linked model={model} cell={cell} />
    </section>
  )
}

function CellFacts({ model, loaded, cell, board }: { model: BoardModel; loaded: Loaded; cell: string; board: Board }) {
  const place = model.place(cell)
  const facts = model.facts.known.value.data?.cells.get(cell)
  const left = board.unsearched.find((u) => u.cell === cell)
  const hour = model.hour()
  const team = board.lanes.find((l) => l.id === place?.team)
  const local = hour === undefined || place === undefined ? '' : ` · ${localTime(Date.parse(hour) + place.start * 60_000, board.timeZone)}`
  return (
    <>
      {left !== undefined && (
        <p class="verdict">
          <span>
            <strong>{sayCode('rule', left.rule)}</strong> {isPhrase(`unsearched.${left.rule}`) ? phrase(`unsearched.${left.rule}`, left.params) : left.why}
          </span>
        </p>
      )}
      <Facts facts={[
        [say('board.team'), team === undefined ? (place?.team ?? '') : shortCode(team.code, board.code)],
        [say('board.when'), place === undefined ? '' : `${formatHour(place.start)} – ${formatHour(place.end)}${local}`],
        [say('board.duration'), facts === undefined ? '' : `${formatMinutes(facts.duration)}${facts.p90 > facts.duration ? ` (P90 ${formatMinutes(facts.p90)})` : ''}`],
        [say('board.where'), facts === undefined ? '' : [facts.building, facts.wing, facts.landing].filter((x) => x !== '').join(' · ')],
        [say('board.priority'), facts === undefined ? '' : `${facts.priority} · ${facts.weight}`],
        [say('board.needs'), facts === undefined ? '' : [...facts.skills, facts.sexes, ...facts.equipment].filter((x) => x !== '').join(', ')],
      ]} />
      {loaded.critical.has(cell) && <p class="small strong">{say('board.criticalWhy')}</p>}
    </>
  )
}

/** The move as a form: what dragging does, typed. */
function Move({ model, cell, board }: { model: BoardModel; cell: string; board: Board }) {
  const place = model.place(cell)
  const [team, setTeam] = useState('')
  const [minute, setMinute] = useState<number | null>(0)
  useEffect(() => {
    setTeam(place?.team ?? board.lanes[0]?.id ?? '')
    setMinute(place?.start ?? 0)
  }, [cell, place?.team, place?.start])
  return (
    <form class="move-form" onSubmit={(e) => {
      e.preventDefault()
      if (minute !== null && team !== '') model.make([{ cell, team, start: minute }])
    }}>
      <Choice label={say('board.team')} value={team} onInput={setTeam} options={board.lanes.map((l) => ({ value: l.id, word: shortCode(l.code, board.code) }))} />
      <NumberField label={say('board.minute')} value={minute} onInput={setMinute} least={0} most={1_000_000} unit="min" />
      <Button type="submit">{say('board.try')}</Button>
      {place !== undefined && <Button onClick={() => model.make([{ cell, out: true }])} title={say('board.outWhy')}>{say('board.leaveOut')}</Button>}
    </form>
  )
}

function Linked({ model, cell }: { model: BoardModel; cell: string }) {
  const group = model.facts.known.value.data?.groupOf.get(cell)
  if (group === undefined) return null
  return (
    <section class="cell-part" aria-labelledby="links">
      <h3 id="links">{say(group.firstWave ? 'board.linkWave' : 'board.link', { id: group.id, n: group.cells.length, tolerance: group.tolerance })}</h3>
      <ul class="changes">
        {group.cells.map((c) => (
          <li key={c}>
            <button type="button" class="as-link" aria-current={c === cell} onClick={() => (model.selected.value = c)}>
              {c}
            </button>
            <span class="number small quiet">{placeWords(model.place(c))}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
