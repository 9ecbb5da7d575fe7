import { batch, computed, type ReadonlySignal, signal } from '@preact/signals'
import { type Evaluated, type Evaluation, evaluateSheet, type Instance } from '../../checklist/evaluate'
import { type Form, type Node, readForm } from '../../checklist/form'
import { chosen, isOffered, isSelect } from '../../checklist/options'
import type { Problem } from '../../checklist/problems'
import { type Answer, Sheet, type Told } from '../../checklist/sheet'
import type { Template } from '../../checklist/template'
import { isList, isSame as isSameValue, type Value } from '../../checklist/values'
import { withFinds } from '../../exhibits/finds'
import type { Unwritten } from '../../field/acts'
import type { Desk } from '../../field/desk'
import { deskOfPaper } from '../../field/papers'
import { type Checklist, text } from '../../field/documents'
import { checklistIn, checklistNamed, findsOf, standingAnswers, toldOf } from '../../field/gate'
import type { Assertion, Search, Story } from '../../field/story'
import { teamFacts } from '../../field/team'
import { answer, type Given } from '../../field/verbs'
import { Ending } from './ending'
import { type Counts, countsOf } from './progress'
import { isSameAnswers, isSameJudged, isSameView, steady, unchanged } from './same'

/** One question as the screen shows it. The same object for as long as nothing of it changes. */
export interface View {
  readonly node: Node
  readonly row: string
  readonly relevant: boolean
  readonly required: boolean
  readonly answered: boolean
  /** What was given, right or wrong; of a calculated item its value. */
  readonly value: unknown
  readonly comment: string
  readonly number: number | null
  readonly photos: readonly string[]
  readonly suggestion: Value | undefined
  /** Of a select: the codes that are offered now, and what was chosen before and is not offered any more. */
  readonly offered: readonly string[]
  readonly problems: readonly Problem[]
  /** written: it is on the disk, or nothing is given. */
  readonly state: 'written' | 'writing' | 'unwritten'
  /** More than one value stands: all answers that do. */
  readonly contested: readonly Assertion[]
}

/** One instance as it was evaluated. The same object for as long as it comes out the same. */
export interface Judged {
  readonly instance: Instance
  readonly problems: readonly Problem[]
}

/** What stands in the template of a search, evaluated with its answers. */
export interface Asked {
  readonly sheet: Sheet
  readonly evaluation: Evaluation
  readonly byInstance: ReadonlyMap<string, Judged>
}

export const keyOf = (path: string, row = ''): string => `${path}\n${row}`

interface Pending {
  readonly turn: number
  readonly answer: Answer
}

/** What was known, and who had the tablet, when an answer was given. */
interface Seen {
  readonly search: Search | undefined
  readonly checklist: Checklist | undefined
  readonly story: Story
  readonly actor: string
}

const forms = new WeakMap<Template, Form>()
const formOf = (template: Template): Form => {
  let form = forms.get(template)
  if (form === undefined) forms.set(template, (form = readForm(template)))
  return form
}

/**
 * A search on the screen. What was tapped is laid over what is written, shown at once and taken away when the journal has it; the
 * checklist is evaluated once for each change of an answer, and every question is drawn anew only when its own view changes.
 */
export class SearchModel {
  readonly search: ReadonlySignal<Search | undefined>
  readonly checklist: ReadonlySignal<Checklist | undefined>
  readonly asked: ReadonlySignal<Asked | undefined>
  readonly counts: ReadonlySignal<Counts>
  readonly ending: Ending
  /** Sections that the legal basis does not demand and the officer fills in all the same. */
  readonly extra = signal<ReadonlySet<string>>(new Set())
  /** What is being typed and is no answer yet. */
  readonly typing = new Map<string, () => void>()
  private readonly pending = signal<ReadonlyMap<string, Pending>>(new Map())
  private readonly answers: ReadonlySignal<readonly Answer[]>
  private readonly told: ReadonlySignal<Told | undefined>
  /** Which questions have an answer that could not be written. */
  private readonly lost: ReadonlySignal<ReadonlySet<string>>
  private readonly views = new Map<string, ReadonlySignal<View | undefined>>()
  private readonly layouts = new Map<string, ReadonlySignal<readonly { readonly node: Node; readonly row: string }[]>>()
  private readonly demanded = new Map<string, ReadonlySignal<boolean | undefined>>()
  private readonly rowsOf = new Map<string, ReadonlySignal<readonly string[]>>()
  private readonly offers = new WeakMap<Node, readonly string[]>()
  private readonly fresh = signal<ReadonlyMap<string, readonly string[]>>(new Map())
  private readonly turns = new Map<string, Promise<void>>()
  private turn = 0
  private judged: ReadonlyMap<string, Judged> = new Map()
  /** The last one, from which the next is made. */
  private evaluation: Evaluated | undefined

