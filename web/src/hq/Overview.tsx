import { SiteMap } from '../map/SiteMap'
import { Panel } from '../parts/Panel'
import { StateMark } from '../parts/StateMark'
import { SaveTable } from '../table-export/SaveTable'
import { figure, language, locale, say } from '../words/words'
import { ExposureLine } from './ExposureLine'
import { ExposureFigure, FunnelFigures, HourClock } from './Headline'
import type { LivePicture } from './live'
import { Events, type ListProperties, Tablets } from './Lists'
import { Needs } from './Needs'
import type { Picture, SiteRow } from './picture'
import { Seizures } from './Seizures'
import { SiteFilters, Sites } from './Sites'
import { seizuresTable, sitesMap, sitesTable, tabletsTable } from './tables'
import { Thresholds } from './Thresholds'
import { Timeline } from './Timeline'
import { chosen, fits, inView, sorting } from './view'

/** Everything about the operation at once. */
export function Overview({ picture, live, context }: { picture: Picture; live: LivePicture; context: ListProperties }) {
  const unsent = picture.tablets.reduce((n, t) => n + t.entries + t.files, 0)
  const only = chosen.value
  const dim = (site: SiteRow): boolean => !fits(site, only)
  const shown = (): SiteRow[] => inView(picture.sites, sorting.value, chosen.value, locale.value)
  const now = (): number => live.clock.now()
  const common = { hHour: context.hHour, clock: live.clock, siteAddress: context.siteAddress }
  return (
    <main id="content" tabIndex={-1} class="hq">
      <div class="headline">
        <HourClock clock={live.clock} hHour={picture.hHour} speed={picture.speed} />
        <FunnelFigures funnel={picture.funnel} />
        <ExposureFigure exposure={picture.exposure} />
      </div>
      <Panel name="map" title={say('map.title')} aside={<Legend />}>
        <SiteMap sites={picture.sites} siteAddress={context.siteAddress} {...(only.length > 0 ? { isDim: dim } : {})} />
      </Panel>
      <Panel name="sites" title={say('site.countShort', { n: picture.sites.length })}
        aside={
          <>
            <Thresholds picture={picture} reload={live.reload} />
            <SiteFilters sites={picture.sites} />
            <SaveTable table={() => sitesTable(picture, shown())} map={() => sitesMap(picture, shown())} now={now} />
          </>
        }>
        <Sites sites={picture.sites} {...common} />
      </Panel>
      <div class="side">
        <Panel name="needs" title={say('need.title')} aside={figure(picture.needs.length)} scrolls>
          <Needs needs={picture.needs} {...context} />
        </Panel>
        <Panel name="tablets" title={say('tablet.title')} aside={<><span class="number">{say('tablet.count', { n: unsent })}</span><SaveTable table={() => tabletsTable(picture, picture.tablets)} now={now} /></>} scrolls>
          <Tablets tablets={picture.tablets} {...context} />
        </Panel>
        <Panel name="events" title={say('event.title')} scrolls>
          <Events events={picture.events} {...context} />
        </Panel>
      </div>
      <div class="foot">
        <Panel name="timeline" title={say('course.title')} aside={say('course.note')}>
          <Timeline sites={picture.sites} {...common} />
        </Panel>
        <Panel name="exposure" title={say('exposure.course')}>
          <ExposureLine curve={picture.exposure.curve} />
        </Panel>
        <Panel name="seized" title={say('seized.title')} aside={<SaveTable table={() => seizuresTable(picture, language.value)} now={now} />}>
          <Seizures seized={picture.seizures} />
        </Panel>
      </div>
    </main>
  )
}

/** What the marks of the map mean. */
export function Legend() {
  return (
    <ul class="legend" aria-label={say('map.legend')}>
      {(['planned', 'started', 'clear', 'find', 'not_executed'] as const).map((s) => (
        <li key={s} class="state-word">
          <StateMark state={s} />
          {say(`state.${s}`)}
        </li>
      ))}
      <li class="state-word">
        <StateMark state="started" late />
        {say('site.late')}
      </li>
      <li class="state-word">
        <StateMark state="started" silent />
        {say('site.silent')}
      </li>
    </ul>
  )
}
