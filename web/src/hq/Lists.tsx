import { useKept } from '../parts/kept'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { type State, StateMark } from '../parts/StateMark'
import { type OperationClock, second } from '../time/clock'
import { formatHour, minutesFromHour } from '../time/hour'
import { localSeconds, localTime } from '../time/local'
import { figure, locale, say, sayCode } from '../words/words'
import type { EventRow, SiteRow, TabletRow } from './picture'
import { Heard } from './Sites'

export interface ListProperties {
  readonly sites: ReadonlyMap<string, SiteRow>
  readonly hHour: string | undefined
  readonly clock: OperationClock
  readonly siteAddress: (id: string) => string
  /** The operation's address, above all others. */
  readonly base: string
}

/** A site's code and place, that lead to it. */
export function SiteLink({ id, sites, siteAddress }: { id: string | undefined; sites: ReadonlyMap<string, SiteRow>; siteAddress: (id: string) => string }) {
  const site = id === undefined ? undefined : sites.get(id)
  if (site === undefined) return null
  return (
    <Link to={siteAddress(site.id)} title={site.name}>
      {site.code} {site.commune}
    </Link>
  )
}

/** An instant as the operation says it, with the site's own time beside it. */
export function At({ at, hHour, zone }: { at: string; hHour: string | undefined; zone: string }) {
  const local = localTime(at, zone)
  if (hHour === undefined) return <span class="number quiet">{local}</span>
  return (
    <span class="number quiet" title={localSeconds(at, zone)}>
      {formatHour(minutesFromHour(Date.parse(at), Date.parse(hHour)), say('unit.day'))} · {local}
    </span>
  )
}

/** Tablets that still hold what headquarters has not. The one with the oldest entry is the one to fetch first. */
export function Tablets({ tablets, ...context }: ListProperties & { tablets: readonly TabletRow[] }) {
  second.value // drawn again each second
  const holding = tablets.filter((t) => t.entries + t.files > 0).sort((a, b) => (a.oldestAt ?? '9').localeCompare(b.oldestAt ?? '9'))
  if (holding.length === 0) return <Empty title={say('tablet.none')} />
  return (
    <table class="rows tablets">
      <thead>
        <tr>
          <th scope="col">{say('tablet.tablet')}</th>
          <th scope="col" class="right">{say('tablet.entries')}</th>
          <th scope="col" class="right">{say('tablet.files')}</th>
          <th scope="col" class="right">{say('tablet.oldest')}</th>
          <th scope="col" class="right">{say('tablet.heard')}</th>
        </tr>
      </thead>
      <tbody>
        {holding.map((t) => {
          const zone = context.sites.get(t.site)?.timeZone ?? 'UTC'
          return (
            <tr key={t.id}>
              <th scope="row">
                <Link to={context.siteAddress(t.site)} title={context.sites.get(t.site)?.name ?? ''}>
                  {t.label}
                </Link>
              </th>
              <td class="right number">{figure(t.entries)}</td>
              <td class="right number">{figure(t.files)}</td>
              <td class="right number">{t.oldestAt === undefined ? '–' : localTime(t.oldestAt, zone)}</td>
              <td class="right number">{t.lastHeard === undefined ? '–' : <Heard at={t.lastHeard} clock={context.clock} zone={zone} />}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

const eventMarks: Readonly<Record<string, State>> = {
  'search.started': 'started', 'search.closed': 'clear', 'search.notExecuted': 'not_executed', 'finding.recorded': 'find', 'exhibit.seized': 'find',
  'seal.applied': 'find', 'gate.overridden': 'person', 'incident.reported': 'person', 'log.conflict': 'person', 'tablet.revoked': 'person',
}

/** What came in, the newest first: when it happened there, and how long it was under way if that was long. */
export function Events({ events, ...context }: ListProperties & { events: readonly EventRow[] }) {
  const kept = useKept()
  if (events.length === 0) return <Empty title={say('event.none')}>{say('event.noneNext')}</Empty>
  return (
    <ol class="list">
      {events.map((event) => {
        const site = context.sites.get(event.site ?? '')
        const key = `${JSON.stringify(event)} ${site?.code ?? ''} ${context.hHour ?? ''} ${locale.value}`
        return kept(String(event.position), key, () => <EventLine key={event.position} event={event} {...context} />)
      })}
    </ol>
  )
}

function EventLine({ event, ...context }: ListProperties & { event: EventRow }) {
  const { keyedInAt } = event
  // What lay on paper was not under way: it was there when it was typed in.
  const delay = Math.round((Date.parse(event.receivedAt) - Date.parse(keyedInAt ?? event.at)) / 60_000)
  const zone = context.sites.get(event.site ?? '')?.timeZone ?? 'UTC'
  return (
    <li class="list-row">
      <StateMark state={eventMarks[event.type] ?? 'planned'} />
      <div>
        <p class="list-head">
          <span>{sayCode('event', event.type)}</span>
          {event.subject !== undefined && <span class="quiet">{event.subject}</span>}
        </p>
        <p class="list-note">
          <SiteLink id={event.site} {...context} />
          <At at={event.at} hHour={context.hHour} zone={zone} />
          {keyedInAt !== undefined && (
            <span class="quiet">
              {say(keyedInAt === event.at ? 'event.keyedInOnly' : 'event.keyedIn')} {keyedInAt !== event.at && <At at={keyedInAt} hHour={context.hHour} zone={zone} />}
            </span>
          )}
          {delay >= 2 && <span class="number quiet">{say('event.delay', { n: delay })}</span>}
        </p>
      </div>
    </li>
  )
}
