import type { Signal } from '@preact/signals'
import { act } from 'preact/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import { noDocuments } from '../../field/documents'
import { Story } from '../../field/story'
import { StorageFull } from '../../sync/storage'
import { language } from '../../words/words'
import { cardOf, formOf } from './card'
import { readDecimal } from './controls'
import { deviceWith, fitsAs, remarksOn } from './device'
import { runsOf } from './ExhibitKit'
import { FindCard } from './FindCard'
import { FindList } from './FindList'
import { receiptOf } from './receipt'
import { applySeal, breakSeal, emptySeal, sealLacks, withPhotos } from './steps'
import { press, settled, shownAt, trialDesk, type TrialDesk, type } from './trial/desk'
import { ids } from './trial/shipped'

let trial: TrialDesk
let root: HTMLElement

const search = () => [...trial.story.value.searches.values()][0] ?? null
const since = (n = 1) => trial.written.slice(n)
const types = (n = 1) => since(n).map((w) => w.type)
const finding = () => [...trial.story.value.findings.values()][0]
const exhibit = () => [...trial.story.value.exhibits.values()][0]
const photo = 'f'.repeat(64)

function open(find?: string): void {
  root = shownAt(trial.desk, <FindCard search={search()} site={ids.site} {...(find === undefined ? {} : { find })} onClose={() => undefined} />)
}

/** A telephone that was seized, nothing read of it. */
async function seizedPhone(): Promise<void> {
  open()
  press(root, 'Search by hand', 'how')
  await settled(trial)
  press(root, 'Telephone', 'category')
  await settled(trial)
  press(root, 'Seized', 'disposition')
  await settled(trial)
}

beforeEach(async () => {
  document.body.replaceChildren()
  language.value = 'en'
  trial = await trialDesk()
})

