import { describe, expect, test } from 'vitest'
import { treeOf } from '../prepare/tree'
import { checklistToPrint, setsOf, type Sources, sitesWithTeams, templateInForce } from './sheets'

const est = 'e-aix'
const place = (code: string, kind: string, parent?: string) => ({ id: `l-${code}`, establishment: est, code, kind, name: code, capacity: 1, version: 1, ...(parent === undefined ? {} : { parent: `l-${parent}` }) })
const tree = treeOf([place('B1', 'building'), place('B1-A', 'wing', 'B1'), place('B1-A-01', 'cell', 'B1-A'), place('B1-A-02', 'cell', 'B1-A'), place('B1-A-03', 'cell', 'B1-A')] as never)

const words = (list: string, code: string, en: string) => ({ list, code, labels: { en, fr: `${en} (fr)` }, retired: false, position: 0 })

const sources = {
  operation: { id: 'op', name: 'Dawn', reference: 'J3', state: 'planned', hHour: '2026-05-20T04:00:00.000Z' },
  plan: {
    version: { number: 3 }, sites: [{ code: 'AIX', name: 'Aix-Luynes', timeZone: 'Europe/Paris', cells: 3, teams: [{ id: 'AIX-T10', code: 'AIX-T10', officers: 2 }, { id: 'AIX-T2', code: 'AIX-T2', officers: 2 }, { id: 'AIX-T9', code: 'AIX-T9', officers: 2 }] }, { code: 'BDX', name: 'Bordeaux', timeZone: 'Europe/Paris', cells: 0, teams: [] }],
    plan: { assignments: [{ cell: 'AIX/B1-A-02', team: 'AIX-T2', start: 20, end: 45 }, { cell: 'AIX/B1-A-01', team: 'AIX-T2', start: 0, end: 20 }, { cell: 'AIX/B1-A-03', team: 'AIX-T10', start: 0, end: 20 }] },
  },
  instance: { sites: [{ id: 'AIX', cells: [{ id: 'AIX/B1-A-01', duration: 20, needs: { equipment: [{ kind: 'dog', from: 0, for: 5 }] } }], teams: [] }] },
  sites: [{ establishment: est, windowFrom: 0, windowTo: 120, lead: 'D-1', phone: '0400', radio: '12', equipment: [], cells: [{ id: 't1', location: 'l-B1-A-01', duration: 20 }, { id: 't2', location: 'l-B1-A-02', persons: ['P-7'], duration: 25 }, { id: 't3', location: 'l-B1-A-03', duration: 20 }],
    teams: [{ id: 'x', code: 'AIX-T2', shiftFrom: 0, shiftTo: 0, radio: '14', officers: [{ id: 'o2', number: 'D-2' }, { id: 'o1', number: 'D-1', lead: true }] }] }],
  draft: { policy: {}, links: [], authorisations: [
    { id: 'a', reference: '12/2026', issuer: 'x', legalBasis: 'judicial', validFrom: '2026-05-20T04:00:00.000Z', validTo: '2026-05-20T10:00:00.000Z', targets: [{ establishment: est, location: 'l-B1-A-01' }] },
    { id: 'b', reference: '13/2026', issuer: 'x', legalBasis: 'judicial', validFrom: '2026-05-20T04:00:00.000Z', validTo: '2026-05-20T10:00:00.000Z', targets: [], persons: ['P-7'] },
  ] },
  establishments: [{ id: est, code: 'AIX' }, { id: 'e-bdx', code: 'BDX' }],
  officers: [{ id: 'o1', number: 'D-1', name: 'A. Durand' }, { id: 'o2', number: 'D-2', name: 'B. Martin' }],
  picks: [words('equipment-kinds', 'dog', 'Dog'), words('legal-bases', 'judicial', 'Judicial search')],
} as unknown as Sources

describe('the sheets of a plan', () => {
  const sets = setsOf(sources, new Map([[est, tree]]))

  test('are of the teams that search something, T2 before T10, at sites that have any', () => {
    expect(sitesWithTeams(sources).map((s) => [s.code, s.teams.map((t) => t.code)])).toEqual([['AIX', ['AIX-T2', 'AIX-T10']]])
    expect(sets.map((s) => s.team)).toEqual(['AIX-T2', 'AIX-T10'])
  })

  test('have the cells in walking order, with what covers each, by place or by person, and the kit it asks for', () => {
    expect(sets[0]?.cells.map((c) => [c.code, c.path, c.start, c.end, c.papers.map((p) => p.reference), c.kit.map((k) => k.en), c.basis?.fr])).toEqual([
      ['B1-A-01', 'B1 / B1-A / B1-A-01', 0, 20, ['12/2026'], ['Dog'], 'Judicial search (fr)'],
      ['B1-A-02', 'B1 / B1-A / B1-A-02', 20, 45, ['13/2026'], [], 'Judicial search (fr)'],
    ])
    expect(sets[1]?.cells.map((c) => [c.papers, c.basis])).toEqual([[[], null]])
  })

  test('say who leads, by name, and how they are reached', () => {
    expect(sets[0]).toMatchObject({ operation: 'Dawn', reference: 'J3', hHour: '2026-05-20T04:00:00.000Z', zone: 'Europe/Paris', siteLead: 'A. Durand', sitePhone: '0400', siteRadio: '12', teamRadio: '14', window: { from: 0, to: 120 } })
    expect(sets[0]?.officers).toEqual([{ name: 'A. Durand', badge: 'D-1', lead: true }, { name: 'B. Martin', badge: 'D-2', lead: false }])
  })

  test('carry no person of those whom a search is about', () => {
    expect(JSON.stringify(sets)).not.toContain('P-7')
  })
})

describe('the checklist that is printed', () => {
  const version = (number: number, activeFrom: string, more = {}) => ({ id: `v${number}`, code: 'cell', number, publishedAt: '2026-01-01T00:00:00.000Z', activeFrom, retired: false, ...more })
  test('is the one that the operation would be given now', () => {
    const now = Date.parse('2026-05-01T00:00:00.000Z')
    const [old, held, next] = [version(1, '2026-01-01T00:00:00.000Z', { activeUntil: '2026-04-01T00:00:00.000Z' }), version(2, '2026-04-01T00:00:00.000Z'), version(3, '2026-06-01T00:00:00.000Z')]
    expect(templateInForce([next, held, old], now)?.number).toBe(2)
    expect(templateInForce([next], now)).toBeUndefined()
    expect(templateInForce([version(4, '2026-04-01T00:00:00.000Z'), held], now)?.number).toBe(4)
    expect(checklistToPrint({}, [], [next, held, old], now)).toBe('v2')
  })

  test('is of a released operation the last one that it was given, whatever the agency has in force', () => {
    const active = version(3, '2026-01-01T00:00:00.000Z')
    const given = [1, 2].map((number) => ({ id: `v${number}`, code: 'cell', number, name: { en: 'Cell', fr: 'Cellule' } }))
    expect(checklistToPrint({ releasedAt: '2026-04-01T00:00:00.000Z' }, given, [active], Date.parse('2026-05-01T00:00:00.000Z'))).toBe('v2')
    expect(checklistToPrint({ releasedAt: '2026-04-01T00:00:00.000Z' }, [], [active], Date.parse('2026-05-01T00:00:00.000Z'))).toBeUndefined()
  })
})
