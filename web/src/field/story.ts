import type { ExhibitSeizedV1, FindingRecordedV1, SealAppliedV1 } from '../api/bodies.gen'
import type { Entry } from '../sync/entry'
import { type Document, type Documents, list, number, object, text } from './documents'
import { paperIn, type Paper, whenDone } from './paper'

/*
 * What is known of the operation on this tablet: the documents that headquarters made of the journal as far as it knows it, and over
 * them what this tablet recorded and headquarters has not made into documents yet. Nothing of it is stored: journal and documents
 * are, and this is told from them anew at every start.
 */

/** An entry that no document speaks of yet. */
export type Told = Pick<Entry, 'id' | 'type' | 'actor' | 'at' | 'site' | 'entity' | 'supersedes' | 'files' | 'body'>

type Body<T> = Omit<T, 'salt'>
type Loose = Readonly<Record<string, unknown>>

export type TaskState = 'planned' | 'assigned' | 'accepted' | 'in_progress' | 'done_clear' | 'done_find' | 'not_executed' | 'withdrawn'

/** A cell to be searched, where the plan has it, and what became of it. */
export interface Task {
  readonly id: string
  readonly code: string
  readonly path: string
  readonly location: string
  readonly locationKind: string
  readonly site: string
  readonly team: string
  readonly teamName: string
  /** Planned, minutes after H. */
  readonly start: number
  readonly duration: number
  readonly state: TaskState
  readonly legalBasis: string
  readonly occupants: number | null
  readonly planVersion: number
  /** Whom this tablet knows to have accepted or claimed it. */
  readonly heldBy: readonly string[]
  /** Its searches, oldest first. */
  readonly searches: readonly string[]
  readonly document: Document
}

/** One value that somebody gave for an item. */
export interface Assertion {
  readonly entry: string
  readonly value: unknown
  readonly comment: string
  readonly number: number | null
  readonly files: readonly string[]
  readonly actor: string
  readonly at: string
  readonly superseded: boolean
  /** From a sheet of paper; null: given at a tablet. */
  readonly source: Paper | null
}

export interface Answered {
  readonly item: string
  readonly row: string
  readonly assertions: readonly Assertion[]
}

/** How a search was closed. */
export interface Closing {
  readonly entry: string
  readonly at: string
  readonly actor: string
  readonly outcome: string
  readonly body: Loose
  /** The second officer who confirmed it; null for nobody. */
  readonly confirmation: { readonly actor: string; readonly at: string } | null
}

export interface Override {
  readonly entry: string
  readonly actor: string
  readonly body: { readonly reason: string; readonly supervisor?: string; readonly missing: readonly { readonly code: string }[] }
}

export interface Search {
  readonly id: string
  readonly task: string
  readonly site: string
  readonly location: string
  readonly startedAt: string
  readonly actor: string
  readonly state: 'in_progress' | 'done_clear' | 'done_find' | 'not_executed'
  /** The members of search.started. */
  readonly body: Loose
  readonly closing: Closing | null
  readonly overrides: readonly Override[]
  /** Begun, or else closed, on paper; null: at a tablet. */
  readonly source: Paper | null
  /** This tablet began it. */
  readonly own: boolean
}

/** A find, an exhibit or a seal, with the members of its entry after what amended it. */
export interface Thing<B> {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly body: Body<B>
  readonly voided: boolean
  /** From a sheet of paper; null: recorded at a tablet. */
  readonly source: Paper | null
  /** When it was written into the journal; at is when it was done, by the sheet's word too. */
  readonly typed: string
  /** The amendments that stand, by entry: what an amendment from this screen supersedes. */
  readonly amendments: readonly string[]
}

export type Finding = Thing<FindingRecordedV1>
export type Exhibit = Thing<ExhibitSeizedV1>
export type Seal = Thing<SealAppliedV1> & { readonly holds: boolean }

/** A photograph, signature or paper on something. */
export interface Attached {
  readonly sha256: string
  readonly of: string
  readonly kind: string
  readonly role: string
  readonly at: string
}

