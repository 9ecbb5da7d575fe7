import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { ifMatch } from '../api/version'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { useSending } from '../parts/form'
import { Link } from '../parts/Link'
import { note } from '../parts/Notes'
import { Empty, FaultNote } from '../parts/Notices'
import { go } from '../parts/route'
import { Shown, useResource } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { formatHour } from '../time/hour'
import { figure, say } from '../words/words'
import { Lacks, lackWords } from './Lacks'
import { type Lack, missing } from './missing'
import { readPicks, wordOf } from './picks'
import { readDraft, readEstablishments, readOfficers, readSite, readSites } from './read'
import type { Establishment, SiteDraft } from './types'
import { forget, unsavedAt } from './work'
import './prepare.css'

interface Row {
  readonly draft: SiteDraft
  readonly establishment: Establishment | undefined
  readonly lacks: readonly Lack[]
}

/** Whether what is prepared may be changed now: by who may, and before the plan is on its way to its release. */
export function changeable(desk: Desk): boolean {
  return may('operation.edit') && ['draft', 'planned'].includes(desk.operation.state)
}

/** The hours of a site or a cell from H; "" where none are set. */
export function windowWords(from = 0, to = 0): string {
  return from === 0 && to === 0 ? '' : `${formatHour(from)} – ${to === 0 ? '…' : formatHour(to)}`
}

/** The sites of the operation, and what each lacks until it can be planned. */
export function SitesPage({ desk }: { desk: Desk }) {
  const read = useResource(
    async (signal) => {
      const [sites, establishments, officers, { draft }] = await Promise.all([readSites(desk, signal), readEstablishments(signal), readOfficers(signal), readDraft(desk, signal), readPicks(signal)])
      const around = { officers: new Map(officers.map((o) => [o.id, o])), policy: draft.policy.conflictOfInterest }
      const rows = sites.map((s): Row => ({ draft: s, establishment: establishments.find((e) => e.id === s.establishment), lacks: missing(s, { ...around, elsewhere: elsewhere(sites, s.establishment) }) }))
      return { rows: rows.sort((a, b) => ((a.establishment?.code ?? '') < (b.establishment?.code ?? '') ? -1 : 1)), establishments }
    },
    [desk.operation.id, desk.reason, desk.operation.version],
  )
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<Row | null>(null)
  const [search, setSearch] = useState('')
  const data = read.known.value.data
  return (
    <>
      <div class="page-head">
        <h2>{say('prepare.sites')}</h2>
        {changeable(desk) && <span class="page-acts"><Button kind="first" onClick={() => setAdding(true)} disabled={data === null}>{say('prepare.addSite')}</Button></span>}
      </div>
      <Shown of={read}>
        {({ rows }) => (
          <>
            <Totals rows={rows} />
            {rows.length > 12 && <div class="page-tools"><Field label={say('ask.search')} type="search" value={search} onInput={setSearch} /></div>}
            <SiteTable desk={desk} rows={rows.filter((r) => `${r.establishment?.code} ${r.establishment?.name}`.toLowerCase().includes(search.trim().toLowerCase()))} searched={search !== ''} leave={setLeaving} />
          </>
        )}
      </Shown>
      {adding && data !== null && <AddSite desk={desk} open={data.establishments.filter((e) => !data.rows.some((r) => r.draft.establishment === e.id))} onClose={() => setAdding(false)} />}
      {leaving !== null && <TakeOut desk={desk} row={leaving} after={() => void read.reload()} onClose={() => setLeaving(null)} />}
    </>
  )
}

/** Officers in teams of other sites than one: their id and the team's code. */
export function elsewhere(sites: readonly SiteDraft[], own: string): Map<string, string> {
  return new Map(sites.filter((s) => s.establishment !== own).flatMap((s) => s.teams.flatMap((t) => t.officers.map((o): [string, string] => [o.id, t.code]))))
}

function Totals({ rows }: { rows: readonly Row[] }) {
  const stopped = rows.filter((r) => r.lacks.some((l) => l.stops)).length
  const cells = rows.reduce((n, r) => n + r.draft.cells.length, 0)
  const teams = rows.reduce((n, r) => n + r.draft.teams.length, 0)
  return (
    <p class="prepare-totals">
      <span>{say('prepare.totals', { sites: rows.length, cells, teams })}</span>
      <span class="prepare-lack">
        <StateMark state={stopped === 0 ? 'clear' : 'person'} />
        {stopped === 0 ? say('prepare.allReady') : say('prepare.notReady', { n: stopped })}
      </span>
    </p>
  )
}

