import { beforeEach, expect, test } from 'vitest'
import type { Template } from '../checklist/template'
import { itemsOf } from '../record/answers'
import type { SearchDocument } from '../record/documents'
import { language } from '../words/words'
import { grouped, type Taken } from './lacking'

const labels = (en: string) => ({ en, fr: `${en} (fr)` })
const template = {
  code: 't', labels: labels('T'), facts: [],
  sections: [{ code: 's', labels: labels('Door'), items: [
    { code: 'informed', type: 'yes_no_na', labels: labels('Who lives here was told why') },
    { code: 'alerts', type: 'choice', labels: labels('Alerts') },
    { code: 'areas', type: 'matrix', labels: labels('Areas'), rows: [{ code: 'bed', labels: labels('Bed') }], columns: [{ code: 'result', type: 'choice', labels: labels('Result') }] },
  ] }],
} as unknown as Template
const words = { search: { outcome: 'done_clear' } as SearchDocument, exhibits: [], items: itemsOf(template), language: 'en' as const }

beforeEach(() => {
  language.value = 'en'
})

test('what was missing is said once for each kind, with the questions that it is about', () => {
  const lacks = [{ code: 'item_missing', path: 'informed' }, { code: 'presence_missing' }, { code: 'item_missing', path: 'alerts' }, { code: 'item_missing', path: 'areas.result', row: 'bed' }, { code: 'item_missing', path: 'of_a_newer_checklist' }]
  expect(grouped(lacks, words)).toEqual([
    { code: 'item_missing', count: 4, about: ['Who lives here was told why', 'Alerts', 'Areas · Bed – Result', 'of_a_newer_checklist'] },
    { code: 'presence_missing', count: 1, about: ['Presence: the legal basis asks for the occupant or two witnesses. Record who attends.'] },
  ])
})

test('of one find the questions stand in one line, under its number instead of an id', () => {
  const find = '0198f2a0-0000-7000-8000-00000000012c'
  const repeat = { code: 'finds', type: 'repeat', labels: labels('Find'), items: [{ code: 'seal', type: 'text', labels: labels('Seal') }, { code: 'witness', type: 'text', labels: labels('Witness of the seal') }] }
  const items = itemsOf({ ...template, sections: [{ ...template.sections[0], items: [repeat] }] } as unknown as Template)
  const lacks = ['seal', 'witness'].map((code) => ({ code: 'item_missing', path: `finds.${code}`, row: find }))
  const about = (exhibits: readonly Taken[]) => grouped(lacks, { ...words, items, exhibits })[0]?.about
  expect(about([{ id: 'x', finding: find, number: 'KJ6-001', category: 'phone' } as unknown as Taken])).toEqual(['Find · phone KJ6-001 – Seal, Witness of the seal'])
  expect(about([])).toEqual(['Find – Seal, Witness of the seal'])
})

test('where its sentence cannot be filled, the kind alone is said, with how often', () => {
  expect(grouped([{ code: 'witness_missing' }, { code: 'witness_missing' }], words)).toEqual([{ code: 'witness_missing', count: 2, about: [] }])
})