/** A note or an incident. */
export interface Remark {
  readonly id: string
  readonly type: 'note' | 'incident'
  /** What a note is on; the site of an incident. */
  readonly on: string
  readonly text: string
  readonly kind: string
  readonly severity: string
  readonly search: string
  readonly at: string
  readonly actor: string
  readonly voided: boolean
}

/** One event of custody on exhibits. */
export interface Movement {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly body: Loose
}

const instance = (item: string, row: string): string => `${item}\n${row}`

/** The story as it stands; told() adds to it. Reading it never changes it, and what it gives is not changed later but replaced. */
export class Story {
  readonly tasks = new Map<string, Task>()
  readonly searches = new Map<string, Search>()
  readonly findings = new Map<string, Finding>()
  readonly exhibits = new Map<string, Exhibit>()
  readonly seals = new Map<string, Seal>()
  readonly movements = new Map<string, Movement>()
  readonly remarks = new Map<string, Remark>()
  readonly attached: Attached[] = []
  /** Officers who are signed on at this tablet, in the order in which they came. */
  readonly signedOn = new Map<string, { readonly role: string; readonly at: string }>()
  /** Versions of the plan that this tablet acknowledged. */
  readonly acknowledged = new Set<number>()
  /** The heads of other tablets that this one has seen, by stream. */
  readonly witnessed = new Map<string, { readonly seq: number; readonly at: string }>()
  private readonly answers = new Map<string, Map<string, Answered>>()
  private readonly known = new Set<string>()

  /** mine: the streams of this tablet. */
  constructor(readonly documents: Documents, mine: ReadonlySet<string> = new Set()) {
    for (const d of documents.task.values()) this.tasks.set(d.id, taskOf(d))
    for (const d of documents.search.values()) this.searches.set(d.id, searchOf(d, mine.has(text(d, 'stream'))))
    for (const d of documents.answer.values()) this.answerOf(text(d, 'search'), text(d, 'item'), text(d, 'row'), list<Loose>(d, 'assertions').map(assertionOf))
    for (const d of documents.finding.values()) this.findings.set(d.id, thingOf<FindingRecordedV1>(d))
    for (const d of documents.exhibit.values()) this.exhibits.set(d.id, thingOf<ExhibitSeizedV1>(d))
    for (const d of documents.seal.values()) this.seals.set(d.id, { ...thingOf<SealAppliedV1>(d), holds: d.state === 'applied' })
    for (const d of documents.custody.values()) this.movements.set(d.id, { id: d.id, at: text(d, 'at'), actor: text(object(d, 'recorded'), 'actor'), body: { ...d, kind: text(d, 'custodyKind') } })
    for (const d of documents.file.values()) for (const o of list<Loose>(d, 'belongsTo')) this.attached.push({ sha256: d.id, of: text(o, 'id'), kind: text(d, 'fileKind'), role: text(o, 'role'), at: text(o, 'at') })
    for (const d of documents.site.values()) for (const o of list<Loose>(d, 'incidents')) this.remark(remarkOf('incident', text(o, 'entry'), d.id, o, text(o, 'happenedAt') || text(o, 'at'), text(o, 'actor')))
    for (const kind of ['task', 'search', 'finding', 'exhibit', 'seal', 'site'] as const) {
      for (const d of documents[kind].values()) for (const o of list<Loose>(d, 'notes')) this.remark(remarkOf('note', text(o, 'entry'), d.id, o, text(o, 'at'), text(o, 'actor')))
    }
  }

  /** The answers of a search, in no order that means anything. */
  answersOf(search: string): readonly Answered[] {
    return [...(this.answers.get(search)?.values() ?? [])]
  }

  /** What was given for one instance of an item; none is undefined. */
  answer(search: string, item: string, row = ''): Answered | undefined {
    return this.answers.get(search)?.get(instance(item, row))
  }

  findingsOf = (search: string): Finding[] => [...this.findings.values()].filter((f) => f.body.search === search)
  exhibitsOf = (search: string): Exhibit[] => [...this.exhibits.values()].filter((x) => x.body.search === search)
  sealsOf = (exhibit: string): Seal[] => [...this.seals.values()].filter((s) => s.body.exhibits.includes(exhibit))
  attachedTo = (id: string): Attached[] => this.attached.filter((a) => a.of === id)
  remarksOn = (id: string): Remark[] => [...this.remarks.values()].filter((r) => r.on === id || r.search === id)

