import { useState } from 'preact/hooks'
import { number, text } from '../field/documents'
import { hHourOf } from '../field/orders'
import type { Story, Task } from '../field/story'
import { untiedOf } from '../field/untied'
import { Button } from '../parts/Button'
import { type State, StateMark } from '../parts/StateMark'
import { second } from '../time/clock'
import { formatHour, minutesFromHour } from '../time/hour'
import { say } from '../words/words'
import { Go } from './Bar'
import { wayTo } from './PlaceHeading'
import { useStation } from './station'
import { clockTime } from './times'

const stateOf: Readonly<Record<Task['state'], State>> = {
  planned: 'planned', assigned: 'planned', accepted: 'planned', in_progress: 'started', done_clear: 'clear', done_find: 'find', not_executed: 'not_executed', withdrawn: 'not_executed',
}

const isOver = (task: Task): boolean => ['done_clear', 'done_find', 'not_executed', 'withdrawn'].includes(task.state)

/** The team of the officer who is at the tablet, "" where he has none. */
export function teamOf(story: Story, me: string): string {
  return text(story.documents.officer.get(me), 'team')
}

/** The cells in walking order, the next one largest. */
export function Tasks() {
  const station = useStation()
  const story = station.story.value
  const me = station.me.value
  const [all, setAll] = useState(false)
  second.value
  const team = teamOf(story, me)
  const everybody = story.inOrder()
  const mine = everybody.filter((t) => team === '' || t.team === team || t.heldBy.includes(me))
  const shown = (all ? everybody : mine).filter((t) => t.state !== 'withdrawn' || t.searches.length > 0)
  const next = shown.find((t) => t.state === 'in_progress') ?? shown.find((t) => !isOver(t))
  const rest = shown.filter((t) => t !== next && !isOver(t))
  const over = shown.filter(isOver)
  const site = [...story.documents.site.values()][0]
  const hour = Date.parse(hHourOf(story, text(site, 'id')))
  return (
    <div class="tasks">
      <header class="tasks-head">
        <h1>{text(site, 'name')}</h1>
        <p class="tasks-clock">
          <strong class="number">{formatHour(minutesFromHour(station.time(), hour), say('unit.day'))}</strong> <span class="quiet">{say('tablet.hIs', { time: clockTime(hour) })}</span>
        </p>
      </header>
      <NewPlan />
      <Waiting site={site?.id ?? ''} />
      {next === undefined ? <p class="tasks-done">{say(shown.length === 0 ? 'tablet.noTasks' : 'tablet.allDone')}</p> : <Card task={next} hour={hour} large />}
      {rest.length > 0 && <ul class="tasks-list" aria-label={say('tablet.then')}>{rest.map((t) => <li key={t.id}><Card task={t} hour={hour} /></li>)}</ul>}
      {over.length > 0 && (
        <details class="tasks-over" open={next === undefined}>
          <summary>{say('tablet.over', { n: over.length })}</summary>
          <ul class="tasks-list">{over.map((t) => <li key={t.id}><Card task={t} hour={hour} /></li>)}</ul>
        </details>
      )}
      <nav class="tasks-acts" aria-label={say('tablet.also')}>
        <Go to="/tablet/finds" kind="button">{say('tablet.findOutside')}</Go>
        <Go to="/tablet/orders" kind="button">{say('tablet.orders')}</Go>
        <Go to="/tablet/witness" kind="button">{say('tablet.witness')}</Go>
        <Go to="/tablet/sheets" kind="button">{say('tablet.sheets')}</Go>
        {mine.length < everybody.length && <Button pressed={all} onClick={() => setAll(!all)}>{say('tablet.everyTeam')}</Button>}
      </nav>
    </div>
  )
}

/** What was recorded while the tablet was locked waits for somebody to say of which search it is. */
function Waiting({ site }: { site: string }) {
  const { count } = untiedOf(useStation().story.value, site)
  if (count === 0) return null
  return (
    <div class="notice tasks-plan" role="status">
      <p class="strong">{say('quick.waiting', { n: count })}</p>
      <Go to="/tablet/finds" kind="button">{say('quick.waitingAct')}</Go>
    </div>
  )
}

function Card({ task, hour, large = false }: { task: Task; hour: number; large?: boolean }) {
  const station = useStation()
  const { code, path, start, duration, teamName, state, occupants } = task
  const open = task.searches.find((id) => station.story.value.searches.get(id)?.state === 'in_progress')
  const late = state !== 'in_progress' && !isOver(task) && station.time() > hour + (start + 5) * 60_000
  const to = open === undefined ? `/tablet/task/${task.id}` : `/tablet/search/${open}`
  return (
    <Go to={to} kind={`cell ${large ? 'cell-next' : ''}`}>
      <StateMark state={stateOf[state]} late={late} />
      <span class="cell-code">{code}</span>
      <span class="cell-way">{wayTo(path, code)}</span>
      <span class="cell-when number">
        {formatHour(start, say('unit.day'))} · {clockTime(hour + start * 60_000)} · {say('tablet.minutes', { n: duration })}
      </span>
      <span class="cell-who">{teamName}{occupants === null ? '' : ` · ${say('tablet.occupants', { n: occupants })}`}</span>
      <span class="cell-state">{say(`tablet.state.${state}`)}{late ? ` · ${say('tablet.late')}` : ''}</span>
    </Go>
  )
}

/** A newer plan of the site than this tablet has acknowledged: what it moves, and that it was seen. */
function NewPlan() {
  const station = useStation()
  const story = station.story.value
  const site = [...story.documents.site.values()][0]
  const version = number(site, 'planVersion') ?? 0
  if (version === 0 || story.acknowledged.size === 0 || story.acknowledged.has(version)) return null
  const moved = [...story.tasks.values()].filter((t) => t.planVersion === version && !isOver(t)).length
  const acknowledge = (): void => void station.desk()?.acts.act('plan.acknowledged', { plan: text(site, 'plan'), planVersion: version }).catch(() => undefined)
  return (
    <div class="notice tasks-plan" role="status">
      <p class="strong">{say('tablet.newPlan', { version })}</p>
      <p>{say('tablet.newPlanWhat', { n: moved })}</p>
      <Button kind="first" onClick={acknowledge}>{say('tablet.acknowledge')}</Button>
    </div>
  )
}
