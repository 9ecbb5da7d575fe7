import { count, figures, type Loose, type Params, readSite, record, rows, type SiteResult, text, texts, type Totals } from './document'
import { isPhrase, phrase } from './phrases'

/** A breach of one rule, by the checker's name for it, with its sentence as code and params. */
export interface Violation {
  readonly rule: string
  readonly code: string
  readonly params: Params
  readonly why: string
  readonly cells: readonly string[]
  readonly teams: readonly string[]
}

/** The parts of a cellsweep-trial/1 document that the page shows. */
export interface Trial {
  readonly violations: readonly Violation[]
  readonly before: Totals
  readonly after: Totals
  readonly sites: readonly { readonly id: string; readonly before: SiteResult; readonly after: SiteResult }[]
}

export function readTrial(document: unknown): Trial {
  const d = record(document)
  return {
    violations: rows(d.violations).map((v) => ({ rule: text(v.rule), code: text(v.code), params: record(v.params), why: text(v.why), cells: texts(v.cells), teams: texts(v.teams) })),
    before: figures(d.before),
    after: figures(d.after),
    sites: rows(d.sites).map((s) => ({ id: text(s.id), before: readSite(record(s.before)), after: readSite(record(s.after)) })),
  }
}

/** A sentence of the planner in the language in force; its own English one where this page has no phrase for it. */
export function sentence(s: { readonly code: string; readonly params: Params; readonly why: string }): string {
  return isPhrase(s.code) ? phrase(s.code, s.params) : s.why
}

/** The objectives in their order; less is better in each. */
export const objectives = ['unsearchedPriority', 'slip', 'makespan', 'sumMakespan', 'exposure'] as const
export type Objective = (typeof objectives)[number]

export function objectiveOf(t: Totals, o: Objective): number {
  return o === 'slip' ? count(t.groupSlip) + count(t.siteSlip) : count(t[o])
}

/** Whether the plan with the changes is better (−1), worse (1) or as good (0), in the order of the objectives. */
export function judge(trial: Pick<Trial, 'before' | 'after'>): -1 | 0 | 1 {
  for (const o of objectives) {
    const d = objectiveOf(trial.after, o) - objectiveOf(trial.before, o)
    if (d !== 0) return d < 0 ? -1 : 1
  }
  return 0
}

/** The answer to "why not?" (cellsweep-answer/1). */
export interface Answer {
  readonly verdict: string
  readonly code: string
  readonly params: Params
  readonly why: string
  readonly inTheWay: readonly { readonly code: string; readonly params: Params; readonly why: string }[]
  readonly moves: readonly { readonly cell: string; readonly team?: string; readonly start?: number; readonly out?: boolean }[]
}

export function readAnswer(document: Loose): Answer {
  return {
    verdict: text(document.verdict), code: text(document.code), params: record(document.params), why: text(document.why),
    inTheWay: rows(document.inTheWay).map((s) => ({ code: text(s.code), params: record(s.params), why: text(s.why) })),
    moves: rows(document.moves).map((m) => (m.out === true ? { cell: text(m.cell), out: true } : { cell: text(m.cell), team: text(m.team), start: count(m.start) })),
  }
}
