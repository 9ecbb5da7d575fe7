import type { Form, Node } from '../checklist/form'
import type { WordedPick } from '../checklist/gate'
import type { Condition, Operand } from '../checklist/template'
import type { Tongue } from './tongue'

type Lists = Readonly<Record<string, readonly WordedPick[]>>

/** Says conditions as a person with a pen reads them: what is asked and what is answered in the words of the sheet, no codes. */
export class Conditions {
  constructor(
    private readonly form: Form,
    private readonly lists: Lists,
    private readonly tongue: Tongue,
  ) {}

  /** When an item is asked at all; "" for always. */
  asked({ item }: Node): string {
    return item.relevantIf === undefined ? '' : this.tongue.t('sheets.onlyIf', { condition: this.said(item.relevantIf) })
  }

  said(c: Condition): string {
    const { t } = this.tongue
    const join = (all: readonly Condition[], key: 'sheets.and' | 'sheets.or'): string => all.map((one) => (one.all !== undefined || one.any !== undefined ? `(${this.said(one)})` : this.said(one))).join(t(key))
    if (c.not !== undefined) return this.denied(c.not)
    if (c.all !== undefined) return join(c.all, 'sheets.and')
    if (c.any !== undefined) return join(c.any, 'sheets.or')
    return this.compared(c)
  }

  /** "not the same as" reads better than "not (… the same as …)"; what is no single comparison is put in brackets. */
  private denied(c: Condition): string {
    const what = this.name(c)
    if (c.sameAs !== undefined) return this.tongue.t('sheets.differs', { what, other: this.name(c.sameAs) })
    if (c.is !== undefined) return this.tongue.t('sheets.isNot', { what, value: this.value(c, c.is) })
    return this.tongue.t('sheets.not', { condition: this.said(c) })
  }

  private compared(c: Condition): string {
    const { t } = this.tongue
    const what = this.name(c)
    if (c.answered !== undefined) return t(c.answered ? 'sheets.answered' : 'sheets.notAnswered', { what })
    if (c.is !== undefined) return t('sheets.is', { what, value: this.value(c, c.is) })
    if (c.in !== undefined) return t('sheets.in', { what, values: this.values(c, c.in) })
    if (c.has !== undefined) return t('sheets.is', { what, value: this.value(c, c.has) })
    if (c.hasAny !== undefined) return t('sheets.in', { what, values: this.values(c, c.hasAny) })
    if (c.atLeast !== undefined) return t('sheets.atLeast', { what, n: c.atLeast })
    if (c.above !== undefined) return t('sheets.above', { what, n: c.above })
    if (c.countAtLeast !== undefined) return t('sheets.countAtLeast', { what, n: c.countAtLeast })
    if (c.sameAs !== undefined) return t('sheets.same', { what, other: this.name(c.sameAs) })
    if (c.notBefore !== undefined) return t('sheets.notBefore', { what, other: this.name(c.notBefore) })
    return t('sheets.valid', { what, kind: (c.validAs ?? '').toUpperCase() })
  }

  private name({ item, fact }: Operand): string {
    const { t, label } = this.tongue
    const words = fact !== undefined ? label(this.form.template.facts.find((f) => f.code === fact)?.labels, fact) : label(this.form.byPath.get(item ?? '')?.item.labels, item ?? '')
    return t('sheets.quoted', { words })
  }

  private values = (c: Condition, codes: readonly unknown[]): string => codes.map((code) => this.value(c, code)).join(this.tongue.t('sheets.orValue'))

  private value(c: Condition, code: unknown): string {
    const { t, label } = this.tongue
    const item = this.form.byPath.get(c.item ?? '')?.item
    const list = item?.list ?? this.form.template.facts.find((f) => f.code === c.fact)?.list ?? ''
    const labels = item?.options?.find((o) => o.code === code)?.labels ?? this.lists[list]?.find((p) => p.code === code)?.labels
    if (labels !== undefined) return label(labels, String(code)) // before yes and no: an option may have the code "yes" and other words
    if (code === true || code === 'yes') return t('sheets.yes')
    if (code === false || code === 'no') return t('sheets.no')
    return code === 'na' ? t('sheets.na') : String(code)
  }
}
