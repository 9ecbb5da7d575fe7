import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Search } from '../../field/story'
import { close } from '../../field/verbs'
import { address } from '../../parts/route'
import { placesOf } from './controls/Place'
import { modelOf } from './model'
import { SearchPage } from './SearchPage'
import { TaskPage } from './TaskPage'
import { at, cleared, named, opened, root, settle, shown, tap, typed } from './screen'
import { cell, choice, id, item, lead, otherCell, searcher, second, section, site, task, template, trial } from './trial'

beforeEach(cleared)

const signed = [section('s', item('q', 'yes_no_na', { required: true }))]

describe('the close', () => {
  test('lists what is missing, leads to its place, and has no button while something is', async () => {
    const { t, search } = await opened(signed, '~end')
    expect(root.textContent).toContain('3 things are missing')
    expect([...root.querySelectorAll('button')].some((b) => b.textContent?.startsWith('Close:'))).toBe(false)
    expect(named('missing').getAttribute('href') ?? named('missing').closest('a')?.getAttribute('href')).toBe(`/tablet/search/${search}/s?at=q`)
    address.value = { path: '', search: '?at=q' }
    await shown(t, <SearchPage search={search} section="s" />)
    await vi.waitFor(() => expect(document.activeElement?.id).toBe('item-q'))
  })

  test('lacks as much on its page as the rail says, whether or not somebody let it pass', async () => {
    const { t, search } = await opened(signed, 's')
    const rail = () => [...root.querySelectorAll('.rail-step')].at(-1)?.querySelector('.rail-count')?.textContent
    await vi.waitFor(() => expect(rail()).toBe('3 missing in all'))
    await tap('Yes', at('q'))
    await vi.waitFor(() => expect(rail()).toBe('2 missing in all'))
    await shown(t, <SearchPage search={search} section="~end" />)
    expect(root.textContent).toContain('2 things are missing')
    await tap('A supervisor lets it pass')
    await tap('A. Durand', root.querySelector('dialog') ?? root)
    await typed('dialog textarea', 'the bag was left at the gate')
    await tap('Let 2 pass')
    expect(root.textContent).toContain('Nothing is missing any more')
    expect(root.textContent).toContain('2 more were let pass.')
    await vi.waitFor(() => expect(rail()).toBe('2 let pass'))
  })

  test('is reached by a supervisor’s leave, which says who, why and what, and by a second officer’s own PIN', async () => {
    const { t, search } = await opened(signed, '~end')
    await tap('A supervisor lets it pass')
    await tap('Let 3 pass')
    expect(t.written.some((w) => w.type === 'gate.overridden')).toBe(false)
    expect([...root.querySelectorAll('dialog .pick')].map((b) => b.textContent)).toEqual(['A. Durand'])
    await tap('A. Durand', root.querySelector('dialog') ?? root)
    await typed('dialog textarea', 'the bag was left at the gate')
    await tap('Let 3 pass')
    expect(t.written.at(-1)).toMatchObject({ type: 'gate.overridden', entity: search, body: { supervisor: lead, reason: 'the bag was left at the gate' } })
    expect((t.written.at(-1)?.body.missing as { code: string }[]).map((m) => m.code)).toEqual(['signer_missing', 'signer_missing', 'item_missing'])
    await tap('Searched, nothing found')
    await tap('C. Petit')
    expect(root.querySelector('.second-pin')?.textContent).toContain('PIN of C. Petit. Close: Searched, nothing found')
    await typed('#pin', '000000', false)
    await tap('Confirm', root.querySelector('.second-pin') ?? root)
    expect(root.textContent).toContain('This is not the PIN. 9 attempts left.')
    expect(t.written.some((w) => w.type === 'search.closed')).toBe(false)
    await typed('#pin', '161803', false)
    await tap('Confirm', root.querySelector('.second-pin') ?? root)
    const [closed, confirmed] = t.written.slice(-2)
    expect(closed).toMatchObject({ type: 'search.closed', actor: searcher, body: { outcome: 'done_clear' } })
    expect(closed?.body.signatures).toBeUndefined()
    expect(confirmed).toMatchObject({ type: 'search.confirmed', actor: second, entity: search, body: { closing: closed?.id, by: 'pin' } })
    expect(root.textContent).toContain('Confirmed byC. Petit')
    expect(root.textContent).toContain('Next cell: D-2')
    await tap('Reopen')
    await typed('dialog textarea', 'a second hiding place')
    await tap('Reopen the search')
    expect(t.written.at(-1)).toMatchObject({ type: 'search.reopened', body: { reason: 'a second hiding place' } })
    expect(root.querySelector('.rail')).not.toBeNull()
  })

  test('takes signatures and witnesses from the questions of the checklist, and asks nobody twice', async () => {
    const { t, search } = await opened([section('s', item('presence', 'select_one', { list: 'presence' }), item('w1', 'person', { relevantIf: { item: 'presence', is: 'two_witnesses' } }), item('sign', 'signature', { role: 'witness', refusal: true, relevantIf: { item: 'w1', answered: true } }))], '~end', { lists: { presence: [choice('two_witnesses')] } })
    await tap('two_witnesses')
    await tap('A. Durand', at('w1'))
    await tap('Sign as Witness · A. Durand')
    await tap('Refuses to sign')
    await typed('.slot textarea', 'no hands')
    const { presence, signatures } = modelOf(t.desk, search).ending.closing.value
    expect(presence).toEqual({ occupant: 'two_witnesses', witnesses: ['A. Durand'] })
    expect(signatures).toEqual([{ role: 'witness', name: 'A. Durand', refusedBecause: 'no hands' }])
  })

  test('declares a signature once, though both an answer and the closing name its drawing', async () => {
    const { t, search } = await opened([section('s', item('sign', 'signature', { role: 'lead' }))], '~end')
    const [drawn, held] = ['a'.repeat(64), 'b'.repeat(64)]
    t.told({ type: 'answer.asserted', entity: search, files: [drawn], body: { item: 'sign', value: drawn } })
    await settle()
    const story = t.desk.story.value
    await close(t.desk.acts, story, story.searches.get(search) as Search, { outcome: 'done_clear', presence: undefined, documents: [], signatures: [{ role: 'lead', file: drawn }, { role: 'occupant', file: held }] })
    expect(t.written.at(-1)).toMatchObject({ type: 'search.closed', body: { counts: { files: 2 } } })
  })
})

