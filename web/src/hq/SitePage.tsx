import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { Panel } from '../parts/Panel'
import { StateMark } from '../parts/StateMark'
import { second } from '../time/clock'
import { formatHour, minutesFromHour } from '../time/hour'
import { localDay, localTime } from '../time/local'
import { figure, say, sayCode } from '../words/words'
import { Events, type ListProperties, Needs, Tablets } from './Lists'
import { type Picture, siteMark } from './picture'
import { Progress, stateWords } from './Sites'

/** One site: what is known of it, whom to call, and what came from it. */
export function SitePage({ picture, id, back, ...context }: ListProperties & { picture: Picture; id: string; back: string }) {
  second.value // drawn again each second
  const site = context.sites.get(id)
  if (site === undefined) {
    return (
      <main id="content" tabIndex={-1} class="site-page">
        <Empty title={say('site.unknown')}>
          <Link to={back}>{say('site.back')}</Link>
        </Empty>
      </main>
    )
  }
  const start = site.firstStart === undefined || context.hHour === undefined ? '–' : formatHour(minutesFromHour(Date.parse(site.firstStart), Date.parse(context.hHour)))
  const numbers = [
    [say('site.cells'), site.cells], [say('funnel.started'), site.started], [say('funnel.doneClear'), site.doneClear], [say('funnel.doneFind'), site.doneFind],
    [say('funnel.notExecuted'), site.notExecuted], [say('site.findsAll'), site.finds],
  ] as const
  const facts = [
    [say('site.type'), sayCode('type', site.type)], [say('site.commune'), `${site.commune} (${site.department})`], [say('site.localTime'), localDay(context.clock.now(), site.timeZone)],
    [say('site.start'), start], [say('site.plannedEndLabel'), site.plannedEnd === undefined ? '–' : formatHour(site.plannedEnd)],
    [say('site.heard'), site.lastHeard === undefined ? '–' : localTime(site.lastHeard, site.timeZone)],
    [say('site.exposure'), say('site.exposureOf', { actual: site.exposure, planned: site.exposurePlanned })],
    [say('site.lead'), site.lead ?? '–'], [say('site.phone'), site.phone ?? '–'], [say('site.radio'), site.radio ?? '–'],
  ] as const
  const mine = <T extends { site?: string }>(rows: readonly T[]): T[] => rows.filter((r) => r.site === id)
  return (
    <main id="content" tabIndex={-1} class="site-page">
      <header class="site-head">
        <p>
          <Link to={back}>← {say('site.back')}</Link>
        </p>
        <h2 class="site-title">
          <StateMark state={siteMark(site)} late={site.late} silent={site.silent} />
          <span class="quiet">{site.code}</span> {site.name}
        </h2>
        <p class="site-state">{stateWords(site)}</p>
      </header>
      <ol class="figures site-figures">
        {numbers.map(([label, value], i) => (
          <li key={i} class="figure">
            <p class="figure-label">{label}</p>
            <p class="figure-number number">{figure(value)}</p>
          </li>
        ))}
      </ol>
      <Progress site={site} />
      <div class="site-grid">
        <Panel name="facts" title={say('site.facts')}>
          <dl class="facts">
            {facts.map(([label, value], i) => (
              <div key={i}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Panel>
        <Panel name="needs" title={say('need.title')}>
          <Needs needs={mine(picture.needs)} {...context} />
          <h2 class="second-title">{say('tablet.title')}</h2>
          <Tablets tablets={mine(picture.tablets)} {...context} />
        </Panel>
        <Panel name="events" title={say('event.title')}>
          <Events events={mine(picture.events)} {...context} />
        </Panel>
      </div>
    </main>
  )
}
