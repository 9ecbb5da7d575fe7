import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { type OperationClock, second } from '../time/clock'
import { axisMarks, formatHour, formatMinutes, minutesFromHour } from '../time/hour'
import { figure, say } from '../words/words'
import { critical, whole } from './course'
import { type SiteRow, siteMark } from './picture'
import { settled } from './view'

interface TimelineProperties {
  readonly sites: readonly SiteRow[]
  readonly hHour: string | undefined
  readonly clock: OperationClock
  readonly siteAddress: (id: string) => string
  readonly most?: number
}

/** Planned against actual: the operation, then the sites on which its end depends. */
export function Timeline({ sites, hHour, clock, siteAddress, most = 5 }: TimelineProperties) {
  second.value // drawn again each second
  if (sites.length === 0 || hHour === undefined) return <Empty title={say('course.none')} />
  const now = minutesFromHour(clock.now(), Date.parse(hHour))
  const all = whole(sites, now)
  const last = critical(sites, now, most)
  const end = Math.max(30, now, all.plannedEnd, all.expectedEnd ?? 0) * 1.02
  const done = sites.reduce((n, s) => n + settled(s), 0)
  const cells = sites.reduce((n, s) => n + s.cells, 0)
  return (
    <div class="timeline">
      <Lane label={<span class="strong">{say('course.whole')}</span>} course={all} now={now} end={end} note={figure(done / Math.max(1, cells), { style: 'percent' })} />
      {last.map((c) => (
        <Lane key={c.site.id} course={c} now={now} end={end} note={`${settled(c.site)}/${c.site.cells}`}
          label={
            <>
              <StateMark state={siteMark(c.site)} late={c.site.late} silent={c.site.silent} />
              <Link to={siteAddress(c.site.id)} title={c.site.name}>
                {c.site.code} {c.site.commune}
              </Link>
            </>
          } />
      ))}
      {last.length === 0 && <p class="quiet">{say('course.allDone')}</p>}
      <div class="lane lane-axis" aria-hidden="true">
        <span />
        <span class="lane-track">
          {axisMarks(0, end, 2).filter((m) => m < end * 0.85).map((m) => (
            <span key={m} class="axis-mark number" style={{ left: `${(100 * m) / end}%` }}>{formatHour(m)}</span>
          ))}
        </span>
        <span />
      </div>
    </div>
  )
}

interface LaneProperties {
  readonly label: preact.ComponentChild
  readonly course: { readonly plannedEnd: number; readonly earned: number; readonly expectedEnd: number | null }
  readonly now: number
  readonly end: number
  readonly note: string
}

/** A pale line to the planned end, a strong one for what is settled, a dotted one to when it will end at the plan's pace. */
function Lane({ label, course: { plannedEnd, earned, expectedEnd }, now, end, note }: LaneProperties) {
  const at = (minute: number): string => `${(100 * Math.min(end, Math.max(0, minute))) / end}%`
  const slip = expectedEnd === null ? 0 : expectedEnd - plannedEnd
  const words = [
    say('course.planned', { at: formatHour(plannedEnd) }),
    expectedEnd === null ? say('course.done') : slip > 0 ? say('course.expected', { at: formatHour(expectedEnd), by: formatMinutes(slip) }) : say('course.onPlan'),
  ].join(', ')
  return (
    <div class="lane">
      <span class="lane-label">{label}</span>
      <span class="lane-track" role="img" aria-label={`${note}, ${words}`} title={words}>
        <span class="lane-planned" style={{ width: at(plannedEnd) }} />
        {slip > 0 && <span class="lane-slip" style={{ left: at(plannedEnd), width: at(slip) }} />}
        <span class="lane-earned" style={{ width: at(earned) }} />
        {now > 0 && <span class="plan-now" style={{ left: at(now) }} />}
      </span>
      <span class={slip > 0 ? 'number right strong' : 'number right quiet'}>{expectedEnd === null ? note : slip > 0 ? `+${formatMinutes(slip)}` : note}</span>
    </div>
  )
}
