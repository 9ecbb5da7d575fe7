import { useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { note } from '../parts/Notes'
import { FaultNote } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { formatHour, formatMinutes } from '../time/hour'
import { figure, say, sayCode } from '../words/words'
import type { Assignment } from './document'
import type { BoardModel, Elsewhere } from './model'
import type { Change } from './stack'
import { judge, type Objective, objectiveOf, objectives, sentence, type Trial } from './trial'

/** Where a search is, in short: its team and minute. */
export function placeWords(place: Pick<Assignment, 'team' | 'start'> | undefined): string {
  return place === undefined ? say('board.notSearched') : `${place.team} · ${formatHour(place.start)}`
}

export function changeWords(c: Change): string {
  return placeWords(c.out === true || c.team === undefined ? undefined : { team: c.team, start: c.start ?? 0 })
}

export const worthWords = (o: Objective, n: number): string => (o === 'exposure' || o === 'unsearchedPriority' ? figure(n) : formatMinutes(n))

const signed = (n: number, o: Objective): string => `${n > 0 ? '+' : '−'}${worthWords(o, Math.abs(n))}`

/** The price of changes: each objective before and after. */
export function Price({ before, after, caption }: { before: Trial['before']; after: Trial['after']; caption: string }) {
  return (
    <table class="rows price">
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{say('board.objective')}</th>
          <th scope="col" class="right">{say('board.before')}</th>
          <th scope="col" class="right">{say('board.after')}</th>
          <th scope="col" class="right">{say('board.difference')}</th>
        </tr>
      </thead>
      <tbody>
        {objectives.map((o) => {
          const was = objectiveOf(before, o)
          const now = objectiveOf(after, o)
          return (
            <tr key={o}>
              <th scope="row">{say(`objective.${o}`)}</th>
              <td class="right number">{worthWords(o, was)}</td>
              <td class="right number">{worthWords(o, now)}</td>
              <td class={`right number ${now === was ? 'quiet' : now > was ? 'price-worse' : 'price-better'}`}>{now === was ? '=' : `${now > was ? '▲' : '▼'} ${signed(now - was, o)}`}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** What the changes break, by rule. */
function Broken({ trial, model }: { trial: Trial; model: BoardModel }) {
  if (trial.violations.length === 0) {
    const verdict = judge(trial)
    return (
      <p class="verdict">
        <StateMark state="clear" />
        <span>{say(verdict < 0 ? 'board.keepsBetter' : verdict > 0 ? 'board.keepsWorse' : 'board.keepsSame')}</span>
      </p>
    )
  }
  return (
    <>
      <p class="verdict strong">
        <StateMark state="person" />
        <span>{say('board.breaksN', { n: trial.violations.length })}</span>
      </p>
      <ul class="violations">
        {trial.violations.map((v, i) => (
          <li key={i}>
            <span class="badge badge-slip">{v.rule}</span> <span class="small quiet">{sayCode('hard', v.rule)}</span>
            <p>{sentence(v)}</p>
            <p class="small">
              {v.cells.slice(0, 4).map((cell) => (
                <button key={cell} type="button" class="as-link" onClick={() => (model.selected.value = cell)}>
                  {cell}
                </button>
              ))}
            </p>
          </li>
        ))}
      </ul>
    </>
  )
}

/** What somebody else did to the plan while it was being changed here. */
export function ElsewhereNote({ model, from }: { model: BoardModel; from: Elsewhere }) {
  return (
    <div class="notice elsewhere" role="status">
      <p class="notice-title">
        <StateMark state="person" />
        {say('board.elsewhere', { n: from.version.number })}
      </p>
      <p>
        {say('board.elsewhereMoved', { n: from.moved.length })} {from.moved.slice(0, 6).join(', ')}
        {from.moved.length > 6 ? ' …' : ''}
      </p>
      <p>{say('board.elsewhereKept', { n: from.kept.length })}</p>
      {from.clashes.length > 0 && (
        <>
          <p class="strong">{say('board.elsewhereClash', { n: from.clashes.length })}</p>
          <ul class="small">
            {from.clashes.map((c) => (
              <li key={c.change.cell}>{say('board.clash', { cell: c.change.cell, was: placeWords(c.was), theirs: placeWords(c.theirs), mine: changeWords(c.change) })}</li>
            ))}
          </ul>
        </>
      )}
      <p class="notice-acts">
        <Button onClick={() => (model.elsewhere.value = null)}>{say('board.understood')}</Button>
      </p>
    </div>
  )
}

/** The changes that were made by hand: what they are, what they cost, what they break; accept them or drop them. */
export function Changes({ model }: { model: BoardModel }) {
  const changes = model.changes.value
  const trial = model.trial.value
  const fault = model.trialFault.value
  const stack = model.stack.value
  const [asking, setAsking] = useState(false)
  if (changes.length === 0 && stack.undone.length === 0) return null
  const clean = trial !== null && trial.violations.length === 0
  return (
    <section class="side-part" aria-labelledby="changes">
      <header class="side-head">
        <h2 id="changes">{say('board.changes', { n: changes.length })}</h2>
        <Button onClick={() => model.undo()} disabled={stack.done.length === 0} title={say('board.undoKey')}>{say('act.undo')}</Button>
        <Button onClick={() => model.redo()} disabled={stack.undone.length === 0} title={say('board.redoKey')}>{say('board.redo')}</Button>
      </header>
      <ul class="changes">
        {changes.map((c) => (
          <li key={c.cell}>
            <button type="button" class="as-link strong" onClick={() => (model.selected.value = c.cell)}>
              {c.cell}
            </button>
            <span class="number small">
              <span class="quiet">{placeWords(model.loaded.value?.places.get(c.cell))}</span> → {changeWords(c)}
            </span>
            <Button kind="quiet" onClick={() => model.takeOut(c.cell)} title={say('board.takeBack', { cell: c.cell })}>
              <span aria-hidden="true">✕</span>
              <span class="unseen">{say('board.takeBack', { cell: c.cell })}</span>
            </Button>
          </li>
        ))}
      </ul>
      {model.trying.value && <p class="quiet small" role="status">{say('board.trying')}</p>}
      {fault !== null && <FaultNote fault={fault} retry={() => void model.try()} />}
      {trial !== null && changes.length > 0 && (
        <div class={model.trying.value ? 'trial trial-old' : 'trial'}>
          <Broken trial={trial} model={model} />
          <Price before={trial.before} after={trial.after} caption={say('board.price')} />
        </div>
      )}
      {changes.length > 0 && (
        <div class="form-acts">
          <Button kind="first" disabled={!clean || model.trying.value} title={clean ? undefined : say('board.brokenNote')} onClick={() => setAsking(true)}>
            {say('board.accept')}
          </Button>
          <Button onClick={() => note(say('board.dropped'), model.dropAll())}>{say('board.dropAll')}</Button>
        </div>
      )}
      {changes.some((c) => c.out === true) && <p class="small quiet">{say('board.outNote')}</p>}
      {asking && (
        <Decide title={say('board.acceptTitle', { n: changes.length })} act={say('board.accept')} onClose={() => setAsking(false)}
          decide={async (why) => {
            const number = await model.accept([...changes], why)
            note(say('board.accepted', { n: number }))
          }}>
          <p>{say('board.acceptWhat')}</p>
        </Decide>
      )}
    </section>
  )
}