function SiteTable({ desk, rows, searched, leave }: { desk: Desk; rows: readonly Row[]; searched: boolean; leave: (row: Row) => void }) {
  const kit = (r: Row): string => r.draft.equipment.filter((e) => e.count > 0).map((e) => `${wordOf('equipment-kinds', e.kind)} ${figure(e.count)}`).join(', ')
  return (
    <Table
      caption={say('prepare.sites')}
      className="prepare-sites"
      rows={rows}
      id={(r) => r.draft.establishment}
      empty={searched ? <Empty title={say('prepare.noneFound')} /> : <Empty title={say('prepare.noSites')}>{say('prepare.noSitesNext')}</Empty>}
      columns={[
        { name: 'code', title: say('prepare.code'), cell: (r) => <Link to={`/plan/${desk.operation.id}/sites/${r.draft.establishment}`}>{r.establishment?.code ?? '?'}</Link>, worth: (r) => r.establishment?.code ?? '' },
        { name: 'name', title: say('prepare.name'), cell: (r) => <>{r.establishment?.name ?? r.draft.establishment}{unsavedAt(desk.operation.id, r.draft.establishment) && <> <span class="badge">{say('prepare.unsavedTitle')}</span></>}</>, worth: (r) => r.establishment?.name ?? '' },
        { name: 'cells', title: say('prepare.cells'), right: true, startsDown: true, cell: (r) => figure(r.draft.cells.length), worth: (r) => r.draft.cells.length },
        { name: 'teams', title: say('prepare.teams'), right: true, startsDown: true, cell: (r) => figure(r.draft.teams.length), worth: (r) => r.draft.teams.length },
        { name: 'kit', title: say('prepare.kit'), cell: (r) => kit(r) || '–' },
        { name: 'window', title: say('prepare.window'), cell: (r) => <span class="number">{windowWords(r.draft.windowFrom, r.draft.windowTo) || '–'}</span>, worth: (r) => r.draft.windowFrom ?? 0 },
        { name: 'lead', title: say('prepare.lead'), cell: (r) => r.draft.lead || '–', worth: (r) => r.draft.lead ?? '' },
        { name: 'phone', title: say('prepare.phone'), cell: (r) => <span class="number">{r.draft.phone || '–'}</span> },
        { name: 'radio', title: say('prepare.radio'), cell: (r) => r.draft.radio || '–' },
        { name: 'lacks', title: say('prepare.lacks'), cell: (r) => <LackCell lacks={r.lacks} />, worth: (r) => r.lacks.filter((l) => l.stops).length * 100 + r.lacks.length, startsDown: true },
        ...(changeable(desk) ? [{ name: 'acts', title: <span class="unseen">{say('prepare.acts')}</span>, cell: (r: Row) => <Button kind="quiet" onClick={() => leave(r)}>{say('act.remove')}</Button> }] : []),
      ]}
    />
  )
}

/** The first that is lacking, and how many more; all of them in the title and on the site's own page. */
function LackCell({ lacks }: { lacks: readonly Lack[] }) {
  const first = lacks[0]
  if (first === undefined) return <Lacks lacks={[]} />
  return (
    <span class="prepare-lack" title={lacks.map(lackWords).join('\n')}>
      <StateMark state={first.stops ? 'person' : 'planned'} />
      <span>{lackWords(first)}</span>
      {lacks.length > 1 && <span class="badge number">{say('prepare.more', { n: lacks.length - 1 })}</span>}
    </span>
  )
}

function AddSite({ desk, open, onClose }: { desk: Desk; open: readonly Establishment[]; onClose: () => void }) {
  const [search, setSearch] = useState('')
  const sending = useSending()
  const wanted = search.trim().toLowerCase()
  const found = open.filter((e) => `${e.code} ${e.name} ${e.commune} ${e.department}`.toLowerCase().includes(wanted))
  const add = (e: Establishment): void =>
    sending.send(async () => {
      await ask(api.PUT('/v1/operations/{operation}/sites/{site}', { params: { path: { operation: desk.operation.id, site: e.id } }, body: { establishment: e.id, cells: [], teams: [], equipment: [] } }))
      note(say('prepare.siteAdded', { site: e.name }))
      go(`/plan/${desk.operation.id}/sites/${e.id}`)
    })
  return (
    <Dialog title={say('prepare.addSite')} onClose={onClose} wide>
      <div class="form">
        <Field label={say('ask.search')} type="search" value={search} onInput={setSearch} focus hint={say('prepare.addSiteHint', { n: open.length })} />
        {sending.fault !== null && <FaultNote fault={sending.fault} />}
        <Table
          caption={say('prepare.addSite')}
          className="prepare-choose"
          rows={found}
          id={(e) => e.id}
          rowHeight={40}
          empty={<Empty title={say(open.length === 0 ? 'prepare.allIn' : 'prepare.noneFound')}>{open.length === 0 ? say('prepare.allInNext') : undefined}</Empty>}
          columns={[
            { name: 'code', title: say('prepare.code'), cell: (e) => e.code, worth: (e) => e.code },
            { name: 'name', title: say('prepare.name'), cell: (e) => e.name, worth: (e) => e.name },
            { name: 'commune', title: say('prepare.commune'), cell: (e) => `${e.commune} (${e.department})`, worth: (e) => e.department },
            { name: 'add', title: <span class="unseen">{say('prepare.acts')}</span>, cell: (e) => <Button busy={sending.busy} onClick={() => add(e)}>{say('act.add')}</Button> },
          ]}
        />
      </div>
    </Dialog>
  )
}

function TakeOut({ desk, row, after, onClose }: { desk: Desk; row: Row; after: () => void; onClose: () => void }) {
  const path = { operation: desk.operation.id, site: row.draft.establishment }
  const name = row.establishment?.name ?? row.draft.establishment
  return (
    <Decide title={say('prepare.takeOut', { site: name })} act={say('act.remove')} danger reason={0} onClose={onClose}
      decide={async () => {
        const { draft, version } = await readSite(desk, row.draft.establishment)
        await ask(api.DELETE('/v1/operations/{operation}/sites/{site}', { params: { path, header: ifMatch(version) } }))
        forget(desk.operation.id, row.draft.establishment)
        after()
        note(say('prepare.takenOut', { site: name }), () => {
          ask(api.PUT('/v1/operations/{operation}/sites/{site}', { params: { path }, body: draft })).then(after, () => note(say('prepare.notBack', { site: name })))
        })
      }}>
      <p>{say('prepare.takeOutMeans', { cells: row.draft.cells.length, teams: row.draft.teams.length })}</p>
    </Decide>
  )
}