describe('a checklist that changes under a draft', () => {
  test('is told in words: what differs, what was kept, what was set aside, what is asked now', async () => {
    const { t, search } = await opened([section('s', item('old', 'yes_no_na'), item('q', 'yes_no_na'))])
    await tap('Yes', at('old'))
    await tap('No', at('q'))
    const story = t.desk.story.value
    const [first] = [...story.documents.template.values()]
    ;(story.documents.template as Map<string, unknown>).set(first?.id ?? '', { ...first, version: 2, sections: [section('s', item('q', 'yes_no_na'), item('fresh', 'text', { required: true }))] })
    t.told({ type: 'note.added', entity: search, body: { of: 'search', text: 'x' } })
    await settle()
    for (const words of ['version 1 is now version 2', '1 answer kept', '1 set aside', 'old: Yes · not asked any more', '1 newly asked', 'fresh']) expect(root.querySelector('.versions')?.textContent).toContain(words)
    await tap('Yes', at('q'))
    expect(t.written.at(-1)?.body).toMatchObject({ item: 'q', value: 'yes', templateVersion: 2 })
  })
})

describe('a newer version that was published beside', () => {
  const old = section('s', item('old', 'yes_no_na'), item('q', 'yes_no_na'))
  const newer = section('s', item('q', 'yes_no_na'), item('fresh', 'text', { required: true }))

  /** A search under version 1 with both its questions answered, and version 2 published. */
  async function published() {
    const { t, search } = await opened([old])
    await tap('Yes', at('old'))
    await tap('No', at('q'))
    const story = t.desk.story.value
    const [first] = [...story.documents.template.values()]
    ;(story.documents.template as Map<string, unknown>).set(id(4), { ...first, id: id(4), version: 2, sections: [newer] })
    t.told({ type: 'note.added', entity: search, body: { of: 'search', text: 'x' } })
    await settle()
    return { t, search, story: () => t.desk.story.value }
  }

  test('is offered and changes nothing by itself; moved to, it keeps what fits, sets the rest aside and shows it', async () => {
    const { t, search, story } = await published()
    expect(root.querySelector('.versions')?.textContent).toContain('This search keeps version 1')
    await tap('Yes', at('q'))
    expect(t.written.at(-1)?.body).toMatchObject({ item: 'q', templateVersion: 1 })
    await tap('Move this search to version 2')
    for (const words of ['1 answer kept', '1 set aside', 'old: Yes · not asked any more', '1 newly asked', 'fresh']) expect(root.querySelector('dialog')?.textContent).toContain(words)
    const told = story().answer(search, 'old')?.assertions.at(-1)?.entry
    await tap('Move it')
    const [moved, back] = t.written.slice(-2)
    expect(moved).toMatchObject({ type: 'search.moved', entity: search, body: { template: id(4), templateVersion: 2, from: { template, templateVersion: 1 }, aside: [{ item: 'old', entry: told, why: 'no_item' }] } })
    expect(back).toMatchObject({ type: 'answer.asserted', supersedes: [told], body: { item: 'old', value: null, template, templateVersion: 1 } })
    expect(root.querySelector('.versions')?.textContent).toContain('Moved from version 1 to version 2')
    expect(root.querySelector('.versions')?.textContent).toContain('old: Yes · not asked any more')
    await tap('No', at('q'))
    expect(t.written.at(-1)?.body).toMatchObject({ item: 'q', template: id(4), templateVersion: 2 })
    expect(modelOf(t.desk, search).ending.lacks.value.filter((l) => l.code.startsWith('item_')).map((l) => [l.code, l.path])).toEqual([['item_missing', 'fresh']])
  })

  test('a move that was cut off in the middle is finished from the search', async () => {
    const { t, search, story } = await published()
    const told = story().answer(search, 'old')?.assertions.at(-1)?.entry
    t.told({ type: 'search.moved', entity: search, body: { template: id(4), templateVersion: 2, from: { template, templateVersion: 1 }, aside: [{ item: 'old', entry: told, why: 'no_item' }] } })
    await settle()
    await tap('Set the other 1 aside')
    expect(t.written.at(-1)).toMatchObject({ type: 'answer.asserted', supersedes: [told], body: { item: 'old', value: null } })
    expect([...root.querySelectorAll('button')].some((b) => b.textContent?.startsWith('Set the other'))).toBe(false)
  })
})

