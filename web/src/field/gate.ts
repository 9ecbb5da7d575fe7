import type { ExhibitSeizedV1 } from '../api/bodies.gen'
import { demandedBy } from '../checklist/basis'
import { evaluateSheet, type Evaluation } from '../checklist/evaluate'
import { readForm } from '../checklist/form'
import type { GateExhibit, GateFinding, GateInput, GateSeal, GateSignature } from '../checklist/gate'
import { type Answer, Sheet, type Told } from '../checklist/sheet'
import { findRows, type LocalFinds, withFinds } from '../exhibits/finds'
import { isIdentified } from '../exhibits/identity'
import { basesOf, type Checklist, checklistOf, type Document, list, number, object, officerOf, text } from './documents'
import type { Assertion, Exhibit, Finding, Search, Story } from './story'

/*
 * What the checklist and the gate look at of a search, as the tablet knows it: the same that the projection gathers at headquarters
 * (sync/gate_input.go), so that both judge alike.
 */

type Loose = Readonly<Record<string, unknown>>

/** What was made of a document, for as long as the document stands: an answer asks for it anew each time, and it takes longer than the answer. */
function once<K extends object, V>(make: (from: K) => V): (from: K) => V {
  const made = new WeakMap<K, V>()
  return (from) => {
    let known = made.get(from)
    if (known === undefined) made.set(from, (known = make(from)))
    return known
  }
}

/** The checklist of a document. */
export const checklistIn = once(checklistOf)

/** The checklist that a search names; undefined where the operation was not given it, or not in this version. */
export function checklistNamed(story: Story, search: Search): Checklist | undefined {
  const d = story.documents.template.get(text(search.body, 'template'))
  if (d === undefined) return undefined
  const checklist = checklistIn(d)
  const version = number(search.body, 'templateVersion')
  return checklist.template.sections.length > 0 && (version === null || version === checklist.version) ? checklist : undefined
}

const operationOf = (story: Story) => [...story.documents.operation.values()][0]

/** Why no authorisation covers a place at a time: '' one does, or none is known. */
export function outsideAuthorisation(story: Story, site: string, location: string, at: string): '' | 'place' | 'hours' {
  const authorisations = list<Loose>(operationOf(story), 'authorisations')
  if (authorisations.length === 0) return ''
  const places = new Set(placesAround(story, location))
  const covering = authorisations.filter((a) => {
    const [sites, locations] = [list<string>(a, 'sites'), list<string>(a, 'locations')]
    return (sites.length === 0 || sites.includes(site)) && (locations.length === 0 || locations.some((id) => places.has(id)))
  })
  if (covering.some((a) => at >= text(a, 'from') && at <= text(a, 'until'))) return ''
  return covering.length > 0 ? 'hours' : 'place'
}

/** A location and what it lies in, up to the top of the site's tree. */
export function placesAround(story: Story, location: string): string[] {
  const places: string[] = []
  for (let id = location; id !== '' && !places.includes(id); id = text(story.documents.location.get(id), 'parent')) places.push(id)
  return places
}

/** Of each location the place that it lies in, up to the id of the site. */
const parentsIn = once((locations: ReadonlyMap<string, Document>): Record<string, string> =>
  Object.fromEntries([...locations.values()].flatMap((d) => {
    const parent = text(d, 'parent') || text(d, 'site')
    return parent === '' ? [] : [[d.id, parent] as const]
  })),
)

/** Of each device of the catalogue whether it is miniature. */
const miniIn = once((models: ReadonlyMap<string, Document>): Record<string, boolean> => Object.fromEntries([...models.values()].map((d) => [d.id, d.mini === true])))

/** The code of the legal basis under which a search is made: its own, else its task's. */
export const basisNamed = (story: Story, search: Search): string => text(search.body, 'legalBasis') || (story.tasks.get(search.task)?.legalBasis ?? '')

/** What the checklist is told about the task. What the journal does not know is not told. */
export function factsOf(story: Story, search: Search): Record<string, unknown> {
  const basis = basisNamed(story, search)
  const told = {
    authorisation_valid: outsideAuthorisation(story, search.site, search.location, search.startedAt) === '',
    legal_basis: basis,
    presence_required: basis === '' || !basesOf(operationOf(story)).has(basis) ? '' : basesOf(operationOf(story)).get(basis)?.presence === 'occupant_or_two_witnesses',
    target_location: story.tasks.get(search.task)?.location ?? '',
    site: search.site,
    occupants_expected: search.body.occupantsExpected ?? '',
  }
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== ''))
}

/** The answers that stand. Of one that is contested the last that stands counts here; that it is contested is a matter of its own. */
export function standingAnswers(story: Story, search: string): Answer[] {
  return story.answersOf(search).flatMap(({ item, row, assertions }) => {
    const last = assertions.findLast((a) => !a.superseded)
    if (last === undefined) return []
    const known = answerBy.get(last)
    if (known !== undefined) return [known]
    const answer = { path: item, ...(row === '' ? {} : { row }), value: last.value, ...(last.comment === '' ? {} : { comment: last.comment }), ...(last.number === null ? {} : { number: last.number }), photos: last.files }
    answerBy.set(last, answer)
    return [answer]
  })
}

/** The answer that each assertion is: the same object each time, so that what hangs on it is not made anew. */
const answerBy = new WeakMap<Assertion, Answer>()

/** Finds, exhibits and seals of a search as the checklist's rows are made of them. */
export function findsOf(story: Story, search: string): LocalFinds {
  const exhibits = story.exhibitsOf(search)
  const seals = new Map(exhibits.flatMap((x) => story.sealsOf(x.id)).map((s) => [s.id, s]))
  return { findings: story.findingsOf(search), exhibits, seals: [...seals.values()] }
}

