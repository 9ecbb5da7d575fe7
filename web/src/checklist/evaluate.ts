import { holds } from './conditions'
import { reachOf, readForm, type Node } from './form'
import { at, problemsOf, removals, unknown, type Problem } from './problems'
import { isHeld, Sheet, type Answer, type Told } from './sheet'
import { suggestion } from './suggestion'
import type { Template } from './template'
import type { Value } from './values'

/** What one instance is. */
export interface Instance {
  readonly path: string
  /** Absent outside rows. */
  readonly row?: string
  readonly relevant: boolean
  readonly required: boolean
  readonly answered: boolean
  /** Its answer while that counts, and of a calculated item its value. */
  readonly value?: Value
  /** What may be offered for it; 'now' stands for the instant at which it is. */
  readonly suggestion?: Value
}

/** A checklist with its answers: what every instance is, in the order of the template, and what is wrong. */
export interface Evaluation {
  readonly instances: readonly Instance[]
  readonly problems: readonly Problem[]
}

/** Decides a checklist by docs/checklist.md. It ends for every template, also one that was never linted. */
export function evaluate(template: Template, told: Told, answers: Iterable<Answer>): Evaluation {
  return evaluateSheet(new Sheet(readForm(template), told, answers))
}

/**
 * The same for a sheet that was opened already. before: what came out for the same form and the same told under other answers; only
 * what can hang on an answer that has changed since is decided anew, and the rest is taken over, objects and all.
 */
export function evaluateSheet(sheet: Sheet, before?: Evaluated): Evaluated {
  const stale = before === undefined ? null : changedBy(sheet, before.sheet)
  const parts = new Map<Node, Evaluation>()
  for (const node of sheet.form.nodes) {
    const known = stale === null || stale.has(node.path) ? undefined : before?.parts.get(node)
    parts.set(node, known ?? partOf(sheet, node))
  }
  const all = [...parts.values()]
  return { sheet, parts, instances: all.flatMap((part) => part.instances), problems: [...all.flatMap((part) => part.problems), ...unknown(sheet)] }
}

/** An evaluation from which the next can be made. */
export interface Evaluated extends Evaluation {
  readonly sheet: Sheet
  /** What came out for each item, in all of its rows. */
  readonly parts: ReadonlyMap<Node, Evaluation>
}

/** One item in all of its rows. */
function partOf(sheet: Sheet, node: Node): Evaluation {
  const instances = sheet.askedIn(node).map((row) => stateOf(sheet, node, row))
  return { instances, problems: [...instances.flatMap((i) => problemsOf(sheet, node, i.row ?? '', i.required)), ...removals(sheet, node)] }
}

/** The paths of which something may come out otherwise than for another sheet; null for all of them. */
function changedBy(now: Sheet, before: Sheet): ReadonlySet<string> | null {
  if (now.form !== before.form || now.told !== before.told) return null
  const stale = new Set<string>()
  for (const path of new Set([...now.answers.keys(), ...before.answers.keys()])) {
    if (isSameAnswers(now.answersAt(path), before.answersAt(path))) continue
    for (const reached of reachOf(now.form).get(path) ?? []) stale.add(reached)
  }
  return stale
}

const isSameAnswers = (a: ReadonlyMap<string, Answer>, b: ReadonlyMap<string, Answer>): boolean => a.size === b.size && [...a].every(([row, answer]) => answer === b.get(row))

/** The problems that not even a draft may have. */
export const draftProblems = ({ problems }: Evaluation): readonly Problem[] => problems.filter((problem) => !problem.submit)

function stateOf(sheet: Sheet, node: Node, row: string): Instance {
  const relevant = sheet.isRelevant(node, row)
  const seen = sheet.see(node, row)
  const offered = suggestion(sheet, node, row)
  return {
    ...at(node.path, row),
    relevant,
    required: relevant && sheet.isDemanded(node) && isAsked(sheet, node, row),
    answered: seen !== null,
    ...(seen === null || isHeld(seen) ? {} : { value: seen }),
    ...(offered === null ? {} : { suggestion: offered }),
  }
}

const isAsked = (sheet: Sheet, node: Node, row: string): boolean =>
  node.item.required === true || (node.item.requiredIf != null && holds(sheet, node.item.requiredIf, sheet.scopeOf(node, row)))
