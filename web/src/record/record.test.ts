import { beforeEach, describe, expect, test } from 'vitest'
import type { Template } from '../checklist/template'
import { language } from '../words/words'
import { type Lexicon, phasesOf, valueWords } from './answers'
import { lineOfCustody, otherAlarms } from './custody'
import { type AnswerDocument, entriesOf, type ExhibitDocument, type FileDocument, type SearchDocument, type TaskDocument } from './documents'
import { grouped, rolesOf } from './FilePage'
import { lackLines, lackWords } from './lacks'
import { byBytes, exhibitPhotographs, ownPhotographs } from './Photographs'
import { everyPage } from './read'
import { cellsIn, landings, placeOf, shortCode, tally, taskMark, treeOf } from './tree'

const task = (path: string, state = 'assigned'): TaskDocument => ({ id: path, rev: 1, site: 's', code: path.split(' / ').at(-1) ?? '', path, location: 'l', locationKind: 'cell', state, start: 0, end: 30, duration: 30, planVersion: 1, teamName: 'T' })

beforeEach(() => {
  language.value = 'en'
})

describe('the places of a site', () => {
  const tasks = [task('B1 / B1-A / B1-A-2 / B1-A-2-10'), task('B1 / B1-A / B1-A-2 / B1-A-2-04', 'done_find'), task('B2 / B2-A / B2-A-1 / B2-A-1-01', 'not_executed'), task('Yard')]
  const root = treeOf(tasks)

  test('are a tree by the paths, doors in the order in which they are numbered', () => {
    expect(root.places.map((p) => p.code)).toEqual(['B1', 'B2'])
    expect(landings(root).map((l) => `${l.code}: ${l.cells.map((c) => c.code).join(' ')}`)).toEqual([': Yard', 'B1-A-2: B1-A-2-04 B1-A-2-10', 'B2-A-1: B2-A-1-01'])
  })

  test('count every cell once, whatever its state', () => {
    expect(cellsIn(root)).toHaveLength(4)
    expect(tally(cellsIn(root)).reduce((n, t) => n + t.count, 0)).toBe(4)
    expect(tally(cellsIn(root)).find((t) => t.state === 'find')?.count).toBe(1)
  })

  test('are found by their code, and not where there is none', () => {
    expect(placeOf(root, 'B1-A')?.path).toEqual(['B1', 'B1-A'])
    expect(placeOf(root, 'C9')).toBeNull()
    expect([shortCode('B1-A-2-04', 'B1-A-2'), shortCode('X-4', 'B1')]).toEqual(['04', 'X-4'])
  })
})

const template = {
  code: 'cell', version: 1, labels: { en: 'Cell', fr: 'Cellule' }, facts: [],
  sections: [
    { code: 'arrival', labels: { en: 'Arrival', fr: 'Arrivée' }, items: [
      { code: 'presence', type: 'select_one', list: 'presence', labels: { en: 'Presence', fr: 'Présence' } },
      { code: 'informed', type: 'yes_no_na', labels: { en: 'Informed', fr: 'Informé' } },
    ] },
    { code: 'areas', labels: { en: 'Areas', fr: 'Zones' }, items: [
      { code: 'areas', type: 'matrix', labels: { en: 'Areas', fr: 'Zones' }, rows: [{ code: 'door', labels: { en: 'Door', fr: 'Porte' } }, { code: 'bed', labels: { en: 'Bed', fr: 'Lit' } }],
        columns: [{ code: 'searched', type: 'yes_no_na', labels: { en: 'Searched', fr: 'Fouillé' } }, { code: 'tool', type: 'select_one', options: [{ code: 'hand', labels: { en: 'By hand', fr: 'À la main' } }], labels: { en: 'Tool', fr: 'Outil' } }] },
    ] },
  ],
} as unknown as Template

const words: Lexicon = { template, language: 'en', pick: (list, code) => `${list}:${code}`, officer: (id) => `officer ${id.slice(-2)}`, yesNo: (c) => ({ yes: 'Yes', no: 'No', na: 'n/a' })[c] ?? c, instant: (at) => at.slice(11, 16) }
const answer = (item: string, value: unknown, more: Partial<AnswerDocument> = {}): AnswerDocument => ({ id: `${item}/${more.row ?? ''}`, rev: 1, site: 's', search: 'q', item, state: 'answered', value, assertions: [{ at: '2026-05-20T04:00:00.000Z', entry: 'e', stream: 't', value }], ...more })

