import { expect, test } from 'vitest'
import { allowed, type Covered, coverage, opening, reach, term } from './coverage'
import { linkFaults } from './linkfaults'
import { changes, type Choice, merge as mergeAs } from './merge'
import { draftShape } from './shapes'
import { treeOf } from './tree'
import type { Authorisation, Link, Location, OperationDraft, SiteDraft, Target } from './types'

const hHour = '2026-05-20T04:00:00.000Z' // 06:00 in Paris
const paris = 'Europe/Paris'
const order = (more: Partial<Authorisation> = {}): Authorisation => ({ id: 'a1', reference: 'R1', issuer: 'I', legalBasis: 'b', validFrom: '2026-05-19T22:00:00Z', validTo: '2026-05-21T22:00:00Z', targets: [], ...more })
const at = (location: string, establishment = 'E') => ({ establishment, location })
const draftOf = (more: Partial<OperationDraft> = {}): OperationDraft => ({ hHour, policy: { conflictOfInterest: 'wing' }, links: [], authorisations: [], ...more })
const siteOf = (cells: Target[], establishment = 'E'): SiteDraft => ({ establishment, cells, teams: [], equipment: [] })
const cell = (location: string, more: Partial<Target> = {}): Target => ({ id: `t-${location}`, location, duration: 20, ...more })
const zones = new Map([['E', paris], ['F', paris], ['R', 'Indian/Reunion'], ['M', 'America/Martinique']])
const standings = (draft: OperationDraft, ...sites: SiteDraft[]) => coverage(draft, sites, { zones }).map((c) => c.standing)

test('a cell that an order names by itself or by its person is covered, another is not', () => {
  const draft = draftOf({ authorisations: [order({ targets: [at('c1')], persons: ['P-7'] })] })
  expect(standings(draft, siteOf([cell('c1'), cell('c2', { persons: ['P-7'] }), cell('c3')]))).toEqual(['well', 'well', 'none'])
})

test('the person’s cover follows the occupancy: it is the target that names them, wherever it is', () => {
  const draft = draftOf({ authorisations: [order({ persons: ['P-7'] })] })
  expect(standings(draft, siteOf([cell('elsewhere', { persons: ['P-7'] })], 'F'))).toEqual(['well'])
  expect(standings(draft, siteOf([{ id: 'x', duration: 20, persons: ['P-7'] }]))).toEqual([]) // nobody knows where: a lack of the site's
})

test('hours are those of the clock at the site: what is open in Paris is not yet open in Martinique', () => {
  const a = order({ hoursFrom: '06:00', hoursTo: '21:00', targets: [at('c1'), at('m1', 'M'), at('r1', 'R')] })
  const found = coverage(draftOf({ authorisations: [a] }), [siteOf([cell('c1')]), siteOf([cell('m1')], 'M'), siteOf([cell('r1')], 'R')], { zones })
  expect(found.map((c) => [c.site, c.standing, c.from])).toEqual([['E', 'well', 0], ['M', 'late', 360], ['R', 'well', 0]])
})

test('the whole search must lie in validity and hours, not only its beginning', () => {
  const search = cell('c1', { duration: 30 })
  const open = (a: Authorisation) => allowed(a, search, Date.parse(hHour), opening(a, Date.parse(hHour), paris))
  expect(open(order({ validTo: '2026-05-20T04:29:00Z' }))).toBeNull()
  expect(open(order({ validTo: '2026-05-20T04:30:00Z' }))).toEqual({ from: 0, to: 30 })
  expect(open(order({ validFrom: '2026-05-20T04:00:30Z', validTo: '2026-05-20T06:00:00Z' }))).toEqual({ from: 1, to: 120 }) // not in the minute that has begun
  expect(open(order({ hoursFrom: '05:00', hoursTo: '06:20' }))).toEqual({ from: 1380, to: 1460 }) // 20 minutes are too short: the next day's
})

test('hours over midnight hold what began the evening before', () => {
  const a = order({ hoursFrom: '21:00', hoursTo: '07:00' })
  expect(allowed(a, cell('c1'), Date.parse(hHour), opening(a, Date.parse(hHour), paris))).toEqual({ from: 0, to: 60 })
})

test('a cell that its order never lets be searched is told apart from one without an order; what is left out by hand is not asked about', () => {
  const draft = draftOf({ authorisations: [order({ targets: [at('c1'), at('c2')], validTo: '2026-05-20T04:10:00Z' })], leftOut: [{ cell: at('c2'), reason: 'empty' }] })
  expect(standings(draft, siteOf([cell('c1'), cell('c2'), cell('c3')]))).toEqual(['never', 'none'])
})

