import { useState } from 'preact/hooks'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { changeable } from '../prepare/Sites'
import { figure, say, sayCode } from '../words/words'
import { Move } from './Move'
import { teamName } from './Officers'
import type { Conflict, People } from './roll'
import { AskWaiver } from './AskWaiver'

interface ConflictsProperties {
  readonly desk: Desk
  readonly people: People
  readonly conflicts: readonly Conflict[]
  readonly after: () => void
}

/** How many cells are named in a row; the rest is counted and in the title. */
const named = 6

/** Officers who may not search where they work, the cells that it closes, and the ways to mend it. */
export function Conflicts({ desk, people, conflicts, after }: ConflictsProperties) {
  const [asking, setAsking] = useState<{ readonly what: 'move' | 'waiver'; readonly conflict: Conflict } | null>(null)
  const hurting = conflicts.filter((c) => c.hurt.length > 0).length
  return (
    <>
      <p class="quiet">{say('conflicts.what', { policy: sayCode('conflicts.policy', people.policy) })}</p>
      {conflicts.length > 0 && (
        <p class="state-word"><StateMark state={hurting === 0 ? 'clear' : 'person'} />{hurting === 0 ? say('conflicts.noneHurts', { n: conflicts.length }) : say('conflicts.hurt', { n: hurting })}</p>
      )}
      <Table caption={say('roster.view.conflicts')} className="officer-table" rows={conflicts} id={(c) => `${c.officer.id} ${c.place.team.id}`} rowHeight={56}
        empty={<Empty title={say(people.policy === 'none' ? 'conflicts.noPolicy' : 'conflicts.none')}>{say(people.policy === 'none' ? 'conflicts.noPolicyNext' : 'conflicts.noneNext')}</Empty>}
        columns={columnsOf(desk, people, setAsking)} />
      {may('plan.read') && <p class="small"><Link to={`/plan/${desk.operation.id}?view=waivers`}>{say('conflicts.toWaivers')}</Link></p>}
      {asking?.what === 'move' && <Move desk={desk} people={people} conflict={asking.conflict} onClose={() => setAsking(null)} after={after} />}
      {asking?.what === 'waiver' && <AskWaiver desk={desk} people={people} conflict={asking.conflict} onClose={() => setAsking(null)} after={after} />}
    </>
  )
}

function columnsOf(desk: Desk, people: People, ask: (asking: { what: 'move' | 'waiver'; conflict: Conflict }) => void) {
  const site = (c: Conflict): string => people.establishments.get(c.place.site.establishment)?.code ?? '?'
  return [
    { name: 'officer', title: say('roster.officer'), cell: (c: Conflict) => `${c.officer.number} ${c.officer.name}`, worth: (c: Conflict) => c.officer.number },
    { name: 'team', title: say('roster.team'), cell: (c: Conflict) => <Link to={`/plan/${desk.operation.id}/sites/${c.place.site.establishment}`}>{teamName(site(c), c.place.team.code)}</Link>, worth: site },
    { name: 'home', title: say('roster.home'), cell: (c: Conflict) => `${site(c)} ${people.trees.get(c.place.site.establishment)?.byId.get(c.officer.homeLocation ?? '')?.code ?? ''}` },
    { name: 'count', title: say('conflicts.barred'), right: true, startsDown: true, cell: (c: Conflict) => figure(c.cells.length), worth: (c: Conflict) => c.cells.length },
    { name: 'hurt', title: say('conflicts.closed'), startsDown: true, cell: (c: Conflict) => c.hurt.length === 0 ? <span class="quiet">–</span> : <span class="state-word"><StateMark state="person" />{say('conflicts.closedN', { n: c.hurt.length })}</span>, worth: (c: Conflict) => c.hurt.length },
    { name: 'cells', title: say('prepare.cells'), cell: (c: Conflict) => <Cells people={people} conflict={c} /> },
    {
      name: 'acts', title: <span class="unseen">{say('prepare.acts')}</span>, cell: (c: Conflict) => (
        <span class="row-acts">
          {changeable(desk) && <Button onClick={() => ask({ what: 'move', conflict: c })}>{say('conflicts.move')}</Button>}
          {may('waiver.propose') && ['draft', 'planned'].includes(desk.operation.state) && <Button onClick={() => ask({ what: 'waiver', conflict: c })}>{say('conflicts.waiver')}</Button>}
        </span>
      ),
    },
  ]
}

/** Codes of the cells that matter: those that no team may search, else all from which the officer is barred. */
function Cells({ people, conflict }: { people: People; conflict: Conflict }) {
  const tree = people.trees.get(conflict.place.site.establishment)
  const codes = (conflict.hurt.length > 0 ? conflict.hurt : conflict.cells).map((c) => tree?.byId.get(c.location ?? '')?.code ?? '?')
  return <span class="officer-cells number" title={codes.join(', ')}>{codes.slice(0, named).join(', ')}{codes.length > named && ` ${say('prepare.more', { n: codes.length - named })}`}</span>
}
