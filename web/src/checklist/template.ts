/** What people read, in both languages. */
export interface Labels {
  readonly en: string
  readonly fr: string
}

export interface Template {
  readonly code: string
  readonly version: number
  readonly labels: Labels
  readonly facts: readonly Fact[]
  readonly sections: readonly Section[]
}

export interface Fact {
  readonly code: string
  readonly type: string
  readonly labels: Labels
  readonly list?: string
}

export interface Section {
  readonly code: string
  readonly labels: Labels
  readonly items: readonly Item[]
}

export interface Item {
  readonly code: string
  readonly type: string
  readonly labels: Labels
  readonly hint?: Labels
  readonly list?: string
  readonly options?: readonly Choice[]
  readonly required?: boolean
  readonly requiredIf?: Condition
  readonly relevantIf?: Condition
  readonly constraints?: readonly Constraint[]
  readonly offers?: readonly string[]
  readonly within?: Operand
  readonly default?: Default
  readonly min?: number
  readonly max?: number
  readonly units?: readonly string[]
  readonly scan?: readonly string[]
  readonly refusal?: boolean
  readonly evidential?: boolean
  readonly role?: string
  readonly each?: string
  readonly sensitivity?: string
  readonly rows?: readonly Choice[]
  readonly columns?: readonly Item[]
  readonly items?: readonly Item[]
  readonly of?: string
  readonly calculate?: { readonly fact?: string; readonly minutesBetween?: readonly string[] }
}

export interface Choice {
  readonly code: string
  readonly labels: Labels
  readonly requires?: readonly string[]
  readonly alone?: boolean
  readonly retired?: boolean
  readonly relevantIf?: Condition
}

export interface Constraint {
  readonly holds: Condition
  readonly message: Labels
}

export interface Default {
  readonly fact?: string
  readonly value?: unknown
  readonly now?: boolean
  readonly deviceIsMini?: string
}

export interface Operand {
  readonly item?: string
  readonly fact?: string
}

export interface Condition extends Operand {
  readonly all?: readonly Condition[]
  readonly any?: readonly Condition[]
  readonly not?: Condition
  readonly is?: string | number | boolean
  readonly in?: readonly string[]
  readonly has?: string
  readonly hasAny?: readonly string[]
  readonly answered?: boolean
  readonly atLeast?: number
  readonly above?: number
  readonly countAtLeast?: number
  readonly sameAs?: Operand
  readonly notBefore?: Operand
  readonly validAs?: string
}
