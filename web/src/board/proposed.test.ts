import { describe, expect, test } from 'vitest'
import { areas } from '../words/all'
import { addWords, language } from '../words/words'
import { moveWords } from './Proposal'
import { waiting } from './proposed'

describe('what is proposed while an operation runs', () => {
  test('the newest that nobody has decided about and nothing has overtaken waits for a decision', () => {
    const at = '2026-05-20T04:00:00.000Z'
    const all = [{ n: 1 }, { n: 2, issuedAt: at }, { n: 3 }, { n: 4, overtaken: true }, { n: 5, refusedAt: at }]
    expect(waiting(all)).toEqual({ n: 3 })
    expect(waiting(all.filter((r) => r.n > 3))).toBeUndefined()
  })

  test('a search that moves names its new minute, its team only where that is another, and says where it is given up', () => {
    addWords(...Object.values(areas))
    language.value = 'en'
    expect(moveWords({ cell: 'A/1', from: 20, fromTeam: 'T1', to: 65, toTeam: 'T1' })).toBe('H+00:20 → H+01:05')
    expect(moveWords({ cell: 'A/1', from: 20, fromTeam: 'T1', to: 65, toTeam: 'T2' })).toBe('H+00:20 → T2 · H+01:05')
    expect(moveWords({ cell: 'A/1', from: 20, fromTeam: 'T1' })).toBe('H+00:20 → not searched')
  })
})
