import { expect, test } from 'vitest'
import { id, item, lead, searcher, second, section, trial } from '../tablet/search/trial'
import { gateInputOf } from './gate'
import type { Search, Story } from './story'
import { isOverdue, kitOf, teamFacts } from './team'

const kit = [{ id: id(81), kind: 'detector', serial: 'DNM-1', calibratedUntil: '2026-05-19' }, { id: id(82), kind: 'dog', serial: 'REX' }]
const searchOf = (story: Story, of: string): Search => story.searches.get(of) ?? expect.fail('no search')

test('the team is who searches, and before anybody said so who the plan has in it', async () => {
  const t = trial({ sections: [section('s', item('q', 'people'))], kit })
  const search = searchOf(t.desk.story.value, await t.begun())
  expect(teamFacts(t.desk.story.value, search).team_officers).toEqual([searcher, second])
  expect(teamFacts(t.desk.story.value, { ...search, body: { ...search.body, searchers: [] } }).team_officers).toEqual([lead, searcher, second])
})

test('its kit is what it was issued by its last search; else all of a site that has no other team', async () => {
  const t = trial({ sections: [section('s', item('kit_issued', 'equipment'))], kit })
  const first = await t.begun()
  const story = (): Story => t.desk.story.value
  expect(teamFacts(story(), searchOf(story(), first)).team_equipment).toEqual([id(81), id(82)])
  t.told({ type: 'answer.asserted', entity: first, body: { item: 'kit_issued', value: [id(82)] } })
  const next = await t.begun()
  expect(teamFacts(story(), searchOf(story(), next)).team_equipment).toEqual([id(82)])
  ;(story().tasks as Map<string, unknown>).set(id(32), { ...story().tasks.get(id(31)), id: id(32), team: id(41) })
  expect(teamFacts(story(), searchOf(story(), first)).team_equipment).toBeUndefined()
})

test('the gate is told nothing of them: headquarters judges without them too', async () => {
  const t = trial({ sections: [section('s', item('q', 'people'))], kit })
  const input = gateInputOf(t.desk.story.value, searchOf(t.desk.story.value, await t.begun()), { outcome: 'done_clear', presence: undefined, signatures: [], documents: [] })
  expect(Object.keys(input.context?.facts ?? {})).not.toContain('team_officers')
  expect(Object.keys(input.context?.facts ?? {})).not.toContain('team_equipment')
})

test('a piece is overdue the day after its calibration ends, never one that needs none', () => {
  const t = trial({ kit })
  const [detector, dog] = kitOf(t.desk.story.value, id(2))
  if (detector === undefined || dog === undefined) throw new Error('no kit')
  expect([isOverdue(detector, Date.parse('2026-05-19T23:00:00.000Z')), isOverdue(detector, Date.parse('2026-05-20T00:00:00.000Z')), isOverdue(dog, Date.parse('2036-05-20T00:00:00.000Z'))]).toEqual([false, true, false])
})
