import { demandedBy } from './basis'
import { evaluateSheet } from './evaluate'
import { readForm, type Form, type Node } from './form'
import type { GateInput, Lack } from './gate'
import { stands } from './gate-papers'
import { findRowName, officerName, sentence } from './gate-words'
import type { Problem, ProblemCode } from './problems'
import { Sheet, type Answer, type Told } from './sheet'
import { inOrder } from './strings'
import type { Labels, Template } from './template'
import { given } from './values'

const missing: ReadonlySet<ProblemCode> = new Set(['missing', 'missing_comment', 'missing_photo', 'missing_number', 'too_few'])

/** What the checklist lacks, in the order of its problems; not again what was told of an exhibit, a find or a signature. */
export function itemLacks(input: GateInput, told: readonly Lack[]): Lack[] {
  const { template, basis, context = {} } = input
  if (template === undefined) return []
  const form = readForm(template)
  const findings = (input.findings ?? []).filter((finding) => finding.voided !== true).map((finding) => finding.id)
  const { sections: _, ...rest } = context
  const demanded = basis === undefined ? context.sections : demandedBy(basis)
  const asked: Told = { ...rest, ...(demanded === undefined ? {} : { sections: demanded }), findings }
  const sheet = new Sheet(form, asked, filled(input, template))
  return evaluateSheet(sheet).problems.flatMap((problem) => {
    const node = form.byPath.get(problem.path)
    if (node !== undefined && missing.has(problem.code) && told.some((lack) => says(input, lack, problem, node))) return []
    const { path, row, code, message } = problem
    const lack: Lack = { code: missing.has(code) ? 'item_missing' : 'item_wrong', path, ...(row === undefined ? {} : { row }), problem: code, text: worded(input, sheet, node, row ?? '', message) }
    return [lack]
  })
}

/** The answers, and for what nobody answered the photographs and signatures that the journal has in the role of the item. */
function filled(input: GateInput, template: Template): Answer[] {
  const all = [...(input.answers ?? [])]
  const key = (path: string, row: string): string => `${path}\n${row}`
  const state = new Map(all.map((answer) => [key(answer.path, answer.row ?? ''), given(answer.value) !== null]))
  const fill = (answer: Answer): void => {
    const at = key(answer.path, answer.row ?? '')
    if (state.get(at) === true) return
    state.set(at, true)
    all.push(answer)
  }
  const taken = new Map<string, number>()
  for (const { code, type, role = '', each = '' } of template.sections.flatMap((section) => section.items)) {
    if (role === '') continue
    if (type === 'photo' && each === '') {
      const hashes = inOrder((input.photos ?? []).filter((photo) => photo.role === role).map((photo) => photo.sha256))
      if (hashes.length > 0) fill({ path: code, value: hashes })
    }
    if (type !== 'signature') continue
    const signatures = (input.signatures ?? []).filter((s) => s.role === role && stands(s))
    if (each !== '') {
      for (const s of signatures) if ((s.officer ?? '') !== '') fill({ path: code, row: s.officer ?? '', ...signed(s) })
      continue
    }
    const next = taken.get(role) ?? 0
    taken.set(role, next + 1)
    const signature = signatures[next]
    if (signature !== undefined) fill({ path: code, ...signed(signature) })
  }
  return all
}

/** A signature as an answer: the drawing, or "refused" with the reason. */
function signed({ file = '', refusedBecause = '' }: { readonly file?: string; readonly refusedBecause?: string }): { value: string; comment?: string } {
  return { value: file === '' ? 'refused' : file, ...(refusedBecause === '' ? {} : { comment: refusedBecause }) }
}

/** Whether a lack says already what a missing-problem of an item says. */
function says(input: GateInput, lack: Lack, problem: Problem, { item }: Node): boolean {
  const row = problem.row ?? ''
  const isOfRow = (): boolean => row !== '' && (input.exhibits ?? []).some((x) => x.id === lack.exhibit && x.finding === row)
  switch (lack.code) {
    case 'presence_unsigned':
      return item.type === 'signature' && (item.role === 'occupant' || item.role === 'witness')
    case 'signer_missing':
      return item.type === 'signature' && item.role === lack.role && ((item.each ?? '') === '' || lack.officer === undefined || lack.officer === row)
    case 'find_without_photo':
      return item.type === 'photo' && item.role === 'in_place' && lack.finding === row
    case 'seal_without_photo':
      return item.type === 'photo' && item.role === 'sealed_bag' && isOfRow()
    case 'exhibit_not_listed':
      return item.type === 'exhibit' && isOfRow()
    case 'exhibit_unsealed':
      return item.type === 'seal' && isOfRow()
    default:
      return false
  }
}

/** The message of a problem; in a row, what the row is called before it. */
function worded(input: GateInput, sheet: Sheet, node: Node | undefined, row: string, message: Labels): Labels {
  const name = node === undefined || row === '' ? null : rowName(input, sheet, node, row)
  return name === null ? message : sentence('in_row', name, message)
}

function rowName(input: GateInput, sheet: Sheet, node: Node, row: string): Labels | null {
  const { outer } = node
  if (outer === null) {
    if ((node.item.each ?? '') === '') return null
    const name = officerName(input, row)
    return { en: name, fr: name }
  }
  if (outer.item.type === 'matrix') return outer.item.labels
  const finding = outer.item.of === 'findings' ? input.findings?.find((f) => f.id === row) : undefined
  if (finding !== undefined) return findRowName(input, finding)
  return sentence('nth_row', outer.item.labels, String(placeOf(sheet.form, sheet, outer, row)))
}

/** The place of a row, from 1, among the rows in which anything is given. */
function placeOf(form: Form, sheet: Sheet, outer: Node, row: string): number {
  const inner = form.nodes.filter((node) => node.outer === outer)
  const rows = new Set(inner.flatMap((node) => [...sheet.answersAt(node.path).keys()].filter((r) => sheet.given(node.path, r) !== null)))
  return inOrder(rows).indexOf(row) + 1
}
