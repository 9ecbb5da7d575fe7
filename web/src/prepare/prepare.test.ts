import { expect, test } from 'vitest'
import { type Choice, merge as mergeAs } from './merge'
import { missing } from './missing'
import { select } from './pattern'
import { siteShape } from './shapes'
import { treeOf } from './tree'
import type { Location, Officer, SiteDraft } from './types'

const place = (code: string, kind: Location['kind'], parent?: string): Location => ({ id: code, establishment: 'E', code, kind, name: '', capacity: 1, version: 1, ...(parent === undefined ? {} : { parent }) })
const cells = (stem: string, from: number, to: number, parent: string): Location[] => Array.from({ length: to - from + 1 }, (_, i) => place(`${stem}${String(from + i).padStart(2, '0')}`, 'cell', parent))
const tree = treeOf([place('A', 'wing'), place('A2', 'landing', 'A'), place('B', 'wing'), place('B1', 'landing', 'B'), ...cells('A2-', 1, 30, 'A2'), ...cells('B1-', 1, 4, 'B1'), place('GATE', 'gate')])
const codes = (pattern: string) => select(pattern, tree).places.map((p) => p.code)

test('a range takes the cells of one landing from the first to the last', () => {
  expect(codes('A2-01..A2-20')).toHaveLength(20)
  expect(codes('a2-28..A2-40')).toEqual(['A2-28', 'A2-29', 'A2-30'])
})

test('a star takes what begins so, an at-sign all that lies in a wing, and a mark takes away', () => {
  expect(codes('B1-*')).toEqual(['B1-01', 'B1-02', 'B1-03', 'B1-04'])
  expect(codes('@B, !B1-02..B1-03')).toEqual(['B1-01', 'B1-04'])
  expect(codes('!@A, !@B')).toEqual(['GATE'])
  expect(codes('B1-0?')).toHaveLength(4)
})

test('a term that finds nothing is named, and an empty pattern selects nothing', () => {
  expect(select('B1-01, C9-*', tree)).toMatchObject({ idle: ['C9-*'] })
  expect(codes(' , ')).toEqual([])
  expect(codes('B1.01')).toEqual([]) // a dot is a dot
})

const merge = (base: SiteDraft, ours: SiteDraft, theirs: SiteDraft, choices?: Record<string, Choice>) => mergeAs(siteShape, base, ours, theirs, choices)
const base: SiteDraft = {
  establishment: 'E', lead: 'N1', phone: '1',
  cells: [{ id: 'c1', location: 'A2-01', duration: 20 }, { id: 'c2', location: 'B1-01', duration: 20, priority: 1 }],
  teams: [{ id: 't1', code: 'T1', shiftFrom: -60, shiftTo: 480, officers: [{ id: 'o1', number: 'N1', lead: true }] }],
  equipment: [{ kind: 'dog', count: 1 }],
}

test('two who change different fields of one cell both keep what they wrote', () => {
  const mine = { ...base, cells: base.cells.map((c) => (c.id === 'c1' ? { ...c, duration: 45 } : c)) }
  const theirs = { ...base, phone: '2', cells: base.cells.map((c) => (c.id === 'c1' ? { ...c, priority: 9 } : c)) }
  const merged = merge(base, mine, theirs)
  expect(merged.clashes).toEqual([])
  expect(merged.draft.cells[0]).toEqual({ id: 'c1', location: 'A2-01', duration: 45, priority: 9 })
  expect(merged.draft.phone).toBe('2')
  expect(merged.theirs.map((c) => c.key).sort()).toEqual(['cells/c1/priority', 'site//phone'])
})

test('the same field changed by both is asked about, and each answer is taken', () => {
  const mine = { ...base, phone: '3' }
  const theirs = { ...base, phone: '2' }
  expect(merge(base, mine, theirs).clashes).toEqual([{ key: 'site//phone', part: 'site', item: '', field: 'phone', mine: '3', theirs: '2' }])
  expect(merge(base, mine, theirs, { 'site//phone': 'mine' }).draft.phone).toBe('3')
  expect(merge(base, mine, theirs, { 'site//phone': 'theirs' }).draft.phone).toBe('2')
  expect(merge(base, mine, { ...base, phone: '3' }).clashes).toEqual([])
})

