import type { VNode } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { Segments } from '../parts/Segments'
import { pressed, type Sorting, sorted, type Worth } from '../parts/sorting'
import { StateMark } from '../parts/StateMark'
import { type OperationClock, second } from '../time/clock'
import { axisMarks, formatHour, formatMinutes, minutesFromHour } from '../time/hour'
import { localTime } from '../time/local'
import { figure, type Key, locale, say, sayCode } from '../words/words'
import { type SiteRow, siteMark } from './picture'

interface Column {
  readonly name: string
  readonly head: Key
  readonly worth: (site: SiteRow) => Worth
  readonly startsDown: boolean
  readonly right?: boolean
}

/** After those that need a look come the sites with the most still to do. */
const order = ['not_executed', 'clear', 'find', 'started', 'planned']
const settled = (s: SiteRow): number => s.doneClear + s.doneFind + s.notExecuted

/** Late and silent before all others, then the least advanced. */
function urgency(s: SiteRow): number {
  return (s.late ? 4 : 0) + (s.silent ? 2 : 0) + 1 - settled(s) / Math.max(1, s.cells)
}

export const columns: readonly Column[] = [
  { name: 'state', head: 'site.state', worth: (s) => (s.late || s.silent ? 10 : order.indexOf(s.state)) + urgency(s) / 10, startsDown: true },
  { name: 'name', head: 'site.site', worth: (s) => s.code, startsDown: false },
  { name: 'progress', head: 'site.progress', worth: (s) => settled(s) / Math.max(1, s.cells), startsDown: false },
  { name: 'plan', head: 'site.plan', worth: (s) => s.plannedEnd ?? null, startsDown: true },
  { name: 'heard', head: 'site.heard', worth: (s) => (s.lastHeard === undefined ? null : Date.parse(s.lastHeard)), startsDown: false },
  { name: 'unsent', head: 'site.unsent', worth: (s) => s.tabletsNotEmpty * 1e6 + s.unsentEntries + s.unsentFiles, startsDown: true, right: true },
  { name: 'finds', head: 'site.finds', worth: (s) => s.finds, startsDown: true, right: true },
  { name: 'exposure', head: 'site.exposure', worth: (s) => s.exposure, startsDown: true, right: true },
]

interface SitesProperties {
  readonly sites: readonly SiteRow[]
  readonly hHour: string | undefined
  readonly clock: OperationClock
  readonly siteAddress: (id: string) => string
}

/** The end of the axis on which all sites are drawn, minutes after H: the last planned end, or now if that is later, to the next quarter. */
export function axisEnd(sites: readonly SiteRow[], now: number): number {
  const last = Math.max(30, now, ...sites.map((s) => s.plannedEnd ?? 0))
  return Math.ceil(last / 15) * 15
}

