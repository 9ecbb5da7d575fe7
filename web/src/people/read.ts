import { api, ask } from '../api/client'
import { type Desk, reasonOf } from '../operation/desk'
import { readPicks } from '../prepare/picks'
import { readDraft, readEstablishments, readOfficers, readSites, readTree } from '../prepare/read'
import type { Tree } from '../prepare/tree'
import type { Officer, SiteDraft } from '../prepare/types'
import type { People } from './roll'

/** The states in which a plan is in force and its mending is told. */
const running: readonly string[] = ['released', 'live', 'closing', 'closed', 'archived', 'held']

/** Trees that were read; the places of an establishment hardly change while somebody plans. */
const trees = new Map<string, Promise<Tree>>()

/** The places of an establishment, read once a page. */
export function treeAt(establishment: string): Promise<Tree> {
  const known = trees.get(establishment) ?? readTree(establishment, new AbortController().signal)
  trees.set(establishment, known)
  known.catch(() => trees.delete(establishment))
  return known
}

/** The sites that have somebody in a team who is at home there: only of these it matters where in the establishment. */
function athome(sites: readonly SiteDraft[], officers: ReadonlyMap<string, Officer>): string[] {
  return sites.filter((s) => s.teams.some((t) => t.officers.some((o) => officers.get(o.id)?.home === s.establishment))).map((s) => s.establishment)
}

/** What re-plans in force were told: officers who are out, and teams that are late, by the names that the plan uses. */
async function readAbsent(desk: Desk, signal: AbortSignal): Promise<{ out: Set<string>; late: Set<string> }> {
  if (!running.includes(desk.operation.state)) return { out: new Set(), late: new Set() }
  const { items } = await ask(api.GET('/v1/operations/{operation}/replans', { params: { path: { operation: desk.operation.id }, header: reasonOf(desk) }, signal }))
  const issued = items.filter((r) => r.issuedAt !== undefined)
  return { out: new Set(issued.flatMap((r) => r.out ?? [])), late: new Set(issued.flatMap((r) => r.late ?? [])) }
}

/** All that the page of officers shows. */
export async function readPeople(desk: Desk, signal: AbortSignal): Promise<People> {
  const path = { operation: desk.operation.id }
  const [list, establishments, sites, { draft }, waivers, absent] = await Promise.all([
    readOfficers(signal), readEstablishments(signal), readSites(desk, signal), readDraft(desk, signal),
    ask(api.GET('/v1/operations/{operation}/waivers', { params: { path, header: reasonOf(desk) }, signal })),
    readAbsent(desk, signal), readPicks(signal),
  ])
  const officers = new Map(list.map((o) => [o.id, o]))
  const found = await Promise.all(athome(sites, officers).map(async (s): Promise<[string, Tree]> => [s, await treeAt(s)]))
  return { officers, establishments: new Map(establishments.map((e) => [e.id, e])), sites, policy: draft.policy.conflictOfInterest, waivers: waivers.items, trees: new Map(found), ...absent }
}