describe('a find', () => {
  test('is recorded with the first thing that is said of it, before anybody has said what it is', async () => {
    open()
    press(root, 'Dog', 'how')
    await settled(trial)
    expect(types()).toEqual(['finding.recorded'])
    expect(since()[0]?.body).toMatchObject({ search: search()?.id, how: 'dog', category: 'other', description: 'Found, not described yet' })
    expect(root.querySelector('.still-lacking')?.textContent).toContain('What it is has not been said.')
  })

  test('is amended by each further thing, in the place of the amendments that stood on the screen', async () => {
    open()
    press(root, 'Dog', 'how')
    press(root, 'Telephone', 'category') // before the first is on the disk
    await settled(trial)
    type(root, 'description', 'Small telephone, black')
    await settled(trial)
    const [made, what, words] = since()
    expect(types()).toEqual(['finding.recorded', 'finding.amended', 'finding.amended'])
    expect(what).toMatchObject({ entity: made?.id, supersedes: [], body: { changes: { category: 'phone', description: 'Telephone', quantity: 1, unit: 'piece' } } })
    expect(words).toMatchObject({ entity: made?.id, supersedes: [what?.id], body: { changes: { description: 'Small telephone, black' } } })
    expect(finding()?.body).toMatchObject({ how: 'dog', category: 'phone', description: 'Small telephone, black' })
  })

  test('is still told the words that were half typed when the tablet locks itself, as the same find and by who typed them', async () => {
    const leaving = new Set<() => void>()
    const me = trial.desk.me as Signal<string>
    root = shownAt({ ...trial.desk, leaving }, <FindCard search={search()} site={ids.site} onClose={() => undefined} />)
    press(root, 'Telephone', 'category')
    await settled(trial)
    type(root, 'description', 'Small telephone, black', { leave: false })
    const find = finding()?.id
    await act(async () => {
      for (const write of leaving) write()
      trial.story.value = new Story(noDocuments())
      me.value = ''
    })
    await settled(trial)
    expect(since().at(-1)).toMatchObject({ type: 'finding.amended', entity: find, actor: ids.me, body: { changes: { description: 'Small telephone, black' } } })
  })

  test('says so when no number can be drawn for it, and takes one when it is pressed again', async () => {
    let full = true
    root = shownAt({ ...trial.desk, nextNumber: () => (full ? Promise.reject(new StorageFull('full')) : trial.desk.nextNumber()) }, <FindCard search={search()} site={ids.site} onClose={() => undefined} />)
    press(root, 'Telephone', 'category')
    await settled(trial)
    press(root, 'Seized', 'disposition')
    await settled(trial)
    expect([types(), trial.desk.acts.unwritten.value, root.querySelector('.not-kept[role=alert]')?.textContent?.includes('NOT RECORDED')]).toEqual([['finding.recorded'], [], true])
    full = false
    press(root, 'Seized', 'disposition')
    await settled(trial)
    expect([types(), root.querySelector('.not-kept')]).toEqual([['finding.recorded', 'exhibit.seized'], null])
  })

  test('takes its number when it is decided what becomes of it, and shows it as it is written on the label', async () => {
    await seizedPhone()
    expect(types()).toEqual(['finding.recorded', 'finding.amended', 'exhibit.seized'])
    expect(exhibit()?.body).toMatchObject({ finding: finding()?.id, search: search()?.id, number: 'K7M-001-0', description: 'Telephone', category: 'phone', quantity: 1, unit: 'piece', disposition: 'seized' })
    expect(root.querySelector('.label-number strong')?.textContent).toBe('K7M-001-0')
  })

  test('that is counted in grams waits for its quantity before it is taken', async () => {
    open()
    press(root, 'Drug', 'category')
    await settled(trial)
    expect(root.querySelector('[data-item="disposition"]')?.textContent).toContain('First say what it is, and how much.')
    type(root, 'quantity', '2,5')
    await settled(trial)
    press(root, 'Seized', 'disposition')
    await settled(trial)
    expect(exhibit()?.body).toMatchObject({ quantity: 2.5, unit: 'g' })
  })

  test('that is left where it is has no number and asks for no seal', async () => {
    open()
    press(root, 'Tobacco', 'category')
    await settled(trial)
    type(root, 'quantity', '20')
    await settled(trial)
    press(root, 'Left in place', 'disposition')
    await settled(trial)
    expect(exhibit()?.body.number).toBeUndefined()
    expect(root.textContent).not.toContain('The seal is on')
  })

  test('is not whole while the gate asks for anything of it', async () => {
    await seizedPhone()
    const now = trial.story.value
    const card = cardOf(now, formOf(now, search()), search(), finding()?.id ?? '')
    const codes = card?.lacks.map((l) => l.code)
    expect(codes).toEqual(expect.arrayContaining(['exhibit_unsealed', 'exhibit_without_photo', 'device_unknown', 'find_without_photo']))
    expect(root.querySelector('.find-head')?.textContent).toMatch(/No seal · \d+ still lacking/)
    expect(root.querySelector('.card-done')).toBeNull()
  })

  test('outside of any search is at a place of the site, and asks for nothing that it cannot carry', async () => {
    root = shownAt(trial.desk, <FindCard search={null} site={ids.site} location={ids.store} onClose={() => undefined} />)
    press(root, 'Telephone', 'category')
    await settled(trial)
    press(root, 'Seized', 'disposition')
    await settled(trial)
    expect(exhibit()?.body).toMatchObject({ location: ids.store, number: 'K7M-001-0' })
    expect(exhibit()?.body.search).toBeUndefined()
    const now = trial.story.value
    const lacks = cardOf(now, formOf(now, null), null, finding()?.id ?? '')?.lacks ?? []
    expect(lacks.map((l) => l.code)).toContain('exhibit_unsealed')
    expect(lacks.filter((l) => /isolated|numbers_as_read|how_detail/.test(l.path ?? ''))).toEqual([])
  })

  test('that was given up half-way opens where it stood', async () => {
    await seizedPhone()
    document.body.replaceChildren()
    open(finding()?.id)
    expect(root.querySelector('[data-item="how"]')?.textContent).toContain('Search by hand')
    press(root, 'No', 'iccid_readable')
    type(root, 'iccid_readable', 'No card in it')
    await settled(trial)
    expect(exhibit()?.body.device).toMatchObject({ iccidUnreadableBecause: 'No card in it' })
  })

  test('is voided with a reason, its exhibit before it', async () => {
    await seizedPhone()
    press(root, 'Void this find')
    const reason = root.querySelector('.kit textarea') as HTMLTextAreaElement
    reason.value = 'Recorded twice'
    reason.dispatchEvent(new Event('input', { bubbles: true }))
    await settled(trial)
    press(root.querySelector('.reason') as HTMLElement, 'Void this find')
    await settled(trial)
    expect(since(4).map((w) => [w.type, w.body.reason])).toEqual([['exhibit.voided', 'Recorded twice'], ['finding.voided', 'Recorded twice']])
    document.body.replaceChildren()
    root = shownAt(trial.desk, <FindList search={search()} site={ids.site} />)
    expect(root.querySelector('.find-voided')?.textContent).toContain('Voided')
  })
})