/** What the engine is told of a search beside its answers. */
export function toldOf(story: Story, search: Search, checklist: Checklist | undefined): Told {
  const demanded = demandedBy(basesOf(operationOf(story)).get(basisNamed(story, search)))
  return {
    facts: factsOf(story, search),
    ...(demanded === undefined ? {} : { sections: demanded }),
    lists: checklist?.lists ?? {},
    parents: parentsIn(story.documents.location),
    mini: miniIn(story.documents.deviceModel),
    findings: findRows(findsOf(story, search.id)),
  }
}

/** A checklist with the answers of a search: what is asked, what is answered, what is wrong. Undefined without a checklist. */
export function sheetOf(story: Story, search: Search): { readonly sheet: Sheet; readonly evaluation: Evaluation; readonly checklist: Checklist } | undefined {
  const checklist = checklistNamed(story, search)
  if (checklist === undefined) return undefined
  const answers = withFinds(checklist.template, standingAnswers(story, search.id), findsOf(story, search.id))
  const sheet = new Sheet(readForm(checklist.template), toldOf(story, search, checklist), answers)
  return { sheet, evaluation: evaluateSheet(sheet), checklist }
}

/** What is entered on the closing screen before the search is closed. */
export interface ToClose {
  readonly outcome: string
  readonly presence: { readonly occupant?: string; readonly witnesses?: readonly string[] } | undefined
  readonly signatures: readonly GateSignature[]
  /** Codes of the legal basis' documents. */
  readonly documents: readonly string[]
}

/** All that the gate looks at, of a search that is to be closed so. */
export function gateInputOf(story: Story, search: Search, closing: ToClose): GateInput {
  const checklist = checklistNamed(story, search)
  const basis = basesOf(operationOf(story)).get(basisNamed(story, search))
  const finds = findsOf(story, search.id)
  const answers = standingAnswers(story, search.id)
  return {
    named: { template: text(search.body, 'template'), basis: basisNamed(story, search) },
    template: checklist?.template,
    basis,
    context: toldOf(story, search, checklist),
    answers: checklist === undefined ? answers : withFinds(checklist.template, answers, finds),
    photos: story.attachedTo(search.id).filter((a) => a.role !== ''),
    startedAt: search.startedAt,
    timeZone: text(story.documents.site.get(search.site), 'timeZone'),
    outcome: closing.outcome,
    ...(closing.presence === undefined ? {} : { presence: closing.presence }),
    signatures: closing.signatures,
    searchers: list<string>(search.body, 'searchers'),
    documents: closing.documents,
    ...judged(story, story.findingsOf(search.id), story.exhibitsOf(search.id), finds.seals),
    officers: Object.fromEntries([...story.documents.officer.values()].map(officerOf).map((o) => [o.id, { name: o.name, supervisor: o.supervisor }])),
  }
}

/** Finds, exhibits and seals as the gate looks at them; those that belong to no search, too. */
export function judged(story: Story, findings: readonly Finding[], exhibits: readonly Exhibit[], seals: LocalFinds['seals']): { findings: GateFinding[]; exhibits: GateExhibit[]; seals: GateSeal[] } {
  return {
    findings: findings.map((f) => ({ id: f.id, category: f.body.category, description: f.body.description, voided: f.voided, photos: (f.body.photos ?? []).map((p) => p.sha256) })),
    exhibits: exhibits.map((x) => gateExhibit(story, x)),
    seals: seals.map((s) => ({ id: s.id, number: s.body.number, applied: s.holds, exhibits: s.body.exhibits, ...(s.body.photo === undefined ? {} : { photo: s.body.photo }) })),
  }
}

function gateExhibit(story: Story, { id, body, voided }: Exhibit): GateExhibit {
  const { finding, number: numbered, category, description, disposition, photos = [], device } = body
  return {
    id, ...(finding === undefined ? {} : { finding }), ...(numbered === undefined ? {} : { number: numbered }), category, description, disposition, voided,
    photos: photos.map((p) => p.sha256), sealedBag: photos.some((p) => p.role === 'sealed_bag'), identified: device !== undefined && isIdentified(device),
    lacks: lacksOf(story, id, body, voided),
  }
}

const shipped: readonly Loose[] = [{ code: 'seized', sealed: true, removed: true }, { code: 'property_store', removed: true }, { code: 'destroyed', removed: true }, { code: 'referred', removed: true }]

/** Whether a disposition demands a seal, by the list that the operation was released with; without one, by the list that ships. */
export function demandsSeal(story: Story, disposition: string): boolean {
  const given = list<Loose>(operationOf(story), 'dispositions')
  return (given.length > 0 ? given : shipped).find((d) => text(d, 'code') === disposition)?.sealed === true
}

/** What an exhibit's disposition demands and it has not (docs/exhibits.md, Findings and exhibits). */
export function lacksOf(story: Story, id: string, { disposition, number: numbered, description, photos = [] }: Omit<ExhibitSeizedV1, 'salt'>, voided: boolean): string[] {
  if (voided || !demandsSeal(story, disposition)) return []
  const lacks: [string, boolean][] = [
    ['exhibit_unsealed', !story.sealsOf(id).some((s) => s.holds)],
    ['exhibit_not_listed', (numbered ?? '') === '' || description === ''],
    ['exhibit_without_photo', photos.length === 0],
  ]
  return lacks.filter(([, lack]) => lack).map(([code]) => code)
}

/** The signatures of a closing that was made. */
export const signaturesOf = (closing: Loose): readonly GateSignature[] => list<GateSignature>(closing, 'signatures')

export const presenceOf = (closing: Loose): ToClose['presence'] => object(closing, 'presence') as ToClose['presence']
