import { isList } from '../checklist/values'
import { byCodePoint } from '../checklist/strings'
import { type Document, list, text } from './documents'
import type { Search, Story } from './story'

/*
 * Who searches and with what, as far as it can be known without a network: from the documents of the plan, and from what the same team said
 * in its last search. The screen suggests it; the gate is told nothing of it, here and at headquarters alike.
 */

/** A piece of kit of the site, of the registry as it was when the plan was released. */
export interface Piece {
  readonly id: string
  /** Code of the pick-list equipment-kinds. */
  readonly kind: string
  readonly serial: string
  /** YYYY-MM-DD, the last day; "" for what is not calibrated. */
  readonly calibratedUntil: string
}

/** The kit of a site, by kind and serial number. */
export const kitOf = (story: Story, site: string): readonly Piece[] =>
  list<Document>(story.documents.site.get(site), 'kit').map((d) => ({ id: d.id, kind: text(d, 'kind'), serial: text(d, 'serial'), calibratedUntil: text(d, 'calibratedUntil') }))

/** Whether a piece may no longer be relied on at a time, milliseconds since 1970, by the calendar of UTC. */
export const isOverdue = ({ calibratedUntil }: Piece, now: number): boolean => calibratedUntil !== '' && new Date(now).toISOString().slice(0, 10) > calibratedUntil

const teamOf = (story: Story, search: Search): string => text(search.body, 'team') || (story.tasks.get(search.task)?.team ?? '')

/** The facts team_officers and team_equipment of a search; each is left out while it is not known. */
export function teamFacts(story: Story, search: Search): Record<string, readonly string[]> {
  const team = teamOf(story, search)
  const named = list<string>(search.body, 'searchers')
  const ofTeam = [...story.documents.officer.values()].filter((d) => team !== '' && text(d, 'team') === team).map((d) => d.id).sort(byCodePoint)
  const officers = named.length > 0 ? named : ofTeam
  const kit = kitOfTeam(story, search, team)
  return { ...(officers.length === 0 ? {} : { team_officers: officers }), ...(kit.length === 0 ? {} : { team_equipment: kit }) }
}

/** What the team was issued by its last search; for want of one all kit of a site that has no other team. */
function kitOfTeam(story: Story, search: Search, team: string): readonly string[] {
  if (team === '') return []
  const before = [...story.searches.values()].filter((s) => s.id !== search.id && s.startedAt <= search.startedAt && teamOf(story, s) === team).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  for (const { id } of before) {
    const value = story.answer(id, 'kit_issued')?.assertions.filter((a) => !a.superseded).at(-1)?.value
    if (isList(value as never)) return value as readonly string[]
  }
  const teams = new Set([...story.tasks.values()].filter((t) => t.site === search.site).map((t) => t.team))
  return teams.size === 1 && teams.has(team) ? kitOf(story, search.site).map((piece) => piece.id) : []
}
