import { useEffect, useMemo } from 'preact/hooks'
import { api, ask } from '../api/client'
import { FaultNote, Waiting } from '../parts/Notices'
import { address, match } from '../parts/route'
import { useResource } from '../parts/Shown'
import { Top } from '../parts/Top'
import { ExhibitPage } from '../record/ExhibitPage'
import { FilePage } from '../record/FilePage'
import type { Ground } from '../record/ground'
import { SearchPage } from '../record/SearchPage'
import { TaskPage } from '../record/TaskPage'
import { ownZone } from '../time/local'
import { say, sayCode } from '../words/words'
import { Age, StaleStrip } from './Freshness'
import { follow, type LivePicture } from './live'
import type { ListProperties } from './Lists'
import { Overview } from './Overview'
import type { Picture } from './picture'
import { printSheet, Sheet } from './print'
import { SitePage } from './SitePage'
import { Wall } from './Wall'
import { wallOf } from './wall'

/** Headquarters: everything about one operation, from /hq/{operation} downwards. */
export function Headquarters({ operation }: { operation: string }) {
  const live = useMemo(() => follow(operation), [operation])
  useEffect(() => () => live.stop(), [live])
  useEffect(() => printSheet(() => (live.known.value.data === null ? null : <Sheet picture={live.known.value.data} now={live.clock.now()} />)), [live])
  const known = live.known.value
  const picture = known.data
  const base = `/hq/${operation}`
  const isOverview = address.value.path.replace(/\/$/, '') === base
  const wall = isOverview ? wallOf(address.value.search) : null
  useEffect(() => {
    if (isOverview) document.title = picture === null ? say('hq.title') : `${picture.name} · ${say('hq.title')}`
  })
  if (picture !== null && wall !== null) return <Wall picture={picture} live={live} context={contextOf(picture, live)} asked={wall} />
  // An analyst or a custodian reads the record and not the live picture: then the picture's refusal is none of the record's.
  const isRefused = picture === null && known.fault?.code === 'forbidden' && !isOverview
  return (
    <>
      <Top aside={<Age known={known} stream={live.stream.value} />}>
        <h1>{picture === null ? say('hq.title') : picture.name}</h1>
        {picture !== null && (
          <>
            <span class="quiet top-reference">{picture.reference}</span>
            <span class="badge">{sayCode('operation', picture.state)}</span>
            <nav class="top-links no-print" aria-label={say('hq.ways')}>
              <a class="top-link" href={`/plan/${operation}`}>
                {say('hq.toPlan')}
              </a>
              <a class="top-link" href={`${base}?wall`}>
                {say('hq.toWall')}
              </a>
              <button type="button" class="button quiet" onClick={() => print()}>
                {say('hq.print')}
              </button>
            </nav>
          </>
        )}
      </Top>
      <StaleStrip known={known} stream={live.stream.value} retry={live.reload} />
      {picture !== null ? (
        <Content picture={picture} live={live} />
      ) : isRefused ? (
        <RecordAlone operation={operation} live={live} />
      ) : (
        <main id="content" tabIndex={-1} class="alone">
          {known.fault !== null ? <FaultNote fault={known.fault} retry={live.reload} /> : <Waiting since={known.waitingSince ?? performance.now()} />}
        </main>
      )}
    </>
  )
}

function contextOf(picture: Picture, live: LivePicture): ListProperties {
  const base = `/hq/${picture.operation}`
  return { sites: new Map(picture.sites.map((s) => [s.id, s])), hHour: picture.hHour, clock: live.clock, siteAddress: (id) => `${base}/sites/${id}`, base }
}

function Content({ picture, live }: { picture: Picture; live: LivePicture }) {
  const context = useMemo(() => contextOf(picture, live), [picture, live])
  const ground: Ground = {
    operation: picture.operation, base: context.base, hHour: picture.hHour, clock: live.clock, pulse: live.pulse,
    zoneOf: (site) => context.sites.get(site)?.timeZone ?? ownZone(),
    siteName: (site) => {
      const row = context.sites.get(site)
      return row === undefined ? say('site.site') : `${row.code} ${row.commune || row.name}`
    },
  }
  const { path } = address.value
  const at = match('/hq/:operation/sites/:site/places/:place', path) ?? match('/hq/:operation/sites/:site', path)
  if (at?.site !== undefined) return <SitePage picture={picture} id={at.site} place={at.place ?? ''} ground={ground} {...context} />
  return recordAt(path, ground) ?? <Overview picture={picture} live={live} context={context} />
}

/** The page of the record that the address names; null when it names none. */
function recordAt(path: string, ground: Ground): preact.VNode | null {
  const found = match('/hq/:operation/:kind/:id', path)
  const id = found?.id ?? ''
  if (found?.kind === 'tasks') return <TaskPage key={id} id={id} ground={ground} />
  if (found?.kind === 'searches') return <SearchPage key={id} id={id} ground={ground} />
  if (found?.kind === 'exhibits') return <ExhibitPage key={id} id={id} ground={ground} />
  if (found?.kind === 'files') return <FilePage key={id} sha256={id} ground={ground} />
  return null
}

/** The record for who may not see the live picture: H is read from the operation, a site's zone is not known and is this screen's. */
function RecordAlone({ operation, live }: { operation: string; live: LivePicture }) {
  const read = useResource((signal) => ask(api.GET('/v1/operations/{operation}', { params: { path: { operation } }, signal })), [operation])
  const ground: Ground = {
    operation, base: `/hq/${operation}`, hHour: read.known.value.data?.hHour, clock: live.clock, pulse: live.pulse, zoneOf: ownZone, siteName: () => say('site.site'),
  }
  return (
    recordAt(address.value.path, ground) ?? (
      <main id="content" tabIndex={-1} class="alone">
        {live.known.value.fault !== null && <FaultNote fault={live.known.value.fault} retry={live.reload} />}
      </main>
    )
  )
}