  constructor(readonly desk: Desk, readonly id: string) {
    this.search = computed(() => desk.story.value.searches.get(id))
    this.checklist = computed(() => this.checklistAtHand())
    this.answers = computed(unchanged(() => this.overlaid(), isSameAnswers))
    this.lost = computed(steady(() => new Set(this.unwritten().map(({ body }) => keyOf(text(body, 'item'), text(body, 'row')))), (keys) => [...keys].join('\t')))
    const lists: object[] = []
    const numbered = (o: object | undefined): number => (o === undefined ? -1 : lists.includes(o) ? lists.indexOf(o) : lists.push(o) - 1)
    this.told = computed(steady(() => this.toldNow(), (told) => JSON.stringify([told?.facts, told?.sections, told?.findings, numbered(told?.lists), numbered(told?.parents), numbered(told?.mini)])))
    this.asked = computed(() => this.evaluated())
    this.counts = computed(() => countsOf(this.asked.value, this.extra.value))
    this.ending = new Ending(this)
  }

  /** The checklist that the search names; where the tablet has it in another version only, that one. */
  private checklistAtHand(): Checklist | undefined {
    const search = this.search.value
    if (search === undefined) return undefined
    const story = this.desk.story.value
    const known = checklistNamed(story, search)
    if (known !== undefined) return known
    const d = story.documents.template.get(text(search.body, 'template'))
    const other = d === undefined ? undefined : checklistIn(d)
    return other !== undefined && other.template.sections.length > 0 ? other : undefined
  }

  private overlaid(): readonly Answer[] {
    const checklist = this.checklist.value
    const story = this.desk.story.value
    const own = new Map(standingAnswers(story, this.id).map((a) => [keyOf(a.path, a.row), a]))
    for (const { body, about } of this.unwritten()) own.set(keyOf(text(body, 'item'), text(body, 'row')), answerOf(text(body, 'item'), text(body, 'row'), { ...givenIn(body), photos: about.files ?? [] }))
    for (const [key, { answer: given }] of this.pending.value) own.set(key, given)
    return checklist === undefined ? [...own.values()] : withFinds(checklist.template, [...own.values()], findsOf(story, this.id))
  }

  private toldNow(): Told | undefined {
    const search = this.search.value
    if (search === undefined) return undefined
    const plain = toldOf(this.desk.story.value, search, this.checklist.value)
    const told = { ...plain, facts: { ...plain.facts, ...teamFacts(this.desk.story.value, search) } }
    return told.sections === undefined ? told : { ...told, sections: [...told.sections, ...this.extra.value] }
  }

  private evaluated(): Asked | undefined {
    const [checklist, told] = [this.checklist.value, this.told.value]
    if (checklist === undefined || told === undefined) return undefined
    const sheet = new Sheet(formOf(checklist.template), told, this.answers.value)
    const evaluation = (this.evaluation = evaluateSheet(sheet, this.evaluation))
    const byInstance = new Map(evaluation.instances.map((instance) => [keyOf(instance.path, instance.row), { instance, problems: [] as Problem[] }]))
    for (const problem of evaluation.problems) byInstance.get(keyOf(problem.path, problem.row))?.problems.push(problem)
    this.judged = new Map([...byInstance].map(([key, now]) => {
      const before = this.judged.get(key)
      return [key, before !== undefined && isSameJudged(before, now) ? before : now]
    }))
    return { sheet, evaluation, byInstance: this.judged }
  }

