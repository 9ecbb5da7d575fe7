import { formatMinutes } from '../time/hour'
import { say } from '../words/words'
import { type Edit, type Loose, record } from './document'
import type { Facts } from './facts'

/** Kinds of scenario that can be put together on the page. */
export const kinds = ['teamMore', 'teamLess', 'kit', 'out', 'moveH', 'waive'] as const
export type Kind = (typeof kinds)[number]

/** What was chosen for a scenario; which of them count depends on its kind. */
export interface Choices {
  readonly kind: Kind
  readonly site: string
  readonly team: string
  readonly equipment: string
  readonly by: number
  /** Cells by name, apart by spaces or commas. */
  readonly cells: string
  readonly officer: string
  readonly cell: string
}

/** A scenario of a cellsweep-scenarios/1 document. */
export interface Scenario {
  readonly name: string
  readonly edits: Edit[]
}

/** A team like the one of a site that has most officers, with names of its own: nobody in particular, to see what one more would bring. */
function anotherTeam(facts: Facts, site: string): Loose | undefined {
  const here = [...facts.teams].filter(([, t]) => t.site === site).sort(([, a], [, b]) => b.officers.length - a.officers.length)[0]
  if (here === undefined) return undefined
  const [id, { source }] = here
  const officers = (Array.isArray(source.officers) ? source.officers : []).map((o, i) => ({ ...record(o), id: `${id} + ${i + 1}`, home: undefined }))
  return JSON.parse(JSON.stringify({ ...source, id: `${site} +1`, officers })) as Loose
}

const listOf = (text: string): string[] => text.split(/[\s,;]+/).filter((c) => c !== '')

/** The scenario of some choices; null while something is missing. Cells that the operation does not have count as missing. */
export function scenarioOf(c: Choices, facts: Facts): Scenario | null {
  if (c.kind === 'teamMore') {
    const newTeam = anotherTeam(facts, c.site)
    return newTeam === undefined ? null : { name: say('scenario.teamMore', { site: c.site }), edits: [{ do: 'addTeam', site: c.site, newTeam }] }
  }
  if (c.kind === 'teamLess') return facts.teams.has(c.team) ? { name: say('scenario.teamLess', { team: c.team }), edits: [{ do: 'removeTeam', team: c.team }] } : null
  if (c.kind === 'kit') return c.equipment === '' || c.by === 0 ? null : { name: say(c.by > 0 ? 'scenario.kitMore' : 'scenario.kitLess', { n: Math.abs(c.by), kind: c.equipment, site: c.site }), edits: [{ do: 'kit', site: c.site, kind: c.equipment, by: c.by }] }
  if (c.kind === 'out') {
    const cells = listOf(c.cells)
    return cells.length === 0 || cells.some((x) => !facts.cells.has(x)) ? null : { name: say('scenario.out', { n: cells.length, cells: cells.slice(0, 3).join(', ') }), edits: [{ do: 'drop', cells }] }
  }
  if (c.kind === 'moveH') return c.by === 0 ? null : { name: say(c.by > 0 ? 'scenario.later' : 'scenario.earlier', { by: formatMinutes(Math.abs(c.by)) }), edits: [{ do: 'moveH', by: c.by }] }
  if (c.officer === '' || !facts.cells.has(c.cell)) return null
  return { name: say('scenario.waive', { officer: c.officer, cell: c.cell }), edits: [{ do: 'waive', officer: c.officer, cell: c.cell, signedBy: 'what-if' }] }
}

/** From how many cells, over all scenarios, a question is asked as a job: more may not be planned as far as the others in the half minute of a request. */
export const jobFrom = 1000

/** The job of a what-if takes names of scenarios that the page gives; how a result of it is recognised. */
export function readOutcomes(document: unknown): Outcome[] {
  const list = record(document).outcomes
  return (Array.isArray(list) ? list : []).map((x) => readOutcome(record(x)))
}

export interface Worth {
  readonly site: string
  readonly code: string
  readonly params: Loose
  readonly why: string
  readonly siteMinutes: number
  readonly operationMinutes: number
  readonly unsearchedPriority: number
  readonly slip: number
}

export interface Outcome {
  readonly name: string
  readonly totals: Readonly<Record<string, number>>
  readonly unsearched: number
  readonly sitesProven: number
  readonly sitesTotal: number
  readonly difference: Readonly<Record<string, number>>
  readonly sites: readonly { readonly id: string; readonly was: number; readonly now: number }[]
  readonly worth: readonly Worth[]
}

const numbers = (x: unknown): Record<string, number> => Object.fromEntries(Object.entries(record(x)).filter((e): e is [string, number] => typeof e[1] === 'number'))
const number = (x: unknown): number => (typeof x === 'number' ? x : 0)
const word = (x: unknown): string => (typeof x === 'string' ? x : '')
const list = (x: unknown): Loose[] => (Array.isArray(x) ? x.map(record) : [])

function readOutcome(o: Loose): Outcome {
  return {
    name: word(o.name), totals: numbers(o.totals), unsearched: number(o.unsearched), sitesProven: number(o.sitesProven), sitesTotal: number(o.sitesTotal), difference: numbers(o.difference),
    sites: list(o.sites).map((s) => ({ id: word(s.id), was: number(record(s.before).makespan), now: number(record(s.after).makespan) })),
    worth: list(o.worth).map((w) => ({
      site: word(w.site), code: word(w.code), params: record(w.params), why: word(w.why), siteMinutes: number(w.siteMinutes), operationMinutes: number(w.operationMinutes),
      unsearchedPriority: number(w.unsearchedPriority), slip: number(w.slip),
    })),
  }
}
