import { expect, test } from 'vitest'
import { checkSchema } from '../sync/schema'
import { id, lead, searcher, site, trial } from '../tablet/search/trial'
import { Acts } from './acts'
import type { Told } from './story'
import { keepFind, recordSeen, takeNote, takePhoto, tieFind, untiedOf } from './untied'

const [first, second] = ['a1'.repeat(32), 'b2'.repeat(32)]

/** A tablet at which somebody records while it is locked, and an officer afterwards. */
async function atATablet() {
  const t = trial()
  const search = await t.begun()
  const at = { who: '' }
  const written: Told[] = []
  let n = 0
  const record = (_: string, draft: Told & { version: number }) => {
    checkSchema(draft.type, draft.version, draft.body, draft.id)
    return Promise.resolve({ entry: { ...draft, at: `2026-05-20T04:30:${String(++n).padStart(2, '0')}.000Z` }, hash: 'h', stream: 's' })
  }
  const recorded = (entry: Told): void => {
    written.push(entry)
    t.desk.story.value.tell(entry)
  }
  const acts = new Acts({ journal: { record } as never, operation: id(1), site, actor: () => at.who, recorded, newId: () => id(0x9000 + ++n), now: () => 0 })
  return { acts, at, written, story: () => t.desk.story.value, search: () => { const s = t.desk.story.value.searches.get(search); if (s === undefined) throw new Error('no search'); return s } }
}

test('a find, photographs and a note are recorded in nobody’s name, on the site', async () => {
  const { acts, written, story } = await atATablet()
  await recordSeen(acts, { isFind: true, place: 'D-214', words: '', photos: [first] }, 'Found, not described yet')
  await recordSeen(acts, { isFind: false, place: 'D-215', words: 'The lock is filed.', photos: [second] }, '')
  expect(written.map((w) => [w.type, w.actor, w.site, w.entity, w.files, JSON.parse(w.body)])).toEqual([
    ['finding.recorded', '', site, '', [first], { salt: expect.any(String), category: 'other', description: 'Found, not described yet', placeText: 'D-214', photos: [{ sha256: first, role: 'in_place' }] }],
    ['note.added', '', site, site, [], { salt: expect.any(String), of: 'site', text: 'D-215\nThe lock is filed.' }],
    ['file.attached', '', site, site, [second], { salt: expect.any(String), of: 'site', files: [{ sha256: second, kind: 'photo', role: 'other', caption: 'D-215\nThe lock is filed.' }] }],
  ])
  expect(untiedOf(story(), site)).toMatchObject({ count: 3, finds: [{ body: { placeText: 'D-214' } }], notes: [{ text: 'D-215\nThe lock is filed.' }], photos: [{ sha256: second }] })
})

test('an officer says of which search they are, in entries of his own, and nothing waits any more', async () => {
  const { acts, at, written, story, search } = await atATablet()
  await recordSeen(acts, { isFind: true, place: 'D-214', words: 'A telephone', photos: [first] }, '')
  await recordSeen(acts, { isFind: false, place: '', words: 'The lock is filed.', photos: [second] }, '')
  at.who = searcher
  const { finds: [find], notes: [note], photos: [photo] } = untiedOf(story(), site)
  if (find === undefined || note === undefined || photo === undefined) throw new Error('nothing waits')
  await acts.act('exhibit.seized', { finding: find.id, description: 'A telephone', category: 'phone', quantity: 1, unit: 'piece', disposition: 'seized' })
  await tieFind(acts, find, [...story().exhibits.values()], search(), 'tied')
  await takeNote(acts, note, search(), 'tied')
  await takePhoto(acts, site, photo, search())
  expect(untiedOf(story(), site).count).toBe(0)
  expect(story().findingsOf(search().id).map((f) => f.id)).toEqual([find.id])
  expect(story().exhibitsOf(search().id)).toHaveLength(1)
  expect(story().remarksOn(search().id).map((r) => [r.text, r.actor, r.voided])).toEqual([['The lock is filed.', searcher, false]])
  expect(story().remarks.get(note.id)?.voided).toBe(true)
  expect(story().attachedTo(search().id).map((a) => a.sha256)).toEqual([second])
  expect(written.slice(3).every((w) => w.actor === searcher)).toBe(true)
})

test('what belongs to no search stays with the site, and waits no more', async () => {
  const { acts, at, story } = await atATablet()
  await recordSeen(acts, { isFind: true, place: '', words: 'Five hundred telephones in the store', photos: [] }, '')
  await recordSeen(acts, { isFind: false, place: '', words: 'Gate 2 is open.', photos: [second] }, '')
  at.who = lead
  const { finds: [find], notes: [note], photos: [photo] } = untiedOf(story(), site)
  if (find === undefined || note === undefined || photo === undefined) throw new Error('nothing waits')
  await keepFind(acts, site, find, 'of no search')
  await takeNote(acts, note, null, 'of no search')
  await takePhoto(acts, site, photo, null)
  expect(untiedOf(story(), site).count).toBe(0)
  expect([...story().findings.values()].map((f) => [f.body.search, f.voided])).toEqual([[undefined, false]])
})

test('a note without words and photographs that could not both be written: one does not hold up the other', async () => {
  const { acts, written } = await atATablet()
  const refused = recordSeen(acts, { isFind: false, place: '', words: 'x'.repeat(5000), photos: [second] }, '')
  await expect(refused).rejects.toThrow()
  expect(written.map((w) => w.type)).toEqual(['file.attached'])
  expect(acts.unwritten.value.map((u) => u.type)).toEqual(['note.added'])
})
