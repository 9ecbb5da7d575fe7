import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { kitAsked, skillsAsked } from './asks'
import { siteKind } from './kinds'
import type { Officer, SiteDraft } from './types'
import { change, discard, hear, postpone, decide, undo, unsaved, type Work } from './work'

const base: SiteDraft = { establishment: 'E', cells: [{ id: 'c1', duration: 20 }], teams: [], equipment: [], phone: '1' }
const work = (mine: SiteDraft = base) => signal<Work<SiteDraft>>({ kind: siteKind, base, version: 3, mine, past: [], saving: false, fault: null, met: [], metBy: [], ahead: null, meeting: null })
const theirs = (draft: SiteDraft, version = 4) => ({ draft, version, by: 'Anna Exemple' })

test('what another coordinator saves is taken up while one works, with their name, and nothing of it is one’s own change', () => {
  const w = work()
  hear(w, theirs({ ...base, radio: 'Canal 7' }))
  expect(w.value.mine.radio).toBe('Canal 7')
  expect([unsaved(w.value), w.value.version, w.value.metBy]).toEqual([0, 4, ['Anna Exemple']])
  hear(w, theirs(base, 2))
  expect(w.value.mine.radio).toBe('Canal 7')
})

test('taking back one’s own change does not take back the other’s', () => {
  const w = work()
  change(w, { ...base, phone: '2' })
  hear(w, theirs({ ...base, radio: 'Canal 7' }))
  expect([w.value.mine.phone, w.value.mine.radio, unsaved(w.value)]).toEqual(['2', 'Canal 7', 1])
  undo(w)
  expect([w.value.mine.phone, w.value.mine.radio, unsaved(w.value)]).toEqual(['1', 'Canal 7', 0])
})

test('where both have changed the same, one’s own stands until it is decided, and the question is not lost', () => {
  const w = work()
  change(w, { ...base, phone: '2' })
  hear(w, theirs({ ...base, phone: '3' }))
  expect([w.value.mine.phone, w.value.version, w.value.ahead?.clashes.map((c) => c.key)]).toEqual(['2', 3, ['site//phone']])
  decide(w)
  postpone(w)
  expect(w.value.ahead?.clashes).toHaveLength(1)
  discard(w)
  expect([w.value.mine.phone, w.value.version, w.value.ahead]).toEqual(['3', 4, null])
})

test('kit is asked for at once by no more teams than there are, and a skill is had by teams', () => {
  const officers = new Map([['o', { id: 'o', number: 'o', name: 'o', sex: 'f', skills: ['digital'], version: 1 } as Officer]])
  const cell = (id: string) => ({ id, duration: 20, skills: ['digital'], equipment: [{ kind: 'dog', from: 0, for: 10 }] })
  const team = (id: string, ...who: string[]) => ({ id, code: id, shiftFrom: 0, shiftTo: 9, officers: who.map((o) => ({ id: o, number: o })) })
  const draft: SiteDraft = { establishment: 'E', cells: ['a', 'b', 'c'].map(cell), teams: [team('t1', 'o'), team('t2')], equipment: [{ kind: 'dog', count: 1 }, { kind: 'lamp', count: 4 }] }
  expect(kitAsked(draft)).toEqual([{ code: 'dog', has: 1, cells: 3, atOnce: 2 }, { code: 'lamp', has: 4, cells: 0, atOnce: 0 }])
  expect(skillsAsked(draft, officers)).toEqual([{ code: 'digital', has: 1, cells: 3, atOnce: 2 }])
})
