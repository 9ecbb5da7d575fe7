import { holds } from './conditions'
import type { Node } from './form'
import type { Sheet } from './sheet'
import type { Choice } from './template'
import { isList, type Value } from './values'

/** The codes that a value chooses. */
export const chosen = (value: Value): readonly string[] => (isList(value) ? value : typeof value === 'string' ? [value] : [])

export const isSelect = (node: Node): boolean => node.item.type === 'select_one' || node.item.type === 'select_many'

/** An option of an item's own by its code; of two the first. */
export const ownOption = (node: Node, code: string): Choice | undefined => node.item.options?.find((option) => option.code === code)

/** Whether a code may stand in a record: it is an option of the item, and relevant, or of the item's pick-list. */
export function isKnown(sheet: Sheet, node: Node, row: string, code: string): boolean {
  const own = ownOption(node, code)
  if (own !== undefined) return own.relevantIf == null || holds(sheet, own.relevantIf, sheet.scopeOf(node, row))
  return pick(sheet, node, code) !== undefined
}

/** Whether a code is offered for something new: known, and not retired. */
export const isOffered = (sheet: Sheet, node: Node, row: string, code: string): boolean =>
  isKnown(sheet, node, row, code) && (ownOption(node, code) ?? pick(sheet, node, code))?.retired !== true

function pick(sheet: Sheet, node: Node, code: string): { readonly retired?: boolean } | undefined {
  const { list } = node.item
  const { lists } = sheet.told
  if (list === undefined || lists === undefined || !Object.hasOwn(lists, list)) return undefined
  return lists[list]?.find((entry) => entry.code === code)
}