test('a cell that one takes out while the other changes it is asked about; one that nobody else touched goes', () => {
  const without = { ...base, cells: base.cells.filter((c) => c.id !== 'c2') }
  expect(merge(base, without, base).draft.cells.map((c) => c.id)).toEqual(['c1'])
  expect(merge(base, base, without).draft.cells.map((c) => c.id)).toEqual(['c1'])
  const changed = { ...base, cells: base.cells.map((c) => (c.id === 'c2' ? { ...c, weight: 5 } : c)) }
  expect(merge(base, without, changed).clashes.map((c) => c.key)).toEqual(['cells/c2/'])
  expect(merge(base, without, changed, { 'cells/c2/': 'theirs' }).draft.cells.find((c) => c.id === 'c2')?.weight).toBe(5)
})

test('a cell that both have added is there once', () => {
  const mine = { ...base, cells: [...base.cells, { id: 'm', location: 'B1-04', duration: 30 }] }
  const theirs = { ...base, cells: [...base.cells, { id: 't', location: 'B1-04', duration: 30 }] }
  expect(merge(base, mine, theirs).draft.cells.map((c) => c.location)).toEqual(['A2-01', 'B1-01', 'B1-04'])
})

test('what the server leaves out of an object and what was never there are the same', () => {
  const emptied = { ...base, cells: base.cells.map((c) => (c.id === 'c2' ? { id: c.id, location: 'B1-01', duration: 20 } : c)) }
  expect(merge(base, emptied, { ...base, phone: '2' }).draft.cells[1]).toEqual({ id: 'c2', location: 'B1-01', duration: 20 })
})

const officer = (id: string, more: Partial<Officer> = {}): Officer => ({ id, number: id, name: id, sex: 'm', skills: [], version: 1, ...more })
const around = (...officers: Officer[]) => ({ officers: new Map(officers.map((o) => [o.id, o])), policy: 'wing' as const, tree })
const lacks = (draft: SiteDraft, ...officers: Officer[]) => missing(draft, around(...officers)).map((l) => l.code)

test('a site with cells, teams that can search them, a lead and a telephone lacks nothing', () => {
  expect(missing(base, around(officer('o1')))).toEqual([])
})

test('what stops a site is said before what is a matter of care', () => {
  const bare = { establishment: 'E', cells: [], teams: [], equipment: [] }
  expect(lacks(bare)).toEqual(['noCells', 'noTeams', 'noLead', 'noPhone'])
})

test('an officer is barred from the cells of their home wing, and from no other', () => {
  const found = missing(base, around(officer('o1', { home: 'E', homeLocation: 'A' })))
  expect(found.map((l) => [l.code, l.count])).toEqual([['onlyBarred', 1], ['barred', 1]])
  expect(lacks(base, officer('o1', { home: 'X', homeLocation: 'A' }))).toEqual([])
  expect(missing(base, { ...around(officer('o1', { home: 'E', homeLocation: 'A' })), waived: new Set(['o1/A2-01']) })).toEqual([])
})

test('an officer in two teams, a team without a lead, a woman, a skill and a dog that nobody has are named', () => {
  const draft: SiteDraft = {
    ...base, equipment: [],
    cells: [{ id: 'c1', location: 'A2-01', duration: 20, officersOfSex: { sex: 'f', count: 1 }, skills: ['digital'], equipment: [{ kind: 'dog', from: 0, for: 10 }] }],
    teams: [...base.teams, { id: 't2', code: 'T2', shiftFrom: -60, shiftTo: 480, officers: [{ id: 'o1', number: 'N1' }] }],
  }
  expect(lacks(draft, officer('o1')).sort()).toEqual(['noKit', 'noSex', 'noSkill', 'noTeamLead', 'twice'])
})