  /** What could not be written of the answers of this search, oldest first. */
  private unwritten(): readonly (Unwritten & { readonly body: Readonly<Record<string, unknown>> })[] {
    return this.desk.acts.unwritten.value.filter((u) => u.type === 'answer.asserted' && u.about.entity === this.id) as never
  }

  /** One question, as it stands; undefined where the checklist does not ask it. */
  view(path: string, row = ''): ReadonlySignal<View | undefined> {
    return this.kept(this.views, keyOf(path, row), () => {
      let before: { readonly from: readonly unknown[]; readonly view: View | undefined } | null = null
      return computed(() => {
        const from = this.restsOn(path, row)
        if (before === null || from === null || from.some((x, i) => x !== before?.from[i])) {
          const view = this.viewed(path, row)
          before = { from: from ?? [], view: before !== null && isSameView(before.view, view) ? before.view : view }
        }
        return before.view
      })
    })
  }

  /** All that a view is made of: where each is what it was, the view is too. null where it also rests on the answers to other questions. */
  private restsOn(path: string, row: string): readonly unknown[] | null {
    const [key, asked] = [keyOf(path, row), this.asked.value]
    const node = asked?.sheet.form.byPath.get(path)
    const found = asked?.byInstance.get(key)
    if (found === undefined || node === undefined || node.item.options?.some((o) => o.relevantIf !== undefined) === true) return null
    return [node, found, asked?.sheet.answersAt(path).get(row), this.search.value, this.checklist.value, this.desk.story.value.answer(this.id, path, row), this.pending.value.has(key), this.lost.value.has(key), this.extra.value.has(node.section.code)]
  }

  /** The questions of a section that are shown: those outside rows, and one for each officer where an item asks each. */
  layout(section: string): ReadonlySignal<readonly { readonly node: Node; readonly row: string }[]> {
    return this.kept(this.layouts, section, () => computed(steady(() => this.laidOut(section), (all) => all.map(({ node, row }) => keyOf(node.path, row)).join('\t'))))
  }

  /** Whether the legal basis demands a section; undefined for one that the checklist does not have. */
  demands(section: string): ReadonlySignal<boolean | undefined> {
    return this.kept(this.demanded, section, () => computed(() => this.counts.value.find((c) => c.section.code === section)?.demanded))
  }

  private laidOut(section: string): { node: Node; row: string }[] {
    const { sheet, evaluation } = this.asked.value ?? {}
    return (evaluation?.instances ?? []).flatMap(({ path, row = '', relevant }) => {
      const node = sheet?.form.byPath.get(path)
      return relevant && node !== undefined && node.outer === null && node.section.code === section ? [{ node, row }] : []
    })
  }

  /** The rows of a repeat, and after them those that were added here and hold nothing yet. */
  rows(outer: Node): ReadonlySignal<readonly string[]> {
    return this.kept(this.rowsOf, outer.path, () => computed(steady(() => {
      const known = this.asked.value?.sheet.rowsOf(outer) ?? []
      return [...known, ...(this.fresh.value.get(outer.path) ?? []).filter((row) => !known.includes(row))]
    }, (rows) => rows.join())))
  }

  private kept<V>(all: Map<string, V>, key: string, make: () => V): V {
    const known = all.get(key) ?? make()
    all.set(key, known)
    return known
  }

