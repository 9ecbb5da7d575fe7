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

/** What was reported from a site, the newest first: when it happened there, who said so, and the sheet of one that was kept on paper. */
export function Incidents({ site, ground }: { site: string; ground: Ground }) {
  const read = useFollowed(ground.pulse, (signal) => reader(ground.operation, signal).site(site), [site])
  return <Shown of={read}>{({ incidents = [] }) => <List incidents={incidents} site={site} ground={ground} />}</Shown>
}

function List({ incidents, site, ground }: { incidents: readonly IncidentRow[]; site: string; ground: Ground }) {
  if (incidents.length === 0) return <Empty title={say('record.noIncident')} />
  return (
    <ul class="list">
      {[...incidents].sort((a, b) => (happened(a) < happened(b) ? 1 : -1)).map((i) => (
        <li key={i.entry} class="list-row">
          <StateMark state="person" />
          <div>
            <p class="list-head">
              <span class="strong">{sayCode('incident', i.kind)}</span>
              <When at={happened(i)} site={site} ground={ground} />
            </p>
            <p class="list-note">{i.text}</p>
            <p class="list-note quiet">{i.source === undefined ? deedName(i) || say('record.nobodyNamed') : paperWords(i.source, i)}</p>
            <Photographs photos={sheetsOf(i.source)} ground={ground} />
          </div>
        </li>
      ))}
    </ul>
  )
}