describe('a cell that somebody gave back', () => {
  const gave = { entry: 'e', actor: 'a', stream: 's', at: '2026-05-20T05:00:00.000Z', reasonCode: 'kit' }
  test('needs a person until somebody has it, searches it, or the plan leaves it out', () => {
    expect(taskMark({ state: 'assigned', returned: [gave] })).toBe('person')
    expect(taskMark({ state: 'accepted', returned: [gave], holders: [{ ...gave, claimed: true }] })).toBe('planned')
    expect(taskMark({ state: 'in_progress', returned: [gave] })).toBe('started')
    expect(taskMark({ state: 'withdrawn', returned: [gave] })).toBe('planned')
    expect(taskMark({ state: 'assigned' })).toBe('planned')
  })
})

describe('the answers of a search', () => {
  test('stand in the order of the checklist, a matrix row by row, and what it does not know comes last', () => {
    const phases = phasesOf([answer('areas.tool', 'hand', { row: 'bed' }), answer('unheard_of', 'x'), answer('areas.searched', 'yes', { row: 'bed' }), answer('areas.searched', 'no', { row: 'door' }), answer('informed', 'yes')], words)
    expect(phases.map((p) => p.title)).toEqual(['Arrival', 'Areas', ''])
    expect(phases[1]?.lines.map((l) => `${l.row} ${l.asked}: ${l.answered}`)).toEqual(['Door Searched: No', 'Bed Searched: Yes', 'Bed Tool: By hand'])
    expect(phases[2]?.lines[0]?.asked).toBe('unheard_of')
  })

  test('show every value that stands while they are contested', () => {
    const both = answer('informed', undefined, { state: 'contested', assertions: [
      { at: '', entry: '1', stream: 'a', value: 'no', superseded: true }, { at: '', entry: '2', stream: 'a', value: 'yes' }, { at: '', entry: '3', stream: 'b', value: 'no' },
    ] })
    const line = phasesOf([both], words)[0]?.lines[0]
    expect([line?.answered, line?.isContested]).toEqual(['Yes ≠ No', true])
  })

  test('show every remark beside a value that stands, by whichever officer', () => {
    const line = (state: string) => phasesOf([answer('informed', undefined, { state, assertions: [
      { at: '', entry: '1', stream: 'a', value: 'no', superseded: true, comment: 'taken back' }, { at: '', entry: '2', stream: 'a', value: 'yes', comment: 'he nodded' },
      { at: '', entry: '3', stream: 'b', value: state === 'contested' ? 'no' : 'yes', comment: 'he was asleep' }, { at: '', entry: '4', stream: 'c', value: 'yes', comment: 'he nodded' },
    ] })], words)[0]?.lines[0]
    expect([line('contested')?.comment, line('answered')?.comment]).toEqual(['he nodded · he was asleep', 'he nodded · he was asleep'])
  })

  test('leave what was typed as it was typed, though it looks like a code or an instant', () => {
    const text = { type: 'text' } as never
    expect(['na', 'no', '2026-05-20T04:10:00.000Z'].map((typed) => valueWords(typed, text, words))).toEqual(['na', 'no', '2026-05-20T04:10:00.000Z'])
    expect([valueWords('na', undefined, words), valueWords('no', { type: 'yes_no_na' } as never, words), valueWords('2026-05-20T04:10:00.000Z', { type: 'datetime' } as never, words)]).toEqual(['n/a', 'No', '04:10'])
  })

  test('keep the words that stood on the tablet', () => {
    const told = answer('presence', 'present', { assertions: [{ at: '', entry: '1', stream: 'a', value: 'present', valueLabel: { en: 'Was there', fr: 'Présent' } }] })
    expect(phasesOf([told], words)[0]?.lines[0]?.answered).toBe('Was there')
  })

  test('are said in words: lists, instants, officers, amounts', () => {
    expect(valueWords(['present', 'away'], { type: 'select_many', list: 'presence' } as never, words)).toBe('presence:present, presence:away')
    expect(valueWords('2026-05-20T04:10:00.000Z', undefined, words)).toBe('04:10')
    expect(valueWords('01a203cc-c7ff-7cc6-aca8-96671965c554', undefined, words)).toBe('officer 54')
    expect(valueWords(4, undefined, words)).toBe('4')
    expect(valueWords(null, undefined, words)).toBe('')
  })
})

