import { chosen, ownOption } from '../../../checklist/options'
import { isList, type Value } from '../../../checklist/values'
import { say } from '../../../words/words'
import type { SearchModel, View } from '../model'
import { codeWords } from '../wording'
import { Buttons, type Option, Options } from './Buttons'
import { type ControlProperties, give } from './Control'

const three = ['yes', 'no', 'na'] as const

/** What is offered of a select now, and what was chosen before and is not offered any more. */
export function offeredOf(model: SearchModel, view: View): Option[] {
  const checklist = model.checklist.value
  if (view.node.item.type === 'yes_no_na') return three.map((code) => ({ code, word: say(`search.${code}`) }))
  return checklist === undefined ? [] : view.offered.map((code) => ({ code, word: codeWords(checklist, view.node, code) }))
}

export const codesOf = ({ value }: View): readonly string[] => (typeof value === 'string' || isList(value) ? chosen(value) : [])

/** The value after an option was pressed: one that goes alone takes the others away. */
export function pressed({ node, value }: View, code: string): Value | null {
  if (node.item.type !== 'select_many') return code
  const before = isList(value) ? value : []
  if (before.includes(code)) {
    const left = before.filter((c) => c !== code)
    return left.length === 0 ? null : left
  }
  if (ownOption(node, code)?.alone === true) return [code]
  return [...before.filter((c) => ownOption(node, c)?.alone !== true), code]
}

/** Yes, no, not applicable; one of several; several. A second tap on what is chosen changes nothing where only one goes: gloves tap twice. */
export function Chosen({ model, view, label }: ControlProperties) {
  const options = offeredOf(model, view)
  const several = view.node.item.type === 'select_many'
  const press = (code: string): void => {
    if (!several && view.value === code) return
    void give({ model, view }, pressed(view, code))
  }
  if (view.node.item.type === 'yes_no_na') return <Buttons label={label} options={options} chosen={codesOf(view)} onPress={press} even />
  return <Options label={label} options={options} chosen={codesOf(view)} onPress={press} several={several} />
}
