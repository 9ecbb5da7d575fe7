import { expect, test } from 'vitest'
import { noDocuments, type Document } from './documents'
import { hHourOf, heardOrder, orderInForce } from './orders'
import { Story } from './story'
import type { OrderRow } from '../sync/database'

const site = '0198f2a0-0000-7000-8000-000000000002'
const at = (minute: number, entry = 'a') => ({ at: `2026-05-20T04:${String(minute).padStart(2, '0')}:00.000Z`, entry })

function told(operation: object, here: object): Story {
  const documents = noDocuments()
  documents.operation.set('o', { id: 'o', kind: 'operation', hHour: '2026-05-20T04:00:00.000Z', state: 'released', ...operation } as unknown as Document)
  documents.site.set(site, { id: site, kind: 'site', ...here } as unknown as Document)
  return new Story(documents)
}
const spoken = (act: OrderRow['act'], minute: number): OrderRow => ({ act, at: at(minute).at, hHour: '' })

test.each([
  ['nothing was ordered', {}, {}, null],
  ['the whole is held', { state: 'held', stateSince: at(5) }, {}, 'hold'],
  ['the site is held', { state: 'released' }, { state: 'held', stateSince: at(5) }, 'hold'],
  ['the site goes on after the whole was held', { state: 'held', stateSince: at(5) }, { state: 'running', stateSince: at(6) }, null],
  ['the whole is held after the site went on', { state: 'held', stateSince: at(7) }, { state: 'running', stateSince: at(6) }, 'hold'],
  ['of two in one instant the later entry counts', { state: 'held', stateSince: at(5, 'b') }, { state: 'running', stateSince: at(5, 'a') }, 'hold'],
  ['the whole is off', { state: 'stoodDown', stateSince: at(5) }, { state: 'held', stateSince: at(3) }, 'stand_down'],
])('by the network: %s', (_, operation, here, order) => {
  expect(heardOrder(told(operation, here), site)).toBe(order)
})

test('H is that of the later order, for the site or for the whole', () => {
  const [early, late] = ['2026-05-20T03:30:00.000Z', '2026-05-20T05:30:00.000Z']
  expect(hHourOf(told({}, {}), site)).toBe('2026-05-20T04:00:00.000Z')
  expect(hHourOf(told({}, { hHour: early, rescheduled: at(1) }), site)).toBe(early)
  expect(hHourOf(told({ hHour: late, rescheduled: at(2) }, { hHour: early, rescheduled: at(1) }), site)).toBe(late)
  expect(hHourOf(told({}, { hHour: early, rescheduled: at(1) }), 'another')).toBe('2026-05-20T04:00:00.000Z')
})

test('words count until headquarters was heard after them, and not longer', () => {
  const [free, held] = [told({}, {}), told({ state: 'held', stateSince: at(5) }, {})]
  expect(orderInForce(free, site, spoken('hold', 10), at(9).at)).toEqual({ act: 'hold', spoken: spoken('hold', 10) })
  expect(orderInForce(free, site, spoken('hold', 10), at(11).at)).toBeNull()
  expect(orderInForce(held, site, spoken('resume', 10), at(9).at)).toBeNull()
  expect(orderInForce(held, site, spoken('resume', 10), at(11).at)).toEqual({ act: 'hold', spoken: null })
  expect(orderInForce(held, site, spoken('reschedule', 10), at(9).at)).toEqual({ act: 'hold', spoken: null })
  expect(orderInForce(held, site, spoken('stand_down', 10), at(9).at)?.act).toBe('stand_down')
  expect(orderInForce(free, site, null, '')).toBeNull()
})
