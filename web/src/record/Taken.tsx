import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { Panel } from '../parts/Panel'
import { Shown } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { figure, say, sayCode } from '../words/words'
import type { ExhibitDocument, FindingDocument } from './documents'
import { deedName, When } from './Frame'
import { type Ground, useFollowed } from './ground'
import { pickWord } from './names'
import { Notes } from './Notes'
import { paperWords } from './Paper'
import { Photographs, sheetsOf } from './Photographs'
import { reader } from './read'

interface TakenProperties {
  readonly ground: Ground
  readonly site: string
  readonly isOf: (x: { readonly search?: string; readonly task?: string }) => boolean
  readonly of: readonly unknown[]
  /** Outside of any cell: then each says where it was, and shows the sheet that it was kept on. */
  readonly outside?: boolean
}

/** What was found and what was taken, at a cell or in a search, or outside of any. */
export function Taken({ ground, site, isOf, of, outside = false }: TakenProperties) {
  const taken = useFollowed(ground.pulse, async (signal) => {
    const read = reader(ground.operation, signal)
    const [findings, exhibits] = await Promise.all([read.findings(site), read.exhibits(site)])
    return { findings: findings.filter(isOf), exhibits: exhibits.filter(isOf) }
  }, [site, ...of])
  return (
    <div class="record-grid">
      <Panel name="exhibits" title={say(outside ? 'record.exhibitsOutside' : 'record.exhibits')}>
        <Shown of={taken}>{({ exhibits }) => <Exhibits exhibits={exhibits} base={ground.base} />}</Shown>
      </Panel>
      <Panel name="findings" title={say(outside ? 'record.findingsOutside' : 'record.findings')}>
        <Shown of={taken}>{({ findings }) => <Findings findings={findings} ground={ground} outside={outside} />}</Shown>
      </Panel>
    </div>
  )
}

function Exhibits({ exhibits, base }: { exhibits: readonly ExhibitDocument[]; base: string }) {
  if (exhibits.length === 0) return <Empty title={say('record.noExhibit')} />
  return (
    <ul class="list">
      {exhibits.map((x) => (
        <li key={x.id} class={x.state === 'voided' ? 'list-row is-void' : 'list-row'}>
          <StateMark state={(x.lacks ?? []).length > 0 || (x.custodyAlarms ?? []).length > 0 ? 'person' : 'find'} />
          <div>
            <p class="list-head struck">
              <Link to={`${base}/exhibits/${x.id}`}>{x.number ?? say('record.numberless')}</Link>
              <span class="quiet">{pickWord('categories', x.category)}</span>
              <span class="number quiet">{String(x.quantity)} {sayCode('unit', x.unit)}</span>
            </p>
            <p class="list-note struck">{x.description}</p>
            <p class="list-note quiet struck">
              {x.sealNumber === undefined ? say('record.unsealed') : say('record.sealed', { number: x.sealNumber })}
              {x.isTargetModel === true && ` · ${say('record.target')}`}
            </p>
            {x.state === 'voided' && <p class="list-note strong">{x.voided === undefined ? say('record.voided') : say('record.voidedBy', { name: deedName(x.voided) || '–', reason: x.voided.reason ?? '–' })}</p>}
          </div>
        </li>
      ))}
    </ul>
  )
}

/** When it was found, as far as its document says. */
const foundAt = (f: FindingDocument): string => f.foundAt ?? f.recorded?.at ?? ''

export function Findings({ findings, ground, outside }: { findings: readonly FindingDocument[]; ground: Ground; outside: boolean }) {
  if (findings.length === 0) return <Empty title={say('record.noFinding')} />
  return (
    <ul class="list">
      {[...findings].sort((a, b) => foundAt(a).localeCompare(foundAt(b))).map((f) => (
        <li key={f.id} class={f.state === 'voided' ? 'list-row is-void' : 'list-row'}>
          <StateMark state="find" />
          <div>
            <p class="list-head struck">
              <span>{pickWord('categories', f.category)}</span>
              {f.quantity !== undefined && <span class="number quiet">×{figure(f.quantity)}</span>}
              {f.concealment !== undefined && <span class="quiet">{pickWord('concealment-places', f.concealment.code)}</span>}
            </p>
            <p class="list-note struck">{f.description}</p>
            {f.state === 'voided' && <p class="list-note strong">{say('record.voidedBy', { name: deedName(f.voided) || '–', reason: f.voided?.reason ?? '–' })}</p>}
            <Notes notes={f.notes} site={f.site} ground={ground} />
            {outside && (
              <p class="list-note quiet">
                {[f.locationCode ?? '', f.placeText ?? ''].filter(Boolean).join(' · ')} <When at={f.foundAt ?? f.recorded?.at} site={f.site} ground={ground} />
              </p>
            )}
            {f.recorded?.source !== undefined && <p class="list-note quiet">{paperWords(f.recorded.source, f.recorded)}</p>}
            <Photographs photos={[...(f.photos ?? []), ...(outside ? sheetsOf(f.recorded?.source) : [])]} ground={ground} />
          </div>
        </li>
      ))}
    </ul>
  )
}