  /** The tasks in walking order: by planned start, then by the way to the place. */
  inOrder(): Task[] {
    return [...this.tasks.values()].sort((a, b) => a.start - b.start || a.path.localeCompare(b.path, 'en', { numeric: true }) || (a.id < b.id ? -1 : 1))
  }

  /** Adds an entry of this tablet. One that was told already changes nothing; one of a type that the tablet shows nowhere is passed over. */
  tell(entry: Told): void {
    if (this.known.has(entry.id)) return
    this.known.add(entry.id)
    const body = JSON.parse(entry.body) as Loose
    tellers[entry.type]?.(this, entry, body)
  }

  /** The same story as another value, so that whoever watches sees that something was added. What is in it is shared, not copied. */
  copy(): Story {
    return Object.assign(Object.create(Story.prototype) as Story, this)
  }

  answerOf(search: string, item: string, row: string, more: readonly Assertion[], superseded: readonly string[] = []): void {
    const ofSearch = this.answers.get(search) ?? new Map<string, Answered>()
    this.answers.set(search, ofSearch)
    const before = ofSearch.get(instance(item, row))?.assertions ?? []
    const gone = new Set(superseded)
    const had = new Set(before.map((a) => a.entry))
    const assertions = [...before.map((a) => (gone.has(a.entry) ? { ...a, superseded: true } : a)), ...more.filter((a) => !had.has(a.entry))]
    ofSearch.set(instance(item, row), { item, row, assertions })
  }

  remark(remark: Remark): void {
    this.remarks.set(remark.id, remark)
  }

  taskIs(id: string, change: (task: Task) => Partial<Task>): void {
    const task = this.tasks.get(id)
    if (task !== undefined) this.tasks.set(id, { ...task, ...change(task) })
  }

  searchIs(id: string, change: (search: Search) => Partial<Search>): void {
    const search = this.searches.get(id)
    if (search !== undefined) this.searches.set(id, { ...search, ...change(search) })
  }
}

function taskOf(d: Document): Task {
  return {
    id: d.id, code: text(d, 'code'), path: text(d, 'path') || text(d, 'code'), location: text(d, 'location'), locationKind: text(d, 'locationKind'), site: text(d, 'site'),
    team: text(d, 'team'), teamName: text(d, 'teamName'), start: number(d, 'start') ?? 0, duration: number(d, 'duration') ?? 0, state: (text(d, 'state') || 'planned') as TaskState,
    legalBasis: text(d, 'legalBasis'), occupants: number(d, 'occupants'), planVersion: number(d, 'planVersion') ?? 0, heldBy: list<Loose>(d, 'holders').map((h) => text(h, 'actor')),
    searches: list<Loose>(d, 'searches').map((s) => text(s, 'id')), document: d,
  }
}

function searchOf(d: Document, own: boolean): Search {
  const closed = object(d, 'closedBy')
  const outcome = text(d, 'outcome')
  const second = object(d, 'confirmation')
  const confirmation = second === undefined ? null : { actor: text(second, 'actor'), at: text(second, 'at') }
  const closing: Closing | null = closed === undefined ? null : { entry: text(closed, 'entry'), at: text(d, 'endedAt') || text(closed, 'at'), actor: text(closed, 'actor'), outcome, body: d, confirmation }
  const overrides = list<Loose>(d, 'history').filter((h) => h.type === 'gate.overridden').map((h): Override => ({ entry: text(h, 'entry'), actor: text(h, 'actor'), body: h as unknown as Override['body'] }))
  return { id: d.id, task: text(d, 'task'), site: text(d, 'site'), location: text(d, 'location'), startedAt: text(d, 'startedAt'), actor: text(d, 'actor'), state: text(d, 'state') as Search['state'], body: d, closing, overrides, source: paperIn(d), own }
}

function assertionOf(a: Loose): Assertion {
  return { entry: text(a, 'entry'), value: a.value, comment: text(a, 'comment'), number: number(a, 'number'), files: list<string>(a, 'files'), actor: text(a, 'actor'), at: text(a, 'at'), superseded: a.superseded === true, source: paperIn(a) }
}

