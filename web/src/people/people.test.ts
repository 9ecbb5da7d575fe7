import { expect, test } from 'vitest'
import { treeOf } from '../prepare/tree'
import type { Location, Officer, SiteDraft } from '../prepare/types'
import { restored } from './amend'
import { differing, inputOf, joined, valuesOf } from './form'
import { broken, withIn, without } from './moves'
import { forgotten, shapeOf, taken } from './proposal'
import { answers, conflictsOf, everybody, type People, rollOf, shut } from './roll'

const place = (id: string, kind: Location['kind'], parent?: string): Location => ({ id, establishment: 'E', kind, code: id, name: '', version: 1, ...(parent === undefined ? {} : { parent }) }) as Location
const tree = treeOf([place('A', 'wing'), place('B', 'wing'), place('A-1', 'cell', 'A'), place('B-1', 'cell', 'B')])
const officer = (id: string, more: Partial<Officer> = {}): Officer => ({ id, number: `N${id}`, name: `Élodie ${id}`, sex: 'f', skills: [], version: 1, ...more })
const team = (id: string, ...who: string[]) => ({ id, code: id, shiftFrom: 0, shiftTo: 60, officers: who.map((o, i) => ({ id: o, number: `N${o}`, ...(i === 0 ? { lead: true } : {}) })) })
const site: SiteDraft = { establishment: 'E', lead: 'N1', phone: '1', cells: [{ id: 'a', location: 'A-1', duration: 20 }, { id: 'b', location: 'B-1', duration: 20 }], teams: [team('T1', '1', '2')], equipment: [] }
const other: SiteDraft = { establishment: 'F', cells: [{ id: 'f', location: 'x', duration: 20 }], teams: [team('U1', '4')], equipment: [] }

function people(more: Partial<People> = {}): People {
  const officers = [officer('1', { skills: ['lead'] }), officer('2', { home: 'E', homeLocation: 'A' }), officer('3', { sex: 'm' }), officer('4')]
  return { officers: new Map(officers.map((o) => [o.id, o])), establishments: new Map(), sites: [site, other], policy: 'wing', waivers: [], trees: new Map([['E', tree]]), out: new Set(), late: new Set(), ...more }
}

test('an officer’s home bars their team from its wing, and hurts where no other team may search there', () => {
  const [found] = conflictsOf(people())
  expect([found?.officer.id, found?.cells.map((c) => c.id), found?.hurt.map((c) => c.id)]).toEqual(['2', ['a'], ['a']])
  const more = { ...site, teams: [...site.teams, team('T2', '3')] }
  expect(conflictsOf(people({ sites: [more, other] }))[0]?.hurt).toEqual([])
  expect(conflictsOf(people({ policy: 'none' }))).toEqual([])
})

test('a signed waiver opens the cell, a proposed one does not', () => {
  const waiver = { id: 'w', officer: '2', cell: { establishment: 'E', location: 'A-1' }, reason: 'x', proposedBy: 'p', proposedAt: '' }
  expect(conflictsOf(people({ waivers: [{ ...waiver, state: 'signed' }] }))).toEqual([])
  expect(conflictsOf(people({ waivers: [{ ...waiver, state: 'proposed' }] }))).toHaveLength(1)
})

test('officers are found by what they are and where they are', () => {
  const all = people({ out: new Set(['N4']), late: new Set(['T1']) })
  const lines = rollOf(all, conflictsOf(all))
  const ids = (f: Partial<typeof everybody>) => lines.filter((l) => answers(l, { ...everybody, ...f })).map((l) => l.officer.id)
  expect(ids({})).toEqual(['1', '2', '3', '4'])
  expect([ids({ search: 'elodie 2' }), ids({ site: 'E' }), ids({ team: 'U1' }), ids({ skill: 'lead' }), ids({ sex: 'm' }), ids({ home: 'E' }), ids({ home: '-' })]).toEqual([['2'], ['1', '2'], ['4'], ['1'], ['3'], ['2'], ['1', '3', '4']])
  expect([ids({ state: 'free' }), ids({ state: 'barred' }), ids({ state: 'out' }), ids({ state: 'late' }), ids({ state: 'twice' })]).toEqual([['3'], ['2'], ['4'], ['1', '2'], []])
})

test('who is ill leaves team and lead of the site, and what that breaks is said', () => {
  const all = people()
  const first = all.officers.get('1') as Officer
  const left = without(site, first, all.officers)
  expect([left.teams[0]?.officers.map((o) => o.id), left.lead]).toEqual([['2'], undefined])
  expect(broken(all, site, left).map((l) => l.code).sort()).toEqual(['noLead', 'noTeamLead'])
  const alone = without(other, all.officers.get('4') as Officer, all.officers)
  expect(alone.teams).toEqual([])
  expect(broken(all, other, alone).map((l) => l.code)).toEqual(['noTeams'])
})

test('moving an officer elsewhere opens the cells that their home closed', () => {
  const all = people()
  const second = all.officers.get('2') as Officer
  const left = without(site, second, all.officers, 'T1')
  expect(shut(left, { officers: all.officers, policy: 'wing', tree })).toEqual([])
  expect(withIn(other, second, 'U1').teams[0]?.officers.map((o) => o.id)).toEqual(['4', '2'])
})

test('taking back restores what was changed, and nothing that somebody else has changed since', () => {
  const all = people()
  const after = without(site, all.officers.get('2') as Officer, all.officers)
  expect(restored(after, site, after).teams).toEqual(site.teams)
  const since = { ...after, phone: '9', teams: [{ ...after.teams[0], radio: 'Canal 2' } as SiteDraft['teams'][number], team('T9', '3')] }
  const back = restored(since, site, after)
  expect([back.phone, back.teams.map((t) => t.id), back.teams[0]?.radio, back.teams[0]?.officers.length]).toEqual(['9', ['T1', 'T9'], 'Canal 2', 1])
})

test('two who change one officer keep both changes, and a wing stays with its establishment', () => {
  const base = valuesOf(officer('2', { home: 'E', homeLocation: 'A' }))
  const mine = { ...base, phone: '1', home: 'F', homeLocation: '' }
  const theirs = { ...base, name: 'Autre', homeLocation: 'B' }
  expect(joined(base, mine, theirs)).toEqual({ ...base, name: 'Autre', phone: '1', home: 'F', homeLocation: '' })
  expect(differing(base, { ...base, skills: [] })).toEqual([])
  expect(inputOf(mine)).toEqual({ number: 'N2', name: 'Élodie 2', sex: 'f', skills: [], home: 'F', phone: '1' })
})

test('a proposal says what its teams are like, when it is taken, and who came since', () => {
  const proposed = { establishment: 'E', teams: [team('P1', '1'), team('P2', '3')], reserve: [], lacking: [], price: {} }
  expect(shapeOf(people(), site, proposed.teams)).toEqual({ teams: 2, smallest: 1, largest: 1, lead: 2, women: 1, evidence: 0, closed: 0 })
  expect([taken(site, proposed), taken({ ...site, teams: proposed.teams }, proposed), forgotten(site, proposed)]).toEqual([false, true, ['N2']])
})
