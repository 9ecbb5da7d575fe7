import { useEffect, useMemo } from 'preact/hooks'
import { SiteMap } from '../map/SiteMap'
import { FaultNote, Waiting } from '../parts/Notices'
import { Panel } from '../parts/Panel'
import { address, match } from '../parts/route'
import { StateMark } from '../parts/StateMark'
import { Top } from '../parts/Top'
import { figure, say, sayCode } from '../words/words'
import { Age, StaleStrip } from './Freshness'
import { ExposureFigure, FunnelFigures, HourClock } from './Headline'
import { follow, type LivePicture } from './live'
import { Events, type ListProperties, Needs, Tablets } from './Lists'
import type { Picture } from './picture'
import { Seizures } from './Seizures'
import { SitePage } from './SitePage'
import { Sites } from './Sites'

/** Headquarters: everything about one operation, from /hq/{operation} downwards. */
export function Headquarters({ operation }: { operation: string }) {
  const live = useMemo(() => follow(operation), [operation])
  useEffect(() => () => live.stop(), [live])
  const known = live.known.value
  const picture = known.data
  useEffect(() => {
    document.title = picture === null ? say('hq.title') : `${picture.name} · ${say('hq.title')}`
  })
  return (
    <>
      <Top aside={<Age known={known} stream={live.stream.value} />}>
        <h1>{picture === null ? say('hq.title') : picture.name}</h1>
        {picture !== null && (
          <>
            <span class="quiet top-reference">{picture.reference}</span>
            <span class="badge">{sayCode('operation', picture.state)}</span>
            <a class="top-link no-print" href={`/plan/${operation}`}>
              {say('hq.toPlan')}
            </a>
          </>
        )}
      </Top>
      <StaleStrip known={known} stream={live.stream.value} retry={live.reload} />
      {picture !== null ? (
        <Content picture={picture} live={live} />
      ) : (
        <main id="content" tabIndex={-1} class="alone">
          {known.fault !== null ? <FaultNote fault={known.fault} retry={live.reload} /> : <Waiting since={known.waitingSince ?? performance.now()} />}
        </main>
      )}
    </>
  )
}

function Content({ picture, live }: { picture: Picture; live: LivePicture }) {
  const base = `/hq/${picture.operation}`
  const context: ListProperties = {
    sites: useMemo(() => new Map(picture.sites.map((s) => [s.id, s])), [picture]),
    hHour: picture.hHour,
    clock: live.clock,
    siteAddress: (id) => `${base}/sites/${id}`,
  }
  const site = match('/hq/:operation/sites/:site', address.value.path)?.site
  if (site !== undefined) return <SitePage picture={picture} id={site} back={base} {...context} />
  return <Overview picture={picture} live={live} context={context} />
}

function Overview({ picture, live, context }: { picture: Picture; live: LivePicture; context: ListProperties }) {
  const late = picture.sites.filter((s) => s.late).length
  const silent = picture.sites.filter((s) => s.silent).length
  const unsent = picture.tablets.reduce((n, t) => n + t.entries + t.files, 0)
  return (
    <main id="content" tabIndex={-1} class="hq">
      <div class="headline">
        <HourClock clock={live.clock} hHour={picture.hHour} speed={picture.speed} />
        <FunnelFigures funnel={picture.funnel} />
        <ExposureFigure exposure={picture.exposure} />
      </div>
      <Panel name="map" title={say('map.title')} aside={<Legend />}>
        <SiteMap sites={picture.sites} siteAddress={context.siteAddress} />
      </Panel>
      <Panel name="sites" title={say('site.title')} aside={say('site.count', { n: picture.sites.length, late, silent })} scrolls>
        <Sites sites={picture.sites} {...{ hHour: context.hHour, clock: live.clock, siteAddress: context.siteAddress }} />
      </Panel>
      <div class="side">
        <Panel name="needs" title={say('need.title')} aside={figure(picture.needs.length)} scrolls>
          <Needs needs={picture.needs} {...context} />
        </Panel>
        <Panel name="tablets" title={say('tablet.title')} aside={say('tablet.count', { n: unsent })} scrolls>
          <Tablets tablets={picture.tablets} {...context} />
        </Panel>
        <Panel name="events" title={say('event.title')} scrolls>
          <Events events={picture.events} {...context} />
        </Panel>
      </div>
      <Panel name="seized" title={say('seized.title')}>
        <Seizures seized={picture.seizures} />
      </Panel>
    </main>
  )
}

function Legend() {
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
