import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { type Desk, reasonOf } from '../operation/desk'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { NumberField } from '../parts/Field'
import { useSending } from '../parts/form'
import { note } from '../parts/Notes'
import { Empty, FaultNote } from '../parts/Notices'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { formatHour } from '../time/hour'
import { figure, say } from '../words/words'
import { lackWords } from './Lacks'
import { type Around, type Lack, missing } from './missing'
import { TeamDialog } from './TeamDialog'
import type { SiteDraft, Team } from './types'

interface TeamsProperties {
  readonly desk: Desk
  readonly draft: SiteDraft
  readonly around: Around
  readonly open: boolean
  readonly change: (draft: SiteDraft) => void
}

/** The hours of most shifts, minutes from H, for a team that is begun. */
const shift = { shiftFrom: -60, shiftTo: 480 }

/** The teams of a site, and what is wrong with each. */
export function Teams({ desk, draft, around, open, change }: TeamsProperties) {
  const [asking, setAsking] = useState<Team | 'propose' | null>(null)
  const lacks = missing(draft, around)
  const of = (t: Team): readonly Lack[] => lacks.filter((l) => l.teams.includes(t.id))
  const put = (team: Team): void => change({ ...draft, teams: draft.teams.some((t) => t.id === team.id) ? draft.teams.map((t) => (t.id === team.id ? team : t)) : [...draft.teams, team] })
  const lead = (t: Team): string => t.officers.find((o) => o.lead === true)?.number ?? '–'
  const remove = (team: Team): void => {
    change({ ...draft, teams: draft.teams.filter((t) => t.id !== team.id) })
    note(say('prepare.teamOut', { team: team.code }))
  }
  const fresh = (): Team => ({ id: crypto.randomUUID(), code: freeCode(draft.teams), officers: [], ...shift })
  return (
    <section class="prepare-part" aria-labelledby="prepare-teams">
      <div class="page-head">
        <h3 id="prepare-teams">{say('prepare.teams')}<span class="badge number">{figure(draft.teams.length)}</span></h3>
        {open && (
          <span class="page-acts">
            {may('plan.write') && <Button disabled={draft.teams.length === 0 || draft.cells.length === 0} title={draft.teams.length === 0 ? say('prepare.proposeNeeds') : undefined} onClick={() => setAsking('propose')}>{say('prepare.propose')}</Button>}
            <Button onClick={() => setAsking(fresh())}>{say('prepare.addTeam')}</Button>
          </span>
        )}
      </div>
      <Table
        caption={say('prepare.teams')}
        rows={draft.teams}
        id={(t) => t.id}
        empty={<Empty title={say('prepare.noTeams')}>{say('prepare.noTeamsNext')}</Empty>}
        columns={[
          { name: 'code', title: say('prepare.code'), cell: (t) => t.code, worth: (t) => t.code },
          { name: 'officers', title: say('prepare.officers'), cell: (t) => t.officers.map((o) => o.number).join(', ') || '–', worth: (t) => t.officers.length },
          { name: 'lead', title: say('prepare.lead'), cell: lead, worth: lead },
          { name: 'shift', title: say('prepare.shift'), cell: (t) => <span class="number">{`${formatHour(t.shiftFrom)} – ${formatHour(t.shiftTo)}`}</span>, worth: (t) => t.shiftFrom },
          { name: 'phone', title: say('prepare.phone'), cell: (t) => <span class="number">{t.phone || '–'}</span> },
          { name: 'radio', title: say('prepare.radio'), cell: (t) => t.radio || '–' },
          { name: 'lacks', title: say('prepare.conflicts'), cell: (t) => of(t).length === 0 ? say('prepare.noConflict') : <span class="prepare-trouble">{of(t).map(lackWords).join(' ')}</span>, worth: (t) => of(t).length, startsDown: true },
          ...(open ? [{ name: 'acts', title: <span class="unseen">{say('prepare.acts')}</span>, cell: (t: Team) => <span class="row-acts"><Button kind="quiet" onClick={() => setAsking(t)}>{say('act.edit')}</Button><Button kind="quiet" onClick={() => remove(t)}>{say('act.remove')}</Button></span> }] : []),
        ]}
      />
      {asking === 'propose' && <Propose desk={desk} draft={draft} around={around} onClose={() => setAsking(null)} take={(teams) => change({ ...draft, teams: [...teams] })} />}
      {asking !== null && asking !== 'propose' && <TeamDialog team={asking} draft={draft} around={around} onClose={() => setAsking(null)} take={put} />}
    </section>
  )
}

