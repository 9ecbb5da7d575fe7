// The pages of a task and its search over a real journal, on the shipped checklist: looked at by search.mjs, and measured by taps.mjs.
import { signal } from '@preact/signals'
import categories from '../../../store/seed/categories.json'
import concealment from '../../../store/seed/concealment-places.json'
import confidence from '../../../store/seed/confidence.json'
import damage from '../../../store/seed/damage-codes.json'
import tools from '../../../store/seed/detection-tools.json'
import dispositions from '../../../store/seed/dispositions.json'
import routes from '../../../store/seed/entry-routes.json'
import how from '../../../store/seed/how-found.json'
import roles from '../../../store/seed/involvement-roles.json'
import bases from '../../../store/seed/legal-bases.json'
import presence from '../../../store/seed/presence.json'
import seals from '../../../store/seed/seal-types.json'
import shipped from '../../../store/seed/template-default.json'
import type { Template } from '../../src/checklist/template'
import { Acts } from '../../src/field/acts'
import { type Desk, DeskContext, type Written } from '../../src/field/desk'
import { type Document, type Kind, noDocuments } from '../../src/field/documents'
import { type Assertion, Story } from '../../src/field/story'
import { address, match } from '../../src/parts/route'
import { start } from '../../src/parts/start'
import { TabletDatabase } from '../../src/sync/database'
import { Journal, uptimeClock } from '../../src/sync/journal'
import { bytesOf, keepOriginal } from '../../src/sync/originals'
import '../../src/look/base.css'
import '../../src/parts/style/dialog.css'
import '../../src/parts/style/forms.css'
import '../../src/parts/style/marks.css'
import '../../src/tablet/style/entry.css'
import '../../src/words/all'
import { SearchPage } from '../../src/tablet/search/SearchPage'
import { TaskPage } from '../../src/tablet/search/TaskPage'

