/* Written by scripts/generate from openapi/templates; change the schemas, not this. */

/**
 * Any JSON without null.
 */
export type Value =
  | string
  | number
  | boolean
  | Value[]
  | {
      [k: string]: Value
    }

/**
 * The form of a template: docs/checklist.md says what it means. A document of this form may still be refused by the lint. It has at most 1 MiB and is nested at most 64 deep.
 */
export interface TemplateV1 {
  /**
   * The checklist's code: what its versions have in common.
   */
  code: string
  /**
   * The number of the version, from 1.
   */
  version: number
  labels: Labels
  /**
   * What the checklist is told about the task.
   */
  facts: Fact[]
  /**
   * The phases of a search, in their order.
   */
  sections: Section[]
}
/**
 * What people read, in both languages.
 */
export interface Labels {
  en: string
  fr: string
}
export interface Fact {
  code: string
  type: 'boolean' | 'number' | 'code' | 'location' | 'people' | 'equipment'
  labels: Labels
  /**
   * Of a code: the pick-list.
   */
  list?: string
}
export interface Section {
  code: string
  labels: Labels
  items: Item[]
}
export interface Item {
  code: string
  type:
    | 'note'
    | 'yes_no_na'
    | 'select_one'
    | 'select_many'
    | 'text'
    | 'number'
    | 'datetime'
    | 'duration'
    | 'counter'
    | 'photo'
    | 'signature'
    | 'scan'
    | 'person'
    | 'people'
    | 'location'
    | 'equipment'
    | 'lookup'
    | 'device'
    | 'exhibit'
    | 'seal'
    | 'matrix'
    | 'repeat'
    | 'calculated'
  labels: Labels
  hint?: Labels
  /**
   * Of a select: a pick-list by name.
   */
  list?: string
  /**
   * Of a select: options of its own.
   */
  options?: Choice[]
  /**
   * An answer is needed where the item is relevant.
   */
  required?: boolean
  requiredIf?: Condition
  relevantIf?: Condition
  /**
   * What must hold of every answer.
   */
  constraints?: Constraint[]
  /**
   * What may stand beside the value.
   */
  offers?: ('comment' | 'photo' | 'number')[]
  within?: Operand
  default?: Default
  /**
   * Least number of members, rows or code points, or least value.
   */
  min?: number
  /**
   * The greatest.
   */
  max?: number
  /**
   * Of a number.
   */
  units?: string[]
  /**
   * Symbologies; typing by hand is always possible.
   */
  scan?: ('qr' | 'data_matrix' | 'code_128' | 'ean')[]
  /**
   * Of a signature: "refused", with a reason, is an answer.
   */
  refusal?: boolean
  /**
   * Of photographs: the original is evidence, taken in the app.
   */
  evidential?: boolean
  /**
   * Of photographs and signatures: what it is, as the journal names it.
   */
  role?: string
  /**
   * Asked once for each officer of the item of this path.
   */
  each?: string
  sensitivity?: 'personal' | 'special'
  /**
   * Of a matrix.
   */
  rows?: Choice[]
  /**
   * Of a matrix.
   */
  columns?: Item[]
  /**
   * Of a repeat.
   */
  items?: Item[]
  /**
   * Of a repeat: its rows are the findings of the search.
   */
  of?: 'findings'
  /**
   * Of a calculated item: one of the two.
   */
  calculate?: {
    fact?: string
    minutesBetween?: string[]
  }
}
/**
 * An option of a select, or a row of a matrix.
 */
export interface Choice {
  code: string
  labels: Labels
  requires?: ('comment' | 'photo' | 'number')[]
  /**
   * Goes with no other.
   */
  alone?: boolean
  /**
   * Is not offered any more.
   */
  retired?: boolean
  relevantIf?: Condition
}
/**
 * all, any or not of others, or one comparison of an item or a fact.
 */
export interface Condition {
  all?: Condition[]
  any?: Condition[]
  not?: Condition
  item?: string
  fact?: string
  is?: Value
  in?: string[]
  has?: string
  hasAny?: string[]
  answered?: boolean
  atLeast?: number
  above?: number
  countAtLeast?: number
  sameAs?: Operand
  notBefore?: Operand
  validAs?: 'imei' | 'imeisv' | 'iccid' | 'tac'
}
/**
 * An item or a fact.
 */
export interface Operand {
  item?: string
  fact?: string
}
export interface Constraint {
  holds: Condition
  message: Labels
}
/**
 * One of the four.
 */
export interface Default {
  fact?: string
  value?: Value
  now?: boolean
  deviceIsMini?: string
}
