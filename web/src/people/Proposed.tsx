import { useState } from 'preact/hooks'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Decide } from '../parts/Decide'
import { useSending } from '../parts/form'
import { Link } from '../parts/Link'
import { note } from '../parts/Notes'
import { Empty, FaultNote } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { changeable } from '../prepare/Sites'
import type { SiteDraft } from '../prepare/types'
import { formatHour, formatMinutes } from '../time/hour'
import { figure, language, say } from '../words/words'
import { amendAll } from './amend'
import { forgotten, lackingOf, priceOf, type Shape, shapeOf, type SiteProposal, taken, type TeamsProposal } from './proposal'
import type { People } from './roll'

interface ProposedProperties {
  readonly desk: Desk
  readonly people: People
  readonly proposal: TeamsProposal
  readonly after: () => void
}

/** A site's proposal beside what the site has now. */
interface Row {
  readonly site: SiteDraft
  readonly proposed: SiteProposal
  readonly now: Shape
  readonly then: Shape
  readonly taken: boolean
  readonly forgotten: readonly string[]
}

function rowsOf(people: People, proposal: TeamsProposal): Row[] {
  return proposal.sites.flatMap((proposed) => {
    const site = people.sites.find((s) => s.establishment === proposed.establishment)
    if (site === undefined) return [] // taken out of the operation since
    return [{ site, proposed, now: shapeOf(people, site, site.teams), then: shapeOf(people, site, proposed.teams), taken: taken(site, proposed), forgotten: forgotten(site, proposed) }]
  })
}

/** The proposal by site: figures of now and then, what is lacking, the teams, and the way to take them. */
export function Proposed({ desk, people, proposal, after }: ProposedProperties) {
  const rows = rowsOf(people, proposal)
  const [chosen, setChosen] = useState<string | null>(rows.length === 1 ? (rows[0]?.site.establishment ?? null) : null)
  const [all, setAll] = useState(false)
  const sending = useSending()
  const open = rows.filter((r) => !r.taken && r.proposed.teams.length > 0)
  const name = (r: Row): string => people.establishments.get(r.site.establishment)?.code ?? '?'
  const take = async (which: readonly Row[]): Promise<void> => {
    const back = await amendAll(desk, which.map((r) => ({ site: r.site.establishment, change: (now: SiteDraft) => ({ ...now, teams: r.proposed.teams }) })))
    after()
    note(say('proposed.taken', { sites: which.map(name).join(', ') }), () => {
      void (async () => {
        for (const undo of back) await undo()
        after()
      })().catch(() => note(say('proposed.notBack')))
    })
  }
  const row = rows.find((r) => r.site.establishment === chosen)
  return (
    <>
      <Price document={proposal.price} />
      {sending.fault !== null && <FaultNote fault={sending.fault} />}
      <BySite rows={rows} name={name} chosen={chosen} busy={sending.busy} open={changeable(desk)} look={setChosen} take={(r) => sending.send(() => take([r]))} />
      {changeable(desk) && open.length > 1 && <p class="form-acts"><Button kind="first" onClick={() => setAll(true)}>{say('proposed.takeAll', { n: open.length })}</Button></p>}
      {row !== undefined && <One desk={desk} people={people} row={row} name={name(row)} />}
      {all && (
        <Decide title={say('proposed.takeAll', { n: open.length })} act={say('prepare.takeOver')} reason={0} onClose={() => setAll(false)} decide={() => take(open)}>
          <p>{say('proposed.takeAllMeans', { n: open.length })}</p>
          {open.some((r) => r.forgotten.length > 0) && <p class="prepare-trouble">{say('proposed.forgets', { who: open.flatMap((r) => r.forgotten).join(', ') })}</p>}
        </Decide>
      )}
    </>
  )
}

function Price({ document }: { document: unknown }) {
  const p = priceOf(document)
  return (
    <dl class="facts">
      <div><dt>{say('plan.makespan')}</dt><dd class="number strong">{formatMinutes(p.makespan)}</dd></div>
      <div><dt>{say('plan.groupSlip')}</dt><dd class="number strong">{formatMinutes(p.slip)}</dd></div>
      <div><dt>{say('plan.exposure')}</dt><dd class="number strong">{figure(p.exposure)}</dd></div>
      <div><dt>{say('proposed.unsearched')}</dt><dd class="number strong">{figure(p.unsearchedPriority)}</dd></div>
    </dl>
  )
}

/** "3 → 4", or one figure where nothing changes. */
const step = (now: number, then: number): string => (now === then ? figure(then) : `${figure(now)} → ${figure(then)}`)

