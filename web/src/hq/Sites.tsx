import { useRef } from 'preact/hooks'
import { Button } from '../parts/Button'
import { useKept } from '../parts/kept'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { Segments } from '../parts/Segments'
import { useSight } from '../parts/sight'
import { pressed } from '../parts/sorting'
import { StateMark } from '../parts/StateMark'
import { type OperationClock, second } from '../time/clock'
import { axisMarks, formatHour, formatMinutes, minutesFromHour } from '../time/hour'
import { localTime } from '../time/local'
import { figure, locale, say, sayCode } from '../words/words'
import { type SiteRow, siteMark } from './picture'
import { chosen, columns, countOf, filters, inView, settled, sorting, toggle } from './view'

interface SitesProperties {
  readonly sites: readonly SiteRow[]
  readonly hHour: string | undefined
  readonly clock: OperationClock
  readonly siteAddress: (id: string) => string
}

/** Up to so many rows all are drawn, so that the browser’s own search finds every one. */
const drawnWhole = 80

/** Height of a row, pixels; the style gives it the same. */
const rowHeight = 32

/** The end of the axis on which all sites are drawn, minutes after H: the last planned end, or now if that is later, to the next quarter. */
export function axisEnd(sites: readonly SiteRow[], now: number): number {
  const last = Math.max(30, now, ...sites.map((s) => s.plannedEnd ?? 0))
  return Math.ceil(last / 15) * 15
}

/** Which sites are shown: each filter with how many there are of it. */
export function SiteFilters({ sites }: { sites: readonly SiteRow[] }) {
  return (
    <span class="chips no-print" role="group" aria-label={say('filter.title')}>
      {filters.map((f) => {
        const n = countOf(sites, f)
        return (
          <Button key={f} pressed={chosen.value.includes(f)} disabled={n === 0 && !chosen.value.includes(f)} onClick={() => toggle(f)}>
            {say(`filter.${f}`)} <span class="number">{figure(n)}</span>
          </Button>
        )
      })}
      {chosen.value.length > 0 && <Button kind="quiet" onClick={() => (chosen.value = [])}>{say('filter.all')}</Button>}
    </span>
  )
}

/** The sites as rows that sort by every column; by default what needs a look comes first. Of many only those in sight are drawn. */
export function Sites({ sites, hHour, clock, siteAddress }: SitesProperties) {
  second.value // drawn again each second
  const kept = useKept()
  const box = useRef<HTMLDivElement>(null)
  const rows = inView(sites, sorting.value, chosen.value, locale.value)
  const [from, to] = useSight(box, rows.length, rows.length > drawnWhole ? rowHeight : undefined)
  if (sites.length === 0) return <Empty title={say('site.none')}>{say('site.noneNext')}</Empty>
  const now = hHour === undefined ? Number.NEGATIVE_INFINITY : minutesFromHour(clock.now(), Date.parse(hHour))
  const end = axisEnd(sites, now)
  const gap = (n: number) => n > 0 && <tr aria-hidden="true" style={{ height: `${n * rowHeight}px` }} />
  return (
    <div class="scrolls sites-box" ref={box} tabIndex={0} role="group" aria-label={say('site.title')}>
      <table class="rows sites" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.name} scope="col" class={`sites-${c.name}${c.right === true ? ' right' : ''}`} aria-sort={sorting.value.column !== c.name ? 'none' : sorting.value.down ? 'descending' : 'ascending'}>
                <button type="button" onClick={() => (sorting.value = pressed(sorting.value, c.name, c.startsDown))}>
                  {say(c.head)}
                </button>
                {c.name === 'plan' && <Axis end={end} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {gap(from)}
          {rows.slice(from, to).map((site, i) => {
            // A row is made anew when something in it changed; the others keep theirs, so that a second costs what it changes.
            const key = `${JSON.stringify(site)} ${end} ${now} ${locale.value} ${heardWords(site, clock)} ${from + i}`
            return kept(site.id, key, () => <Row key={site.id} index={from + i + 2} site={site} end={end} now={now} clock={clock} hHour={hHour} to={siteAddress(site.id)} />)
          })}
          {gap(rows.length - to)}
        </tbody>
      </table>
      {rows.length === 0 && <Empty title={say('filter.none')} />}
    </div>
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

interface RowProperties {
  readonly site: SiteRow
  readonly index: number
  readonly end: number
  readonly now: number
  readonly clock: OperationClock
  readonly hHour: string | undefined
  readonly to: string
}

function Row({ site, index, end, now, clock, hHour, to }: RowProperties) {
  return (
    <tr class={site.late || site.silent ? 'row-urgent' : undefined} aria-rowindex={index}>
      <td class="sites-state">
        <span class="state-word" title={stateWords(site)}>
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
    <span class="site-progress">
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

/** How many searches a site has settled fewer than the plan had ended by now; 0 when it is with the plan or before it. */
export function behind(site: SiteRow): number {
  return site.dueByNow === undefined ? 0 : Math.max(0, site.dueByNow - settled(site))
}

/**
 * The site on the operation's axis: a pale line for the plan, from H to its end, and on it a strong one that covers the part
 * of the plan that is settled. Where the strong line ends left of the mark of now, the site is behind; the number says by how many searches.
 */
function PlanLine({ site, end, now, hHour }: { site: SiteRow; end: number; now: number; hHour: string | undefined }) {
  const at = (minute: number): string => `${(100 * Math.min(end, Math.max(0, minute))) / end}%`
  const start = site.firstStart === undefined || hHour === undefined ? null : minutesFromHour(Date.parse(site.firstStart), Date.parse(hHour))
  const late = behind(site)
  const earned = ((site.plannedEnd ?? 0) * settled(site)) / Math.max(1, site.cells)
  const words = [
    site.plannedEnd === undefined ? '' : say('site.plannedEnd', { at: formatHour(site.plannedEnd) }),
    start === null ? '' : say('site.startedAt', { at: formatHour(start) }),
    late > 0 ? say('site.behind', { n: late }) : '',
  ].filter(Boolean).join(', ')
  return (
    <span class="plan-line" role="img" aria-label={words || '–'} title={words}>
      {site.plannedEnd !== undefined && <span class="plan-planned" style={{ width: at(site.plannedEnd) }} />}
      {earned > 0 && <span class="plan-actual" style={{ width: at(earned) }} />}
      {start !== null && <span class="plan-start" style={{ left: at(start) }} />}
      {now > 0 && <span class="plan-now" style={{ left: at(now) }} />}
      {late > 0 && <span class="plan-behind number">−{late}</span>}
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
