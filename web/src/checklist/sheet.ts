import { holds } from './conditions'
import { isOuter, type Form, type Node } from './form'
import { minutesBetween } from './instants'
import { inOrder } from './strings'
import { given, isList, isOfFactType, isOfType, wrong, type Value } from './values'

/** Where a condition is seen from: a row of a matrix, a repeat or an item with each; no row outside rows. */
export interface Scope {
  readonly home: Node | null
  readonly row: string
}

/** One answer: a value at a path and row, with what stands beside it. */
export interface Answer {
  readonly path: string
  /** Absent or empty outside rows. */
  readonly row?: string
  readonly value: unknown
  readonly comment?: string
  readonly number?: number
  readonly photos?: readonly string[]
}

/** One code of a pick-list. */
export interface Pick {
  readonly code: string
  readonly retired?: boolean
}

/** What a checklist is told about its task, beside the answers (docs/checklist.md, What the engine is told). */
export interface Told {
  readonly facts?: Readonly<Record<string, unknown>>
  /** The sections that are demanded; absent: all. */
  readonly sections?: readonly string[]
  readonly lists?: Readonly<Record<string, readonly Pick[]>>
  /** Of each location the place that it lies in. */
  readonly parents?: Readonly<Record<string, string>>
  /** Of each device of the catalogue whether it is miniature. */
  readonly mini?: Readonly<Record<string, boolean>>
  /** The finds that are not voided, by id. */
  readonly findings?: readonly string[]
}

/** What a matrix or repeat holds: how many rows a repeat has, or that anything is given in a matrix. */
export interface Held {
  readonly rows: number | null
}

export const isHeld = (value: unknown): value is Held => typeof value === 'object' && value !== null && 'rows' in value

/** What conditions see of an instance. */
export type Seen = Value | Held | null

const outside: Scope = { home: null, row: '' }
const none: ReadonlyMap<string, Answer> = new Map()

/**
 * The answers of one search under one template. It works out rows, relevance and values when they are asked for, once each.
 * What hangs on itself is never relevant, so that nothing here goes in a circle.
 */
export class Sheet {
  readonly answers = new Map<string, Map<string, Answer>>()
  private readonly facts = new Map<string, Value>()
  private readonly demanded: ReadonlySet<string> | null
  private readonly rowsFound = new Map<Node, readonly string[]>()
  private readonly shown = new Map<Node, Map<string, boolean>>()
  private readonly seen = new Map<Node, Map<string, Seen>>()

  constructor(
    readonly form: Form,
    readonly told: Told,
    answers: Iterable<Answer>,
  ) {
    for (const answer of answers) {
      const rows = this.answers.get(answer.path) ?? new Map<string, Answer>()
      this.answers.set(answer.path, rows.set(answer.row ?? '', answer))
    }
    for (const { code, type } of form.template.facts ?? []) {
      const value = given(told.facts !== undefined && Object.hasOwn(told.facts, code) ? told.facts[code] : null)
      if (value !== null && isOfFactType(type, value)) this.facts.set(code, value)
    }
    this.demanded = told.sections === undefined ? null : new Set(told.sections)
  }

  fact = (code: string): Value | null => this.facts.get(code) ?? null

  isDemanded = (node: Node): boolean => this.demanded === null || this.demanded.has(node.section.code)

  answersAt = (path: string): ReadonlyMap<string, Answer> => this.answers.get(path) ?? none

  /** What somebody gave for an instance, right or wrong; null when nothing. */
  given = (path: string, row: string): Value | typeof wrong | null => given(this.answersAt(path).get(row)?.value)

  /** The rows of a matrix (those of the template), of a repeat (those that exist) or of an item with each (the officers). */
  rowsOf(node: Node): readonly string[] {
    let rows = this.rowsFound.get(node)
    if (rows === undefined) this.rowsFound.set(node, (rows = this.findRows(node)))
    return rows
  }

  private findRows(node: Node): readonly string[] {
    const { item, path } = node
    if (item.type === 'matrix') return [...new Set((item.rows ?? []).map((row) => row.code))]
    if (item.type !== 'repeat') return inOrder(this.officersOf(item.each ?? ''))
    if (item.of === 'findings') return inOrder(this.told.findings ?? [])
    const found = new Set<string>()
    for (const inner of this.form.nodes) {
      if (inner.outer !== node) continue
      for (const row of this.answersAt(inner.path).keys()) {
        if (row !== '' && this.given(inner.path, row) !== null && this.given(path, row) !== false) found.add(row)
      }
    }
    return inOrder(found)
  }

