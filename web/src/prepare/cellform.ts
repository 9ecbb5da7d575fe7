import type { Target } from './types'

/** What can be set of cells, each as it is typed. */
export interface CellForm {
  readonly duration: string
  readonly durationP90: string
  readonly priority: string
  readonly weight: string
  readonly windowFrom: string
  readonly windowTo: string
  readonly skills: string
  /** "f 1", "m 2" or "". */
  readonly officersOfSex: string
  /** As in an import: kind:from:for, several between commas. */
  readonly equipment: string
  readonly persons: string
  readonly reason: string
}

export type CellField = keyof CellForm

const numbers = ['duration', 'durationP90', 'priority', 'weight', 'windowFrom', 'windowTo'] as const
/** The parts of a text between commas. */
export const listed = (text: string): string[] => text.split(/[,;|]/).map((t) => t.trim()).filter((t) => t !== '')

/** A cell as it stands in the form. */
export function formOf(cell: Target): CellForm {
  const n = (value: number | undefined): string => (value === undefined || value === 0 ? '' : String(value))
  return {
    duration: n(cell.duration), durationP90: n(cell.durationP90), priority: n(cell.priority), weight: n(cell.weight), windowFrom: n(cell.windowFrom), windowTo: n(cell.windowTo),
    skills: (cell.skills ?? []).join(', '),
    officersOfSex: cell.officersOfSex === undefined ? '' : `${cell.officersOfSex.sex} ${cell.officersOfSex.count}`,
    equipment: (cell.equipment ?? []).map((k) => `${k.kind}:${k.from}:${k.for}`).join(', '),
    persons: (cell.persons ?? []).join(', '),
    reason: cell.reason ?? '',
  }
}

/** The form of several cells: what all have the same, and in which fields they differ. */
export function formOfAll(cells: readonly Target[]): { form: CellForm; mixed: ReadonlySet<CellField> } {
  const forms = cells.map(formOf)
  const first = forms[0] ?? formOf({ id: '', duration: 20 })
  const mixed = new Set((Object.keys(first) as CellField[]).filter((f) => forms.some((o) => o[f] !== first[f])))
  return { form: Object.fromEntries(Object.entries(first).map(([f, v]) => [f, mixed.has(f as CellField) ? '' : v])) as unknown as CellForm, mixed }
}

/** The fields of a form that cannot be what they should. */
export function wrongOf(form: CellForm, touched: ReadonlySet<CellField>): ReadonlySet<CellField> {
  const wrong = new Set<CellField>()
  for (const f of numbers) if (form[f] !== '' && !/^\d{1,6}$/.test(form[f])) wrong.add(f)
  if (touched.has('duration') && !(Number(form.duration) >= 1)) wrong.add('duration')
  if (form.durationP90 !== '' && form.duration !== '' && Number(form.durationP90) < Number(form.duration)) wrong.add('durationP90')
  if (form.windowTo !== '' && Number(form.windowTo) <= Number(form.windowFrom)) wrong.add('windowTo')
  if (form.officersOfSex !== '' && !/^[fmx] [1-9]\d{0,2}$/.test(form.officersOfSex)) wrong.add('officersOfSex')
  if (listed(form.equipment).some((k) => !/^[^:]+:\d+:[1-9]\d*$/.test(k))) wrong.add('equipment')
  return wrong
}

/** The cell with the fields of the form that were touched; an emptied field is taken away. */
export function changed(cell: Target, form: CellForm, touched: ReadonlySet<CellField>): Target {
  const made: Record<string, unknown> = { ...cell }
  const put = (field: CellField, value: unknown): void => {
    if (value === undefined) delete made[field]
    else made[field] = value
  }
  const list = (items: readonly unknown[]): unknown => (items.length === 0 ? undefined : items)
  for (const f of touched) {
    if (f === 'skills' || f === 'persons') put(f, list(listed(form[f])))
    else if (f === 'equipment') put(f, list(listed(form.equipment).map((k) => k.split(':')).map(([kind = '', from, during]) => ({ kind: kind.trim(), from: Number(from), for: Number(during) }))))
    else if (f === 'officersOfSex') put(f, form.officersOfSex === '' ? undefined : { sex: form.officersOfSex.slice(0, 1), count: Number(form.officersOfSex.slice(2)) })
    else if (f === 'reason') put(f, form.reason.trim() === '' ? undefined : form.reason.trim())
    else put(f, form[f] === '' ? undefined : Number(form[f]))
  }
  return made as unknown as Target
}
