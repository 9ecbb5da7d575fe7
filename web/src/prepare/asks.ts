import type { Around } from './missing'
import type { SiteDraft, Target } from './types'

/** What the cells of a site ask of one kind, and what there is against it. */
export interface Ask {
  readonly code: string
  /** Pieces of kit; of a skill, teams that have it. */
  readonly has: number
  /** Cells that ask for it. */
  readonly cells: number
  /** How many can be needed at one moment at most: no more than there are cells that ask, and no more than there are teams to search them. */
  readonly atOnce: number
}

function asked(draft: SiteDraft, code: string, has: number, asks: (c: Target) => boolean): Ask {
  const cells = draft.cells.filter(asks).length
  return { code, has, cells, atOnce: draft.teams.length === 0 ? cells : Math.min(cells, draft.teams.length) }
}

/** The kinds of kit that the site has or its cells ask for. A search needs one piece of a kind (planner.KitNeed). */
export function kitAsked(draft: SiteDraft): Ask[] {
  const kinds = new Set([...draft.equipment.map((e) => e.kind), ...draft.cells.flatMap((c) => (c.equipment ?? []).map((k) => k.kind))])
  return [...kinds].sort().map((kind) => asked(draft, kind, draft.equipment.find((e) => e.kind === kind)?.count ?? 0, (c) => c.equipment?.some((k) => k.kind === kind) === true))
}

/** The skills that cells ask for, and how many teams have each. */
export function skillsAsked(draft: SiteDraft, officers: Around['officers']): Ask[] {
  const teams = (skill: string): number => draft.teams.filter((t) => t.officers.some((o) => officers.get(o.id)?.skills.includes(skill) === true)).length
  return [...new Set(draft.cells.flatMap((c) => c.skills ?? []))].sort().map((skill) => asked(draft, skill, teams(skill), (c) => c.skills?.includes(skill) === true))
}