  /** The officers that each names: the people of an item outside rows. */
  private officersOf(path: string): readonly string[] {
    const named = this.form.byPath.get(path)
    if (named === undefined || named.item.type !== 'people' || isInRows(named)) return []
    const people = this.see(named, '')
    return isList(people) ? people : []
  }

  /** The rows that an item is asked in: one without a name outside rows. */
  askedIn = (node: Node): readonly string[] => (node.outer !== null ? this.rowsOf(node.outer) : isPerOfficer(node) ? this.rowsOf(node) : [''])

  /** Where the conditions of an instance are seen from. */
  scopeOf = (node: Node, row: string): Scope => (isInRows(node) ? { home: node.outer ?? node, row } : outside)

  isRelevant(node: Node, row: string): boolean {
    let rows = this.shown.get(node)
    if (rows === undefined) this.shown.set(node, (rows = new Map()))
    let shown = rows.get(row)
    if (shown === undefined) rows.set(row, (shown = this.findRelevant(node, row)))
    return shown
  }

  private findRelevant(node: Node, row: string): boolean {
    if (node.circular || !(this.isDemanded(node) || this.isGiven(node, row))) return false
    if (node.outer !== null && !(this.isRelevant(node.outer, '') && this.isRowRelevant(node.outer, row))) return false
    if (isPerOfficer(node) && !this.rowsOf(node).includes(row)) return false
    return node.item.relevantIf == null || holds(this, node.item.relevantIf, this.scopeOf(node, row))
  }

  /** Whether something is given for an instance; for a matrix or repeat itself, in a row of it. */
  private isGiven(node: Node, row: string): boolean {
    if (!isOuter(node.item) || row !== '') return this.given(node.path, row) !== null
    if (node.item.type === 'repeat') return this.rowsOf(node).length > 0
    return this.form.nodes.some((inner) => inner.outer === node && this.rowsOf(node).some((r) => this.given(inner.path, r) !== null))
  }

  private isRowRelevant(outer: Node, row: string): boolean {
    if (!this.rowsOf(outer).includes(row)) return false
    if (outer.item.type !== 'matrix') return true
    const condition = outer.item.rows?.find((r) => r.code === row)?.relevantIf
    return condition == null || holds(this, condition, { home: outer, row })
  }

  /** What conditions see of an instance: null when it is not relevant, not answered, or answered by a value of another type. */
  see(node: Node, row: string): Seen {
    let rows = this.seen.get(node)
    if (rows === undefined) this.seen.set(node, (rows = new Map()))
    let value = rows.get(row)
    if (value === undefined) rows.set(row, (value = this.isRelevant(node, row) ? this.find(node, row) : null))
    return value
  }

  private find(node: Node, row: string): Seen {
    const { item } = node
    if (item.type === 'calculated') return this.calculated(node, row)
    if (item.type === 'repeat') return row === '' && this.rowsOf(node).length > 0 ? { rows: this.rowsOf(node).length } : null
    if (item.type === 'matrix') return row === '' && this.isGiven(node, '') ? { rows: null } : null
    const value = this.given(node.path, row)
    return value !== null && value !== wrong && isOfType(item, value) ? value : null
  }

  private calculated(node: Node, row: string): Value | null {
    const { fact, minutesBetween: between } = node.item.calculate ?? {}
    if (fact !== undefined) return this.fact(fact)
    const [from, to] = (between ?? []).map((path) => this.at(path, this.scopeOf(node, row)))
    return typeof from === 'string' && typeof to === 'string' ? minutesBetween(from, to) : null
  }

  /** Whether a path, seen from a place, means all of its rows. */
  isMany(node: Node, scope: Scope): boolean {
    return isInRows(node) && (node.outer ?? node) !== scope.home
  }

  /** The value of the one instance that a path means; null when it means many, or is not there. */
  at(path: string, scope: Scope): Seen {
    const node = this.form.byPath.get(path)
    if (node === undefined || this.isMany(node, scope)) return null
    return this.see(node, isInRows(node) ? scope.row : '')
  }
}

const isPerOfficer = (node: Node): boolean => node.outer === null && !isOuter(node.item) && (node.item.each ?? '') !== ''

/** Whether an item is asked in rows: of a matrix, of a repeat, or once for each officer. */
export const isInRows = (node: Node): boolean => node.outer !== null || isPerOfficer(node)
