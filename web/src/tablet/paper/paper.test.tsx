import { act } from 'preact/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import { Papers } from '../../field/papers'
import { SearchPage } from '../search/SearchPage'
import { TaskPage } from '../search/TaskPage'
import { at, cleared, named, opened, root, settle, shown, tap, typed } from '../search/screen'
import { basis, cell, hour, id, item, lead, searcher, section, task, trial, type Trial } from '../search/trial'

beforeEach(cleared)

const photo = 'ab'.repeat(32)
const signing = [section('s', item('q', 'yes_no_na', { required: true }), item('when', 'datetime'), item('note', 'text'))]
const keyed = (t: Trial, sheets: readonly string[] = []) => act(async () => t.desk.papers?.set(task, { writtenBy: lead, writtenAt: '2026-05-20T04:40:00.000Z', sheets })).then(settle)
const source = { kind: 'paper', writtenBy: lead, writtenAt: '2026-05-20T04:40:00.000Z' }

describe('keying in from paper', () => {
  test('begins by saying who wrote, and a search that is begun so says it, with the time that the sheet states', async () => {
    const t = trial({ sections: signing })
    await shown(t, <TaskPage task={task} />)
    await tap('Key in from paper')
    await tap('Begin keying in')
    expect(root.querySelector('[role=alert]')?.textContent).toBe('Choose who wrote the sheet.')
    await tap('A. Durand', root.querySelector('dialog') ?? root)
    await tap('Begin keying in')
    expect(root.querySelector('.paper-band')?.textContent).toContain('From paper: written by A. Durand, typed by B. Martin')
    await tap('Begin the search')
    await tap('It is D / D-1')
    await typed('.stated input[type=date]', '2026-05-20', false)
    await typed('.stated .field-time', '05:40', false)
    await tap('+')
    await tap('Begin now')
    expect(t.written[0]).toMatchObject({ type: 'search.started', body: { task, location: cell, source: { kind: 'paper', writtenBy: lead, doneAt: '2026-05-20T03:40:00.000Z' } } })
    expect([...t.desk.story.value.searches.values()][0]?.startedAt).toBe('2026-05-20T03:40:00.000Z')
  })

  test('marks whatever is recorded of that search, and nothing of another, until it is ended', async () => {
    const { t, search } = await opened(signing)
    await keyed(t, [photo])
    expect(t.written.at(-1)).toMatchObject({ type: 'file.attached', entity: search, body: { of: 'search', files: [{ sha256: photo, kind: 'paper_sheet' }], source } })
    await tap('Yes', at('q'))
    expect(t.written.at(-1)).toMatchObject({ type: 'answer.asserted', body: { value: 'yes', source: { ...source, sheets: [photo] } } })
    await act(async () => void (await t.desk.acts.act('note.added', { of: 'task', text: 'seen by myself' }, { entity: id(31) })))
    expect(t.written.at(-1)?.body.source).toBeUndefined()
    await tap('End keying in')
    await tap('End keying in', root.querySelector('dialog') ?? root)
    expect(root.querySelector('.paper-band')).toBeNull()
    await tap('No', at('q'))
    expect(t.written.at(-1)?.body).toMatchObject({ value: 'no' })
    expect(t.written.at(-1)?.body.source).toBeUndefined()
  })

  test('takes times from the sheet, never from the clock', async () => {
    const { t } = await opened(signing)
    expect(at('when').textContent).toContain('Now')
    await keyed(t)
    expect(at('when').textContent).not.toContain('Now')
    await typed('#item-when input[type=date]', '2026-05-20', false)
    await typed('#item-when .field-time', '06:10', false)
    expect(t.written.at(-1)?.body).toMatchObject({ item: 'when', value: '2026-05-20T04:10:00.000Z', source })
  })

  test('is closed with the photograph of the sheet alone, by who signed on it, at the time that it states', async () => {
    const { t, search } = await opened([section('s', item('sign', 'signature', { role: 'searcher' }))], '~end', { bases: [{ ...basis, signers: [], sections: ['s'] }] })
    await keyed(t)
    await tap('Searched, nothing found')
    expect(root.textContent).not.toContain('Signed on the sheet')
    await keyed(t, [photo])
    await tap('Sign')
    await tap('Signed on the sheet')
    expect(t.written.at(-1)).toMatchObject({ body: { item: 'sign', value: photo, source } })
    expect(root.textContent).toContain('Signed on the paper sheet')
    await tap('A. Durand')
    await tap('Signed on the sheet', root.querySelector('[aria-labelledby=end-close-name]') ?? root)
    await keyed(t, [])
    expect(root.textContent).toContain('The photograph of the sheet is missing')
    expect([...root.querySelectorAll('button')].some((b) => b.textContent?.startsWith('Close:'))).toBe(false)
    await keyed(t, [photo])
    await typed('.stated input[type=date]', '2026-05-20', false)
    await typed('.stated .field-time', '23:59', false)
    expect((named('Close:') as HTMLButtonElement).disabled).toBe(true)
    await typed('.stated .field-time', '05:55', false)
    await tap('Close:')
    expect(t.written.at(-1)).toMatchObject({ type: 'search.closed', entity: search, body: { source: { ...source, sheets: [photo], doneAt: '2026-05-20T03:55:00.000Z' }, signatures: [{ role: 'searcher', file: photo }, { role: 'searcher', officer: lead, file: photo }] } })
    expect(t.written.filter((w) => w.type === 'file.attached')).toHaveLength(1)
    expect(t.desk.papers?.of(task)).toBeUndefined()
    expect(root.querySelector('.closed')?.textContent).toContain('Kept on paperwritten by A. Durand')
  })

  test('a cell that was not searched needs the photograph too', async () => {
    const t = trial({ sections: signing })
    await shown(t, <TaskPage task={task} />)
    await keyed(t)
    await tap('Not searched')
    await tap('There was no time left', root.querySelector('dialog') ?? root)
    expect(root.querySelector('dialog')?.textContent).toContain('The photograph of the sheet is missing')
    await keyed(t, [photo])
    await typed('dialog textarea', 'stood down by radio')
    await act(() => (root.querySelector('dialog .first-big') as HTMLButtonElement).click())
    await settle()
    expect(t.written.map((w) => w.type)).toEqual(['search.notExecuted', 'file.attached'])
    expect(t.written.every((w) => (w.body.source as { writtenBy?: string } | undefined)?.writtenBy === lead)).toBe(true)
  })

  test('outlives a restart, and keeps no word of the sheet outside of the journal', async () => {
    const rows = new Map<string, { id: string; value: string | number }>()
    const shelf = { put: async (row: { id: string; value: string | number }) => void rows.set(row.id, row), delete: async (key: string) => void rows.delete(key), toArray: async () => [...rows.values()] }
    await new Papers(shelf).set(task, { writtenBy: searcher, writtenAt: hour, sheets: [photo] })
    rows.set('exhibits', { id: 'exhibits', value: 4 })
    const after = new Papers(shelf)
    expect(after.source(task)).toBeUndefined()
    await after.recall()
    expect(after.source(task)).toEqual({ kind: 'paper', writtenBy: searcher, writtenAt: hour, sheets: [photo] })
    await after.set(task, null)
    expect([...rows.keys()]).toEqual(['exhibits'])
  })

  test('goes on after a write that failed: what is tried again still says where it came from', async () => {
    const { t, search } = await opened(signing)
    await keyed(t)
    t.full = true
    await tap('Yes', at('q'))
    expect(at('q').textContent).toContain('Not written')
    t.full = false
    await keyed(t).then(() => act(async () => t.desk.papers?.set(task, null)))
    const [lost] = t.desk.acts.unwritten.value
    await act(async () => void (lost !== undefined && (await t.desk.acts.retry(lost))))
    expect(t.written.at(-1)).toMatchObject({ type: 'answer.asserted', entity: search, body: { value: 'yes', source } })
    await shown(t, <SearchPage search={search} section="s" />)
  })
})
