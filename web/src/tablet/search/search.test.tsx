import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Signal } from '@preact/signals'
import { noDocuments } from '../../field/documents'
import { Story } from '../../field/story'
import { kitId } from './controls/Kit'
import { readNumber } from './controls/Numbers'
import { modelOf } from './model'
import { answers, at, cleared, named, opened, root, settle, tap, typed } from './screen'
import { basis, cell, choice, id, item, lead, otherCell, searcher, second, section, site } from './trial'

beforeEach(cleared)

describe('a question', () => {
  test('of yes, no or not applicable takes one tap, and a second tap of a glove changes nothing', async () => {
    const { t } = await opened([section('s', item('q', 'yes_no_na'))])
    await tap('Yes')
    await tap('Yes')
    expect(answers(t)).toEqual([['q', '', 'yes']])
    expect(named('Yes').getAttribute('aria-pressed')).toBe('true')
  })

  test('of several choices keeps what goes alone apart from the others', async () => {
    const { t } = await opened([section('s', item('q', 'select_many', { options: [choice('none', { alone: true }), choice('a'), choice('b')] }))])
    for (const code of ['a', 'b', 'none']) await tap(code)
    await tap('a')
    expect(answers(t).map(([, , value]) => value)).toEqual([['a'], ['a', 'b'], ['none'], ['a']])
  })

  test('of many choices is searched by letters, accents or not', async () => {
    const options = Array.from({ length: 9 }, (_, i) => choice(`c${i}`)).concat(choice('évier'))
    const { t } = await opened([section('s', item('q', 'select_one', { options }))])
    expect(root.querySelectorAll('#item-q .pick').length).toBe(0)
    await tap('Choose (10)')
    await typed('input[type=search]', 'evi', false)
    expect(root.querySelectorAll('#item-q .pick').length).toBe(1)
    await tap('évier')
    expect(answers(t)).toEqual([['q', '', 'évier']])
  })

  test('opens the words that an option demands in its place, and says what is missing until they are there', async () => {
    const { t } = await opened([section('s', item('q', 'select_one', { options: [choice('a'), choice('b', { requires: ['comment'] })] }))])
    expect(at('q').querySelector('textarea')).toBeNull()
    await tap('b')
    expect(at('q').querySelector('[role=alert]')).not.toBeNull()
    await typed('#item-q textarea', 'to dogs')
    expect(t.written.at(-1)?.body).toMatchObject({ item: 'q', value: 'b', comment: 'to dogs' })
    expect(at('q').querySelector('[role=alert]')).toBeNull()
  })

  test('of a text is written when it is left, and when the screen goes away with the field in hand', async () => {
    const { t } = await opened([section('s', item('q', 'text'))])
    await typed('#item-q textarea', 'first')
    await typed('#item-q textarea', 'first and second', false)
    expect(answers(t).length).toBe(1)
    await act(() => render(null, root))
    await settle()
    expect(answers(t).map(([, , value]) => value)).toEqual(['first', 'first and second'])
  })

  test('of a number has its unit, and a comma is as good as a point', async () => {
    const { t } = await opened([section('s', item('q', 'number', { units: ['g', 'kg'] }))])
    await tap('kg')
    await typed('#item-q input', '1,5')
    expect(answers(t)).toEqual([['q', '', { number: 1.5, unit: 'kg' }]])
    expect([readNumber('1\u202f200,5'), readNumber('x'), readNumber('1e5')]).toEqual([1200.5, null, null])
  })

  test('of a count goes up and down, and says none by the first tap on −', async () => {
    const { t } = await opened([section('s', item('q', 'counter'), item('d', 'duration'))])
    await tap('−', at('q'))
    await tap('+', at('q'))
    await tap('+', at('d'))
    await tap('+', at('d'))
    expect(answers(t)).toEqual([['q', '', 0], ['q', '', 1], ['d', '', 5], ['d', '', 10]])
  })

  test('of a moment takes now', async () => {
    const { t } = await opened([section('s', item('q', 'datetime', { default: { now: true } }))])
    await tap('Now')
    expect(answers(t)[0]?.[2]).toMatch(/^2026-05-20T04:01:\d\d\.\d{3}Z$/)
  })

  test('of persons offers those who search first, and anybody by name', async () => {
    const { t } = await opened([section('s', item('one', 'person'), item('all', 'people'))])
    await tap('C. Petit', at('one'))
    await tap('B. Martin', at('all'))
    await tap('C. Petit', at('all'))
    await tap('Choose', at('one'))
    await typed('#item-one input[type=search]', 'Maître Roux', false)
    await tap('Write: Maître Roux', at('one'))
    expect(answers(t)).toEqual([['one', '', second], ['all', '', [searcher]], ['all', '', [searcher, second]], ['one', '', 'Maître Roux']])
  })

  test('of a place goes down the tree of the site', async () => {
    const { t } = await opened([section('s', item('q', 'location'))])
    await tap('Pick from the tree')
    await tap('D-2')
    expect(answers(t)).toEqual([['q', '', otherCell]])
  })

  test('of kit makes the same id of the same label, and keeps what was read', async () => {
    const { t } = await opened([section('s', item('q', 'equipment'))])
    await typed('#item-q input', 'DET-12')
    await vi.waitFor(() => expect(answers(t).length).toBe(1))
    expect(t.written.at(-1)?.body).toMatchObject({ value: [await kitId(site, 'det-12 ')], comment: 'DET-12' })
    expect(await kitId(site, id(77))).toBe(id(77))
    expect(await kitId(site, 'x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('of kit offers the site’s pieces by kind and serial number, says whose calibration is over, and knows one by its label', async () => {
    const lists = { 'equipment-kinds': [choice('detector'), choice('dog')] }
    const { t } = await opened([section('s', item('q', 'equipment', { default: { fact: 'team_equipment' } }))], 's', { lists, kit: [{ id: id(81), kind: 'detector', serial: 'DNM-1', calibratedUntil: '2026-05-19' }, { id: id(82), kind: 'dog', serial: 'REX' }] })
    expect(at('q').textContent).toContain('detector DNM-1CALIBRATION OVER since 2026-05-19')
    expect(at('q').querySelector('.suggested')?.textContent).toContain('detector DNM-1, dog REX') // the only team at the site
    await tap('dog REX', at('q'))
    expect(t.written.at(-1)?.body).toMatchObject({ value: [id(82)], comment: 'dog REX' })
    await typed('#item-q input', 'dnm-1')
    await vi.waitFor(() => expect(answers(t).length).toBe(2))
    expect(t.written.at(-1)?.body).toMatchObject({ value: [id(82), id(81)], comment: 'dog REX\ndetector DNM-1' })
    await tap('dog REX', at('q'))
    expect(t.written.at(-1)?.body).toMatchObject({ value: [id(81)], comment: 'detector DNM-1' })
  })

  test('of people is suggested from who searches', async () => {
    const { t } = await opened([section('s', item('q', 'people', { default: { fact: 'team_officers' } }))])
    await tap('Take over', at('q'))
    expect(t.written.at(-1)?.body).toMatchObject({ value: [searcher, second] })
  })

  test('of a signature takes a refusal with its reason', async () => {
    const { t } = await opened([section('s', item('q', 'signature', { refusal: true }))])
    await tap('Refuses to sign')
    await typed('#item-q textarea', 'does not wish to')
    expect(t.written.at(-1)?.body).toMatchObject({ value: 'refused', comment: 'does not wish to' })
  })

  test('of a code, a seal, an exhibit, a look-up or a model takes what is typed or picked', async () => {
    const { t } = await opened([section('s', item('scan', 'scan', { scan: ['qr'] }), item('seal', 'seal'), item('x', 'exhibit'), item('l', 'lookup', { list: 'kinds' }), item('m', 'device'))], 's', { lists: { kinds: [choice('k1'), choice('k2')] } })
    await typed('#item-scan input', '352099001761481')
    await typed('#item-seal input', 'S-100')
    await tap('Take the next number')
    await tap('Choose', at('l'))
    await tap('k2', at('l'))
    await tap('Choose', at('m'))
    await tap('Another model', at('m'))
    expect(answers(t)).toEqual([['scan', '', '352099001761481'], ['seal', '', 'S-100'], ['x', '', 'K7M-001-9'], ['l', '', 'k2'], ['m', '', 'other']])
    expect(at('m').querySelector('textarea')).not.toBeNull()
  })

  test('that is only read or reckoned shows what it says, and appears when another answer asks for it', async () => {
    await opened([section('s', item('n', 'note'), item('c', 'calculated', { calculate: { fact: 'target_location' } }), item('q', 'yes_no_na'), item('why', 'text', { relevantIf: { item: 'q', is: 'no' }, required: true }))])
    expect(root.querySelector('.ask-note')?.textContent).toBe('n')
    expect(root.querySelector('.ask-calculated')?.textContent).toContain('D / D-1')
    expect(document.getElementById('item-why')).toBeNull()
    await tap('No')
    expect(at('why').textContent).toContain('to answer')
  })

  test('shows its suggestion and takes it only when it is tapped', async () => {
    const { t } = await opened([section('s', item('location_actual', 'location'), item('occupants_found', 'counter'))])
    expect(at('location_actual').textContent).toContain('Suggested: D / D-1')
    expect(answers(t)).toEqual([])
    await tap('Take over 2 suggestions')
    expect(answers(t)).toEqual([['location_actual', '', cell], ['occupants_found', '', 1]])
  })

  test('says a constraint that does not hold in its place', async () => {
    await opened([section('s', item('q', 'counter', { max: 3 }))])
    await typed('#item-q input', '9')
    expect(at('q').querySelector('[role=alert]')?.textContent).toContain('3')
    expect(root.querySelector('.rail')?.textContent).toContain('1 to correct')
  })
})

describe('an answer', () => {
  test('is shown at once, also while the disk is slow', async () => {
    const { t } = await opened([section('s', item('q', 'yes_no_na'))])
    let go = (): void => undefined
    t.gate = new Promise((done) => (go = done))
    await tap('Yes')
    expect(answers(t)).toEqual([])
    expect(named('Yes').getAttribute('aria-pressed')).toBe('true')
    go()
    await settle()
    expect(answers(t)).toEqual([['q', '', 'yes']])
  })

  test('that follows another before that is written takes its place: nobody contests himself', async () => {
    const { t, search } = await opened([section('s', item('q', 'yes_no_na'))])
    let go = (): void => undefined
    t.gate = new Promise((done) => (go = done))
    await tap('Yes')
    await tap('No')
    go()
    await settle()
    expect(answers(t).map(([, , v]) => v)).toEqual(['yes', 'no'])
    expect(t.desk.story.value.answer(search, 'q')?.assertions.filter((a) => !a.superseded).map((a) => a.value)).toEqual(['no'])
  })

  test('that could not be written says so where it stands, and is written again', async () => {
    const { t } = await opened([section('s', item('q', 'yes_no_na'))])
    t.full = true
    await tap('Yes')
    expect(at('q').textContent).toContain('Not written on this tablet')
    expect(named('Yes').getAttribute('aria-pressed')).toBe('true')
    t.full = false
    await tap('Write it again')
    expect(at('q').textContent).not.toContain('Not written')
    expect(t.desk.acts.unwritten.value).toEqual([])
    expect(answers(t)).toEqual([['q', '', 'yes']])
  })

  test('that waits for the one before it is written, by who gave it, when the tablet locks itself meanwhile', async () => {
    const { t, search } = await opened([section('s', item('q', 'yes_no_na'))])
    const me = t.desk.me as Signal<string>
    const [known, who] = [t.desk.story.value, me.value]
    let go = (): void => undefined
    t.gate = new Promise((done) => (go = done))
    await tap('Yes')
    await tap('No')
    await act(() => {
      ;(t.desk.story as Signal<Story>).value = new Story(noDocuments())
      me.value = ''
    })
    go()
    await settle()
    expect(t.written.filter((w) => w.type === 'answer.asserted').map((w) => [w.entity, w.actor, w.body.value])).toEqual([[search, who, 'yes'], [search, who, 'no']])
    ;(t.desk.story as Signal<Story>).value = known
  })

  test('that is given anew while the one before it is tried again supersedes it', async () => {
    const { t, search } = await opened([section('s', item('q', 'yes_no_na'))])
    t.full = true
    await tap('Yes')
    t.full = false
    let go = (): void => undefined
    t.gate = new Promise((done) => (go = done))
    const again = t.desk.acts.retryFull()
    for (const u of t.desk.acts.unwritten.value) void t.desk.acts.retry(u)
    await tap('No')
    go()
    await again
    await settle()
    expect(t.desk.story.value.answer(search, 'q')?.assertions.filter((a) => !a.superseded).map((a) => a.value)).toEqual(['no'])
    expect([answers(t).map(([, , v]) => v), t.desk.acts.unwritten.value]).toEqual([['yes', 'no'], []])
  })

  test('that two officers gave alike without knowing of each other is answered, as at headquarters', async () => {
    const { t, search } = await opened([section('s', item('q', 'yes_no_na'))])
    for (const actor of [lead, second]) t.told({ type: 'answer.asserted', entity: search, actor, body: { item: 'q', value: 'yes' } })
    await settle()
    expect(at('q').textContent).not.toContain('differ')
    expect(at('q').querySelector('.ask-mark-done')).not.toBeNull()
  })

  test('that two officers gave differently shows both with who and when, and the next one settles it', async () => {
    const { t, search } = await opened([section('s', item('q', 'yes_no_na'))])
    t.told({ type: 'answer.asserted', entity: search, actor: lead, body: { item: 'q', value: 'yes' } })
    t.told({ type: 'answer.asserted', entity: search, actor: second, body: { item: 'q', value: 'no' } })
    await settle()
    for (const words of ['2 answers that differ', 'A. Durand, 06:01', 'C. Petit, 06:01']) expect(at('q').textContent).toContain(words)
    await tap('Keep this one')
    expect(t.written.at(-1)?.supersedes.length).toBe(2)
    expect(at('q').textContent).not.toContain('differ')
  })

  test('costs one evaluation, and draws no question that did not change', async () => {
    const { t, search } = await opened([section('s', item('a', 'yes_no_na'), item('b', 'yes_no_na'))])
    const model = modelOf(t.desk, search)
    const before = model.view('b').value
    const asked = model.asked.value
    await tap('Yes', at('a'))
    const after = model.asked.value
    expect(after).not.toBe(asked)
    expect(model.view('b').value).toBe(before)
    t.told({ type: 'note.added', entity: search, body: { of: 'search', text: 'x' } })
    expect(model.asked.value).toBe(after)
  })
})

const areas = section('areas', item('areas', 'matrix', {
  required: true, rows: [choice('door'), choice('bed'), choice('sink')],
  columns: [item('searched', 'select_one', { required: true, options: [choice('yes'), choice('not_accessible')] }), item('reason', 'text', { required: true, relevantIf: { item: 'areas.searched', is: 'not_accessible' } }), item('find', 'yes_no_na', { required: true, relevantIf: { item: 'areas.searched', is: 'yes' } })],
}))

describe('the area matrix', () => {
  test('is tapped down, one tap a row, and asks the reason in the row', async () => {
    const { t } = await opened([areas])
    const rows = [...root.querySelectorAll<HTMLElement>('.matrix-row')]
    await tap('yes', rows[0])
    await tap('not_accessible', rows[1])
    await typed('#item-areas\\.reason-bed textarea', 'welded')
    expect(answers(t)).toEqual([['areas.searched', 'door', 'yes'], ['areas.searched', 'bed', 'not_accessible'], ['areas.reason', 'bed', 'welded']])
    expect(root.querySelector('.matrix-columns')?.textContent).toBe('searched1 leftfind1 left')
  })

  test('answers the rows that are open at once only after it has asked', async () => {
    const { t } = await opened([areas])
    await tap('not_accessible', root.querySelectorAll<HTMLElement>('.matrix-row')[1])
    await tap('Answer the 2 open rows at once')
    await tap('yes', root.querySelector('.matrix-filling') ?? root)
    expect(answers(t).length).toBe(1)
    expect(root.querySelector('.matrix-filling')?.textContent).toContain('“yes” for 2 rows?')
    await tap('Yes, for 2 rows')
    expect(answers(t).slice(1)).toEqual([['areas.searched', 'door', 'yes'], ['areas.searched', 'sink', 'yes']])
  })
})

describe('rows', () => {
  test('are added and removed, the removal asked for twice', async () => {
    const { t } = await opened([section('s', item('damage', 'repeat', { items: [item('what', 'text', { required: true })] }))])
    await tap('Add: damage')
    await typed('.repeat-row textarea', 'cracked')
    const row = answers(t)[0]?.[1]
    expect(answers(t)).toEqual([['damage.what', row, 'cracked']])
    await tap('Remove damage 1')
    expect(answers(t).length).toBe(1)
    await tap('Yes, remove damage 1')
    expect(answers(t)[1]).toEqual(['damage', row, false])
    expect(root.querySelectorAll('.repeat-row').length).toBe(0)
  })
})

describe('a section', () => {
  test('that the legal basis does not demand is filled in only by whoever wants to', async () => {
    const { t } = await opened([section('a', item('x', 'yes_no_na')), section('b', item('y', 'yes_no_na', { required: true }))], 'b', { bases: [{ ...basis, sections: ['a'] }] })
    expect(document.getElementById('item-y')).toBeNull()
    expect(root.querySelector('.rail')?.textContent).toContain('not demanded')
    await tap('Fill it in all the same')
    await tap('Yes', at('y'))
    expect(answers(t)).toEqual([['y', '', 'yes']])
  })
})
