import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { Basis } from '../../checklist/basis'
import type { Node } from '../../checklist/form'
import { gate, type GateSignature, type Lack } from '../../checklist/gate'
import { open, type Override } from '../../checklist/override'
import type { Labels } from '../../checklist/template'
import { basesOf, list, officerOf } from '../../field/documents'
import { basisNamed, gateInputOf, type ToClose } from '../../field/gate'
import type { Ending as Closing } from '../../field/verbs'
import type { SearchModel } from './model'
import { personName, placeName } from './wording'

/** Who has to sign: one item of the checklist, or a role of the legal basis that the checklist has no item for. */
export interface Slot {
  readonly key: string
  readonly role: string
  /** The officer who signs, where it is known. */
  readonly officer?: string
  /** What a person who is no officer of the operation is called. */
  readonly name?: string
  /** The question that holds it; without one it is held here until the search is closed. */
  readonly at?: { readonly node: Node; readonly row: string }
  readonly refusal: boolean
}

export const outcomes = ['done_clear', 'done_find'] as const
export type Outcome = (typeof outcomes)[number]

/**
 * How a search ends. What the checklist asks for is answered there (presence, witnesses, signatures, outcome), and told again here from
 * its answers, so that nobody is asked twice; what it does not ask for is held here until the closing is written.
 */
export class Ending {
  readonly documents = signal<ReadonlySet<string>>(new Set())
  readonly presence = signal<{ readonly occupant: string; readonly witnesses: readonly string[] }>({ occupant: '', witnesses: ['', ''] })
  readonly outcome = signal<Outcome | ''>('')
  /** Signatures that no item of the checklist holds, by slot. */
  readonly held = signal<ReadonlyMap<string, GateSignature>>(new Map())
  readonly basis: ReadonlySignal<(Basis & { readonly labels?: Labels }) | undefined>
  readonly slots: ReadonlySignal<readonly Slot[]>
  readonly closing: ReadonlySignal<Closing>
  /** All that is missing, whether or not somebody let it pass. */
  readonly lacks: ReadonlySignal<readonly Lack[]>
  /** What nobody let pass. */
  readonly open: ReadonlySignal<readonly Lack[]>

  constructor(private readonly model: SearchModel) {
    this.basis = computed(() => {
      const [story, search] = [model.desk.story.value, model.search.value]
      return search === undefined ? undefined : basesOf([...story.documents.operation.values()][0]).get(basisNamed(story, search))
    })
    this.slots = computed(() => this.slotsNow())
    this.closing = computed(() => this.closingNow())
    this.lacks = computed(() => this.lacksNow())
    this.open = computed(() => (model.search.value?.overrides ?? []).reduce((left, o) => open(left, o.body as Override), [...this.lacks.value]))
  }

  /** What is proposed: a search with a find or an exhibit is no search without. */
  get proposed(): Outcome {
    const story = this.model.desk.story.value
    const found = [...story.findingsOf(this.model.id), ...story.exhibitsOf(this.model.id)].some((thing) => !thing.voided)
    return found ? 'done_find' : 'done_clear'
  }

  /** The question of the checklist that asks for the outcome. */
  get outcomeNode(): Node | undefined {
    return this.nodes().find(({ item, outer }) => outer === null && item.type === 'select_one' && outcomes.every((o) => item.options?.some((option) => option.code === o) === true))
  }

  /** The question of the checklist that asks who attends, and those that hang on it. */
  get presenceNodes(): readonly Node[] {
    const asked = this.nodes().find(({ item, outer }) => outer === null && item.type === 'select_one' && item.list === 'presence')
    if (asked === undefined) return []
    const hanging = this.nodes().filter(({ item, outer }) => outer === null && (item.type === 'person' || item.type === 'text') && item.relevantIf?.item === asked.path)
    return [asked, ...hanging]
  }

  private nodes(): readonly Node[] {
    return this.model.asked.value?.sheet.form.nodes ?? []
  }

  private valueAt(path: string, row = ''): unknown {
    const found = this.model.asked.value?.byInstance.get(`${path}\n${row}`)
    return found?.instance.relevant === true ? found.instance.value : undefined
  }

  private textAt(path: string): string {
    const value = this.valueAt(path)
    return typeof value === 'string' ? value : ''
  }

