import { type Tree, within } from './tree'
import type { Officer, Policy, SiteDraft, Target, Team } from './types'

/** Why a site cannot be planned, or not as it should be. */
export interface Lack {
  readonly code:
    | 'noCells' | 'noTeams' | 'nowhere' | 'emptyTeam' | 'noTeamLead' | 'unknownOfficer' | 'twice' | 'twiceElsewhere'
    | 'noSkill' | 'noSex' | 'noKit' | 'barred' | 'onlyBarred' | 'noLead' | 'noPhone' | 'shift'
  /** It leaves something unsearched; what does not, is a matter of care. */
  readonly stops: boolean
  /** How many cells, teams or officers it is about. */
  readonly count: number
  /** Codes or numbers: the skill, the kit, the teams, the officer. */
  readonly names: readonly string[]
  /** Ids of the teams that it concerns. */
  readonly teams: readonly string[]
}

export interface Around {
  readonly officers: ReadonlyMap<string, Officer>
  readonly policy: Policy['conflictOfInterest']
  /** Of the site; without it homes are not looked at. */
  readonly tree?: Tree
  /** Officers of other sites' teams, by id, with the code of their team. */
  readonly elsewhere?: ReadonlyMap<string, string>
  /** officer/location of the waivers in force. */
  readonly waived?: ReadonlySet<string>
}

function lack(code: Lack['code'], stops: boolean, names: readonly string[] = [], teams: readonly Team[] = [], count = names.length): Lack {
  return { code, stops, count, names, teams: teams.map((t) => t.id) }
}

/** Whether an officer may not search a cell, as their home lies where it lies (planner/check/able.go). */
export function barred(officer: Officer, cell: Target, site: string, { policy, tree, waived }: Around): boolean {
  if (policy === 'none' || officer.home !== site || cell.location === undefined) return false
  if (waived?.has(`${officer.id}/${cell.location}`) === true) return false
  if (policy === 'establishment') return true
  if (tree === undefined || officer.homeLocation === undefined) return false
  const same = (kind: 'building' | 'wing'): boolean => within(tree, officer.homeLocation, kind) === within(tree, cell.location, kind)
  if (policy === 'building') return within(tree, officer.homeLocation, 'building') !== '' && same('building')
  return within(tree, officer.homeLocation, 'wing') !== '' && same('wing') && same('building')
}

/** What a team has of what a cell needs; hours and homes aside. */
export function fits(team: Team, cell: Target, around: Around): boolean {
  return hasSkills(team, cell.skills ?? [], around) && ofSex(team, cell.officersOfSex?.sex ?? '', around) >= (cell.officersOfSex?.count ?? 0)
}

function hasSkills(team: Team, skills: readonly string[], { officers }: Around): boolean {
  return skills.every((s) => team.officers.some((o) => officers.get(o.id)?.skills.includes(s) === true))
}

function ofSex(team: Team, sex: string, { officers }: Around): number {
  return team.officers.filter((o) => officers.get(o.id)?.sex === sex).length
}

function ofTeams(draft: SiteDraft, around: Around): Lack[] {
  const { teams } = draft
  const found: Lack[] = []
  const empty = teams.filter((t) => t.officers.length === 0)
  const headless = teams.filter((t) => t.officers.length > 0 && t.officers.filter((o) => o.lead === true).length !== 1)
  const hours = teams.filter((t) => t.shiftTo <= t.shiftFrom)
  if (empty.length > 0) found.push(lack('emptyTeam', true, empty.map((t) => t.code), empty))
  if (headless.length > 0) found.push(lack('noTeamLead', false, headless.map((t) => t.code), headless))
  if (hours.length > 0) found.push(lack('shift', true, hours.map((t) => t.code), hours))
  for (const officer of new Map(teams.flatMap((t) => t.officers).map((o) => [o.id, o])).values()) {
    const own = teams.filter((t) => t.officers.some((o) => o.id === officer.id))
    const other = around.elsewhere?.get(officer.id)
    if (own.length > 1) found.push(lack('twice', true, [officer.number, ...own.map((t) => t.code)], own, 1))
    if (other !== undefined) found.push(lack('twiceElsewhere', true, [officer.number, own[0]?.code ?? '', other], own, 1))
    if (around.officers.size > 0 && !around.officers.has(officer.id)) found.push(lack('unknownOfficer', true, [officer.number], own))
  }
  return found
}

function ofNeeds(draft: SiteDraft, around: Around): Lack[] {
  const { cells, teams, equipment } = draft
  if (teams.length === 0 || around.officers.size === 0) return []
  const found: Lack[] = []
  for (const skill of new Set(cells.flatMap((c) => c.skills ?? []))) {
    const count = cells.filter((c) => c.skills?.includes(skill)).length
    if (!teams.some((t) => hasSkills(t, [skill], around))) found.push(lack('noSkill', true, [skill], [], count))
  }
  const needs = cells.filter((c) => c.officersOfSex !== undefined && !teams.some((t) => ofSex(t, c.officersOfSex?.sex ?? '', around) >= (c.officersOfSex?.count ?? 0)))
  for (const sex of new Set(needs.map((c) => c.officersOfSex?.sex ?? 'f'))) found.push(lack('noSex', true, [sex], [], needs.filter((c) => c.officersOfSex?.sex === sex).length))
  for (const kind of new Set(cells.flatMap((c) => (c.equipment ?? []).map((k) => k.kind)))) {
    if ((equipment.find((e) => e.kind === kind)?.count ?? 0) === 0) found.push(lack('noKit', true, [kind], [], cells.filter((c) => c.equipment?.some((k) => k.kind === kind)).length))
  }
  return found
}

function ofHomes(draft: SiteDraft, around: Around): Lack[] {
  const found: Lack[] = []
  const bars = (team: Team, cell: Target): boolean => team.officers.some((o) => {
    const officer = around.officers.get(o.id)
    return officer !== undefined && barred(officer, cell, draft.establishment, around)
  })
  for (const team of draft.teams) {
    for (const { id, number } of team.officers) {
      const officer = around.officers.get(id)
      const count = officer === undefined ? 0 : draft.cells.filter((c) => barred(officer, c, draft.establishment, around)).length
      if (count > 0) found.push(lack('barred', false, [number, team.code], [team], count))
    }
  }
  const only = draft.cells.filter((c) => {
    const able = draft.teams.filter((t) => fits(t, c, around))
    return able.length > 0 && able.every((t) => bars(t, c))
  })
  if (only.length > 0) found.push(lack('onlyBarred', true, [], [], only.length))
  return found
}

/** What a site lacks until it can be planned, what stops it first. The planner says the last word; this says it while one types. */
export function missing(draft: SiteDraft, around: Around): Lack[] {
  const { cells, teams } = draft
  const found: Lack[] = []
  if (cells.length === 0) found.push(lack('noCells', true))
  if (teams.length === 0) found.push(lack('noTeams', true))
  const nowhere = cells.filter((c) => c.location === undefined)
  if (nowhere.length > 0) found.push(lack('nowhere', true, nowhere.flatMap((c) => c.persons ?? []).slice(0, 5), [], nowhere.length))
  found.push(...ofTeams(draft, around), ...ofNeeds(draft, around), ...ofHomes(draft, around))
  if ((draft.lead ?? '') === '') found.push(lack('noLead', false))
  if ((draft.phone ?? '') === '' && (draft.radio ?? '') === '') found.push(lack('noPhone', false))
  return found.sort((a, b) => Number(b.stops) - Number(a.stops))
}
