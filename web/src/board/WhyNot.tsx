import { useEffect, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { reasonOf } from '../operation/desk'
import { Button } from '../parts/Button'
import { Choice, NumberField } from '../parts/Field'
import { useSending } from '../parts/form'
import { FaultNote } from '../parts/Notices'
import { StateMark, type State } from '../parts/StateMark'
import { say } from '../words/words'
import { type Board, shortCode } from './document'
import type { BoardModel } from './model'
import { type Answer, readAnswer, sentence } from './trial'

type What = 'team' | 'minute' | 'both' | 'at'

const marks: Readonly<Record<string, State>> = { already: 'clear', same: 'clear', better: 'clear', costs: 'find', impossible: 'person', noPlan: 'not_executed' }

/** Asks why a cell is not with a team, not at a minute, or not searched, and what it would cost. */
export function WhyNot({ model, cell, board, mayEdit }: { model: BoardModel; cell: string; board: Board; mayEdit: boolean }) {
  const place = model.loaded.value?.places.get(cell)
  const [what, setWhat] = useState<What>(place === undefined ? 'at' : 'team')
  const [team, setTeam] = useState('')
  const [minute, setMinute] = useState<number | null>(0)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const sending = useSending()
  const version = model.loaded.value?.view.version.number ?? 0
  useEffect(() => {
    setAnswer(null)
    setWhat(place === undefined ? 'at' : 'team')
    setTeam(board.lanes.find((l) => l.id !== place?.team)?.id ?? board.lanes[0]?.id ?? '')
    setMinute(place?.start ?? 0)
  }, [cell, version])

  function submit(event: Event): void {
    event.preventDefault()
    const body = { cell, ...(what === 'team' || what === 'both' ? { team } : {}), ...((what === 'minute' || what === 'both') && minute !== null ? { start: minute } : {}) }
    sending.send(async () => {
      setAnswer(null)
      const path = { operation: model.operation, number: String(version) }
      setAnswer(readAnswer(await ask(api.POST('/v1/operations/{operation}/plans/{number}/why-not', { params: { path, header: reasonOf(model.desk) }, body }))))
    })
  }
  const kinds: What[] = place === undefined ? ['at', 'team', 'minute', 'both'] : ['team', 'minute', 'both']
  return (
    <section class="cell-part" aria-labelledby="why-not">
      <h3 id="why-not">{say('board.whyNot')}</h3>
      <form class="why-form" onSubmit={submit}>
        <Choice label={say('board.whyAsk')} value={what} onInput={(v) => setWhat(v as What)} options={kinds.map((k) => ({ value: k, word: say(`whynot.${k}`) }))} />
        {(what === 'team' || what === 'both') && (
          <Choice label={say('board.team')} value={team} onInput={setTeam} options={board.lanes.map((l) => ({ value: l.id, word: shortCode(l.code, board.code) }))} />
        )}
        {(what === 'minute' || what === 'both') && <NumberField label={say('board.minute')} value={minute} onInput={setMinute} least={0} most={1_000_000} unit="min" />}
        <Button type="submit" busy={sending.busy}>{say('board.ask')}</Button>
      </form>
      {sending.busy && <p class="small quiet" role="status">{say('board.asking')}</p>}
      {sending.fault !== null && <FaultNote fault={sending.fault} />}
      {answer !== null && (
        <div class="answer" role="status">
          <p class="verdict">
            <StateMark state={marks[answer.verdict] ?? 'planned'} />
            <span>{sentence(answer)}</span>
          </p>
          {answer.inTheWay.length > 0 && (
            <>
              <p class="small strong">{say('board.inTheWay')}</p>
              <ul class="small bulleted">
                {answer.inTheWay.map((s, i) => (
                  <li key={i}>{sentence(s)}</li>
                ))}
              </ul>
            </>
          )}
          {mayEdit && answer.moves.length > 0 && <Button onClick={() => model.make(answer.moves)}>{say('board.takeMoves', { n: answer.moves.length })}</Button>}
        </div>
      )}
    </section>
  )
}
