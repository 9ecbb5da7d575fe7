import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { Desk } from '../operation/desk'
import { Shown, useResource } from '../parts/Shown'
import { localDay, ownZone } from '../time/local'
import { figure, type Key, say, sayCode } from '../words/words'
import { type Covered, coverage } from './coverage'
import { useOthers } from './listen'
import { draftKind } from './kinds'
import { readDraft, readEstablishments, readSites } from './read'
import { SaveBar } from './SaveBar'
import { changeable } from './Sites'
import type { Authorisation, Establishment, OperationDraft, SiteDraft } from './types'
import { change, type Work, workOn } from './work'
import './prepare.css'
import './whole.css'

/** What every page of the operation as a whole has: the draft as one has it now, and what it is about. */
export interface Whole {
  readonly desk: Desk
  readonly work: Signal<Work<OperationDraft>>
  readonly draft: OperationDraft
  readonly sites: readonly SiteDraft[]
  readonly establishments: ReadonlyMap<string, Establishment>
  /** How each cell stands with the authorisations, as they stand in one's own draft. */
  readonly covered: readonly Covered[]
  /** Whether it may be changed, by this role and in this state. */
  readonly open: boolean
  readonly set: (draft: OperationDraft) => void
  /** The zone in which instants of the operation are typed and shown: that of most of its sites. */
  readonly zone: string
}

interface Version {
  readonly number: number
  readonly published: boolean
  readonly outdated: boolean
}

/** The zone of most sites, else that of this screen. */
function mainZone(sites: readonly SiteDraft[], establishments: ReadonlyMap<string, Establishment>): string {
  const count = new Map<string, number>()
  for (const s of sites) {
    const zone = establishments.get(s.establishment)?.timeZone
    if (zone !== undefined) count.set(zone, (count.get(zone) ?? 0) + 1)
  }
  return [...count].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? ownZone()
}

interface PageProperties {
  readonly desk: Desk
  readonly title: Key
  readonly acts?: (whole: Whole) => ComponentChildren
  readonly children: (whole: Whole) => ComponentChildren
}

/** A page of the draft of the operation as a whole: read once, changed here, kept at what others save, and saved with all that its sister pages have changed. */
export function WholePage({ desk, title, acts, children }: PageProperties) {
  const read = useResource((signal) => readDraft(desk, signal), [desk.operation.id, desk.reason])
  return <Shown of={read}>{(data) => <Loaded desk={desk} data={data} title={title} acts={acts}>{children}</Loaded>}</Shown>
}

function Loaded({ desk, data, title, acts, children }: Omit<PageProperties, 'acts'> & { acts: PageProperties['acts']; data: Awaited<ReturnType<typeof readDraft>> }) {
  const work = useMemo(() => workOn(draftKind, desk, data), [data])
  const around = useResource(async (signal) => {
    const path = { operation: desk.operation.id }
    const [sites, establishments, plans] = await Promise.all([readSites(desk, signal), readEstablishments(signal), ask(api.GET('/v1/operations/{operation}/plans', { params: { path }, signal }))])
    return { sites, establishments: new Map(establishments.map((e) => [e.id, e])), versions: plans.items as readonly Version[] }
  }, [desk.operation.id, desk.reason])
  useOthers(desk, work, { around: () => void around.reload() })
  return (
    <Shown of={around}>
      {({ sites, establishments, versions }) => <Content desk={desk} work={work} sites={sites} establishments={establishments} versions={versions} title={title} acts={acts}>{children}</Content>}
    </Shown>
  )
}

interface ContentProperties extends Pick<Whole, 'desk' | 'work' | 'sites' | 'establishments'> {
  readonly versions: readonly Version[]
  readonly title: Key
  readonly acts: PageProperties['acts']
  readonly children: PageProperties['children']
}

function Content({ desk, work, sites, establishments, versions, title, acts, children }: ContentProperties) {
  const draft = work.value.mine
  const zones = useMemo(() => new Map([...establishments].map(([id, e]) => [id, e.timeZone])), [establishments])
  const covered = useMemo(() => coverage(draft, sites, { zones }), [draft.authorisations, draft.hHour, draft.leftOut, sites, zones])
  const whole: Whole = { desk, work, draft, sites, establishments, covered, open: changeable(desk), set: (to) => change(work, to), zone: mainZone(sites, establishments) }
  return (
    <>
      <div class="page-head">
        <h2>{say(title)}</h2>
        {whole.open && acts !== undefined && <span class="page-acts">{acts(whole)}</span>}
      </div>
      {!whole.open && <p class="quiet">{say('prepare.closed')}</p>}
      <SaveBar desk={desk} work={work} naming={namer(work.value)} valuing={(field, value) => valued(field, value, whole.zone)} {...effect(desk, versions)} />
      {children(whole)}
    </>
  )
}

/** What saving does to the plan of now. */
function effect(desk: Desk, versions: readonly Version[]): { effect?: string } {
  const number = Math.max(0, ...versions.filter((v) => !v.outdated).map((v) => v.number))
  if (desk.operation.state === 'planned') return { effect: say('whole.unpublishes', { n: versions.find((v) => v.published)?.number ?? number }) }
  return number === 0 ? {} : { effect: say('whole.outdates', { n: number }) }
}

/** Names what a change is about: an authorisation by its reference, a link by its code. */
function namer({ base, mine, meeting }: Work<OperationDraft>): (part: string, item: string) => string {
  const all = [mine, base, ...(meeting === null ? [] : [meeting.theirs.draft])].flatMap((d) => d.authorisations)
  return (part, item) => {
    if (part === 'authorisations') return say('auth.named', { reference: all.find((a: Authorisation) => a.id === item)?.reference ?? item })
    return part === 'links' ? say('link.named', { code: item }) : ''
  }
}

function valued(field: string, value: unknown, zone: string): string | undefined {
  if (['hHour', 'validFrom', 'validTo'].includes(field)) return typeof value === 'string' && value !== '' ? localDay(value, zone) : undefined
  if (field === 'conflictOfInterest') return sayCode('interest', String(value))
  if (field === 'firstWave') return say(value === true ? 'link.atH' : 'link.tolerant')
  if (Array.isArray(value) && (field === 'targets' || field === 'cells')) return say('whole.cells', { n: value.length })
  return typeof value === 'number' ? figure(value) : undefined
}