describe('what is read of a telephone', () => {
  test('is told in words while it is typed, and recorded as it was read', async () => {
    await seizedPhone()
    press(root, 'Yes', 'imei_readable')
    const place = type(root, 'imei_readable', '35904337750', { leave: false })
    expect(place.textContent).toContain('11 of 15 digits.')
    type(root, 'imei_readable', '359043377500085', { leave: false })
    expect(place.textContent).toContain('The last digit does not fit the others. Read it again.')
    expect(exhibit()?.body.device).toBeUndefined() // nothing is written before the field is left
    type(root, 'imei_readable', '359043377500085')
    await settled(trial)
    expect(exhibit()?.body.device?.imei1).toBe('359043377500085')
  })

  test('of two things said at once loses neither', async () => {
    await seizedPhone()
    press(root, 'Yes', 'mini')
    press(root, 'Off', 'powered')
    await settled(trial)
    expect(exhibit()?.body.device).toMatchObject({ mini: true, powered: 'off' })
    const [first, second] = since(4)
    expect(second?.supersedes).toEqual([first?.id])
  })

  test('offers the model of its type code, marked as sought', async () => {
    await seizedPhone()
    press(root, 'Yes', 'imei_readable')
    type(root, 'imei_readable', '35904337')
    type(root, 'imei_readable', '359043377500085')
    await settled(trial)
    const models = [...root.querySelectorAll('.model')]
    expect(models[0]?.textContent).toMatch(/L8star BM10.*sought.*by the IMEI/)
    press(models[0]?.parentElement as HTMLElement, models[0]?.textContent?.trim() ?? '')
    await settled(trial)
    expect(exhibit()?.body.device).toMatchObject({ model: ids.model, isTargetModel: true, mini: true, imei1: '359043377500085' })
  })

  test('has no reason for an IMEI that is lacking once one is known', () => {
    const before = deviceWith(undefined, { unreadableCode: 'locked', unreadableBecause: 'Locked' })
    expect(before).toEqual({ isTargetModel: false, unreadableCode: 'locked', unreadableBecause: 'Locked' })
    expect(deviceWith(before, { imei1: '1' })).toEqual({ isTargetModel: false, imei1: '1' })
    expect(deviceWith({ isTargetModel: true, serial: 'x' }, { serial: '' })).toEqual({ isTargetModel: true })
  })

  test('tells a card number from the other codes of a label', () => {
    expect(remarksOn('iccid', '8933150319')).toEqual(['10 digits: a card number has 18 to 20, most often 19.'])
    expect(remarksOn('imei', '490154203237518')).toEqual([])
    expect([fitsAs('imei', '35-904337-750008-5'), fitsAs('imei', 'SC-2025-00417'), fitsAs('imei', '3270190022534'), fitsAs('iccid', '8933150319 0512 345 67'), fitsAs('iccid', '359043377500085')]).toEqual([true, false, false, true, false])
  })
})

