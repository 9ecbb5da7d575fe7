import template from '../../../../store/seed/template-default.json'
import { evaluate } from '../evaluate'
import { readForm, type Node } from '../form'
import type { Answer, Told } from '../sheet'
import type { Template } from '../template'

/* A search by the shipped checklist that is answered to the last question: what is measured, and what must have no problem. */

export const shipped = template as Template

const id = (n: number): string => `0198f2a0-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const hash = (n: number): string => n.toString(16).padStart(64, '0')

const lists = ['legal-bases', 'presence', 'concealment-places', 'detection-tools', 'how-found', 'categories', 'involvement-roles', 'confidence', 'entry-routes', 'dispositions', 'seal-types', 'damage-codes']

/** What the task tells, with so many finds. */
export const toldOf = (finds: number): Told => ({
  facts: {
    authorisation_valid: true,
    presence_required: false,
    occupant_search_authorised: false,
    target_location: id(1),
    occupants_expected: 1,
    team_officers: [id(2), id(3)],
    team_equipment: [id(4)],
  },
  lists: Object.fromEntries(lists.map((name) => [name, [{ code: name === 'presence' ? 'present' : name === 'categories' ? 'phone' : name === 'dispositions' ? 'seized' : 'visual' }]])),
  parents: {},
  mini: { [id(5)]: true },
  findings: Array.from({ length: finds }, (_, i) => id(100 + i)),
})

/** The first option that demands nothing beside it, of the item's own or of its list. */
const choice = ({ item }: Node): string => item.options?.find((o) => (o.requires ?? []).length === 0)?.code ?? (toldOf(0).lists?.[item.list ?? '']?.[0]?.code ?? '')

const numbers: Readonly<Record<string, string>> = { imei_1: '490154203237518', imei_2: '352099001761481', iccid: '8988211000000430010' }

/** An answer of the item's type. */
function answerTo(node: Node): unknown {
  const { code, type, units } = node.item
  switch (type) {
    case 'yes_no_na':
      return 'yes'
    case 'select_one':
      return code === 'outcome' ? 'done_find' : choice(node)
    case 'select_many':
      return [choice(node)]
    case 'number':
      return { number: 1, unit: units?.[0] ?? '' }
    case 'counter':
    case 'duration':
      return 1
    case 'datetime':
      return code === 'ended_at' || code === 'dog_to' ? '2026-05-20T05:00:00.000Z' : '2026-05-20T04:03:00.000Z'
    case 'photo':
      return Array.from({ length: node.item.min ?? 1 }, (_, i) => hash(i + 1))
    case 'people':
      return [id(2), id(3)]
    case 'equipment':
      return [id(4)]
    case 'location':
      return id(1)
    case 'signature':
      return hash(9)
    case 'device':
      return id(5)
    default:
      return numbers[code] ?? `${code} is written here`
  }
}

/** Answers what is relevant, and what becomes so, until nothing more is asked, but at most a few times; repeats that are not of finds get one row. */
export function answered(told: Told): Answer[] {
  const form = readForm(shipped)
  const answers: Answer[] = []
  for (let before = -1, round = 0; before < answers.length && round < 12; round++) {
    before = answers.length
    const { instances } = evaluate(shipped, told, answers)
    for (const node of form.nodes) {
      const mine = instances.filter((instance) => instance.path === node.path && instance.relevant && !instance.answered)
      if (node.item.type === 'calculated' || node.item.type === 'matrix' || node.item.type === 'note') continue
      if (node.item.type !== 'repeat') answers.push(...mine.map(({ path, row }) => ({ path, ...(row === undefined ? {} : { row }), value: answerTo(node) })))
      else if (mine.length > 0 && node.item.of === undefined) answers.push(...form.nodes.filter((inner) => inner.outer === node).slice(0, 1).map((inner) => ({ path: inner.path, row: 'r1', value: answerTo(inner) })))
    }
  }
  return answers
}