  /** Adds a row: it is there on the screen, and for the checklist once something is given in it. Rows stand in the order of their making. */
  addRow(outer: Node): string {
    const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1))
    const row = `r${this.desk.now().toString(36).padStart(9, '0')}-${drawn.toString(36)}`
    this.fresh.value = new Map(this.fresh.value).set(outer.path, [...(this.fresh.value.get(outer.path) ?? []), row])
    return row
  }

  /** Removes a row. What was given in it stays in the journal and does not count any more. */
  removeRow(outer: Node, row: string): void {
    const known = this.asked.value?.sheet.rowsOf(outer).includes(row) === true
    this.fresh.value = new Map(this.fresh.value).set(outer.path, (this.fresh.value.get(outer.path) ?? []).filter((r) => r !== row))
    if (known) void this.give(outer, row, { value: false })
  }

  /** A question in a row that holds nothing yet: it is asked when it hangs on nothing. */
  private inFreshRow(node: Node | undefined, row: string): View | undefined {
    if (node?.outer == null || this.fresh.value.get(node.outer.path)?.includes(row) !== true) return undefined
    const { item } = node
    return { node, row, relevant: item.relevantIf === undefined, required: item.required === true, answered: false, value: undefined, comment: '', number: null, photos: [], suggestion: undefined, offered: this.offeredIn(node, row, undefined), problems: [], state: 'written', contested: [] }
  }

  private viewed(path: string, row: string): View | undefined {
    const key = keyOf(path, row)
    const asked = this.asked.value
    const found = asked?.byInstance.get(key)
    const node = asked?.sheet.form.byPath.get(path)
    if (asked === undefined || found === undefined || node === undefined) return this.inFreshRow(node, row)
    const { instance, problems } = found
    const answer = asked.sheet.answersAt(path).get(row)
    const stand = this.pending.value.has(key) ? [] : (this.desk.story.value.answer(this.id, path, row)?.assertions.filter((a) => !a.superseded) ?? [])
    const isExtra = this.extra.value.has(node.section.code)
    return {
      node, row, relevant: instance.relevant, required: instance.required && !isExtra, answered: instance.answered,
      value: node.item.type === 'calculated' ? instance.value : answer?.value, comment: answer?.comment ?? '', number: answer?.number ?? null, photos: answer?.photos ?? [],
      suggestion: instance.suggestion ?? this.saidAtTheDoor(node, answer), offered: this.offeredIn(node, row, answer?.value), problems: isExtra ? problems.filter((p) => !p.submit) : problems,
      state: this.pending.value.has(key) ? 'writing' : this.lost.value.has(key) ? 'unwritten' : 'written', contested: isContested(stand) ? stand : [],
    }
  }

  private offeredIn(node: Node, row: string, value: unknown): readonly string[] {
    const [asked, checklist] = [this.asked.value, this.checklist.value]
    if (asked === undefined || checklist === undefined || !isSelect(node)) return []
    const here = typeof value === 'string' || isList(value) ? chosen(value) : []
    const options = [...(node.item.options ?? []), ...(checklist.lists[node.item.list ?? ''] ?? [])]
    const hangs = node.item.options?.some((o) => o.relevantIf !== undefined) === true
    return hangs || here.length > 0 ? [...new Set(options.map((o) => o.code))].filter((code) => here.includes(code) || isOffered(asked.sheet, node, row, code)) : this.standing(node, options)
  }

  /** What is offered of a select whose options hang on nothing: the same at each answer. */
  private standing(node: Node, options: readonly { readonly code: string; readonly retired?: boolean }[]): readonly string[] {
    const known = this.offers.get(node) ?? [...new Set(options.filter((o) => o.retired !== true).map((o) => o.code))]
    this.offers.set(node, known)
    return known
  }

  /** What was said when the search began, offered where the checklist asks for it again. It is never taken without being seen. */
  private saidAtTheDoor({ path, item }: Node, answer: Answer | undefined): Value | undefined {
    const search = this.search.value
    if (search === undefined || (answer !== undefined && answer.value !== null)) return undefined
    const said = doorAnswers[path]
    const value = said?.type === item.type ? search.body[said.member] : undefined
    if (path === 'started_at' && item.type === 'datetime') return search.startedAt
    return value === undefined || value === '' || (Array.isArray(value) && value.length === 0) ? undefined : (value as Value)
  }

  /** Gives an answer: shown at once, written in the order in which answers of one question are given. Resolves when it is on the disk, or said to be unwritten. */
  give(node: Node, row: string, given: Given): Promise<void> {
    const key = keyOf(node.path, row)
    const turn = ++this.turn
    const before = this.turns.get(key)
    const seen: Seen = { search: this.search.value, checklist: this.checklist.value, story: this.desk.story.value, actor: this.desk.me.peek() }
    // The first write begins within the tap, and before the checklist is evaluated: signing and disk do not wait for the screen. One that waits for another supersedes it.
    const written = before === undefined ? this.write(node, row, given, turn, seen) : before.then(() => this.write(node, row, given, turn, seen))
    this.turns.set(key, written)
    this.pending.value = new Map(this.pending.value).set(key, { turn, answer: answerOf(node.path, row, given) })
    return written
  }

  private async write(node: Node, row: string, given: Given, turn: number, seen: Seen): Promise<void> {
    const key = keyOf(node.path, row)
    // A tablet that has locked itself before the turn came tells nothing more: the answer is written by what was known when it was given, of whoever gave it.
    const { search, checklist, story } = this.search.value === undefined ? seen : { search: this.search.value, checklist: this.checklist.value, story: this.desk.story.value }
    const stale = this.unwritten().filter(({ body }) => text(body, 'item') === node.path && text(body, 'row') === row)
    try {
      if (search === undefined || checklist === undefined) return
      // What this takes the place of is not tried again beside it: neither would supersede the other. One that is being written now is waited for.
      const tried = this.desk.acts.tried(stale.map(({ id }) => id))
      if (tried !== null) await tried
      for (const { id } of stale) this.desk.acts.forget(id)
      await answer(this.desk.acts.by(() => seen.actor), story, search, checklist, node, row, given)
    } catch {
      // Acts keeps it among what is unwritten, and the item says so.
    }
    batch(() => {
      if (this.pending.value.get(key)?.turn !== turn) return
      const left = new Map(this.pending.value)
      left.delete(key)
      this.pending.value = left
      this.turns.delete(key)
    })
  }

  /** Gives what stands beside a value without changing the value. */
  beside(view: View, change: Partial<Given>): Promise<void> {
    const { value, comment, number, photos } = view
    return this.give(view.node, view.row, { value: (value ?? null) as Value | null, comment, ...(number === null ? {} : { number }), photos: beside(view.node, photos), ...change })
  }

  /** Writes all that is being typed: before the screen goes away. */
  settle(): void {
    for (const write of [...this.typing.values()]) write()
  }
}