/** "T3" where T1 and T2 are there. */
function freeCode(teams: readonly Team[]): string {
  for (let n = teams.length + 1; ; n++) if (!teams.some((t) => t.code === `T${n}`)) return `T${n}`
}

interface Proposal {
  readonly teams: readonly Team[]
  readonly reserve: readonly string[]
}

/** Teams as the planner would make them of the officers that the site has now; nothing changes before they are taken over. */
function Propose({ desk, draft, around, onClose, take }: { desk: Desk; draft: SiteDraft; around: Around; onClose: () => void; take: (teams: readonly Team[]) => void }) {
  const [least, setLeast] = useState<number | null>(2)
  const [most, setMost] = useState<number | null>(4)
  const [proposal, setProposal] = useState<Proposal | null>(null)
  const sending = useSending()
  const officers = [...new Set(draft.teams.flatMap((t) => t.officers.map((o) => o.id)))]
  const wrong = least === null || most === null || least < 1 || most < least || most > 20
  const request = (): void =>
    sending.send(async () => {
      if (wrong) return
      const { sites } = await ask(api.POST('/v1/operations/{operation}/teams/propose', {
        params: { path: { operation: desk.operation.id }, header: reasonOf(desk) }, body: { seed: 1, rounds: 0, least, most, sites: [{ establishment: draft.establishment, officers }] },
      }))
      setProposal(sites[0] ?? { teams: [], reserve: [] })
    })
  const after = proposal === null ? [] : missing({ ...draft, teams: [...proposal.teams] }, around)
  const number = (id: string): string => around.officers.get(id)?.number ?? id
  return (
    <Dialog title={say('prepare.propose')} wide onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{say('act.leave')}</Button>
          <Button kind={proposal === null ? 'first' : 'plain'} busy={sending.busy} disabled={wrong} onClick={request}>{say('prepare.propose')}</Button>
          {proposal !== null && <Button kind="first" onClick={() => { take(proposal.teams); onClose() }}>{say('prepare.takeOver')}</Button>}
        </>
      }>
      <div class="form">
        <p>{say('prepare.proposeMeans', { n: officers.length })}</p>
        <div class="form-row prepare-top">
          <NumberField label={say('prepare.least')} value={least} onInput={setLeast} least={1} most={20} />
          <NumberField label={say('prepare.most')} value={most} onInput={setMost} least={1} most={20} wrong={wrong ? say('prepare.mostWrong') : undefined} />
        </div>
        {sending.fault !== null && <FaultNote fault={sending.fault} />}
        {proposal !== null && (
          <>
            <Table caption={say('prepare.proposed')} rows={proposal.teams} id={(t) => t.id} empty={<Empty title={say('prepare.noneProposed')} />}
              columns={[
                { name: 'code', title: say('prepare.code'), cell: (t) => t.code },
                { name: 'officers', title: say('prepare.officers'), cell: (t) => t.officers.map((o) => o.number).join(', ') },
                { name: 'lead', title: say('prepare.lead'), cell: (t) => t.officers.find((o) => o.lead === true)?.number ?? '–' },
              ]} />
            <p class="quiet">{proposal.reserve.length === 0 ? say('prepare.noReserve') : say('prepare.reserve', { who: proposal.reserve.map(number).join(', ') })}</p>
            {after.filter((l) => l.teams.length > 0 || l.stops).map((l) => <p key={lackWords(l)} class="prepare-trouble">{lackWords(l)}</p>)}
          </>
        )}
      </div>
    </Dialog>
  )
}
