import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeAll, describe, expect, test } from 'vitest'
import template from '../../../store/seed/template-default.json'
import { innerItems, readForm } from '../checklist/form'
import type { WordedPick } from '../checklist/gate'
import type { Item, Template } from '../checklist/template'
import type { Checklist } from '../field/documents'
import { optionsOf } from './Fields'
import { type Printed, sheetName, type SheetCell, type SheetSet } from './model'
import { type Choice, Pages } from './Pages'
import { type Block, paginate } from './paginate'
import { tongueOf } from './tongue'

const shipped = template as unknown as Template
const seed = (list: string): WordedPick[] => JSON.parse(readFileSync(join(import.meta.dirname, '../../../store/seed', `${list}.json`), 'utf8')) as WordedPick[]
const named = [...new Set(readForm(shipped).nodes.flatMap(({ item }) => (item.list === undefined ? [] : [item.list])))]
const checklist: Checklist = { id: 'x', version: 1, template: shipped, lists: Object.fromEntries(named.map((list) => [list, seed(list)])) }

const cell = (n: number): SheetCell => ({
  id: `cell-${n}`, code: `B1-A-1-0${n}`, path: `B1 / A / 1 / B1-A-1-0${n}`, start: 20 * n, end: 20 * n + 20, occupants: 2, kit: [{ en: 'Detector', fr: 'Détecteur' }],
  papers: [{ reference: '12/2026', from: '2026-05-20T04:00:00.000Z', until: '2026-05-20T10:00:00.000Z' }], basis: { en: 'Judicial search', fr: 'Perquisition' },
})
const set: SheetSet = {
  operation: 'Dawn', reference: 'J3-2026', hHour: '2026-05-20T04:00:00.000Z', siteCode: 'AIX', site: 'Aix-Luynes', zone: 'Europe/Paris', siteLead: 'C. Roy', sitePhone: '0400000000', siteRadio: '12',
  window: { from: 0, to: 180 }, team: 'AIX-T3', teamPhone: '', teamRadio: '14', officers: [{ name: 'A. Durand', badge: 'D-1', lead: true }, { name: 'B. Martin', badge: 'D-2', lead: false }], cells: [cell(1), cell(2)],
}

async function drawn(printed: Printed, lang: 'en' | 'fr', choice: Choice = { tasks: true, checklists: true, cards: 2 }): Promise<HTMLElement> {
  const root = document.createElement('div')
  document.body.replaceChildren(root)
  await act(async () => {
    render(<Pages printed={printed} choice={choice} tongue={tongueOf(lang)} />, root)
    await new Promise((done) => setTimeout(done, 5))
  })
  return root
}

/** The places of each item on the sheets, found in one look: a search of so many elements by their attributes takes seconds here. */
const looked = new WeakMap<HTMLElement, Map<string, Element[]>>()
function asked(root: HTMLElement, path: string): Element[] {
  let all = looked.get(root)
  if (all === undefined) {
    looked.set(root, (all = new Map()))
    for (const e of root.querySelectorAll<HTMLElement>('[data-item]')) all.set(e.dataset.item ?? '', [...(all.get(e.dataset.item ?? '') ?? []), e])
  }
  return all.get(path) ?? []
}
const one: SheetSet = { ...set, cells: [cell(1)] }