function BySite({ rows, name, chosen, busy, open, look, take }: { rows: readonly Row[]; name: (r: Row) => string; chosen: string | null; busy: boolean; open: boolean; look: (site: string | null) => void; take: (r: Row) => void }) {
  const of = (r: Row, key: 'lead' | 'women' | 'evidence'): string => say('proposed.share', { n: r.then[key], of: r.then.teams })
  return (
    <Table caption={say('prepare.proposed')} className="officer-table" rows={rows} id={(r) => r.site.establishment} chosen={chosen} rowHeight={44} empty={<Empty title={say('prepare.noneProposed')} />}
      columns={[
        { name: 'site', title: say('run.site'), cell: name, worth: name },
        { name: 'teams', title: say('prepare.teams'), right: true, cell: (r) => step(r.now.teams, r.then.teams), worth: (r) => r.then.teams },
        { name: 'size', title: say('proposed.size'), right: true, cell: (r) => (r.then.smallest === r.then.largest ? figure(r.then.largest) : `${r.then.smallest}–${r.then.largest}`), worth: (r) => r.then.largest - r.then.smallest },
        { name: 'lead', title: say('proposed.lead'), right: true, cell: (r) => of(r, 'lead'), worth: (r) => r.then.lead },
        { name: 'evidence', title: say('proposed.evidence'), right: true, cell: (r) => of(r, 'evidence'), worth: (r) => r.then.evidence },
        { name: 'women', title: say('proposed.women'), right: true, cell: (r) => of(r, 'women'), worth: (r) => r.then.women },
        { name: 'closed', title: say('conflicts.closed'), right: true, cell: (r) => step(r.now.closed, r.then.closed), worth: (r) => r.then.closed },
        { name: 'price', title: say('proposed.ends'), right: true, cell: (r) => formatHour(priceOf(r.proposed.price).makespan), worth: (r) => priceOf(r.proposed.price).makespan },
        { name: 'lacking', title: say('proposed.lacking'), cell: (r) => <Lacking count={r.proposed.lacking.length} out={r.forgotten.length} />, worth: (r) => r.proposed.lacking.length, startsDown: true },
        {
          name: 'acts', title: <span class="unseen">{say('prepare.acts')}</span>, cell: (r) => (
            <span class="row-acts">
              <Button pressed={chosen === r.site.establishment} onClick={() => look(chosen === r.site.establishment ? null : r.site.establishment)}>{say('replan.look')}<span class="unseen"> {name(r)}</span></Button>
              {r.taken ? <span class="state-word"><StateMark state="clear" />{say('proposed.isTaken')}</span> : open && r.proposed.teams.length > 0 && <Button busy={busy} onClick={() => take(r)}>{say('prepare.takeOver')}<span class="unseen"> {name(r)}</span></Button>}
            </span>
          ),
        },
      ]} />
  )
}

function Lacking({ count, out }: { count: number; out: number }) {
  if (count === 0 && out === 0) return <span class="quiet">{say('prepare.noConflict')}</span>
  return <span class="state-word"><StateMark state="person" />{count > 0 ? say('proposed.lacks', { n: count }) : say('proposed.cameSince', { n: out })}</span>
}

/** The proposed teams of one site, who is left over, what is lacking, and where they are edited. */
function One({ desk, people, row, name }: { desk: Desk; people: People; row: Row; name: string }) {
  const person = (id: string): string => { const o = people.officers.get(id); return o === undefined ? '?' : `${o.number} ${o.name}` }
  const lacking = lackingOf(row.proposed.lacking)
  return (
    <section class="proposed-site" aria-label={name}>
      <h4>{say('proposed.teamsOf', { site: name })}</h4>
      {lacking.map((l) => <p key={l.en} class="prepare-lack"><StateMark state="person" />{l[language.value] || l.code}</p>)}
      {row.forgotten.length > 0 && !row.taken && <p class="prepare-trouble">{say('proposed.forgets', { who: row.forgotten.join(', ') })}</p>}
      <Table caption={say('proposed.teamsOf', { site: name })} rows={row.proposed.teams} id={(t) => t.id} empty={<Empty title={say('prepare.noneProposed')} />}
        columns={[
          { name: 'code', title: say('prepare.code'), cell: (t) => t.code, worth: (t) => t.code },
          { name: 'officers', title: say('prepare.officers'), cell: (t) => t.officers.map((o) => person(o.id)).join(', ') },
          { name: 'lead', title: say('prepare.lead'), cell: (t) => t.officers.find((o) => o.lead === true)?.number ?? '–' },
          { name: 'women', title: say('proposed.womenIn'), right: true, cell: (t) => figure(t.officers.filter((o) => people.officers.get(o.id)?.sex === 'f').length) },
          { name: 'shift', title: say('prepare.shift'), cell: (t) => <span class="number">{`${formatHour(t.shiftFrom)} – ${formatHour(t.shiftTo)}`}</span> },
        ]} />
      <p class="small quiet">{row.proposed.reserve.length === 0 ? say('prepare.noReserve') : say('prepare.reserve', { who: row.proposed.reserve.map(person).join(', ') })}</p>
      {row.taken && <p><Link to={`/plan/${desk.operation.id}/sites/${row.site.establishment}`}>{say('proposed.edit', { site: name })}</Link></p>}
    </section>
  )
}