describe('a task', () => {
  test('is accepted, or given back with a code and words', async () => {
    const t = trial()
    await shown(t, <TaskPage task={task} />)
    await tap('Accept')
    expect(t.written.at(-1)).toMatchObject({ type: 'task.accepted', entity: task })
    await tap('Give it back')
    await tap('Kit missing')
    await typed('dialog textarea', 'no detector')
    await tap('Give it back', root.querySelector('dialog footer') ?? root)
    expect(t.written.at(-1)).toMatchObject({ type: 'task.returned', body: { reasonCode: 'kit', reason: 'no detector' } })
  })

  test('begins at the door: the cell, who searches, how many were found', async () => {
    const t = trial({ sections: signed })
    await shown(t, <TaskPage task={task} />)
    await tap('Begin the search')
    await tap('Begin now')
    expect(root.textContent).toContain('Confirm the cell.')
    await tap('It is D / D-1')
    await tap('+')
    await tap('Begin now')
    expect(t.written.at(-1)).toMatchObject({ type: 'search.started', body: { task, location: cell, confirmedBy: 'pick', occupantsFound: 1, searchers: [lead, searcher, second], legalBasis: 'admin', templateVersion: 1 } })
  })

  test('that stands at another door needs its reason, and a door code is read for what it is', async () => {
    const t = trial({ sections: signed })
    await shown(t, <TaskPage task={task} />)
    await tap('Begin the search')
    await typed('.scan-field input', 'd2')
    await tap('+')
    await tap('Begin now')
    expect(root.textContent).toContain('Say why it is another cell.')
    await typed('.arrival-part textarea', 'the occupant was moved there')
    await tap('Begin now')
    expect(t.written.at(-1)?.body).toMatchObject({ location: otherCell, confirmedBy: 'scan', differsBecause: 'the occupant was moved there' })
    expect(placesOf(t.desk.story.value, site, `https://x/${cell}`).map((d) => d.id)).toEqual([cell])
    expect(placesOf(t.desk.story.value, site, 'nowhere')).toEqual([])
  })

  test('outside of its authorisation is blocked until somebody says why it begins all the same', async () => {
    const t = trial({ sections: signed, authorisations: [{ id: id(50), reference: '12/2026', from: '2026-05-20T08:00:00.000Z', until: '2026-05-20T10:00:00.000Z', locations: [cell] }] })
    await shown(t, <TaskPage task={task} />)
    expect(root.textContent).toContain('No authorisation holds at this hour')
    await tap('Begin the search')
    await tap('It is D / D-1')
    await tap('+')
    await tap('Begin all the same')
    expect(t.written.some((w) => w.type === 'search.started')).toBe(false)
    await typed('.ask-alarm textarea', 'ordered by the prosecutor at 06:00')
    await tap('Begin all the same')
    expect(t.written.at(-1)?.body).toMatchObject({ overrideReason: 'ordered by the prosecutor at 06:00' })
  })

  test('is not searched for a reason, and a search is broken off for one', async () => {
    const t = trial({ sections: signed })
    const search = await t.begun()
    await shown(t, <SearchPage search={search} section="s" />)
    await tap('Break off the search')
    await tap('It was not safe')
    await typed('dialog textarea', 'fire alarm')
    await tap('Break it off')
    expect(t.written.at(-1)).toMatchObject({ type: 'search.notExecuted', entity: search, body: { reasonCode: 'safety', reason: 'fire alarm' } })
    expect(root.textContent).toContain('Not searched')
  })
})