test('of two orders the one that lets a cell begin first counts', () => {
  const draft = draftOf({ authorisations: [order({ targets: [at('c1')], validFrom: '2026-05-20T05:00:00Z' }), order({ id: 'a2', targets: [at('c1')] })] })
  expect(standings(draft, siteOf([cell('c1')]))).toEqual(['well'])
})

test('without H only the cover is judged', () => {
  const { hHour: _, ...open } = draftOf({ authorisations: [order({ targets: [at('c1')], validTo: '2020-01-01T00:00:00Z' })] })
  expect(standings(open, siteOf([cell('c1'), cell('c2')]))).toEqual(['well', 'none'])
})

test('an order that ends soon after H, is over, not yet valid, or closed at H says so', () => {
  const is = (more: Partial<Authorisation>, zone = paris) => term(order(more), hHour, [zone])
  expect(is({})).toEqual({ is: 'well' })
  expect(is({ validTo: '2026-05-20T06:00:00Z' })).toEqual({ is: 'ends', minutes: 120 })
  expect(is({ validTo: '2026-05-20T04:00:00Z' })).toEqual({ is: 'over', minutes: 0 })
  expect(is({ validFrom: '2026-05-20T05:00:00Z' })).toEqual({ is: 'notYet', minutes: 60 })
  expect(is({ hoursFrom: '06:00', hoursTo: '21:00' })).toEqual({ is: 'well' })
  expect(is({ hoursFrom: '06:00', hoursTo: '21:00' }, 'America/Martinique')).toEqual({ is: 'closed', minutes: 360 })
  expect(term(order(), undefined, [paris])).toEqual({ is: 'noHour' })
})

test('what an order names beyond the operation is counted', () => {
  const a = order({ targets: [at('c1'), at('gone')], persons: ['P-7', 'P-8'] })
  const sites = [siteOf([cell('c1'), cell('c2', { persons: ['P-7'] })])]
  expect(reach(a, coverage(draftOf({ authorisations: [a] }), sites, { zones }), sites)).toEqual({ sites: ['E'], cells: 2, idle: 1, nobody: ['P-8'] })
})

const merge = (base: OperationDraft, ours: OperationDraft, theirs: OperationDraft, choices?: Record<string, Choice>) => mergeAs(draftShape, base, ours, theirs, choices)
const base = draftOf({ authorisations: [order({ targets: [at('c1'), at('c2')] })], links: [{ code: 'G01', cells: [at('c1'), at('f1', 'F')], firstWave: true }], pins: [{ cell: at('c1'), team: 'T', start: 0 }] })
const mine = (more: Partial<Authorisation>) => ({ ...base, authorisations: base.authorisations.map((a) => ({ ...a, ...more })) })

test('two who add cells to one order both do, and what one takes out stays out', () => {
  const merged = merge(base, mine({ targets: [at('c1'), at('c2'), at('c3')] }), mine({ targets: [at('c2'), at('c4')] }))
  expect(merged.clashes).toEqual([])
  expect(merged.draft.authorisations[0]?.targets.map((t) => t.location)).toEqual(['c2', 'c3', 'c4'])
})

test('different fields of one order are merged, the same field is asked about, and each answer is taken', () => {
  expect(merge(base, mine({ issuer: 'X' }), mine({ hoursFrom: '06:00', hoursTo: '21:00' })).draft.authorisations[0]).toMatchObject({ issuer: 'X', hoursFrom: '06:00' })
  const clash = merge(base, mine({ issuer: 'X' }), mine({ issuer: 'Y' }))
  expect(clash.clashes.map((c) => c.key)).toEqual(['authorisations/a1/issuer'])
  expect(merge(base, mine({ issuer: 'X' }), mine({ issuer: 'Y' }), { 'authorisations/a1/issuer': 'theirs' }).draft.authorisations[0]?.issuer).toBe('Y')
})

test('an order that one takes out while the other changes it is asked about', () => {
  const without = { ...base, authorisations: [] }
  expect(merge(base, without, mine({ issuer: 'Y' })).clashes.map((c) => c.key)).toEqual(['authorisations/a1/'])
  expect(merge(base, without, base).draft.authorisations).toEqual([])
})

test('H, the policy and the custody limit are merged one by one', () => {
  const merged = merge(base, { ...base, hHour: '2026-05-20T05:00:00Z', policy: { conflictOfInterest: 'wing', maxTeamsPerLanding: 2 } }, { ...base, custodyMinutes: 90, policy: { conflictOfInterest: 'building' } })
  expect(merged.clashes).toEqual([])
  expect(merged.draft).toMatchObject({ hHour: '2026-05-20T05:00:00.000Z', custodyMinutes: 90, policy: { conflictOfInterest: 'building', maxTeamsPerLanding: 2 } })
  const { hHour: _, ...open } = base
  expect(merge(base, base, open).draft.hHour).toBeUndefined()
})

