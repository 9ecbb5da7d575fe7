import { expect, test } from 'vitest'
import { choice, item, section, site, task, trial } from '../tablet/search/trial'
import { sheetsOf, teamsOf } from './sheets'

const papers = [{ id: 'a', reference: '12/2026', from: '2026-05-20T04:00:00.000Z', until: '2026-05-20T10:00:00.000Z', sites: [site], locations: [] }, { id: 'b', reference: 'elsewhere', from: '', until: '', sites: ['other'], locations: [] }]

test('a tablet prints for a team what its package says: cells in walking order, who, under which paper, and the checklist', () => {
  const story = trial({ sections: [section('s', item('q', 'select_one', { options: [choice('a')] }))], authorisations: papers }).desk.story.value
  expect(teamsOf(story).map((t) => t.name)).toEqual(['Team 1'])
  const { sets: [set, ...more], checklist } = sheetsOf(story, teamsOf(story).map((t) => t.id))
  expect(more).toEqual([])
  expect(set).toMatchObject({ site: 'Site', zone: 'Europe/Paris', team: 'Team 1', hHour: '2026-05-20T04:00:00.000Z' })
  expect(set?.officers.map((o) => [o.name, o.lead])).toEqual([['A. Durand', true], ['B. Martin', false], ['C. Petit', false]])
  expect(set?.cells.map((c) => [c.code, c.start, c.end, c.occupants, c.papers.map((p) => p.reference), c.basis?.en])).toEqual([['D-1', 0, 30, 1, ['12/2026'], 'Administrative'], ['D-2', 30, 60, 1, ['12/2026'], 'Administrative']])
  expect(checklist?.template.sections.map((s) => s.code)).toEqual(['s'])
})

test('what the package says of kit, hours and how the team is reached stands on the sheet, and nothing is made up where it says nothing', () => {
  const { story } = trial({ sections: [section('s', item('q', 'text'))], lists: { 'equipment-kinds': [{ code: 'detector', labels: { en: 'Detector', fr: 'Détecteur' } }] } }).desk
  const printed = () => sheetsOf(story.value, teamsOf(story.value).map((t) => t.id)).sets[0]
  expect(printed()).toMatchObject({ window: null, teamRadio: '', teamPhone: '' })
  expect(printed()?.cells.map((c) => c.kit)).toEqual([[], []])
  const { documents } = story.value
  const team = teamsOf(story.value)[0]?.id ?? ''
  Object.assign(documents.site.get(site) ?? {}, { hours: { from: 5, to: 240 }, teams: [{ id: 'another', code: 'T9', radio: '99' }, { id: team, code: 'T1', phone: '0600000001', radio: '14' }] })
  Object.assign(documents.task.get(task) ?? {}, { kit: ['detector', 'sledge'] })
  expect(printed()).toMatchObject({ window: { from: 5, to: 240 }, teamRadio: '14', teamPhone: '0600000001' })
  expect(printed()?.cells.map((c) => c.kit.map((k) => k.en))).toEqual([['Detector', 'sledge'], []])
  Object.assign(documents.site.get(site) ?? {}, { hours: { from: -10 } })
  expect(printed()?.window).toEqual({ from: -10, to: null })
})

test('a team that has no cell here is given nothing, and a package without a checklist prints task sheets alone', () => {
  const story = trial({ sections: [] }).desk.story.value
  expect(sheetsOf(story, ['nobody'])).toEqual({ sets: [], checklist: null })
})
