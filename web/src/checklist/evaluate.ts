import { holds } from './conditions'
import { readForm, type Node } from './form'
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

/** The same for a sheet that was opened already. */
export function evaluateSheet(sheet: Sheet): Evaluation {
  const instances: Instance[] = []
  const problems: Problem[] = []
  for (const node of sheet.form.nodes) {
    for (const row of sheet.askedIn(node)) {
      const instance = stateOf(sheet, node, row)
      instances.push(instance)
      problems.push(...problemsOf(sheet, node, row, instance.required))
    }
    problems.push(...removals(sheet, node))
  }
  return { instances, problems: [...problems, ...unknown(sheet)] }
}

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
