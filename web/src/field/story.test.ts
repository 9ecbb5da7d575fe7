import { describe, expect, it } from 'vitest'
import vectors from '../../../sync/testdata/vectors/projections.json'
import { gate } from '../checklist/gate'
import { named, open, type Override } from '../checklist/override'
import { parseEntry } from '../sync/parse'
import { type Document, type Kind, kinds, list, noDocuments, text } from './documents'
import { gateInputOf, presenceOf, signaturesOf } from './gate'
import { Story } from './story'

/** What tablets cannot change: it is at hand when they begin. */
const given: readonly Kind[] = ['operation', 'site', 'location', 'template', 'officer', 'deviceModel']

interface Vector {
  readonly name: string
  readonly given: { readonly journal: readonly { readonly raw: string; readonly stream: string; readonly hash: string; readonly server?: boolean; readonly verdict: string }[] }
  readonly expect: { readonly documents: readonly Document[] }
}

/** The vectors have a document's members beside its kind and id. */
const all = (vectors as unknown as { vectors: (Omit<Vector, 'expect'> & { expect: { documents: { id: string; kind: string; body: object }[] } })[] }).vectors.map(
  (v): Vector => ({ ...v, expect: { documents: v.expect.documents.map(({ id, kind, body }) => ({ ...body, id, kind })) } }),
)

function documentsOf(rows: readonly Document[], only: readonly Kind[] = kinds) {
  const documents = noDocuments()
  for (const d of rows) if (only.includes(d.kind as Kind)) documents[d.kind as Kind].set(d.id, d)
  return documents
}

/** A story told by the tablets' entries alone, over tasks as the plan left them. */
function told(v: Vector, times = 1): Story {
  const documents = documentsOf(v.expect.documents, given)
  for (const d of v.expect.documents) if (d.kind === 'task') documents.task.set(d.id, { ...d, state: 'assigned', searches: [], holders: [] })
  for (const [id, d] of documents.site) documents.site.set(id, { ...d, incidents: [] })
  const story = new Story(documents)
  const refused = new Set(v.expect.documents.filter((d) => d.kind === 'receipt' && !(d.status === 'applied')).map((d) => text(d, 'hash')))
  // A tablet tells in the order in which it recorded; in a journal it may stand in any.
  const own = v.given.journal.filter(({ server, hash }) => server !== true && !refused.has(hash)).map(({ raw }) => parseEntry(raw)).sort((a, b) => (a.at < b.at ? -1 : 1))
  for (let i = 0; i < times; i++) for (const entry of own) story.tell(entry)
  return story
}

/** What an officer sees of a story, in an order that does not depend on how it was told. */
function shown(story: Story) {
  const byId = <T extends { readonly id: string }>(things: Iterable<T>): T[] => [...things].sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    searches: byId(story.searches.values()).map((s) => ({ id: s.id, state: s.state, task: s.task, location: s.location, outcome: s.closing?.outcome ?? '', begun: s.startedAt, ended: s.closing?.at ?? '', source: s.source })),
    answers: byId(story.searches.values()).map((s) => [s.id, story.answersOf(s.id).map((a) => ({ item: a.item, row: a.row, stand: a.assertions.filter((x) => !x.superseded).map((x) => [x.value, x.source]) })).sort((a, b) => (a.item + a.row < b.item + b.row ? -1 : 1))]),
    findings: byId(story.findings.values()).map((f) => ({ id: f.id, voided: f.voided, source: f.source, category: f.body.category, description: f.body.description })),
    exhibits: byId(story.exhibits.values()).map((x) => ({ id: x.id, voided: x.voided, source: x.source, at: x.at, number: x.body.number, disposition: x.body.disposition, photos: x.body.photos?.map((p) => p.sha256) })),
    seals: byId(story.seals.values()).map((s) => ({ id: s.id, number: s.body.number, at: s.at, source: s.source, exhibits: s.body.exhibits, holds: s.holds })),
    notes: byId(story.remarks.values()).map((r) => ({ id: r.id, text: r.text, on: r.on })),
  }
}

const lackNames = (lacks: readonly object[]): string[] => lacks.map((l) => JSON.stringify(Object.fromEntries(Object.entries(l).filter(([k, v]) => k !== 'text' && v !== undefined).sort()))).sort()

/** Journals of which the tablets' own entries tell everything. */
const alone = all.filter((v) => v.given.journal.every((j) => j.verdict === 'stored') && !v.given.journal.some((j) => j.server === true && /"type":"(answer\.resolved|entry\.settled|body\.erased)"/.test(j.raw)))

describe('the story that a tablet tells of its own entries', () => {

  it('has vectors to be held against', () => {
    expect(alone.length).toBeGreaterThan(10)
  })

  it.each(alone.map((v) => [v.name, v] as const))('is the one that headquarters tells of the same journal: %s', (_, v) => {
    const theirs = shown(new Story(documentsOf(v.expect.documents)))
    expect(shown(told(v))).toEqual(theirs)
  })

  it('is judged by the gate as headquarters judges it', () => {
    let closed = 0
    for (const v of alone) {
      const story = told(v)
      for (const d of v.expect.documents.filter((d) => d.kind === 'search' && (d.state === 'done_clear' || d.state === 'done_find'))) {
        const search = story.searches.get(d.id)
        if (search?.closing == null) throw new Error(`${v.name}: the search is not closed here`)
        const { body, outcome } = search.closing
        const lacks = gate(gateInputOf(story, search, { outcome, presence: presenceOf(body), signatures: signaturesOf(body), documents: list<{ code: string }>(body, 'documents').map((p) => p.code) }))
        const left = search.overrides.reduce((open_, o) => open(open_, o.body as Override), lacks)
        expect(lackNames(left.map(named)), v.name).toEqual(lackNames(list<object>(d, 'gateFailed')))
        closed++
      }
    }
    expect(closed).toBeGreaterThan(5)
  })
})

describe('an entry that is told again', () => {
  it.each(alone.map((v) => [v.name, v] as const))('changes nothing: %s', (_, v) => {
    expect(shown(told(v, 2))).toEqual(shown(told(v)))
  })
})
