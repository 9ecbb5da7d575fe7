import { formatHour } from '../time/hour'
import { isKey, say } from '../words/words'
import { count, type Edit, record, text, texts } from './document'

const unbounded = 1_000_000

const minute = (x: unknown, other: string): string => (typeof x === 'number' && Math.abs(x) < unbounded ? formatHour(x) : other)

/** What an edit of the planner changes, in words. */
export function editWords(e: Edit): string {
  const key = `edit.${e.do}`
  if (!isKey(key)) return `${e.do} ${JSON.stringify({ ...e, do: undefined })}`
  return say(key, {
    site: text(e.site), team: text(e.team) || text(record(e.newTeam).id), cell: text(e.cell), officer: text(e.officer), group: text(e.group), kind: text(e.kind),
    by: count(e.by), n: texts(e.cells).length, cells: texts(e.cells).slice(0, 6).join(', '), minutes: count(e.minutes), percent: count(e.percent), limit: count(e.limit),
    at: formatHour(count(e.start)), from: minute(e.from, 'H'), to: minute(e.to, say('edit.open')), policy: text(e.policy),
  })
}
