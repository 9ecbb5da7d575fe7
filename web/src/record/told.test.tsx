import { signal } from '@preact/signals'
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { language } from '../words/words'
import type { ExhibitDocument, FindingDocument, SearchDocument } from './documents'
import { Identity } from './ExhibitPage'
import { When } from './Frame'
import type { Ground } from './ground'
import { Notes } from './Notes'
import { Gate, occupantsWords } from './SearchPage'
import { Findings } from './Taken'

const ground = { operation: 'o', base: '/hq/o', hHour: '2026-05-20T04:00:00.000Z', pulse: signal(0), zoneOf: () => 'Europe/Paris', siteName: () => 'S' } as unknown as Ground
const host = document.createElement('div')
const drawn = (what: preact.ComponentChild): string => {
  act(() => render(what, host))
  return host.textContent ?? ''
}
const closed = { id: 'q', state: 'done_clear', site: 's', endedAt: '2026-05-20T05:00:00.000Z' } as SearchDocument
const gate = (search: Partial<SearchDocument>): string => drawn(<Gate read={{ search: { ...closed, ...search }, exhibits: [], template: null }} ground={ground} />)

beforeEach(() => {
  render(null, host)
  language.value = 'en'
})

test('the gate says that nothing was lacking of what it has judged alone, and what has not arrived', () => {
  expect(gate({})).toContain('Nothing was lacking')
  expect(gate({ state: 'not_executed' })).not.toContain('Nothing was lacking')
  expect(gate({ notYetHere: { files: 3, exhibits: 1 } })).toContain('not yet here: 1 exhibit, 3 photographs.')
  expect(gate({ history: [{ type: 'search.reopened', at: '2026-05-20T05:10:00.000Z', entry: 'e', stream: 't', reason: 'the bed was left out' }] })).toContain('the bed was left out')
})

test('how many were expected is not made up where nobody knew', () => {
  expect(occupantsWords({ occupantsFound: 2, occupantsExpected: 3 })).toBe('2 of 3 expected')
  expect(occupantsWords({ occupantsFound: 2 })).toContain('not known')
})

test('a voided find says who voided it and why, and what was noted of it stays', () => {
  const deed = { at: '2026-05-20T05:00:00.000Z', stream: 't' }
  const find = { id: 'f', rev: 1, site: 's', category: 'phone', description: 'a telephone', state: 'voided', voided: { ...deed, entry: 'v', server: true, reason: 'it was the guard’s' }, notes: [{ ...deed, entry: 'n', text: 'seen by two' }] } as FindingDocument
  const text = drawn(<Findings findings={[find]} ground={ground} outside={false} />)
  for (const told of ['it was the guard’s', 'seen by two']) expect(text).toContain(told)
  expect(drawn(<Notes notes={[{ ...deed, entry: 'n', text: 'wrong', voided: { ...deed, entry: 'w', reason: 'another cell' } }]} site="s" ground={ground} />)).toContain('another cell')
})

test('a number stands as it was read beside its normal form, and a serial number is not said to be checked', () => {
  const text = drawn(<Identity exhibit={{ imei1: '35-824005-111111-0', serial: 'ab-1', identity: [{ of: 'imei1', normal: '358240051111110' }, { of: 'serial', normal: 'AB1' }] } as unknown as ExhibitDocument} />)
  for (const told of ['35-824005-111111-0 (358240051111110)', 'ab-1 (AB1)', 'no check']) expect(text).toContain(told)
})

test('a time of another day than H says the day', () => {
  expect(drawn(<When at="2026-05-20T04:10:00.000Z" site="s" ground={ground} />)).toBe('H+00:10 · 06:10')
  expect(drawn(<When at="2026-05-28T12:10:00.000Z" site="s" ground={ground} />)).toContain('28 May')
  expect(drawn(<When at="2026-05-28T12:10:00.000Z" site="s" ground={{ ...ground, hHour: undefined }} />)).toContain('28 May')
  expect(host.querySelector('time')?.title).toContain('2026')
})