describe('a seal', () => {
  test('waits for number, type, who and a witness, drawn or refusing, and is then one act', async () => {
    await seizedPhone()
    const put = () => [...root.querySelectorAll('button')].find((b) => b.textContent === 'The seal is on') as HTMLButtonElement
    expect(put().disabled).toBe(true)
    type(root, 'seal', 'SC-2025-00417')
    press(root, 'Covered seal', 'seal_type')
    press(root, 'Refuses or cannot', 'seal_witness')
    type(root, 'seal_witness', 'He looks away', { nth: 1 })
    await settled(trial)
    expect(types(4)).toEqual(['answer.asserted', 'answer.asserted', 'answer.asserted']) // each part is kept until the seal is on
    expect(put().disabled).toBe(false)
    press(root, 'The seal is on')
    await settled(trial)
    expect(since(7)[0]).toMatchObject({ type: 'seal.applied', body: { number: 'SC-2025-00417', type: 'covered', exhibits: [exhibit()?.id], appliedBy: ids.me, witnessSignature: { refusedBecause: 'He looks away' } } })
  })

  test('that was begun when the tablet died is there again', async () => {
    await seizedPhone()
    type(root, 'seal', 'SC-2025-00417')
    press(root, 'Covered seal', 'seal_type')
    await settled(trial)
    document.body.replaceChildren()
    open(finding()?.id)
    expect((root.querySelector('[data-item="seal"] input') as HTMLInputElement).value).toBe('SC-2025-00417')
    expect([...root.querySelectorAll('[data-item="seal_type"] [aria-pressed="true"]')].map((b) => b.textContent)).toEqual(['Covered seal'])
  })

  test('stands for the one that was broken', async () => {
    await seizedPhone()
    const { acts } = trial.desk
    const x = exhibit()?.id ?? ''
    const draft = { ...emptySeal, number: 'A', type: 'covered', by: ids.me, refused: 'x' }
    const first = await applySeal(acts, trial.story.value, ids.site, draft, [x])
    await breakSeal(acts, ids.site, [...trial.story.value.seals.values()][0] as never, ids.me, '', 'The bag was torn')
    await applySeal(acts, trial.story.value, ids.site, { ...draft, number: 'B' }, [x])
    expect(trial.written.at(-1)?.body).toMatchObject({ number: 'B', replaces: first.id })
    expect(trial.story.value.sealsOf(x).map((s) => [s.body.number, s.holds])).toEqual([['A', false], ['B', true]])
  })

  test('lacks what was not given, a blank reason included', () => {
    expect(sealLacks(emptySeal)).toEqual(['number', 'type', 'by', 'witness'])
    expect(sealLacks({ ...emptySeal, number: '1', type: 'open', by: ids.me, refused: '  ' })).toEqual(['witness'])
  })
})

describe('what could not be written', () => {
  test('is held by the desk, and the next thing is written all the same', async () => {
    await seizedPhone()
    trial.refuse(new StorageFull(new Error('QuotaExceededError')))
    press(root, 'Yes', 'mini')
    await settled(trial)
    expect(trial.desk.acts.unwritten.value.map((u) => [u.type, u.why])).toEqual([['exhibit.amended', 'full']])
    trial.refuse(null)
    press(root, 'Off', 'powered')
    await settled(trial)
    expect(exhibit()?.body.device).toMatchObject({ powered: 'off' })
  })
})

describe('a receipt', () => {
  test('says what was taken, by number and seal, and that headquarters has not confirmed it', async () => {
    await seizedPhone()
    await applySeal(trial.desk.acts, trial.story.value, ids.site, { ...emptySeal, number: 'SC-1', type: 'covered', by: ids.me, refused: 'x' }, [exhibit()?.id ?? ''])
    const facts = receiptOf(trial.story.value, search() as NonNullable<ReturnType<typeof search>>)
    expect(facts.taken.map((l) => [l.number, l.description, l.seal])).toEqual([['K7M-001-0', 'Telephone', 'SC-1']])
    expect([facts.known, facts.endedAt, facts.place, facts.searchers]).toEqual([0, '', 'C-214', ['Capitaine Anne Laurent', 'Brigadier Marc Dubois']])
  })
})

test('a picture may show two things, and is named once in each', () => {
  const one = withPhotos(undefined, 'in_place', [photo])
  expect(withPhotos(withPhotos(one, 'sealed_bag', [photo]), 'sealed_bag', [photo])).toEqual([{ sha256: photo, role: 'in_place' }, { sha256: photo, role: 'sealed_bag' }])
})

test('a quantity is read as either language writes it', () => {
  expect(['2,5', '2.5', '1 200', '0', '', '1e3', '-1', '12'].map(readDecimal)).toEqual([2.5, 2.5, 1200, null, null, null, null, 12])
})

describe('what happened to a find', () => {
  test('tells touches of one kind that follow each other in one line, and nothing that somebody else did with them', () => {
    const touch = (at: string, actor: string, what = 'completed') => ({ at, actor, what, why: '' })
    const runs = runsOf([touch('06:00', 'a', 'recorded'), touch('06:01', 'a'), touch('06:02', 'a'), touch('06:03', 'b'), touch('06:04', 'a')])
    expect(runs.map(({ at, until, actor, what, times }) => [at, until, actor, what, times])).toEqual([
      ['06:00', '06:00', 'a', 'recorded', 1], ['06:01', '06:02', 'a', 'completed', 2], ['06:03', '06:03', 'b', 'completed', 1], ['06:04', '06:04', 'a', 'completed', 1],
    ])
  })
})
