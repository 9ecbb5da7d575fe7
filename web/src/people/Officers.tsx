import { useState } from 'preact/hooks'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Choice, Field, type Option } from '../parts/Field'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { StateMark, type State } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { optionsOf, wordOf } from '../prepare/picks'
import { changeable } from '../prepare/Sites'
import { figure, say, sayCode } from '../words/words'
import type { Asking } from './Page'
import { answers, everybody, type Filter, type Line, type People, states } from './roll'

interface OfficersProperties {
  readonly desk: Desk
  readonly people: People
  readonly lines: readonly Line[]
  readonly ask: (asking: Asking) => void
}

/** The states in which a plan is in force: somebody who is ill is then told in a re-plan. */
export const inForce: readonly string[] = ['released', 'live', 'held']

/** Everybody, narrowed by what is asked of them. */
export function Officers({ desk, people, lines, ask }: OfficersProperties) {
  const [filter, setFilter] = useState<Filter>(everybody)
  const found = lines.filter((l) => answers(l, filter))
  return (
    <>
      <Counts lines={lines} state={filter.state} choose={(state) => setFilter({ ...filter, state: filter.state === state ? '' : state })} />
      <Filters people={people} filter={filter} set={setFilter} />
      <p class="small quiet" role="status">{say('roster.found', { n: found.length, of: lines.length })}</p>
      <List desk={desk} people={people} found={found} none={lines.length === 0} ask={ask} />
    </>
  )
}

const marks: Readonly<Record<Exclude<Filter['state'], ''>, State>> = { free: 'planned', twice: 'person', barred: 'find', out: 'not_executed', late: 'person' }

/** How many there are of each kind that needs a look; a press shows them. */
function Counts({ lines, state, choose }: { lines: readonly Line[]; state: Filter['state']; choose: (state: Filter['state']) => void }) {
  return (
    <p class="officer-counts">
      {states.filter((s) => s !== '').map((s) => {
        const n = lines.filter((l) => answers(l, { ...everybody, state: s })).length
        if (n === 0 && (s === 'out' || s === 'late')) return null
        return (
          <Button key={s} pressed={state === s} disabled={n === 0 && state !== s} onClick={() => choose(s)}>
            <StateMark state={n === 0 && s !== 'free' ? 'clear' : marks[s]} />
            <span class="number strong">{figure(n)}</span> {say(`roster.count.${s}`, { n })}
          </Button>
        )
      })}
    </p>
  )
}

function Filters({ people, filter, set }: { people: People; filter: Filter; set: (filter: Filter) => void }) {
  const all: Option = { value: '', word: say('roster.all') }
  const named = (id: string): string => `${people.establishments.get(id)?.code ?? ''} ${people.establishments.get(id)?.name ?? id}`.trim()
  const byWord = (a: Option, b: Option): number => (a.word < b.word ? -1 : 1)
  const sites = people.sites.map((s) => ({ value: s.establishment, word: named(s.establishment) })).sort(byWord)
  const teams = people.sites.find((s) => s.establishment === filter.site)?.teams.map((t) => ({ value: t.id, word: t.code })) ?? []
  const homes = [...new Set([...people.officers.values()].flatMap((o) => o.home ?? []))].map((h) => ({ value: h, word: named(h) })).sort(byWord)
  const skills = [...new Set([...people.officers.values()].flatMap((o) => o.skills))]
  return (
    <div class="officer-filters">
      <Field label={say('ask.search')} type="search" value={filter.search} onInput={(search) => set({ ...filter, search })} placeholder={say('roster.searchIn')} />
      <Choice label={say('run.site')} value={filter.site} onInput={(site) => set({ ...filter, site, team: '' })} options={[all, ...sites]} />
      <Choice label={say('roster.team')} value={filter.team} onInput={(team) => set({ ...filter, team })} options={[all, ...teams]} disabled={teams.length === 0} />
      <Choice label={say('roster.skill')} value={filter.skill} onInput={(skill) => set({ ...filter, skill })} options={[all, ...optionsOf('skills', skills).filter((o) => skills.includes(o.value))]} />
      <Choice label={say('roster.sex')} value={filter.sex} onInput={(sex) => set({ ...filter, sex })} options={[all, ...['f', 'm', 'x'].map((s) => ({ value: s, word: sayCode('sex', s) }))]} />
      <Choice label={say('roster.home')} value={filter.home} onInput={(home) => set({ ...filter, home })} options={[all, { value: '-', word: say('roster.noHome') }, ...homes]} />
    </div>
  )
}

