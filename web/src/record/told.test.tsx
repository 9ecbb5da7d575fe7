import { signal } from '@preact/signals'
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { language } from '../words/words'
import type { ExhibitDocument, FindingDocument, IncidentRow, SealDocument, SearchDocument } from './documents'
import { Identity } from './ExhibitPage'
import { When } from './Frame'
import type { Ground } from './ground'
import { IncidentList } from './Incidents'
import { Notes } from './Notes'
import { Photographs } from './Photographs'
import { Gate, occupantsWords } from './SearchPage'
import { Seals } from './Seals'
import { Noted } from './SiteNotes'
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
  expect(host.querySelector('.list-row')?.textContent).toContain('Not all of it is here yet')
  expect(gate({ history: [{ type: 'search.reopened', at: '2026-05-20T05:10:00.000Z', entry: 'e', stream: 't', reason: 'the bed was left out' }] })).toContain('the bed was left out')
})

test('how many were expected is not made up where nobody knew', () => {
  expect(occupantsWords({ occupantsFound: 2, occupantsExpected: 3 })).toBe('2 found, 3 expected')
  expect(occupantsWords({ occupantsFound: 2 })).toContain('not known')
})

test('a voided find says who voided it and why, and what was noted of it stays', () => {
  const deed = { at: '2026-05-20T05:00:00.000Z', stream: 't' }
  const find = { id: 'f', rev: 1, site: 's', category: 'phone', description: 'a telephone', state: 'voided', voided: { ...deed, entry: 'v', server: true, reason: 'it was the guard’s' }, notes: [{ ...deed, entry: 'n', text: 'seen by two' }] } as FindingDocument
  const text = drawn(<Findings findings={[find]} ground={ground} outside={false} />)
  for (const told of ['it was the guard’s', 'seen by two']) expect(text).toContain(told)
  expect(host.querySelector('.struck')?.closest('.is-void')).not.toBeNull()
  expect([...host.querySelectorAll('.struck')].some((e) => e.textContent?.includes('it was the guard’s'))).toBe(false) // why it does not hold, holds
  expect(drawn(<Notes notes={[{ ...deed, entry: 'n', text: 'wrong', voided: { ...deed, entry: 'w', reason: 'another cell' } }]} site="s" ground={ground} />)).toContain('another cell')
  expect(host.querySelector('s')?.textContent).toBe('wrong')
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

test('an incident says how grave it is, in both languages, and where nobody said it nothing; on the page of the site it leads to its search', () => {
  const told = { at: '2026-05-20T04:20:00.000Z', entry: 'i', stream: 't', kind: 'threat', text: 'at the gate', severity: 'high', search: 'q' } satisfies IncidentRow
  const list = (incident: IncidentRow, inSearch = false): string => drawn(<IncidentList incidents={[incident]} site="s" ground={ground} inSearch={inSearch} />)
  expect(list(told)).toContain('Threathigh severity')
  expect(host.querySelector('a')?.getAttribute('href')).toBe('/hq/o/searches/q')
  list(told, true)
  expect(host.querySelector('a')).toBeNull()
  expect(list({ ...told, severity: undefined as never })).not.toContain('severity')
  language.value = 'fr'
  expect(list(told)).toContain('gravité élevée')
})

test('a seal says who put it on, when and before whom, who broke it before whom and why, and which stands for it', () => {
  const deed = { stream: 't', entry: 'e' }
  const [durand, petit] = ['0198f2a0-0000-7000-8000-0000000000d1', '0198f2a0-0000-7000-8000-0000000000a2']
  const exhibit = { site: 's', seals: [
    { id: 'b', number: 'S2', type: 'closed', state: 'applied', appliedAt: '2026-05-20T04:31:00.000Z' }, // documents name them in any order
    { id: 'a', number: 'S1', type: 'closed', state: 'replaced', appliedAt: '2026-05-20T04:09:00.000Z', brokenAt: '2026-05-20T04:30:00.000Z' },
  ] } as unknown as ExhibitDocument
  const seals = [
    { id: 'a', number: 'S1', applied: { ...deed, at: '2026-05-20T04:09:00.000Z', actor: petit }, appliedBy: durand, witness: 'C. Leroy', witnessSignature: { refusedBecause: 'was called away' }, replacedBy: 'b',
      broken: { ...deed, at: '2026-05-20T04:30:00.000Z', actor: durand, brokenBy: durand, witness: 'M. Blanc', reason: 'examination' } },
    { id: 'b', number: 'S2', applied: { ...deed, at: '2026-05-20T04:31:00.000Z', actor: petit, source: { kind: 'paper', writtenBy: durand } }, replaces: 'a' },
  ] as unknown as SealDocument[]
  drawn(<Seals exhibit={exhibit} seals={seals} ground={ground} />)
  const rows = () => [...host.querySelectorAll('.list-row')].map((r) => [...r.querySelectorAll('dl div')].map((d) => [...d.children].map((c) => c.textContent).join(': ')))
  expect(rows()).toEqual([
    ['Put on: H+00:09 · 06:09', 'Put on by: …0000d1, recorded by …0000a2', 'Witness: C. Leroy · not signed: was called away', 'Broken: H+00:30 · 06:30', 'Broken by: …0000d1', 'Broken before: M. Blanc', 'Why it was broken: examination'],
    ['Put on: H+00:31 · 06:31', 'Put on by: From paper: written by …0000d1, typed by …0000a2', 'Witness: no witness is named'],
  ])
  expect([...host.querySelectorAll('.list-head')].map((h) => h.textContent)).toEqual([expect.stringContaining('replaced by S2'), expect.stringContaining('holds · stands for S1')])
  language.value = 'fr'
  drawn(<Seals exhibit={exhibit} seals={seals} ground={ground} />)
  expect(rows()[0]?.slice(1, 3)).toEqual(['Apposé par: …0000d1, consigné par …0000a2', 'Témoin: C. Leroy · non signé\u00a0: was called away'])
})

test('one photograph in two roles is one picture that says both, with what was written with it', () => {
  drawn(<Photographs photos={[{ sha256: 'aa', role: 'overview_before' }, { sha256: 'bb', role: 'damage' }, { sha256: 'aa', role: 'overview_after', caption: 'The lock is filed.' }]} ground={ground} />)
  expect([...host.querySelectorAll('.photos > li')].map((li) => [...li.querySelectorAll('span.small:not(.photo-none)')].map((s) => s.textContent))).toEqual([['Before the search', 'After the search', 'The lock is filed.'], ['Damage']])
  expect([...host.querySelectorAll('a')].map((a) => a.getAttribute('href'))).toEqual(['/hq/o/files/aa', '/hq/o/files/bb'])
})

test('what was noted of a site itself stands on its page with its photographs, and nothing where there is none', () => {
  expect(drawn(<Noted notes={[]} photographs={[]} site="s" ground={ground} />)).toBe('')
  const note = { at: '2026-05-20T05:00:00.000Z', entry: 'n', stream: 't', text: 'The lock is filed.' }
  const text = drawn(<Noted notes={[note]} photographs={[{ sha256: 'aa', role: 'other', caption: 'D-215' }]} site="s" ground={ground} />)
  for (const told of ['Noted of the site', 'The lock is filed.', 'nobody is named', 'D-215']) expect(text).toContain(told)
})