describe.each(['en', 'fr'] as const)('the shipped checklist on paper, in %s', (lang) => {
  let root: HTMLElement
  beforeAll(async () => void (root = await drawn({ sets: [one], checklist }, lang)))

  test('has every item with its words and its code: once, in the matrix as a column, on each blank card', async () => {
    const form = readForm(shipped)
    expect(form.nodes.length).toBeGreaterThan(80)
    for (const node of form.nodes) {
      const there = asked(root, node.path)
      expect(there.length, node.path).toBe(node.outer?.item.type === 'repeat' ? 2 : node.item.type === 'repeat' ? 2 : 1)
      expect(there[0]?.textContent, node.path).toContain(node.item.labels[lang])
      expect(there[0]?.textContent, node.path).toContain(node.path)
    }
    const rows = new Map([...root.querySelectorAll<HTMLElement>('[data-row]')].map((e) => [e.dataset.row, e.textContent]))
    for (const row of form.byPath.get('areas')?.item.rows ?? []) expect(rows.get(row.code)).toContain(row.labels[lang])
  })

  test('has every option in words, beside its question or in a list of numbers', async () => {
    const lists = new Map([...root.querySelectorAll<HTMLElement>('[data-list]')].map((e) => [e.dataset.list, e.textContent ?? '']))
    const row = root.querySelector('[data-row]')?.textContent ?? ''
    for (const node of readForm(shipped).nodes.filter(({ item }) => item.type.startsWith('select'))) {
      const list = lists.get(node.item.list ?? '') ?? ''
      const beside = node.outer?.item.type === 'matrix' ? row : (asked(root, node.path)[0]?.textContent ?? '')
      const options = optionsOf(node.item, checklist.lists)
      if (options.length > 15) expect(list, node.path).not.toBe('')
      for (const option of options) expect(`${list} ${beside}`, node.path).toContain(option.labels?.[lang])
    }
  })

  test('says in words when a question is asked, and leaves no code of an answer in it', async () => {
    const [only, both] = lang === 'en' ? ['Only if “A dog passes” is: yes', 'Only if “Cell, by scan or by choice” is filled in and “Cell, by scan or by choice” differs from “Place named in the task”'] : ['Seulement si « Passage d’un chien » : oui', '']
    expect(asked(root, 'dog_from')[0]?.textContent?.replaceAll('\u00a0', ' ')).toContain(only)
    expect(asked(root, 'location_differs')[0]?.textContent).toContain(both)
    expect(asked(root, 'areas.tool')[0]?.textContent?.replaceAll('\u00a0', ' ')).toContain(lang === 'en' ? 'Only if “Searched” is: Searched' : 'Seulement si « Fouillée » : Fouillée')
    for (const element of root.querySelectorAll('.sheet-own')) expect(element.textContent).not.toMatch(/undefined|\{\w+\}|not_accessible|two_witnesses/)
  })
})