function thingOf<B>(d: Document): Thing<B> {
  const recorded = object(d, 'recorded') ?? object(d, 'applied')
  const standing = list<Loose>(d, 'history').filter((h) => text(h, 'type').endsWith('.amended')).map((h) => text(h, 'entry'))
  return { id: d.id, at: text(d, 'appliedAt') || whenDone(d, text(recorded, 'at')), actor: text(recorded, 'actor'), body: d as unknown as Body<B>, voided: d.state === 'voided', source: paperIn(d), typed: text(recorded, 'at'), amendments: standing }
}

function remarkOf(type: Remark['type'], id: string, on: string, o: Loose, at: string, actor: string): Remark {
  return { id, type, on, text: text(o, 'text'), kind: text(o, 'kind'), severity: text(o, 'severity'), search: text(o, 'search'), at, actor, voided: object(o, 'voided') !== undefined }
}

type Teller = (story: Story, entry: Told, body: Loose) => void

const inProgress = new Set<TaskState>(['planned', 'assigned', 'accepted'])

const begun = (state: Search['state']): Teller => (story, { id, site, actor, at, entity }, body) => {
  if (entity !== '') {
    // What began and was broken off: the search ends as it stands.
    story.searchIs(entity, (s) => ({ state, closing: { entry: id, at: whenDone(body, at), actor, outcome: 'not_executed', body, confirmation: null }, source: s.source ?? paperIn(body) }))
    story.taskIs(text(body, 'task'), () => ({ state: 'not_executed' }))
    return
  }
  const task = text(body, 'task')
  const closing = state === 'in_progress' ? null : { entry: id, at: whenDone(body, at), actor, outcome: state, body, confirmation: null }
  story.searches.set(id, { id, task, site: site || (story.tasks.get(task)?.site ?? ''), location: text(body, 'location') || (story.tasks.get(task)?.location ?? ''), startedAt: whenDone(body, at), actor, state, body, closing, overrides: [], source: paperIn(body), own: true })
  story.taskIs(task, (t) => ({ state: state === 'in_progress' ? 'in_progress' : 'not_executed', searches: [...t.searches, id] }))
}

const held: Teller = (story, { entity, actor }) => story.taskIs(entity, (t) => ({ state: inProgress.has(t.state) ? 'accepted' : t.state, heldBy: [...t.heldBy, actor] }))

const asserted: Teller = (story, { id, entity, actor, at, supersedes, files }, body) =>
  story.answerOf(entity, text(body, 'item'), text(body, 'row'), [{ entry: id, value: body.value, comment: text(body, 'comment'), number: number(body, 'number'), files, actor, at, superseded: false, source: paperIn(body) }], supersedes)

function made<B>(things: (story: Story) => Map<string, Thing<B>>): Teller {
  return (story, { id, at, actor }, body) => void things(story).set(id, { id, at: whenDone(body, at), actor, body: body as unknown as Body<B>, voided: false, source: paperIn(body), typed: at, amendments: [] })
}

/** New values of top-level members; null takes one away. */
function amended<B>(things: (story: Story) => Map<string, Thing<B>>): Teller {
  return (story, { id, entity, supersedes }, body) => {
    const thing = things(story).get(entity)
    if (thing === undefined) return
    const changed = Object.fromEntries(Object.entries({ ...(thing.body as Loose), ...object(body, 'changes') }).filter(([, value]) => value !== null))
    const gone = new Set(supersedes)
    things(story).set(entity, { ...thing, body: changed as unknown as Body<B>, amendments: [...thing.amendments.filter((a) => !gone.has(a)), id] })
  }
}

function voided<B>(things: (story: Story) => Map<string, Thing<B>>): Teller {
  return (story, { entity }) => {
    const thing = things(story).get(entity)
    if (thing !== undefined) things(story).set(entity, { ...thing, voided: true })
  }
}

const findings = (s: Story): Map<string, Finding> => s.findings
const exhibits = (s: Story): Map<string, Exhibit> => s.exhibits

