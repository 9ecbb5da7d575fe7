import { isOuter, type Node } from '../../checklist/form'
import type { Problem } from '../../checklist/problems'
import type { Section } from '../../checklist/template'
import type { Asked } from './model'

/** How many questions of a section are open, done or wrong. */
export interface Count {
  readonly section: Section
  /** The legal basis demands it, or the officer fills it in all the same. */
  readonly demanded: boolean
  /** Must be answered and is not, or is answered by halves. */
  readonly open: number
  readonly done: number
  /** What was given cannot stay so. */
  readonly wrong: number
}

export type Counts = readonly Count[]

/** A signature that the search is closed with is counted at its close, not among the questions. */
export const isClosing = ({ item }: Node): boolean => item.type === 'signature' && (item.role ?? '') !== ''

/** Counts the questions of every section, once for each evaluation. */
export function countsOf(asked: Asked | undefined, extra: ReadonlySet<string>): Counts {
  if (asked === undefined) return []
  const { sheet, byInstance } = asked
  const found = new Map(sheet.form.template.sections.map((section) => [section.code, { section, demanded: true, open: 0, done: 0, wrong: 0 }]))
  for (const { instance, problems } of byInstance.values()) {
    const node = sheet.form.byPath.get(instance.path)
    if (node === undefined || !instance.relevant || isClosing(node) || node.item.type === 'note') continue
    const count = found.get(node.section.code)
    if (count === undefined) continue
    const open = problems.some((p) => p.submit) && !extra.has(node.section.code)
    if (problems.some((p) => !p.submit)) count.wrong++
    else if (open) count.open++
    else if (instance.answered && !isOuter(node.item) && node.item.type !== 'calculated') count.done++
  }
  const first = (code: string): Node | undefined => sheet.form.nodes.find((node) => node.section.code === code)
  return [...found.values()].map((count) => {
    const node = first(count.section.code)
    return { ...count, demanded: node === undefined || sheet.isDemanded(node) }
  })
}

/** What an item is in a word: a shape, a colour and a text stand for each. */
export type Standing = 'open' | 'done' | 'wrong' | 'optional'

interface Stood {
  readonly problems: readonly Problem[]
  readonly answered: boolean
  readonly state: string
  readonly contested: readonly unknown[]
}

/** What is not on the disk, and what two people answered differently, is not done. */
export function standingOf({ problems, answered, state, contested }: Stood): Standing {
  if (state === 'unwritten' || contested.length > 0 || problems.some((p) => !p.submit)) return 'wrong'
  if (problems.some((p) => p.submit)) return 'open'
  return answered ? 'done' : 'optional'
}
