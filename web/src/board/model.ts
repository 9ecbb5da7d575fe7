import { batch, computed, signal } from '@preact/signals'
import { api, ask } from '../api/client'
import { ApiFault, asFault } from '../api/problem'
import { resource } from '../api/resource'
import { type Desk, reasonOf } from '../operation/desk'
import { type Assignment, boards, type PlanVersion, type PlanView, readPlan } from './document'
import { emptyFacts, type Facts, readFacts } from './facts'
import { criticalCells, type Held } from './layout'
import { proposalOf } from './proposed'
import { type Change, changesOf, isAs, type Merged, merge, noSteps, placesOf, placeWith, push, redo, type Stack, type Step, undo, without } from './stack'
import { readTrial, type Trial } from './trial'

/** A version that is on the board, read once and joined. */
export interface Loaded {
  readonly view: PlanView
  readonly plan: ReturnType<typeof readPlan>
  readonly boards: ReturnType<typeof boards>
  readonly places: ReturnType<typeof placesOf>
  readonly critical: ReadonlySet<string>
}

export function load(view: PlanView): Loaded {
  const plan = readPlan(view.plan)
  const joined = boards(view, plan)
  return { view, plan, boards: joined, places: placesOf(plan.assignments), critical: criticalCells(joined) }
}

/** What somebody else's version did to what is on this board. */
export interface Elsewhere extends Merged {
  readonly version: PlanVersion
}

/** The version that a board shows where none was chosen, 0 for none. */
export function newestOf(versions: readonly { readonly number: number; readonly published: boolean }[], state: Desk['operation']['state']): number {
  const inForce = ['draft', 'planned', 'approved', 'sealed'].includes(state) ? [] : versions.filter((v) => v.published)
  return Math.max(0, ...(inForce.length > 0 ? inForce : versions).map((v) => v.number))
}

/** The state of one plan board: the version shown, the changes made on it by hand, what they come to, and what others did meanwhile. */
export class BoardModel {
  readonly versions
  readonly facts
  readonly proposal
  readonly loaded = signal<Loaded | null>(null)
  readonly loadFault = signal<ApiFault | null>(null)
  readonly loading = signal(0)
  readonly stack = signal<Stack>(noSteps)
  readonly trial = signal<Trial | null>(null)
  readonly trialFault = signal<ApiFault | null>(null)
  readonly trying = signal(false)
  readonly elsewhere = signal<Elsewhere | null>(null)
  readonly selected = signal<string | null>(null)
  readonly held = signal<Held | null>(null)
  readonly said = signal('')
  readonly changes = computed(() => (this.loaded.value === null ? [] : changesOf(this.stack.value, this.loaded.value.places)))
  readonly changed = computed(() => new Map(this.changes.value.map((c) => [c.cell, c])))
  private wanted: number | null = null
  private attempt = 0
  /** The newest try that was answered: of which changes, and its name. What is accepted is what was priced. */
  private priced: { of: string; tried: string } | null = null

  /** `desk` is given anew when the operation comes to another state; what was changed by hand stays. */
  constructor(public desk: Desk) {
    const path = { operation: desk.operation.id }
    this.versions = resource(async (signal) => (await ask(api.GET('/v1/operations/{operation}/plans', { params: { path }, signal }))).items)
    this.facts = resource<Facts>(async (signal) => readFacts(await ask(api.GET('/v1/operations/{operation}/instance', { params: { path, header: reasonOf(desk) }, signal }))))
    this.proposal = proposalOf(() => this.desk)
  }

  get operation(): string {
    return this.desk.operation.id
  }

  /** The newest version's number, 0 while there is none. Once an operation runs it is the newest in force: what is only proposed is looked at where it is decided. */
  newest(): number {
    return newestOf(this.versions.known.value.data ?? [], this.desk.operation.state)
  }

  known(): Facts {
    return this.facts.known.value.data ?? emptyFacts
  }

  /** H, once it is known. */
  hour(): string | undefined {
    return this.desk.operation.hHour ?? (this.known().hHour || undefined)
  }

  duration = (cell: string): number => this.known().cells.get(cell)?.duration ?? 30

  /** Where a cell is with the changes by hand. */
  place(cell: string): Assignment | undefined {
    const { value } = this.loaded
    return value === null ? undefined : placeWith(cell, this.changed.value, value.places, this.duration)
  }

  /** Reads the list of versions, and the version that is wanted (the newest unless one was chosen) when it is not there yet. */
  async refresh(): Promise<void> {
    await this.versions.reload()
    const number = this.wanted ?? this.newest()
    if (number === 0) return
    if (this.loaded.value?.view.version.number !== number) await this.open(number)
    else this.noteVersion()
  }

  /** Shows a version; null: always the newest. */
  async show(number: number | null): Promise<void> {
    this.wanted = number
    await this.refresh()
  }

