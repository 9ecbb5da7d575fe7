import { useMemo } from 'preact/hooks'
import { api, ask } from '../api/client'
import { type Desk, reasonOf } from '../operation/desk'
import { Link } from '../parts/Link'
import { Shown, useResource } from '../parts/Shown'
import { say } from '../words/words'
import { Cells } from './Cells'
import { siteKind } from './kinds'
import { Lacks } from './Lacks'
import { useOthers } from './listen'
import { type Around, missing } from './missing'
import { readPicks, wordOf } from './picks'
import { readDraft, readKit, readOfficers, readSite, readSites, readTree, type Versioned } from './read'
import { SaveBar } from './SaveBar'
import { SiteFacts } from './SiteFacts'
import { changeable, elsewhere } from './Sites'
import { Teams } from './Teams'
import type { Tree } from './tree'
import type { Equipment, Establishment, SiteDraft } from './types'
import { change, workOn } from './work'
import './prepare.css'

interface Read {
  readonly site: Versioned<SiteDraft>
  readonly establishment: Establishment
  readonly tree: Tree
  readonly around: Around
  readonly stock: readonly Equipment[]
}

/** What one site is prepared from: its draft, its places, and what its officers are bound by. */
async function readAll(desk: Desk, id: string, signal: AbortSignal): Promise<Read> {
  const path = { operation: desk.operation.id }
  const [site, establishment, tree, officers, sites, { draft }, waivers, stock] = await Promise.all([
    readSite(desk, id, signal),
    ask(api.GET('/v1/establishments/{id}', { params: { path: { id } }, signal })),
    readTree(id, signal),
    readOfficers(signal),
    readSites(desk, signal),
    readDraft(desk, signal),
    ask(api.GET('/v1/operations/{operation}/waivers', { params: { path, header: reasonOf(desk) }, signal })),
    readKit(id, signal),
    readPicks(signal),
  ])
  const waived = new Set(waivers.items.filter((w) => w.state === 'signed').map((w) => `${w.officer}/${w.cell.location}`))
  return { site, establishment, tree, stock, around: { officers: new Map(officers.map((o) => [o.id, o])), policy: draft.policy.conflictOfInterest, tree, elsewhere: elsewhere(sites, id), waived } }
}

/** One site: its cells, teams and kit, changed here and saved as a whole; two who do so at once lose nothing. */
export function SitePage({ desk, site }: { desk: Desk; site?: unknown }) {
  const id = typeof site === 'string' ? site : ''
  const read = useResource((signal) => readAll(desk, id, signal), [desk.operation.id, desk.reason, id])
  return <Shown of={read}>{(data) => <Editor key={id} desk={desk} data={data} reload={() => void read.reload()} />}</Shown>
}

function Editor({ desk, data, reload }: { desk: Desk; data: Read; reload: () => void }) {
  const { establishment, tree, around } = data
  const work = useMemo(() => workOn(siteKind, desk, data.site), [data.site])
  const strange = (theirs: SiteDraft): boolean => theirs.teams.some((t) => t.officers.some((o) => !around.officers.has(o.id)))
  useOthers(desk, work, { heard: (theirs) => strange(theirs) && reload() })
  const draft = work.value.mine
  const open = changeable(desk)
  const set = (to: SiteDraft): void => change(work, to)
  const naming = (part: string, item: string): string => {
    if (part === 'site') return say('prepare.siteItself')
    const { base, mine, meeting } = work.value
    const all = [mine, base, ...(meeting === null ? [] : [meeting.theirs.draft])]
    if (part === 'teams') return say('prepare.team', { team: all.flatMap((d) => d.teams).find((t) => t.id === item)?.code ?? item })
    if (part === 'equipment') return wordOf('equipment-kinds', item)
    if (part !== 'cells') return item
    const location = all.flatMap((d) => d.cells).find((c) => c.id === item)?.location ?? ''
    return say('prepare.cellNamed', { cell: tree.byId.get(location)?.code ?? item })
  }
  return (
    <>
      <div class="page-head">
        <h2>
          <Link to={`/plan/${desk.operation.id}/sites`}>{say('prepare.sites')}</Link>
          <span aria-hidden="true" class="quiet"> / </span>
          {`${establishment.code} ${establishment.name}`}
        </h2>
        <span class="quiet">{establishment.timeZone}</span>
      </div>
      {!open && <p class="quiet">{say('prepare.closed')}</p>}
      <SaveBar desk={desk} work={work} naming={naming} />
      <section aria-label={say('prepare.lacks')}><Lacks lacks={missing(draft, around)} /></section>
      <SiteFacts draft={draft} around={around} stock={data.stock} open={open} change={set} />
      <Cells draft={draft} tree={tree} open={open} change={set} />
      <Teams desk={desk} draft={draft} around={around} open={open} change={set} />
    </>
  )
}
