import { type Lack, missing } from '../prepare/missing'
import type { Officer, SiteDraft, Team } from '../prepare/types'
import { aroundOf, type People } from './roll'

const keyOf = (l: Lack): string => `${l.code} ${l.names.join(' ')}`

/** What a site lacks after a change that it did not lack before, or not of so many. */
export function broken(people: People, before: SiteDraft, after: SiteDraft): Lack[] {
  const sites = people.sites.map((s) => (s.establishment === after.establishment ? after : s))
  const had = new Map(missing(before, aroundOf(people, before.establishment)).map((l) => [keyOf(l), l.count]))
  return missing(after, aroundOf({ ...people, sites }, after.establishment)).filter((l) => l.code !== 'barred' && l.count > (had.get(keyOf(l)) ?? -1))
}

/** A team without an officer; where they led it, whoever else can lead does, else nobody. */
function teamWithout(team: Team, officer: Officer, officers: People['officers']): Team {
  const left = team.officers.filter((o) => o.id !== officer.id)
  const led = team.officers.some((o) => o.id === officer.id && o.lead === true)
  const next = led ? left.find((o) => officers.get(o.id)?.skills.includes('lead') === true) : undefined
  return { ...team, officers: left.map((o) => (o.id === next?.id ? { ...o, lead: true } : o)) }
}

/** The draft of a site without an officer: in no team of it, or in none but one, and not its lead. A team without anybody is taken out. */
export function without(draft: SiteDraft, officer: Officer, officers: People['officers'], team = ''): SiteDraft {
  const leaves = (t: Team): boolean => (team === '' || t.id === team) && t.officers.some((o) => o.id === officer.id)
  const teams = draft.teams.map((t) => (leaves(t) ? teamWithout(t, officer, officers) : t)).filter((t) => t.officers.length > 0 || !draft.teams.some((was) => was.id === t.id && leaves(was)))
  const { lead, ...rest } = draft
  const stays = teams.some((t) => t.officers.some((o) => o.id === officer.id))
  return { ...rest, teams, ...(lead === undefined || (lead === officer.number && !stays) ? {} : { lead }) }
}

/** The draft with an officer in one more team of it. */
export function withIn(draft: SiteDraft, officer: Officer, team: string): SiteDraft {
  return { ...draft, teams: draft.teams.map((t) => (t.id === team && !t.officers.some((o) => o.id === officer.id) ? { ...t, officers: [...t.officers, { id: officer.id, number: officer.number }] } : t)) }
}