  /** What the list says of the version shown: published and outdated change without a new version. */
  private noteVersion(): void {
    const { value } = this.loaded
    const now = this.versions.known.value.data?.find((v) => v.number === value?.view.version.number)
    if (value === null || now === undefined) return
    if (now.published !== value.view.version.published || now.outdated !== value.view.version.outdated) {
      this.loaded.value = { ...value, view: { ...value.view, version: now } }
      void this.facts.reload()
    }
  }

  private async open(number: number): Promise<void> {
    this.loading.value = performance.now()
    try {
      const view = await ask(api.GET('/v1/operations/{operation}/plans/{number}', { params: { path: { operation: this.operation, number: String(number) }, header: reasonOf(this.desk) } }))
      this.take(load(view))
      void this.facts.reload()
    } catch (thrown) {
      this.loadFault.value = asFault(thrown)
    }
    this.loading.value = 0
  }

  /** Takes up another version: changes made on the one before are carried over and tried again, and what the other moved is told. */
  take(next: Loaded): void {
    const before = this.loaded.value
    const mine = this.changes.value
    batch(() => {
      this.loadFault.value = null
      this.loaded.value = next
      this.trial.value = null
      this.trialFault.value = null
      if (before === null || before.view.version.number === next.view.version.number) return
      if (mine.length === 0) {
        this.stack.value = noSteps
        return
      }
      const merged = merge(mine, before.places, next.places)
      this.stack.value = { done: merged.kept.map((c) => [c]), undone: [] }
      this.elsewhere.value = { ...merged, version: next.view.version }
    })
    if (this.changes.value.length > 0) void this.try()
  }

  /** Makes a step and has it checked and priced at once. */
  make(step: Step): void {
    const places = this.loaded.value?.places
    if (places === undefined) return
    const now = this.changed.value
    const real = step.filter((c) => now.has(c.cell) || !isAs(c, places.get(c.cell)))
    if (real.length === 0) return
    this.stack.value = push(this.stack.value, real)
    void this.try()
  }

  undo(): void {
    this.stack.value = undo(this.stack.value)
    void this.try()
  }

  redo(): void {
    this.stack.value = redo(this.stack.value)
    void this.try()
  }

  takeOut(cell: string): void {
    this.stack.value = without(this.stack.value, cell)
    void this.try()
  }

  /** Drops all changes; the returned function brings them back. */
  dropAll(): () => void {
    const before = this.stack.value
    batch(() => {
      this.stack.value = noSteps
      this.trial.value = null
      this.trialFault.value = null
      this.elsewhere.value = null
    })
    return () => {
      this.stack.value = before
      void this.try()
    }
  }

  /** Has the changes checked and priced. Only the answer to the newest question counts. */
  async try(): Promise<void> {
    const attempt = ++this.attempt
    const changes = this.changes.value
    if (changes.length === 0 || this.loaded.value === null) {
      batch(() => {
        this.trial.value = null
        this.trialFault.value = null
        this.trying.value = false
      })
      return
    }
    this.trying.value = true
    try {
      const { trial, tried } = await this.send({ changes })
      if (attempt !== this.attempt) return
      this.priced = { of: JSON.stringify(changes), tried }
      this.trial.value = readTrial(trial)
      this.trialFault.value = null
    } catch (thrown) {
      if (attempt !== this.attempt) return
      this.trial.value = null
      this.trialFault.value = asFault(thrown)
    }
    this.trying.value = false
  }

  /** Tries changes, or accepts them if nothing has moved since the try that `tried` names. The answer has the name of this try. */
  private async send(body: { changes: Change[]; accept?: boolean; note?: string }, tried?: string) {
    const number = String(this.loaded.value?.view.version.number ?? 0)
    const header = { ...reasonOf(this.desk), ...(tried === undefined ? {} : { 'If-Match': tried }) }
    const request = api.POST('/v1/operations/{operation}/plans/{number}/try', { params: { path: { operation: this.operation, number }, header }, body })
    const answer = await ask(request)
    return { ...answer, tried: (await request).response.headers.get('etag') ?? '' }
  }

  /**
   * Accepts changes as a new version and pins. It names the version that it is made on: when another has come meanwhile, that one is read, the
   * changes are carried over to it, and the fault is thrown on; nobody's change vanishes.
   */
  async accept(changes: Change[], note: string): Promise<number> {
    try {
      await this.versions.reload()
      if (this.newest() > (this.loaded.value?.view.version.number ?? 0)) {
        throw new ApiFault({ code: 'stale', status: 412 })
      }
      const told = changes.map((c) => (c.out === true ? { ...c, reason: note } : c))
      const { tried } = this.priced?.of === JSON.stringify(changes) ? this.priced : await this.send({ changes: told })
      const { version } = await this.send({ changes: told, accept: true, note }, tried)
      batch(() => {
        this.stack.value = noSteps
        this.elsewhere.value = null
      })
      await this.show(null)
      this.desk.reload()
      return version?.number ?? 0
    } catch (thrown) {
      const fault = asFault(thrown)
      if (['stale', 'wrong_state'].includes(fault.code)) await this.show(null)
      throw fault
    }
  }
}