describe('a chain of custody', () => {
  const chain = { custody: [{ id: 'a', at: '', kind: 'seized' }, { id: 'b', at: '', kind: 'released', correctedBy: 'c' }, { id: 'c', at: '', kind: 'correction', corrects: 'b' }],
    custodyAlarms: [{ code: 'not_the_holder', event: 'b', index: 2 }, { code: 'seal_broken', event: 'seal', index: 9 }], handOverOpen: { event: 'c', lacks: 'receiver', at: '' } }

  test('says at each stand what is wrong with it, what was put right, and which side is lacking', () => {
    const line = lineOfCustody(chain)
    expect(line.map((s) => s.alarms)).toEqual([[], ['not_the_holder'], []])
    expect(line.map((s) => s.isVoid)).toEqual([false, true, false])
    expect(line.map((s) => s.isOpen)).toEqual([false, false, true])
  })

  test('loses no alarm that belongs to no stand', () => {
    expect(otherAlarms(chain)).toEqual([{ code: 'seal_broken', seal: '' }])
    const twice = { ...chain, custodyAlarms: [{ code: 'seal_broken', event: 'b', index: 2 }, { code: 'seal_broken', event: 'another seal', index: 9 }] }
    expect(otherAlarms(twice)).toEqual([{ code: 'seal_broken', seal: '' }])
  })

  test('says of each seal by its number that it was broken', () => {
    const seals = [{ id: 's1', number: 'S1', type: 'x', state: 'broken' }, { id: 's2', number: 'S2', type: 'x', state: 'broken' }]
    expect(otherAlarms({ seals, custodyAlarms: [{ code: 'seal_broken', event: 's1', index: 0 }, { code: 'seal_broken', event: 's2', index: 0 }] })).toEqual([{ code: 'seal_broken', seal: 'S1' }, { code: 'seal_broken', seal: 'S2' }])
  })
})

describe('what the gate lacked', () => {
  const search = { outcome: 'done_find' } as SearchDocument
  const exhibit = { id: 'x', category: 'phone', number: 'KJ6-001', seals: [{ id: 'z', number: 'S9' }] } as unknown as ExhibitDocument
  const context = { search, exhibits: [exhibit], item: (path: string) => `item ${path}` }

  test('is said in short and as the officer was told, with the exhibit’s number', () => {
    expect(lackWords({ code: 'exhibit_without_photo', exhibit: 'x' }, context)).toEqual({ short: 'Exhibit without photograph', told: 'phone KJ6-001: no photograph. Take one of it.' })
    expect(lackWords({ code: 'seal_without_photo', exhibit: 'x', seal: 'z' }, context).told).toContain('(seal S9)')
    expect(lackWords({ code: 'item_missing', path: 'photos_after' }, context).short).toBe('Not answered: item photos_after')
    expect(lackWords({ code: 'outcome_contradicts' }, context).told).toContain('“with finds”')
  })

  test('is one line for all questions of one kind, and one for each thing of which more is known', () => {
    const lacks = [{ code: 'item_missing', path: 'a' }, { code: 'exhibit_without_photo', exhibit: 'x' }, { code: 'item_missing', path: 'b' }, { code: 'item_missing', path: 'areas.tool', row: 'bed' }, { code: 'item_missing', path: 'areas.tool', row: 'door' }, { code: 'outside_hours' }]
    const lines = lackLines([...lacks.map((l) => [l, false] as const), [{ code: 'item_missing', path: 'c' }, true]], context)
    expect(lines.map((l) => [l.short, l.abouts.length, l.passed])).toEqual([['Not answered', 3, false], ['Exhibit without photograph', 0, false], ['Outside the lawful hours', 0, false], ['Not answered: item c', 1, true]])
    expect(lines[0]?.abouts).toEqual(['item a', 'item b', 'item areas.tool'])
  })

  test('names the find that it is about, by the exhibit that was taken as it', () => {
    const taken = { ...exhibit, finding: 'f' } as ExhibitDocument
    expect(lackWords({ code: 'find_without_photo', finding: 'f' }, { ...context, exhibits: [taken] }).told).toContain('phone KJ6-001')
    expect(lackWords({ code: 'find_without_photo', finding: 'other' }, { ...context, exhibits: [taken] }).told).toMatch(/^Find:/)
  })

  test('never shows a hole that nothing fills, nor loses a code that is new', () => {
    expect(lackWords({ code: 'outside_hours' }, context).told).toBe('')
    expect(lackWords({ code: 'signer_missing', role: 'witness' }, context).told).toBe('')
    expect(lackWords({ code: 'brand_new' }, context).short).toBe('brand_new')
  })
})