/** The sites as rows that sort by every column; by default what needs a look comes first. */
export function Sites({ sites, hHour, clock, siteAddress }: SitesProperties) {
  const [sorting, setSorting] = useState<Sorting>({ column: 'state', down: true })
  second.value // drawn again each second
  const column = columns.find((c) => c.name === sorting.column)
  const kept = useRef(new Map<string, { key: string; row: VNode }>())
  if (sites.length === 0) return <Empty title={say('site.none')}>{say('site.noneNext')}</Empty>
  const now = hHour === undefined ? Number.NEGATIVE_INFINITY : minutesFromHour(clock.now(), Date.parse(hHour))
  const end = axisEnd(sites, now)
  const rows = column === undefined ? sites : sorted(sites, column.worth, sorting.down, locale.value)
  return (
    <table class="rows sites">
      <thead>
        <tr>
          {columns.map((c) => (
            <th key={c.name} scope="col" class={`sites-${c.name}${c.right === true ? ' right' : ''}`} aria-sort={sorting.column !== c.name ? 'none' : sorting.down ? 'descending' : 'ascending'}>
              <button type="button" onClick={() => setSorting(pressed(sorting, c.name, c.startsDown))}>
                {say(c.head)}
              </button>
              {c.name === 'plan' && <Axis end={end} />}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((site) => {
          // A row of which nothing changed is the very row of the last drawing, which costs nothing to draw: most seconds change none of 66.
          const key = `${JSON.stringify(site)} ${end} ${now} ${locale.value} ${heardWords(site, clock)}`
          const before = kept.current.get(site.id)
          if (before?.key === key) return before.row
          const row = <Row key={site.id} site={site} end={end} now={now} clock={clock} hHour={hHour} to={siteAddress(site.id)} />
          kept.current.set(site.id, { key, row })
          return row
        })}
      </tbody>
    </table>
  )
}

function Axis({ end }: { end: number }) {
  return (
    <span class="axis" aria-hidden="true">
      {axisMarks(0, end, 3).filter((m) => m < end * 0.7).map((m) => (
        <span key={m} class="axis-mark" style={{ left: `${(100 * m) / end}%` }}>
          {formatHour(m)}
        </span>
      ))}
    </span>
  )
}

/** What a site's state is called, late and silent included. */
export function stateWords(site: SiteRow): string {
  const words = [sayCode('state', site.state)]
  if (site.late) words.push(say('site.late'))
  if (site.silent) words.push(say('site.silent'))
  return words.join(' · ')
}

function Row({ site, end, now, clock, hHour, to }: { site: SiteRow; end: number; now: number; clock: OperationClock; hHour: string | undefined; to: string }) {
  return (
    <tr class={site.late || site.silent ? 'row-urgent' : undefined}>
      <td class="sites-state">
        <span class="state-word">
          <StateMark state={siteMark(site)} late={site.late} silent={site.silent} />
          <span class={site.late || site.silent ? 'strong' : 'quiet'}>{site.silent ? say('site.silent') : site.late ? say('site.late') : sayCode('state', site.state)}</span>
        </span>
      </td>
      <th scope="row" class="sites-name">
        <Link to={to} title={site.name}>
          <span class="quiet">{site.code}</span> {site.commune || site.name} <span class="sites-type quiet">{sayCode('typeShort', site.type)}</span>
        </Link>
      </th>
      <td class="sites-progress">
        <Progress site={site} />
      </td>
      <td class="sites-plan">
        <PlanLine site={site} end={end} now={now} hHour={hHour} />
      </td>
      <td class="sites-heard number">{site.lastHeard === undefined ? <span class="quiet">–</span> : <Heard at={site.lastHeard} clock={clock} zone={site.timeZone} />}</td>
      <td class="sites-unsent right number">
        {site.tabletsNotEmpty === 0 ? <span class="quiet">0</span> : <span title={say('site.unsentTitle', { entries: site.unsentEntries, files: site.unsentFiles })}>{say('site.unsentShort', { tablets: site.tabletsNotEmpty, n: site.unsentEntries + site.unsentFiles })}</span>}
      </td>
      <td class="sites-finds right number">{figure(site.finds)}</td>
      <td class="sites-exposure right number">{figure(site.exposure)}</td>
    </tr>
  )
}

/** The cells of a site as one bar, with how many are settled. */
export function Progress({ site }: { site: SiteRow }) {
  const under = Math.max(0, site.started - site.doneClear - site.doneFind)
  return (
    <span class="progress">
      <Segments
        label={site.name}
        total={site.cells}
        parts={[
          { state: 'clear', count: site.doneClear, word: say('state.clear') },
          { state: 'find', count: site.doneFind, word: say('state.find') },
          { state: 'started', count: under, word: say('state.started') },
          { state: 'not_executed', count: site.notExecuted, word: say('state.not_executed') },
        ]}
      />
      <span class="number small">
        {settled(site)}/{site.cells}
      </span>
    </span>
  )
}

/**
 * The site on the operation's axis: a pale line for the plan, from H to its end, and on it a strong one that covers the part
 * of the plan that is settled. Where the strong line ends left of the mark of now, the site is behind; the number says by how many searches.
 */
function PlanLine({ site, end, now, hHour }: { site: SiteRow; end: number; now: number; hHour: string | undefined }) {
  const at = (minute: number): string => `${(100 * Math.min(end, Math.max(0, minute))) / end}%`
  const start = site.firstStart === undefined || hHour === undefined ? null : minutesFromHour(Date.parse(site.firstStart), Date.parse(hHour))
  const behind = site.dueByNow === undefined ? 0 : site.dueByNow - settled(site)
  const earned = ((site.plannedEnd ?? 0) * settled(site)) / Math.max(1, site.cells)
  const words = [
    site.plannedEnd === undefined ? '' : say('site.plannedEnd', { at: formatHour(site.plannedEnd) }),
    start === null ? '' : say('site.startedAt', { at: formatHour(start) }),
    behind > 0 ? say('site.behind', { n: behind }) : '',
  ].filter(Boolean).join(', ')
  return (
    <span class="plan-line" role="img" aria-label={words || '–'} title={words}>
      {site.plannedEnd !== undefined && <span class="plan-planned" style={{ width: at(site.plannedEnd) }} />}
      {earned > 0 && <span class="plan-actual" style={{ width: at(earned) }} />}
      {start !== null && <span class="plan-start" style={{ left: at(start) }} />}
      {now > 0 && <span class="plan-now" style={{ left: at(now) }} />}
      {behind > 0 && <span class="plan-behind number">−{behind}</span>}
    </span>
  )
}

/** How long ago a site or tablet was last heard, with its local time as the title. */
export function Heard({ at, clock, zone }: { at: string; clock: OperationClock; zone: string }) {
  return <span title={localTime(at, zone)}>{ago(at, clock)}</span>
}

function ago(at: string, clock: OperationClock): string {
  const minutes = Math.max(0, Math.floor((clock.now() - Date.parse(at)) / 60_000))
  return minutes < 1 ? say('site.justNow') : formatMinutes(minutes)
}

function heardWords(site: SiteRow, clock: OperationClock): string {
  return site.lastHeard === undefined ? '' : ago(site.lastHeard, clock)
}
