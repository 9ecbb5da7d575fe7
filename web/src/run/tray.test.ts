import { describe, expect, test } from 'vitest'
import { assertions, inOrder, itemOf } from './tray'
import { actsOf } from './Inbox'

const receipt = { kind: 'receipt', id: 'h1', entry: 'e1', hash: 'h1', verdict: 'quarantined', code: 'seq_fork', status: '', statusCode: '', receivedAt: '2026-05-20T06:10:00Z', type: 'exhibit.seized', site: 's1' }
const answer = {
  kind: 'answer', id: 'q/door', state: 'contested', locationCode: 'A-2-12', item: 'door',
  assertions: [
    { entry: 'a', stream: 't1', at: '2026-05-20T06:00:00Z', value: ['a'], superseded: true },
    { entry: 'b', stream: 't1', at: '2026-05-20T06:01:00Z', value: ['b'] },
    { entry: 'c', stream: 't2', at: '2026-05-20T06:02:00Z', value: { value: 3, unit: 'g' } },
  ],
}

describe('the tray', () => {
  test('says of each document what it is and which entry is decided about', () => {
    expect(itemOf(receipt)).toMatchObject({ kind: 'quarantined', entry: 'e1', hash: 'h1', code: 'seq_fork', site: 's1' })
    expect(itemOf({ ...receipt, status: 'held', verdict: 'stored', statusCode: 'tablet_pending', code: '' })).toMatchObject({ kind: 'held', code: 'tablet_pending' })
    expect(itemOf(answer)).toMatchObject({ kind: 'contested', entry: '', name: 'A-2-12', at: '2026-05-20T06:02:00Z' })
    expect(itemOf({ kind: 'search', id: 's', gateFailed: [{ code: 'exhibit_unsealed' }], closedBy: { entry: 'c' } })).toMatchObject({ kind: 'gate_failed', entry: 'c' })
    expect(itemOf({ kind: 'search', id: 's', outsideAuthorisation: 'time' })).toMatchObject({ kind: 'outside_authorisation', entry: 's' })
    expect(itemOf({ kind: 'seal', id: 'x', number: 'S-17', applied: { entry: 'y' } })).toMatchObject({ kind: 'duplicate_seal', entry: 'y', name: 'S-17' })
  })

  test('puts first what presses, and of that the oldest', () => {
    const late = { ...receipt, id: 'h2', receivedAt: '2026-05-20T06:20:00Z' }
    expect(inOrder([late, receipt, answer].map(itemOf)).map((i) => i.key)).toEqual(['answer/q/door', 'receipt/h1', 'receipt/h2'])
  })

  test('is read although parts are missing or of another form', () => {
    expect(itemOf({})).toMatchObject({ kind: 'quarantined', entry: '' })
    expect(assertions({ assertions: [null, 3] })).toHaveLength(2)
  })

  test('offers for each what the server takes', () => {
    expect(actsOf(itemOf(receipt))).toEqual(['adopt', 'apply', 'reject'])
    expect(actsOf(itemOf({ ...receipt, code: 'tablet_revoked' }))).toEqual(['apply', 'attach', 'reject'])
    expect(actsOf(itemOf({ ...receipt, status: 'refused' }))).toEqual(['retry', 'reject'])
    expect(actsOf(itemOf(answer))).toEqual([])
  })
})
