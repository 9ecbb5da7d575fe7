import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { Shown } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { say, sayCode } from '../words/words'
import type { IncidentRow } from './documents'
import { deedName, When } from './Frame'
import { type Ground, useFollowed } from './ground'
import { paperWords } from './Paper'
import { Photographs, sheetsOf } from './Photographs'
import { reader } from './read'

/** When it happened: by the sheet, where it was keyed in from one that says it. */
const happened = (i: IncidentRow): string => i.happenedAt ?? i.at

/** What was reported from a site, the newest first: how grave it is, when it happened there, who said so, and the sheet of one that was kept on paper. */
export function Incidents({ site, ground }: { site: string; ground: Ground }) {
  const read = useFollowed(ground.pulse, (signal) => reader(ground.operation, signal).site(site), [site])
  return <Shown of={read}>{({ incidents = [] }) => <IncidentList incidents={incidents} site={site} ground={ground} />}</Shown>
}

/** Incidents as a list; `inSearch` where the page is that of the search that they name. */
export function IncidentList({ incidents, site, ground, inSearch = false }: { incidents: readonly IncidentRow[]; site: string; ground: Ground; inSearch?: boolean }) {
  if (incidents.length === 0) return <Empty title={say('record.noIncident')} />
  return (
    <ul class="list">
      {[...incidents].sort((a, b) => (happened(a) < happened(b) ? 1 : -1)).map((i) => (
        <li key={i.entry} class="list-row">
          <StateMark state="person" />
          <div>
            <p class="list-head">
              <span class="strong">{sayCode('incident', i.kind)}</span>
              {i.severity !== undefined && <span class={`badge severity-${i.severity}`}>{sayCode('severity', i.severity)}</span>}
              <When at={happened(i)} site={site} ground={ground} />
            </p>
            <p class="as-written">{i.text}</p>
            <p class="list-note quiet">
              {i.source === undefined ? deedName(i) || say('record.nobodyNamed') : paperWords(i.source, i)}
              {!inSearch && i.search !== undefined && <Link to={`${ground.base}/searches/${i.search}`}>{say('record.incidentSearch')}</Link>}
            </p>
            <Photographs photos={sheetsOf(i.source)} ground={ground} />
          </div>
        </li>
      ))}
    </ul>
  )
}