describe('a photograph of which the same bytes are named several times', () => {
  const named = (of: string, id: string, role: string | undefined, minute: number) => ({ of, id, ...(role === undefined ? {} : { role }), at: `2026-05-20T04:0${minute}:00.000Z`, entry: `${of}${minute}`, stream: 't' })
  const file = (sha256: string, belongsTo: unknown[], more: object = {}) => ({ sha256, state: 'stored', fileKind: 'photo', belongsTo, ...more }) as unknown as FileDocument
  const twice = file('aa', [named('exhibit', 'x', 'object', 5), named('search', 'q', 'overview_after', 9), named('search', 'q', 'overview_before', 1), named('search', 'other', 'damage', 2)], { role: 'overview_after' })
  const files = [twice, file('bb', [named('search', 'q', 'overview_before', 3)]), file('cc', [named('search', 'q', 'signature_lead', 4)]), file('dd', [named('search', 'q', 'overview_before', 4)], { fileKind: 'paper_sheet' })]

  test('is shown in each role that the search names it in, and in no role that another thing names', () => {
    expect(ownPhotographs(files, 'search', 'q').map((p) => `${p.sha256} ${p.role}`)).toEqual(['aa overview_before', 'bb overview_before', 'aa overview_after'])
    expect(ownPhotographs([file('ee', [named('search', 'q', undefined, 1), named('exhibit', 'x', 'object', 2)], { role: 'object' })], 'search', 'q')).toEqual([{ sha256: 'ee', role: 'photo' }])
  })

  test('is told as not here, and its picture not asked for, until headquarters has its bytes', () => {
    const here = (state: string) => ownPhotographs([file('aa', [named('search', 'q', 'damage', 1)], { state })], 'search', 'q').map((p) => p.here)
    expect([here('stored'), here('named'), here('refused')]).toEqual([[undefined], [false], [false]])
  })

  test('is named twice in one role by two entries, and shown once in it', () => {
    expect(ownPhotographs([file('aa', [named('search', 'q', 'damage', 1), named('search', 'q', 'damage', 2)], { caption: 'D-215\nThe lock is filed.' })], 'search', 'q')).toEqual([{ sha256: 'aa', role: 'damage', caption: 'D-215\nThe lock is filed.' }])
  })

  test('is one photograph with all that it is said to show: the tablet counted it once', () => {
    expect(byBytes(ownPhotographs(files, 'search', 'q')).map(({ sha256, of }) => `${sha256}: ${of.map((p) => p.role).join(', ')}`)).toEqual(['aa: overview_before, overview_after', 'bb: overview_before'])
    expect(rolesOf(twice)).toEqual(['overview_before', 'damage', 'object', 'overview_after'])
    expect([rolesOf(file('ff', [], { role: 'label' })), rolesOf(file('ff', []))]).toEqual([['label'], ['photo']])
  })

  test('keeps on the page of an exhibit what the exhibit alone names', () => {
    const exhibit = { id: 'x', photos: [{ sha256: 'aa', role: 'sealed_bag' }, { sha256: 'zz', role: 'label' }] }
    const both = file('aa', [named('exhibit', 'x', 'object', 1), named('exhibit', 'x', 'sealed_bag', 2)])
    expect(exhibitPhotographs(exhibit, [both])).toEqual([{ sha256: 'aa', role: 'object' }, { sha256: 'aa', role: 'sealed_bag' }, { sha256: 'zz', role: 'label' }])
  })
})

describe('the history of a thing', () => {
  test('is of every entry that its document names, each once', () => {
    expect(entriesOf({ recorded: { entry: 'a' }, history: [{ entry: 'a' }, { entry: 'b', deep: [{ entry: 'c' }] }], entry: 'd' })).toEqual(['a', 'b', 'c', 'd'])
    expect(entriesOf(null)).toEqual([])
  })
})

test('a list is read to its end, and not for ever', async () => {
  expect(await everyPage<number>((c) => Promise.resolve(c === 'x' ? { items: [3] } : { items: [1, 2], next: 'x' }))).toEqual([1, 2, 3])
  let asked = 0
  await everyPage(() => Promise.resolve({ items: [++asked], next: 'again' }))
  expect(asked).toBe(40)
})

test('a hash is read in groups', () => {
  expect(grouped('0123456789abcdef01')).toBe('01234567 89abcdef 01')
})
