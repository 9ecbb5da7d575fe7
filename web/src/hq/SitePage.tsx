import { useState } from 'preact/hooks'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { Panel } from '../parts/Panel'
import { useResource } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { type Ground, useFollowed } from '../record/ground'
import { Incidents } from '../record/Incidents'
import { places, reader } from '../record/read'
import { SiteNotes } from '../record/SiteNotes'
import { SitePlaces } from '../record/SitePlaces'
import { Taken } from '../record/Taken'
import { second } from '../time/clock'
import { formatHour, minutesFromHour } from '../time/hour'
import { localDay } from '../time/local'
import { figure, say, sayCode } from '../words/words'
import { Contacts } from './Contacts'
import { At, Events, type ListProperties, Tablets } from './Lists'
import { Needs, Phone } from './Needs'
import { type Picture, siteMark, type SiteRow } from './picture'
import { Heard, Progress, stateWords } from './Sites'

interface SiteProperties extends ListProperties {
  readonly picture: Picture
  readonly id: string
  /** Code of the place within it that is looked at, "" for all of it. */
  readonly place: string
  readonly ground: Ground
}

const isOfNoCell = (x: { readonly search?: string; readonly task?: string }): boolean => x.search === undefined && x.task === undefined

/** One site: what is known of it, whom to call and who was called, its cells, and what came from it. */
export function SitePage({ picture, id, place, ground, ...context }: SiteProperties) {
  const site = context.sites.get(id)
  if (site === undefined) {
    return (
      <main id="content" tabIndex={-1} class="record">
        <Empty title={say('site.unknown')}>
          <Link to={ground.base}>{say('site.back')}</Link>
        </Empty>
      </main>
    )
  }
  const mine = <T extends { site?: string }>(rows: readonly T[]): T[] => rows.filter((r) => r.site === id)
  return (
    <main id="content" tabIndex={-1} class="record site-page">
      <SiteHead site={site} ground={ground} />
      <div class="site-grid">
        <Panel name="facts" title={say('site.facts')}>
          <SiteFacts site={site} context={context} />
        </Panel>
        <Contacts picture={picture} site={site} ground={ground} />
        <Panel name="needs" title={say('need.title')} scrolls>
          <Needs needs={mine(picture.needs)} {...context} />
        </Panel>
      </div>
      <Panel name="places" title={say('place.title')}>
        <Cells site={site} place={place} ground={ground} />
      </Panel>
      <Taken ground={ground} site={id} isOf={isOfNoCell} of={[id]} outside />
      <SiteNotes site={id} ground={ground} />
      <div class="site-grid">
        <Panel name="incidents" title={say('record.incidents')} scrolls>
          <Incidents site={id} ground={ground} />
        </Panel>
        <Panel name="tablets" title={say('tablet.title')}>
          <Tablets tablets={mine(picture.tablets)} {...context} />
        </Panel>
        <Panel name="events" title={say('event.title')} scrolls>
          <Events events={mine(picture.events)} {...context} />
        </Panel>
      </div>
    </main>
  )
}

function SiteHead({ site, ground }: { site: SiteRow; ground: Ground }) {
  const numbers = [
    [say('site.cells'), site.cells], [say('funnel.started'), site.started], [say('funnel.doneClear'), site.doneClear], [say('funnel.doneFind'), site.doneFind],
    [say('funnel.notExecuted'), site.notExecuted], [say('site.findsAll'), site.finds],
  ] as const
  return (
    <header class="site-head">
      <p>
        <Link to={ground.base}>← {say('site.back')}</Link>
      </p>
      <h2 class="site-title">
        <StateMark state={siteMark(site)} late={site.late} silent={site.silent} />
        <span class="quiet">{site.code}</span> {site.name}
      </h2>
      <p class="site-state">{stateWords(site)}</p>
      <ol class="figures site-figures">
        {numbers.map(([label, value]) => (
          <li key={label} class="figure">
            <p class="figure-label">{label}</p>
            <p class="figure-number number">{figure(value)}</p>
          </li>
        ))}
      </ol>
      <Progress site={site} />
    </header>
  )
}

function SiteFacts({ site, context }: { site: SiteRow; context: Omit<ListProperties, 'base'> }) {
  second.value // drawn again each second
  const start = site.firstStart === undefined || context.hHour === undefined ? '–' : formatHour(minutesFromHour(Date.parse(site.firstStart), Date.parse(context.hHour)))
  const facts = [
    [say('site.type'), sayCode('type', site.type)], [say('site.commune'), `${site.commune} (${site.department})`], [say('site.localTime'), localDay(context.clock.now(), site.timeZone)],
    [say('site.start'), start], [say('site.plannedEndLabel'), site.plannedEnd === undefined ? '–' : formatHour(site.plannedEnd)],
    [say('site.heard'), site.lastHeard === undefined ? '–' : (
      <>
        <Heard at={site.lastHeard} clock={context.clock} zone={site.timeZone} /> · <At at={site.lastHeard} hHour={context.hHour} zone={site.timeZone} />
      </>
    )],
    [say('site.exposure'), say('site.exposureOf', { actual: site.exposure, planned: site.exposurePlanned })],
    [say('site.lead'), site.lead || '–'], [say('site.phone'), site.phone === undefined || site.phone === '' ? '–' : <Phone number={site.phone} />], [say('site.radio'), site.radio || '–'],
  ] as const
  return (
    <dl class="site-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Cells({ site, place, ground }: { site: SiteRow; place: string; ground: Ground }) {
  const [noNames] = useState(new Map<string, { name: string; kind: string }>())
  const tasks = useFollowed(ground.pulse, (signal) => reader(ground.operation, signal).tasks(site.id), [site.id])
  // Names are a help: without them the codes of the doors are enough.
  const names = useResource(async (signal) => new Map((await places(site.id, signal)).map((p) => [p.code, p])), [site.id])
  const known: ReadonlyMap<string, { name: string; kind: string }> = names.known.value.data ?? noNames
  return (
    <SitePlaces tasks={tasks} at={place} base={ground.base} siteAddress={`${ground.base}/sites/${site.id}`}
      names={{ name: (code) => known.get(code)?.name ?? '', kind: (code) => known.get(code)?.kind ?? '' }} />
  )
}