/** Whether more than one value stands, as headquarters counts it: who answered the same without knowing of each other agree. */
function isContested([first, ...others]: readonly Assertion[]): boolean {
  return first !== undefined && others.some(({ value }) => !isSameValue(first.value as Value, value as Value))
}

/** Of a photograph the files are the value itself. */
const beside = ({ item }: Node, photos: readonly string[]): readonly string[] => (item.type === 'photo' || item.type === 'signature' ? [] : photos)

const answerOf = (path: string, row: string, { value, comment = '', number, photos = [] }: Given): Answer => ({
  path, ...(row === '' ? {} : { row }), value, ...(comment.trim() === '' ? {} : { comment }), ...(number === undefined ? {} : { number }), photos,
})

function givenIn(body: Readonly<Record<string, unknown>>): Given {
  const { value, comment, number } = body as { value: Value | null; comment?: string; number?: number }
  return { value, ...(comment === undefined ? {} : { comment }), ...(number === undefined ? {} : { number }) }
}

/** Items of the shipped checklist that ask for what search.started says. */
const doorAnswers: Readonly<Record<string, { readonly member: string; readonly type: string } | undefined>> = {
  searchers: { member: 'searchers', type: 'people' },
  location_actual: { member: 'location', type: 'location' },
  location_differs: { member: 'differsBecause', type: 'text' },
  occupants_found: { member: 'occupantsFound', type: 'counter' },
  legal_basis: { member: 'legalBasis', type: 'select_one' },
  authorisation_override: { member: 'overrideReason', type: 'text' },
}

const shelves = new WeakMap<Desk, Map<string, SearchModel>>()

/** The model of a search at a desk: the same each time, so that what is under way outlives the screen. */
export function modelOf(desk: Desk, id: string): SearchModel {
  const shelf = shelves.get(desk) ?? new Map<string, SearchModel>()
  shelves.set(desk, shelf)
  const model = shelf.get(id) ?? new SearchModel(deskOfPaper(desk, () => desk.story.peek().searches.get(id)?.task ?? ''), id)
  shelf.set(id, model)
  return model
}