function List({ desk, people, found, none, ask }: { desk: Desk; people: People; found: readonly Line[]; none: boolean; ask: (asking: Asking) => void }) {
  const code = (id: string | undefined): string => (id === undefined ? '' : (people.establishments.get(id)?.code ?? '?'))
  const skills = (l: Line): string => l.officer.skills.map((s) => wordOf('skills', s)).join(', ')
  const mayIll = (l: Line): boolean => l.places.length > 0 && !l.out && (changeable(desk) || (inForce.includes(desk.operation.state) && may('plan.replan')))
  return (
    <Table
      caption={say('roster.of')}
      className="officer-table"
      rows={found}
      id={(l) => l.officer.id}
      rowHeight={40}
      empty={none ? <Empty title={say('roster.none')}>{say('roster.noneNext')}</Empty> : <Empty title={say('prepare.noneFound')}>{say('roster.widen')}</Empty>}
      columns={[
        { name: 'number', title: say('roster.number'), cell: (l) => l.officer.number, worth: (l) => l.officer.number },
        { name: 'name', title: say('prepare.name'), cell: (l) => l.officer.name, worth: (l) => l.officer.name },
        { name: 'sex', title: say('roster.sex'), cell: (l) => sayCode('sex', l.officer.sex), worth: (l) => l.officer.sex },
        { name: 'skills', title: say('siteField.skills'), cell: (l) => <span class="prepare-short" title={skills(l)}>{skills(l) || '–'}</span>, worth: (l) => l.officer.skills.length, startsDown: true },
        { name: 'home', title: say('roster.home'), cell: (l) => <span title={people.establishments.get(l.officer.home ?? '')?.name}>{code(l.officer.home) || '–'}</span>, worth: (l) => code(l.officer.home) },
        { name: 'phone', title: say('prepare.phone'), cell: (l) => <span class="number">{l.officer.phone || '–'}</span> },
        { name: 'teams', title: say('prepare.teams'), cell: (l) => <Places desk={desk} line={l} code={code} />, worth: (l) => l.places.map((p) => `${code(p.site.establishment)} ${p.team.code}`).join(' ') },
        { name: 'state', title: say('roster.matter'), cell: (l) => <Matter line={l} />, worth: (l) => (l.out ? 5e6 : 0) + l.hurt * 1000 + l.barred + (l.places.length > 1 ? 1e6 : 0), startsDown: true },
        {
          name: 'acts', title: <span class="unseen">{say('prepare.acts')}</span>, cell: (l) => (
            <span class="row-acts">
              {may('officers.write') && <Button kind="quiet" onClick={() => ask({ what: 'edit', officer: l.officer })}>{say('act.edit')}<span class="unseen"> {l.officer.number}</span></Button>}
              {mayIll(l) && <Button kind="quiet" onClick={() => ask({ what: 'ill', officer: l.officer })}>{say('roster.ill')}<span class="unseen"> {l.officer.number}</span></Button>}
            </span>
          ),
        },
      ]}
    />
  )
}

function Places({ desk, line, code }: { desk: Desk; line: Line; code: (id: string) => string }) {
  if (line.places.length === 0) return <span class="quiet">{say('roster.inNone')}</span>
  return (
    <span class="officer-places">
      {line.places.map(({ site, team }) => <Link key={team.id} to={`/plan/${desk.operation.id}/sites/${site.establishment}`}>{teamName(code(site.establishment), team.code)}</Link>)}
    </span>
  )
}

/** A team by site and code; many codes begin with that of their site. */
export function teamName(site: string, team: string): string {
  return team.startsWith(site) ? team : `${site} · ${team}`
}

/** What is the matter with an officer, the gravest first. */
function Matter({ line }: { line: Line }) {
  const { places, hurt, barred, out, late } = line
  const told = out ? 'out' : places.length > 1 ? 'twice' : late ? 'late' : barred > 0 ? 'barred' : null
  if (told === null) return <span class="quiet">–</span>
  const words = told === 'barred' ? say(hurt > 0 ? 'roster.barredHurt' : 'roster.barred', { n: barred, hurt }) : say(`roster.is.${told}`, { n: places.length })
  return <span class="state-word"><StateMark state={told === 'barred' && hurt > 0 ? 'person' : marks[told]} />{words}</span>
}
