import { Empty } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { formatHour } from '../time/hour'
import { figure, language, say } from '../words/words'
import type { Seizures as Seized, Tally } from './picture'

/** At most this many rows in a list; the rest is added up in one row, so that the numbers still make the total. */
const most = 6

/** The first rows by count, and the rest as one. */
export function topRows(rows: readonly Tally[]): { shown: Tally[]; rest: number } {
  const byCount = [...rows].sort((a, b) => b.count - a.count)
  const shown = byCount.length > most ? byCount.slice(0, most - 1) : byCount
  return { shown, rest: byCount.slice(shown.length).reduce((n, r) => n + r.count, 0) }
}

function Bars({ title, rows, withTarget = false }: { title: string; rows: readonly Tally[]; withTarget?: boolean }) {
  const { shown, rest } = topRows(rows)
  const longest = Math.max(1, ...shown.map((r) => r.count))
  return (
    <div class="bars">
      <h3>{title}</h3>
      {rows.length === 0 && <p class="quiet">–</p>}
      <ul>
        {shown.map((r) => (
          <Bar key={r.code} row={r} longest={longest} target={withTarget && r.target === true} />
        ))}
        {rest > 0 && (
          <li class="bar-row">
            <span class="bar-label quiet">{say('seized.others')}</span>
            <span />
            <span class="number right quiet">{figure(rest)}</span>
          </li>
        )}
      </ul>
    </div>
  )
}

function Bar({ row, longest, target }: { row: Tally; longest: number; target: boolean }) {
  const label = row.label[language.value]
  const words = target ? say('seized.targetModel', { model: label }) : label
  return (
    <li class="bar-row">
      <span class="bar-label" title={words}>
        {target && <StateMark state="find" label={say('seized.targetMark')} />}
        {label}
      </span>
      <span class="bar-track" aria-hidden="true">
        <span class={target ? 'bar bar-target' : 'bar'} style={{ width: `${(100 * row.count) / longest}%` }} />
      </span>
      <span class="number right">{figure(row.count)}</span>
    </li>
  )
}

/** Seizures counted by stretches of time of one length, none left out, though nothing was found in it: a gap is news as well. */
export function stretches(rows: Seized['byHour'], most = 12): { length: number; rows: { minute: number; count: number }[] } {
  const minutes = rows.map((r) => r.minute)
  const first = Math.min(...minutes)
  const last = Math.max(...minutes)
  const length = [10, 20, 30, 60, 120, 240, 480].find((l) => Math.floor(last / l) - Math.floor(first / l) < most) ?? 1440
  const begin = Math.floor(first / length) * length
  const counts = Array.from({ length: Math.floor((last - begin) / length) + 1 }, (_, i) => ({ minute: begin + i * length, count: 0 }))
  for (const r of rows) {
    const into = counts[Math.floor((r.minute - begin) / length)]
    if (into !== undefined) into.count += r.count
  }
  return { length, rows: counts }
}

/** Seizures by the time of their finding, as columns on the axis from H. */
function Hours({ given }: { given: Seized['byHour'] }) {
  const { length, rows } = given.length === 0 ? { length: 10, rows: [] } : stretches(given)
  const highest = Math.max(1, ...rows.map((r) => r.count))
  const each = Math.ceil(rows.length / 3) // a label under each column would run into the next
  return (
    <div class="bars">
      <h3>{say('seized.byHour', { n: length })}</h3>
      {rows.length === 0 && <p class="quiet">–</p>}
      {rows.length > 0 && (
        <ol class="hours">
          {rows.map((r, i) => (
            <li key={r.minute} title={formatHour(r.minute)}>
              <span class="number small">{figure(r.count)}</span>
              <span class="hour-bar" style={{ height: `${Math.max(2, (88 * r.count) / highest)}px` }} aria-hidden="true" />
              <span class="number small quiet hour-label">{i % each === 0 ? formatHour(r.minute).replace('H', '') : ''}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

/** What was seized so far, by model, place, route and hour. */
export function Seizures({ seized }: { seized: Seized }) {
  if (seized.total + seized.outsideCells === 0) return <Empty title={say('seized.none')}>{say('seized.noneNext')}</Empty>
  const totals = [
    [say('seized.total'), seized.total], [say('seized.target'), seized.target], [say('seized.mini'), seized.mini], [say('seized.outside'), seized.outsideCells],
  ] as const
  return (
    <div class="seized">
      <dl class="seized-totals">
        {totals.map(([label, value], i) => (
          <div key={i}>
            <dt class="small quiet">
              {i === 1 && <StateMark state="find" />}
              {label}
            </dt>
            <dd class="number">{figure(value)}</dd>
          </div>
        ))}
      </dl>
      <Bars title={say('seized.byModel')} rows={seized.byModel} withTarget />
      <Bars title={say('seized.byPlace')} rows={seized.byPlace} />
      <Bars title={say('seized.byRoute')} rows={seized.byRoute} />
      <Hours given={seized.byHour} />
    </div>
  )
}
