import { api, ask } from '../api/client'
import { ApiFault } from '../api/problem'
import { ifMatch } from '../api/version'
import type { Desk } from '../operation/desk'
import { count, type Edit, siteOf, text, texts } from './document'
import type { Facts } from './facts'
import { type CellRef, cellRef, type OperationDraft, readDraft, readSiteDraft, type SiteDraft, teamIn } from './registry'

/** The greatest minute that a document may have: what is unbounded in an edit is 0 in a draft. */
const forever = 1_000_000

const same = (a: CellRef, b: CellRef): boolean => a.establishment === b.establishment && a.location === b.location

/** Edits that cannot be made here at one press: a team needs officers who have names. */
export function needsPeople(edits: readonly Edit[]): boolean {
  return edits.some((e) => e.do === 'addTeam' || e.do === 'addCell')
}

/** Whether an edit waits for somebody else's signature before it counts. */
export function needsSignature(edits: readonly Edit[]): boolean {
  return edits.some((e) => e.do === 'waive')
}

/** Makes edits of the planner in the drafts, in their order; each draft is changed once, on the version that was read. What was changed before a refusal stays and is told by it. */
export async function applyEdits(desk: Desk, edits: readonly Edit[], facts: Facts, reason: string): Promise<void> {
  if (needsPeople(edits)) throw new ApiFault({ code: 'invalid', status: 422 })
  const whole = edits.filter((e) => ofOperation.has(e.do))
  if (whole.length > 0) {
    const { value, version } = await readDraft(desk)
    const draft = structuredClone(value) as Mutable<OperationDraft>
    for (const e of whole) await inOperation(desk, draft, e, reason)
    await ask(api.PUT('/v1/operations/{operation}/draft', { params: { path: { operation: desk.operation.id }, header: ifMatch(version) }, body: draft as OperationDraft }))
  }
  const bySite = new Map<string, Edit[]>()
  for (const e of edits.filter((x) => !ofOperation.has(x.do))) {
    for (const [site, edit] of await sitesOf(desk, e, facts)) bySite.set(site, [...(bySite.get(site) ?? []), edit])
  }
  // A team that moves is taken out of its site before it is put into the other: an officer is in one team.
  const order = [...bySite].sort(([, a], [, b]) => Number(b.some((e) => e.do === 'teamAway')) - Number(a.some((e) => e.do === 'teamAway')))
  for (const [site, mine] of order) await changeSite(desk, site, mine)
  for (const e of edits.filter((x) => x.do === 'waive')) await proposeWaiver(desk, text(e.officer), text(e.cell), facts, reason)
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const ofOperation: ReadonlySet<string> = new Set(['firstWave', 'tolerance', 'unlink', 'pin', 'unpin', 'forbid', 'allow', 'landing', 'interest', 'slack', 'moveH', 'drop', 'searchAgain'])

/** The id of a team that a plan names. */
async function teamId(desk: Desk, cell: string, team: string): Promise<string> {
  const { value } = await readSiteDraft(desk, siteOf(cell))
  return teamIn(value, siteOf(cell), team).id
}

async function inOperation(desk: Desk, d: Mutable<OperationDraft>, e: Edit, reason: string): Promise<void> {
  const ref = e.cell === undefined ? undefined : await cellRef(text(e.cell))
  const other = (x: { readonly cell: CellRef }): boolean => ref === undefined || !same(x.cell, ref)
  const links = (change: (l: OperationDraft['links'][number]) => OperationDraft['links'][number]): void => void (d.links = d.links.map((l) => (l.code === e.group ? change(l) : l)))
  if (e.do === 'firstWave') links((l) => ({ ...l, firstWave: e.on === true }))
  else if (e.do === 'tolerance') links((l) => ({ ...l, tolerance: count(e.minutes) }))
  else if (e.do === 'unlink' && ref !== undefined) d.links = d.links.map((l) => ({ ...l, cells: l.cells.filter((c) => !same(c, ref)) })).filter((l) => l.cells.length > 0)
  else if (e.do === 'drop') d.leftOut = await leftOut(d, texts(e.cells), reason)
  else if (e.do === 'searchAgain') d.leftOut = (d.leftOut ?? []).filter(other)
  else if (e.do === 'unpin') d.pins = (d.pins ?? []).filter(other)
  else if (e.do === 'pin' && ref !== undefined) d.pins = [...(d.pins ?? []).filter(other), { cell: ref, team: await teamId(desk, text(e.cell), text(e.team)), start: count(e.start), reason }]
  else if ((e.do === 'forbid' || e.do === 'allow') && ref !== undefined) {
    const team = await teamId(desk, text(e.cell), text(e.team))
    const rest = (d.forbids ?? []).filter((f) => other(f) || f.team !== team)
    d.forbids = e.do === 'allow' ? rest : [...rest, { cell: ref, team, reason }]
  } else policy(d, e)
}

/** What is left out by hand, with some cells more: they stay targets, and their pins would contradict it. */
async function leftOut(d: Mutable<OperationDraft>, cells: readonly string[], reason: string): Promise<NonNullable<OperationDraft['leftOut']>> {
  const refs = await Promise.all(cells.map(cellRef))
  const rest = <T extends { readonly cell: CellRef }>(list: readonly T[] | undefined): T[] => (list ?? []).filter((x) => !refs.some((r) => same(r, x.cell)))
  d.pins = rest(d.pins)
  return [...rest(d.leftOut), ...refs.map((cell) => ({ cell, reason }))]
}

function policy(d: Mutable<OperationDraft>, e: Edit): void {
  if (e.do === 'landing') d.policy = { ...d.policy, maxTeamsPerLanding: count(e.limit) }
  else if (e.do === 'interest') d.policy = { ...d.policy, conflictOfInterest: text(e.policy) as OperationDraft['policy']['conflictOfInterest'] }
  else if (e.do === 'slack') d.policy = { ...d.policy, makespanSlackPercent: count(e.percent) }
  else if (e.do === 'moveH' && d.hHour !== undefined) d.hHour = new Date(Date.parse(d.hHour) + count(e.by) * 60_000).toISOString()
}

/** At which sites an edit changes something; a team that moves is two edits, with the team as its site has it. */
async function sitesOf(desk: Desk, e: Edit, facts: Facts): Promise<[string, Edit][]> {
  const home = facts.teams.get(text(e.team))?.site ?? ''
  if (e.do === 'window') return [[siteOf(text(e.cell)), e]]
  if (e.do === 'shift' || e.do === 'removeTeam') return [[home, e]]
  if (e.do === 'moveTeam') {
    const { value } = await readSiteDraft(desk, home)
    return [[home, { ...e, do: 'teamAway' }], [text(e.site), { ...e, do: 'teamHere', team: teamIn(value, home, text(e.team)) }]]
  }
  return e.do === 'waive' ? [] : [[text(e.site), e]]
}

async function changeSite(desk: Desk, site: string, edits: readonly Edit[]): Promise<void> {
  const { value, version, id } = await readSiteDraft(desk, site)
  const draft = structuredClone(value) as Mutable<SiteDraft>
  for (const e of edits) await inSite(draft, site, e)
  await ask(api.PUT('/v1/operations/{operation}/sites/{site}', { params: { path: { operation: desk.operation.id, site: id }, header: ifMatch(version) }, body: draft as SiteDraft }))
}

const hours = (e: Edit): { windowFrom: number; windowTo: number } => {
  const to = count(e.to)
  return { windowFrom: Math.max(0, count(e.from)), windowTo: e.to === undefined || to >= forever ? 0 : to }
}

async function inSite(d: Mutable<SiteDraft>, site: string, e: Edit): Promise<void> {
  if (e.do === 'siteWindow') Object.assign(d, hours(e))
  else if (e.do === 'kit') {
    const has = d.equipment.find((k) => k.kind === e.kind)
    d.equipment = [...d.equipment.filter((k) => k !== has), { kind: text(e.kind), count: Math.max(0, (has?.count ?? 0) + count(e.by)) }]
  } else if (e.do === 'window') {
    const { location } = await cellRef(text(e.cell))
    d.cells = d.cells.map((c) => (c.location === location ? { ...c, ...hours(e) } : c))
  } else if (e.do === 'shift') {
    const { id } = teamIn(d as SiteDraft, site, text(e.team))
    d.teams = d.teams.map((t) => (t.id === id ? { ...t, shiftFrom: e.from === undefined ? t.shiftFrom : count(e.from), shiftTo: e.to === undefined ? t.shiftTo : count(e.to) } : t))
  } else if (e.do === 'removeTeam' || e.do === 'teamAway') {
    const { id } = teamIn(d as SiteDraft, site, text(e.team))
    d.teams = d.teams.filter((t) => t.id !== id)
  } else if (e.do === 'teamHere') d.teams = [...d.teams, e.team as SiteDraft['teams'][number]]
  else throw new ApiFault({ code: 'invalid', status: 422, detail: e.do })
}

/** Proposes that an officer (by number) may search a cell (as the plan names it); the authority signs. */
export async function proposeWaiver(desk: Desk, officer: string, cell: string, facts: Facts, reason: string): Promise<void> {
  const team = [...facts.teams].find(([, t]) => t.officers.includes(officer))
  const site = team?.[1].site ?? siteOf(cell)
  const { value } = await readSiteDraft(desk, site)
  const found = value.teams.flatMap((t) => t.officers ?? []).find((o) => o.number === officer)
  if (found === undefined) throw new ApiFault({ code: 'not_found', status: 404, detail: officer })
  const body = { officer: found.id, cell: await cellRef(cell), reason }
  await ask(api.POST('/v1/operations/{operation}/waivers', { params: { path: { operation: desk.operation.id } }, body }))
}