const id = (n: number): string => `0198f2a0-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const [operation, site, template] = [id(1), id(2), id(3)]
const officers = ['Capitaine Moreau', 'Surveillant Diallo', 'Surveillante Lefèvre', 'Surveillant Nguyen', 'Brigadier Kowalski']
const lists = { 'legal-bases': bases, presence, 'concealment-places': concealment, 'detection-tools': tools, 'how-found': how, categories, 'involvement-roles': roles, confidence, 'entry-routes': routes, dispositions, 'seal-types': seals, 'damage-codes': damage }
const hour = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 12 * 60_000).toISOString()
const later = (minutes: number): string => new Date(Date.parse(hour) + minutes * 60_000).toISOString()

/** A checklist with so many more plain questions in the section "areas": for measuring. */
function longer(more: number): Template {
  const made = structuredClone(shipped) as unknown as Template
  const questions = Array.from({ length: more }, (_, i) => ({ code: `extra_${i}`, type: 'yes_no_na', labels: { en: `Question ${i + 1}`, fr: `Question ${i + 1}` }, required: true }))
  const [first] = made.sections
  first?.items.push(...(questions as never[]))
  return made
}

function documents(more: number) {
  const all = noDocuments()
  const put = (kind: Kind, d: Record<string, unknown> & { id: string }): void => void all[kind].set(d.id, { ...d, kind } as Document)
  const authorisation = (n: number, cells: number[]) => ({ id: id(700 + n), reference: `JLD ${n}/2026`, from: later(-60), until: later(240), locations: cells.map((c) => id(100 + c)) })
  put('operation', { id: operation, name: 'Aube', hHour: hour, legalBases: bases, dispositions, authorisations: [authorisation(12, [1, 2, 3, 4, 5, 6, 7])] })
  put('site', { id: site, name: 'Maison d’arrêt de Lyon-Corbas', timeZone: 'Europe/Paris' })
  const place = (n: number, code: string, kind: string, parent: string, path: string): void => put('location', { id: id(n), code, locationKind: kind, parent, path, site })
  place(90, 'B', 'building', '', 'B')
  for (const [i, landing] of ['1', '2'].entries()) {
    place(91 + i, `B-${landing}`, 'landing', id(90), `B / ${landing}`)
    for (let c = 0; c < 12; c++) place(101 + i * 20 + c, `B${landing}${String(c + 1).padStart(2, '0')}`, 'cell', id(91 + i), `B / ${landing} / B${landing}${String(c + 1).padStart(2, '0')}`)
  }
  for (let c = 0; c < 9; c++) {
    const notes = c === 0 ? [{ entry: id(900), text: 'Occupant réputé violent ; deux agents à la porte.', at: later(-30), actor: id(10) }] : []
    put('task', { id: id(300 + c), code: `B1${String(c + 1).padStart(2, '0')}`, path: `B / 1 / B1${String(c + 1).padStart(2, '0')}`, location: id(101 + c), locationKind: 'cell', site, team: c === 3 ? id(801) : id(800), teamName: c === 3 ? 'Équipe 2' : 'Équipe 1',
      start: c * 25, duration: 25, state: 'assigned', legalBasis: 'judicial_rogatory', occupants: 2, planVersion: 1, notes })
  }
  for (const [i, name] of officers.entries()) put('officer', { id: id(10 + i), name, badge: `LY-${1042 + i}`, team: i < 3 ? id(800) : id(801), lead: i === 0 || i === 4, skills: [] })
  put('deviceModel', { id: id(600), make: 'L8star', model: 'BM70', mini: true, isTarget: true, code: 'BM70' })
  const { sections, facts, code, labels } = more > 0 ? longer(more) : (shipped as unknown as Template)
  put('template', { id: template, code, version: 1, name: labels, facts, sections, lists })
  return all
}

const asked = new URLSearchParams(location.search)
const database = new TabletDatabase()
const journal = new Journal({ database, now: Date.now, uptime: uptimeClock(), newId: () => crypto.randomUUID() })
const first = new Story(documents(Number(asked.get('more') ?? 0)))
first.signedOn.set(id(11), { role: 'searcher', at: hour })
first.signedOn.set(id(12), { role: 'searcher', at: hour })
const story = signal(first)
/** The story is added to in place; screens hear of it by being given another face of it. */
const again = (): void => void (story.value = Object.assign(Object.create(Story.prototype) as Story, story.value))
let numbered = 0
const written = new Map<string, Written>()
const disk: { at: number; type: string }[] = []
const acts = new Acts({
  journal, operation, site, actor: () => id(11), newId: () => crypto.randomUUID(), now: Date.now,
  recorded: (entry, stream, hash) => {
    written.set(entry.id, { stream, seq: entry.seq, hash })
    disk.push({ at: performance.now(), type: entry.type })
    story.value.tell(entry)
    again()
  },
})
const desk: Desk = {
  story, acts, me: signal(id(11)), now: Date.now, keep: (bytes, mediaType) => keepOriginal(database, bytes, mediaType, Date.now()), original: (sha256) => bytesOf(database, sha256),
  entry: (act) => written.get(act),
  nextNumber: () => Promise.resolve(`K7M-${String(++numbered).padStart(3, '0')}-Q`),
  prove: (_, pin) => (pin === '161803' ? Promise.resolve() : Promise.reject(new Error('another PIN'))),
}

function Page() {
  const { path } = address.value
  const task = match('/tablet/task/:task', path)
  const search = match('/tablet/search/:search', path) ?? match('/tablet/search/:search/:section', path)
  return (
    <DeskContext.Provider value={desk}>
      {task !== null ? <TaskPage task={task.task ?? ''} /> : search !== null ? <SearchPage search={search.search ?? ''} section={search.section} /> : <p>{path}</p>}
    </DeskContext.Provider>
  )
}

/** A search that was begun at the door, without a tap. */
async function begun(): Promise<string> {
  const body = { task: id(300), location: id(101), confirmedBy: 'scan' as const, occupantsExpected: 2, occupantsFound: 2, searchers: [id(11), id(12)], team: id(800), legalBasis: 'judicial_rogatory', template, templateVersion: 1 }
  return (await acts.act('search.started', body, { site })).id
}

/** Answers as they would have been given on another tablet meanwhile. */
function elsewhere(search: string, item: string, value: unknown, actor = id(13)): void {
  const more: Assertion = { entry: crypto.randomUUID(), value, comment: '', number: null, files: [], actor, at: new Date().toISOString(), superseded: false, source: null }
  story.value.answerOf(search, item, '', [more])
  again()
}

/** Publishes the next version of the checklist under the draft: one question less, one more, one of another form. */
function newVersion(): void {
  const d = story.value.documents.template.get(template)
  const next = structuredClone(d) as unknown as { version: number; sections: Template['sections'] }
  next.version = 2
  const [briefing] = next.sections
  if (briefing !== undefined) {
    briefing.items = briefing.items.filter((item) => item.code !== 'kit_count_out')
    briefing.items.push({ code: 'radio_checked', type: 'yes_no_na', labels: { en: 'Radio checked', fr: 'Radio vérifiée' }, required: true })
  }
  ;(story.value.documents.template as Map<string, Document>).set(template, next as unknown as Document)
  again()
}

Object.assign(globalThis, { trial: { begun, elsewhere, newVersion, acts, story, disk, id, database } })
start(Page)
