import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Link } from '../parts/Link'
import { address } from '../parts/route'
import { Shown, useResource } from '../parts/Shown'
import { may } from '../parts/who'
import { onDrafts } from '../prepare/listen'
import type { Officer } from '../prepare/types'
import { figure, say } from '../words/words'
import { Conflicts } from './Conflicts'
import { Ill } from './Ill'
import { OfficerForm } from './OfficerForm'
import { Officers } from './Officers'
import { readPeople } from './read'
import { conflictsOf, type People, rollOf } from './roll'
import { Teams } from './Teams'
import './people.css'

const views = ['officers', 'conflicts', 'teams'] as const
type View = (typeof views)[number]

function viewHere(): View {
  const named = new URLSearchParams(address.value.search).get('view')
  return views.find((v) => v === named) ?? 'officers'
}

/** What is asked about one officer. */
export type Asking = { readonly what: 'edit'; readonly officer: Officer | null } | { readonly what: 'ill'; readonly officer: Officer }

/** The officers whom the operation may use: who they are, where they are, what bars them, and what teams could be made of them. */
export function PeoplePage({ desk }: { desk: Desk }) {
  const read = useResource((signal) => readPeople(desk, signal), [desk.operation.id, desk.reason, desk.operation.state])
  useEffect(() => onDrafts(desk, (changed) => (changed.has('drafts') || changed.has('waivers')) && void read.reload()), [read])
  return <Shown of={read}>{(people) => <Views desk={desk} people={people} reload={() => read.reload()} />}</Shown>
}

function Views({ desk, people, reload }: { desk: Desk; people: People; reload: () => Promise<void> }) {
  const view = viewHere()
  const conflicts = useMemo(() => conflictsOf(people), [people])
  const lines = useMemo(() => rollOf(people, conflicts), [people, conflicts])
  const [asking, setAsking] = useState<Asking | null>(null)
  const base = `/plan/${desk.operation.id}/people`
  const counts: Readonly<Record<View, number | null>> = { officers: people.officers.size, conflicts: conflicts.length, teams: null }
  const after = (): void => {
    if (desk.operation.state === 'planned') desk.reload() // a plan that was changed under is one no more
    void reload()
  }
  return (
    <>
      <div class="page-head">
        <h2>{say('roster.of')}</h2>
        {may('officers.write') && view === 'officers' && <Button kind="first" onClick={() => setAsking({ what: 'edit', officer: null })}>{say('roster.add')}</Button>}
      </div>
      <nav class="officer-views" aria-label={say('roster.of')}>
        {views.filter((v) => v !== 'teams' || may('plan.write')).map((v) => (
          <Link key={v} to={v === 'officers' ? base : `${base}?view=${v}`} current={v === view}>
            {say(`roster.view.${v}`)}
            {counts[v] !== null && <span class="badge number">{figure(counts[v] ?? 0)}</span>}
          </Link>
        ))}
      </nav>
      {view === 'officers' && <Officers desk={desk} people={people} lines={lines} ask={setAsking} />}
      {view === 'conflicts' && <Conflicts desk={desk} people={people} conflicts={conflicts} after={after} />}
      {view === 'teams' && <Teams desk={desk} people={people} lines={lines} after={after} />}
      {asking?.what === 'edit' && <OfficerForm officer={asking.officer} people={people} onClose={() => setAsking(null)} after={after} />}
      {asking?.what === 'ill' && <Ill desk={desk} people={people} officer={asking.officer} onClose={() => setAsking(null)} after={after} />}
    </>
  )
}