describe('a sheet', () => {
  test('has a box for each sign of a number, and a place to refuse to sign', async () => {
    const root = await drawn({ sets: [one], checklist }, 'en')
    expect(asked(root, 'finds.imei_1')[0]?.querySelector('[data-comb="15"]')).not.toBeNull()
    expect(asked(root, 'finds.iccid')[0]?.querySelector('[data-comb="20"]')).not.toBeNull()
    expect(asked(root, 'sign_occupant')[0]?.textContent).toContain('refuses to sign, because')
    expect(asked(root, 'sign_lead')[0]?.textContent).not.toContain('refuses')
    expect(asked(root, 'photos_before')[0]?.textContent).toContain('at least 5')
  })

  test('of a team has its cells in walking order, with H, local times, authorisation, kit, radio, and room to write', async () => {
    const root = await drawn({ sets: [set], checklist: null }, 'en')
    const [page, ...more] = root.querySelectorAll<HTMLElement>('.sheet')
    expect(more).toEqual([])
    expect(page?.dataset.sheet).toBe('AIX-T3-1')
    for (const words of ['Task sheet', 'AIX-T3-1', 'Sheet 1 of 1', 'Dawn (J3-2026)', 'H+00:00 · 06:00 to H+03:00 · 09:00', 'C. Roy · 0400000000', '14 · 12', 'A. Durand (D-1), B. Martin (D-2)', 'Judicial search', 'H+00:20', '06:20', 'until 06:40', 'Detector', '12/2026, Wed, 20 May 2026, 06:00']) expect(page?.textContent, words).toContain(words)
    expect([...root.querySelectorAll('[data-cell]')].map((e) => (e as HTMLElement).dataset.cell)).toEqual(['cell-1', 'cell-2'])
  })

  test('of a team has room for what is of no cell, and a line for a radio that nobody named', async () => {
    const radio = (root: HTMLElement) => [...root.querySelectorAll('.sheet-facts > div')].find((d) => d.querySelector('dt')?.textContent === 'Radio')?.querySelector('dd')
    const root = await drawn({ sets: [one], checklist: null }, 'en')
    expect([...root.querySelectorAll('[data-elsewhere]')].map((e) => e.querySelectorAll('[data-comb]').length)).toEqual([2, 2, 2, 2])
    expect(root.textContent).toContain('Outside of any cell')
    expect(radio(root)?.textContent).toBe('14 · 12')
    const unsaid = await drawn({ sets: [{ ...one, teamRadio: '', siteRadio: '', window: null }], checklist: null }, 'en')
    expect(radio(unsaid)?.textContent).toBe('')
    expect(radio(unsaid)?.querySelector('.sheet-line')).not.toBeNull()
    expect(unsaid.textContent).not.toContain('Hours of the site')
  })

  test('bears a name that a photograph shows, the site’s code once', () => {
    expect([sheetName('AIX', 'AIX-T3'), sheetName('AIX', 'B1-A-1-06'), sheetName('Bdx', 'Vestiaire général'), sheetName('AIX', 'AIX/B1')]).toEqual(['AIX-T3', 'AIX-B1-A-1-06', 'BDX-VESTIAIRE-GENERAL', 'AIX-B1'])
  })

  test('is drawn of a template that nobody here has seen', async () => {
    const types = ['note', 'yes_no_na', 'select_one', 'select_many', 'text', 'number', 'datetime', 'duration', 'counter', 'photo', 'signature', 'scan', 'person', 'people', 'location', 'equipment', 'lookup', 'device', 'exhibit', 'seal', 'calculated'] as const
    const both = (words: string) => ({ en: words, fr: words })
    const items: Item[] = types.map((type) => ({ code: `q_${type}`, type, labels: both(`Question ${type}`), ...(type.startsWith('select') ? { options: [{ code: 'a', labels: both('Alpha') }, { code: 'b', labels: both('Beta'), retired: true }] } : {}) }))
    const inner = items.filter((i) => i.type !== 'note')
    const strange: Template = { code: 'strange', version: 3, labels: both('Strange'), facts: [], sections: [
      { code: 's', labels: both('All'), items: [...items, { code: 'grid', type: 'matrix', labels: both('Grid'), rows: [{ code: 'r', labels: both('Row') }], columns: inner }, { code: 'rep', type: 'repeat', labels: both('Again'), items: inner }] },
    ] }
    const root = await drawn({ sets: [one], checklist: { id: 'y', version: 3, template: strange, lists: {} } }, 'fr')
    for (const node of readForm(strange).nodes) expect(asked(root, node.path)[0]?.textContent, node.path).toContain(node.item.labels.fr)
    expect(innerItems(strange.sections[0]?.items.at(-1) as Item)).toHaveLength(20)
    expect(root.textContent).toContain('Alpha')
    expect(root.textContent).not.toContain('Beta')
  })
})

describe('pages', () => {
  const block = (key: string, more: Partial<Block<string>> = {}): Block<string> => ({ key, content: key, ...more })
  const heights = new Map([['a', 40], ['b', 40], ['c', 40], ['t', 10], ['head', 10], ['huge', 300]])

  test('take what goes onto them, and never part a title from what follows', () => {
    expect(paginate([block('a'), block('b'), block('t', { keep: true }), block('c')], heights, 100)).toEqual([['a', 'b'], ['t', 'c']])
    expect(paginate([block('a'), block('t', { keep: true }), block('b')], heights, 100)).toEqual([['a', 't', 'b']])
  })

  test('repeat the head of what goes on', () => {
    const head = { key: 'head', content: 'head' }
    expect(paginate([block('head', { keep: true }), block('a', { head }), block('b', { head }), block('c', { head })], heights, 100)).toEqual([['head', 'a', 'b'], ['head', 'c']])
  })

  test('lose nothing that is higher than one', () => {
    expect(paginate([block('a'), block('huge'), block('b')], heights, 100)).toEqual([['a'], ['huge'], ['b']])
    expect(paginate([], heights, 100)).toEqual([])
  })
})
