import { describe, expect, test } from 'vitest'
import phrases from '../../../planner/words/phrases.json'
import { isPhrase, phrase } from './phrases'
import { judge, readTrial, sentence } from './trial'

describe('the planner’s sentences', () => {
  test('leave no bracket of a template, in either language, with and without params', () => {
    const full = new Proxy({}, { get: () => 2, has: () => true })
    for (const code of Object.keys(phrases)) {
      for (const language of ['en', 'fr'] as const) {
        for (const params of [{}, full]) expect(phrase(code, params, language), `${code} ${language}`).not.toMatch(/[{}[\]]/)
      }
    }
  })

  test('are those that the planner writes itself', () => {
    // Written by planner/words for the same params (planner/try.go).
    const walks = { team: 'AIX-T1', first: 'AIX/B2-B-1-02', second: 'AIX/B1-B-2-10', from: 0, to: 22, walk: 9, start: 23 }
    expect(phrase('violation.sequence', walks, 'en')).toBe('Team AIX-T1 is in AIX/B2-B-1-02 from minute 0 to 22 and walks 9 minutes to AIX/B1-B-2-10; it cannot start AIX/B1-B-2-10 at minute 23.')
    expect(phrase('violation.siteStart', { site: 'AIX', slip: 1 }, 'en')).toBe('Site AIX starts 1 minute after H.')
  })

  test('bend to numbers and lists: nought is singular in French and plural in English', () => {
    expect(phrase('violation.siteStart', { site: 'AIX', slip: 0 }, 'en')).toContain('0 minutes')
    expect(phrase('violation.siteStart', { site: 'AIX', slip: 0 }, 'fr')).toContain('0 minute ')
    expect(phrase('repair.drop', { cells: ['a', 'b', 'c'] }, 'en')).toBe('Leave out a, b and c.')
    expect(phrase('repair.drop', { cells: Array.from({ length: 20 }, (_, i) => `c${i}`) }, 'fr')).toContain('c11 et 8 autres')
  })

  test('say lists of reasons within one sentence', () => {
    const reasons = [{ code: 'bar.forbid', team: 'T1' }, { code: 'bar.skill', team: 'T2', skill: 'evidence' }]
    expect(phrase('answer.impossible', { reasons }, 'en')).toBe('Impossible: team T1 is forbidden; team T2 lacks a skill (evidence).')
  })

  test('that this page does not know are said as the planner said them', () => {
    expect(isPhrase('__proto__')).toBe(false)
    expect(phrase('violation.brandNew', {}, 'fr')).toBe('violation.brandNew')
    expect(sentence({ code: 'violation.brandNew', params: {}, why: 'A new rule.' })).toBe('A new rule.')
  })
})

describe('a trial', () => {
  const totals = { unsearchedPriority: 0, groupSlip: 0, siteSlip: 0, makespan: 100, sumMakespan: 400, exposure: 900 }

  test('is judged in the order of the objectives', () => {
    expect(judge({ before: totals, after: { ...totals, exposure: 950 } })).toBe(1)
    expect(judge({ before: totals, after: { ...totals, makespan: 99, exposure: 950 } })).toBe(-1)
    expect(judge({ before: totals, after: { ...totals, siteSlip: 1, makespan: 50 } })).toBe(1)
    expect(judge({ before: totals, after: totals })).toBe(0)
  })

  test('is read from a document that lacks parts', () => {
    expect(readTrial({})).toEqual({ violations: [], before: {}, after: {}, sites: [] })
    expect(readTrial(null)).toEqual({ violations: [], before: {}, after: {}, sites: [] })
  })
})