test('two who begin a link at once begin two', () => {
  const link = (location: string): Link => ({ code: 'G02', cells: [at(location), at('f2', 'F')] })
  const merged = merge(base, { ...base, links: [...base.links, link('c2')] }, { ...base, links: [...base.links, link('c3')] })
  expect(merged.clashes).toEqual([])
  expect(merged.draft.links.map((l) => [l.code, l.cells[0]?.location])).toEqual([['G01', 'c1'], ['G03', 'c2'], ['G02', 'c3']])
})

test('pins and what is left out are theirs: they are never a change, and what the server has newer stands', () => {
  const pinned = { ...base, pins: [] }
  expect(changes(draftShape, base, pinned)).toEqual([])
  expect(merge(base, mine({ issuer: 'X' }), pinned).draft).toMatchObject({ pins: [], authorisations: [{ issuer: 'X' }] })
})

test('what the server writes otherwise is no change: an instant without milliseconds, an empty text, a nought', () => {
  const again = { ...base, hHour: '2026-05-20T04:00:00Z', links: base.links.map((l) => ({ ...l, tolerance: 0, reason: '' })), authorisations: base.authorisations.map((a) => ({ ...a, persons: [], hoursFrom: '', hoursTo: '' })) }
  expect(changes(draftShape, base, again)).toEqual([])
})

const place = (id: string, kind: Location['kind'], parent?: string): Location => ({ id, establishment: 'E', code: id, kind, name: '', capacity: 1, version: 1, ...(parent === undefined ? {} : { parent }) })
const tree = treeOf([place('L1', 'landing'), place('c1', 'cell', 'L1'), place('c2', 'cell', 'L1'), place('c3', 'cell')])
const sites = [siteOf([cell('c1'), cell('c2'), cell('c3', { windowFrom: 30 })]), siteOf([cell('f1'), cell('f2', { windowTo: 40 })], 'F')]
const all = order({ targets: ['c1', 'c2', 'c3'].map((c) => at(c)).concat(['f1', 'f2'].map((c) => at(c, 'F'))) })
const faults = (link: Partial<Link>, more: Partial<OperationDraft> = {}) => {
  const draft = draftOf({ authorisations: [all], ...more })
  const covered = new Map(coverage(draft, sites, { zones }).map((c): [string, Covered] => [`${c.site}/${c.cell.location}`, c]))
  return linkFaults({ code: 'G01', firstWave: true, cells: [], ...link }, { draft, sites, covered, trees: new Map([['E', tree]]) }).map((f) => f.code)
}

test('a link of cells that can all begin at H has nothing against it', () => {
  expect(faults({ cells: [at('c1'), at('f1', 'F')] })).toEqual([])
})

test('a link of one cell, of a cell in another link, of one that is not searched or at no site of the operation is refused at once', () => {
  expect(faults({ cells: [at('c1')] })).toEqual(['fewCells'])
  expect(faults({ cells: [at('c1'), at('f1', 'F')] }, { links: [{ code: 'G02', cells: [at('f1', 'F'), at('c2')] }] })).toEqual(['twice'])
  expect(faults({ cells: [at('c1'), at('c9'), at('x', 'X')] })).toEqual(['noSite', 'noTarget'])
})

test('more cells of one landing than teams may be on it cannot be hit at once', () => {
  expect(faults({ cells: [at('c1'), at('c2')] }, { policy: { conflictOfInterest: 'wing', maxTeamsPerLanding: 1 } })).toEqual(['landing'])
  expect(faults({ cells: [at('c1'), at('c2')] }, { policy: { conflictOfInterest: 'wing', maxTeamsPerLanding: 2 } })).toEqual([])
})

test('a cell whose hours do not hold H cannot begin then; with a tolerance it can, unless the others are over by then', () => {
  expect(faults({ cells: [at('c1'), at('c3')] })).toEqual(['window'])
  expect(faults({ firstWave: false, tolerance: 5, cells: [at('c1'), at('c3')] })).toEqual([])
  expect(faults({ firstWave: false, tolerance: 5, cells: [at('f2', 'F'), at('c3')] })).toEqual(['window']) // over at 40 of 20 min: begins by 20, and c3 at 30
  expect(faults({ firstWave: false, tolerance: 10, cells: [at('f2', 'F'), at('c3')] })).toEqual([])
})

test('a cell without an order, or not allowed at H, is told', () => {
  expect(faults({ cells: [at('c1'), at('f1', 'F')] }, { authorisations: [order({ targets: [at('c1')] })] })).toEqual(['none'])
  expect(faults({ cells: [at('c1'), at('f1', 'F')] }, { authorisations: [order({ targets: [at('c1')] }), order({ id: 'a2', targets: [at('f1', 'F')], validFrom: '2026-05-20T04:30:00Z' })] })).toEqual(['late'])
})