const tellers: Readonly<Record<string, Teller | undefined>> = {
  'task.accepted': held,
  'task.claimed': held,
  'task.returned': (story, { entity, actor }) => story.taskIs(entity, (t) => ({ state: 'assigned', heldBy: t.heldBy.filter((a) => a !== actor) })),
  'search.started': begun('in_progress'),
  'search.notExecuted': begun('not_executed'),
  'search.closed': (story, { id, entity, actor, at }, body) => {
    const outcome = text(body, 'outcome') as 'done_clear' | 'done_find'
    story.searchIs(entity, (s) => ({ state: outcome, closing: { entry: id, at: whenDone(body, at), actor, outcome, body, confirmation: null }, source: s.source ?? paperIn(body) }))
    story.taskIs(story.searches.get(entity)?.task ?? '', () => ({ state: outcome }))
  },
  'search.moved': (story, { id, entity, actor, at }, body) =>
    story.searchIs(entity, (s) => ({ body: { ...s.body, template: body.template, templateVersion: body.templateVersion, moves: [...list(s.body, 'moves'), { ...body, entry: id, actor, at }] } })),
  'search.confirmed': (story, { entity, actor, at }, body) =>
    story.searchIs(entity, ({ closing }) => (closing === null || closing.entry !== text(body, 'closing') || actor === '' || actor === closing.actor ? {} : { closing: { ...closing, confirmation: { actor, at } } })),
  'search.reopened': (story, { entity }) => {
    story.searchIs(entity, () => ({ state: 'in_progress', closing: null }))
    story.taskIs(story.searches.get(entity)?.task ?? '', () => ({ state: 'in_progress' }))
  },
  'gate.overridden': (story, { id, entity, actor }, body) => story.searchIs(entity, (s) => ({ overrides: [...s.overrides, { entry: id, actor, body: body as unknown as Override['body'] }] })),
  'answer.asserted': asserted,
  'answer.resolved': asserted,
  'finding.recorded': made(findings),
  'finding.amended': amended(findings),
  'finding.voided': voided(findings),
  'exhibit.seized': made(exhibits),
  'exhibit.amended': amended(exhibits),
  'exhibit.voided': voided(exhibits),
  'seal.applied': (story, { id, at, actor }, body) => {
    const seal = body as unknown as Body<SealAppliedV1>
    const old = story.seals.get(seal.replaces ?? '')
    if (old !== undefined) story.seals.set(old.id, { ...old, holds: false })
    story.seals.set(id, { id, at: whenDone(body, at), actor, body: seal, voided: false, source: paperIn(body), typed: at, amendments: [], holds: true })
  },
  'seal.broken': (story, { entity }) => {
    const seal = story.seals.get(entity)
    if (seal !== undefined) story.seals.set(entity, { ...seal, holds: false })
  },
  'custody.recorded': (story, { id, at, actor }, body) => void story.movements.set(id, { id, at: whenDone(body, at), actor, body }),
  'file.attached': (story, { entity, at }, body) => {
    for (const f of list<Loose>(body, 'files')) story.attached.push({ sha256: text(f, 'sha256'), of: entity, kind: text(f, 'kind'), role: text(f, 'role'), at })
  },
  'note.added': (story, { id, entity, at, actor }, body) => story.remark(remarkOf('note', id, entity, body, at, actor)),
  'note.voided': (story, _, body) => {
    const note = story.remarks.get(text(body, 'note'))
    if (note !== undefined) story.remark({ ...note, voided: true })
  },
  'incident.reported': (story, { id, site, at, actor }, body) => story.remark(remarkOf('incident', id, site, body, whenDone(body, at), actor)),
  'officer.signedOn': (story, { at }, body) => void story.signedOn.set(text(body, 'officer'), { role: text(body, 'role'), at }),
  'officer.signedOff': (story, _, body) => void story.signedOn.delete(text(body, 'officer')),
  'plan.acknowledged': (story, _, body) => void story.acknowledged.add(number(body, 'planVersion') ?? 0),
  'head.witnessed': (story, { at }, body) => void story.witnessed.set(text(body, 'stream'), { seq: number(object(body, 'head'), 'seq') ?? 0, at }),
}
