import { useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Choice } from '../parts/Field'
import { note } from '../parts/Notes'
import { may } from '../parts/who'
import { formatHour } from '../time/hour'
import { say } from '../words/words'
import { type Board, shortCode } from './document'
import { applyEdits, proposeWaiver } from './drafts'
import type { BoardModel } from './model'

type Asked = 'pin' | 'unpin' | 'forbid' | 'waive' | { readonly allow: string } | null

/** What holds a cell beyond the rules: its pin, teams that are kept from it, officers who are let to it. */
export function Holds({ model, cell, board, mayEdit }: { model: BoardModel; cell: string; board: Board; mayEdit: boolean }) {
  const [asked, setAsked] = useState<Asked>(null)
  const facts = model.facts.known.value.data
  if (facts === null) return null
  const pin = facts.pins.get(cell)
  const forbids = facts.forbids.filter((f) => f.cell === cell)
  const waivers = facts.waivers.filter((w) => w.cell === cell)
  const place = model.loaded.value?.places.get(cell)
  const changed = model.changed.value.has(cell)
  return (
    <section class="cell-part" aria-labelledby="holds">
      <h3 id="holds">{say('board.holds')}</h3>
      <ul class="holds">
        <li>
          <span>{pin === undefined ? say('board.noPin') : say('board.pinAt', { team: shortCode(pin.team, board.code), at: formatHour(pin.start) })}</span>
          {mayEdit && pin !== undefined && <Button onClick={() => setAsked('unpin')}>{say('board.unpin')}</Button>}
          {mayEdit && pin === undefined && place !== undefined && !changed && <Button onClick={() => setAsked('pin')}>{say('board.pin')}</Button>}
        </li>
        {forbids.map((f) => (
          <li key={f.team}>
            <span>{say('board.forbidden', { team: shortCode(f.team, board.code) })}</span>
            {mayEdit && <Button onClick={() => setAsked({ allow: f.team })}>{say('board.allow')}</Button>}
          </li>
        ))}
        {waivers.map((w) => (
          <li key={w.officer}>
            <span>{say('board.waived', { officer: w.officer })}</span>
          </li>
        ))}
      </ul>
      <div class="hold-acts">
        {mayEdit && <Button onClick={() => setAsked('forbid')}>{say('board.forbid')}</Button>}
        {facts.policy !== 'none' && may('waiver.propose') && <Button onClick={() => setAsked('waive')}>{say('board.waive')}</Button>}
      </div>
      {asked !== null && <Ask model={model} cell={cell} board={board} asked={asked} close={() => setAsked(null)} />}
    </section>
  )
}

function Ask({ model, cell, board, asked, close }: { model: BoardModel; cell: string; board: Board; asked: Exclude<Asked, null>; close: () => void }) {
  const facts = model.known()
  const officers = [...facts.teams].filter(([, t]) => t.site === board.code).flatMap(([id, t]) => t.officers.map((o) => ({ value: o, word: `${o} · ${shortCode(id, board.code)}` })))
  const [team, setTeam] = useState(board.lanes[0]?.id ?? '')
  const [officer, setOfficer] = useState(officers[0]?.value ?? '')
  const kind = typeof asked === 'string' ? asked : 'allow'
  const place = model.loaded.value?.places.get(cell)

  async function decide(reason: string): Promise<void> {
    if (kind === 'pin' && place !== undefined) {
      await model.accept([{ cell, team: place.team, start: place.start }], reason)
      return
    }
    if (kind === 'waive') {
      await proposeWaiver(model.desk, officer, cell, facts, reason)
      note(say('board.waiverProposed'))
      return
    }
    const chosen = typeof asked === 'string' ? team : asked.allow
    await applyEdits(model.desk, [kind === 'unpin' ? { do: 'unpin', cell } : { do: kind, cell, team: chosen }], facts, reason)
    await model.facts.reload()
    await model.refresh()
    note(say('board.draftChanged'))
  }
  return (
    <Decide title={say(`hold.${kind}`, { cell })} act={say(`hold.${kind}Act`)} onClose={close} decide={decide}>
      <p>{say(`hold.${kind}What`)}</p>
      {kind === 'forbid' && <Choice label={say('board.team')} value={team} onInput={setTeam} options={board.lanes.map((l) => ({ value: l.id, word: shortCode(l.code, board.code) }))} />}
      {kind === 'waive' && <Choice label={say('board.officer')} value={officer} onInput={setOfficer} options={officers} />}
    </Decide>
  )
}