  private slotsNow(): readonly Slot[] {
    const { asked, desk } = this.model
    const story = desk.story.value
    const searchers = list<string>(this.model.search.value?.body, 'searchers')
    const asItems = (asked.value?.evaluation.instances ?? []).flatMap((instance): Slot[] => {
      const node = asked.value?.sheet.form.byPath.get(instance.path)
      if (node === undefined || node.item.type !== 'signature' || (node.item.role ?? '') === '' || node.outer !== null || !instance.relevant) return []
      const row = instance.row ?? ''
      return [{ key: `${node.path}\n${row}`, role: node.item.role ?? '', ...(row === '' ? {} : { officer: row }), at: { node, row }, refusal: node.item.refusal === true }]
    })
    const lead = searchers.map((id) => story.documents.officer.get(id)).find((d) => d !== undefined && officerOf(d).lead)?.id
    const named = (slots: readonly Slot[]): Slot[] => {
      let witness = 0
      return slots.map((slot) => {
        if (slot.role === 'witness') {
          const name = this.witnesses()[witness++]
          return name === undefined || name === '' ? slot : { ...slot, name }
        }
        return slot.role === 'lead' && lead !== undefined ? { ...slot, officer: lead } : slot
      })
    }
    return named([...asItems, ...this.ofTheBasis(new Set(asItems.map((slot) => slot.role)), searchers)])
  }

  /** Slots of the roles of the basis that the checklist does not ask for. */
  private ofTheBasis(asked: ReadonlySet<string>, searchers: readonly string[]): Slot[] {
    const occupant = this.occupant()
    const wanted = new Set([...(this.basis.value?.signers ?? []), ...(occupant === 'present' ? ['occupant'] : []), ...(this.witnesses().length > 0 ? ['witness'] : [])])
    return [...wanted].filter((role) => !asked.has(role)).flatMap((role): Slot[] => {
      if (role === 'searcher') return searchers.map((officer) => ({ key: `held searcher ${officer}`, role, officer, refusal: false }))
      if (role === 'occupant') return occupant === 'present' ? [{ key: 'held occupant', role, refusal: true }] : []
      if (role === 'witness') return this.witnesses().map((_, i) => ({ key: `held witness ${i}`, role, refusal: true }))
      return [{ key: `held ${role}`, role, refusal: false }]
    })
  }

  private occupant(): string {
    const [asked] = this.presenceNodes
    return asked === undefined ? this.presence.value.occupant : this.textAt(asked.path)
  }

  private witnesses(): string[] {
    const [asked, ...hanging] = this.presenceNodes
    if (asked === undefined) return this.presence.value.occupant === 'present' || this.presence.value.occupant === '' ? [] : this.presence.value.witnesses.map((name) => name.trim()).filter(Boolean)
    const story = this.model.desk.story.value
    return hanging.filter(({ item }) => item.type === 'person').map(({ path }) => personName(story, this.textAt(path))).filter((name) => name !== '')
  }

  /** The signature in a slot, as the closing has it; undefined while there is none. */
  signature(slot: Slot): GateSignature | undefined {
    const who = { role: slot.role, ...(slot.officer === undefined ? {} : { officer: slot.officer }), ...(slot.name === undefined ? {} : { name: slot.name }) }
    if (slot.at === undefined) {
      const held = this.held.value.get(slot.key)
      return held === undefined ? undefined : { ...held, ...who }
    }
    const value = this.valueAt(slot.at.node.path, slot.at.row)
    if (typeof value !== 'string') return undefined
    if (value !== 'refused') return { ...who, file: value }
    const comment = this.model.asked.value?.sheet.answersAt(slot.at.node.path).get(slot.at.row)?.comment ?? ''
    return comment.trim() === '' ? undefined : { ...who, refusedBecause: comment.slice(0, 500) }
  }

  private closingNow(): Closing {
    const said = (path: string): boolean | undefined => (this.valueAt(path) === 'yes' ? true : this.valueAt(path) === 'no' ? false : undefined)
    const [out, back] = [this.valueAt('kit_count_out'), this.valueAt('kit_count_back')]
    const told = { restored: said('restored'), force: said('force'), injuries: said('injuries'), receiptGiven: said('receipt'), kitComplete: typeof out === 'number' && typeof back === 'number' ? out === back : undefined }
    const remarks = this.textAt('remarks').slice(0, 4000)
    return {
      outcome: this.outcomeNow(), presence: this.presenceNow(), signatures: this.slots.value.flatMap((slot) => this.signature(slot) ?? []), documents: [...this.documents.value],
      ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)), ...(remarks === '' ? {} : { remarks }),
    }
  }

  private outcomeNow(): string {
    const node = this.outcomeNode
    return node === undefined ? this.outcome.value : this.textAt(node.path)
  }

  private presenceNow(): ToClose['presence'] {
    const occupant = this.occupant()
    const moved = this.textAt('occupant_moved_to')
    if (occupant === '') return undefined
    const witnesses = this.witnesses().slice(0, 4)
    const movedTo = moved === '' ? {} : { movedTo: placeName(this.model.desk.story.value, moved).slice(0, 200) }
    return { occupant, ...(witnesses.length === 0 ? {} : { witnesses }), ...movedTo }
  }

  private lacksNow(): readonly Lack[] {
    const search = this.model.search.value
    if (search === undefined) return []
    return gate(gateInputOf(this.model.desk.story.value, search, this.closing.value))
  }
}
