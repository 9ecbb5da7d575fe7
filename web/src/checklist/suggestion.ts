import type { Node } from './form'
import { chosen, isOffered, isSelect } from './options'
import type { Sheet } from './sheet'
import type { Default } from './template'
import { given, isOfType, wrong, type Value } from './values'

/** What may be offered for an instance that is relevant and for which nothing is given: what the officer sees, and nobody has answered yet. */
export function suggestion(sheet: Sheet, node: Node, row: string): Value | null {
  const { default: from, type } = node.item
  if (from == null || membersOf(from) !== 1 || !sheet.isRelevant(node, row) || sheet.given(node.path, row) !== null) return null
  if (from.now === true) return type === 'datetime' ? 'now' : null
  const value = valueOf(sheet, node, row)
  if (value === null || value === wrong || !isOfType(node.item, value)) return null
  return !isSelect(node) || chosen(value).every((code) => isOffered(sheet, node, row, code)) ? value : null
}

/** A default says one thing; one that says two says nothing. */
const membersOf = ({ fact, value, now, deviceIsMini }: Default): number => [(fact ?? '') !== '', value !== undefined, now === true, (deviceIsMini ?? '') !== ''].filter(Boolean).length

function valueOf(sheet: Sheet, node: Node, row: string): Value | typeof wrong | null {
  const { fact, value, deviceIsMini } = node.item.default ?? {}
  if (fact !== undefined && fact !== '') return sheet.fact(fact)
  if (deviceIsMini === undefined || deviceIsMini === '') return given(value)
  const device = sheet.at(deviceIsMini, sheet.scopeOf(node, row))
  const { mini } = sheet.told
  if (typeof device !== 'string' || mini === undefined || !Object.hasOwn(mini, device)) return null
  return mini[device] === true ? 'yes' : 'no'
}
