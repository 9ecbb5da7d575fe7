import { signal } from '@preact/signals'
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import { DeskContext } from '../../field/desk'
import { Papers } from '../../field/papers'
import type { Station } from '../../field/station'
import { StorageFull } from '../../sync/storage'
import { FindCard } from '../finds/FindCard'
import { FindList } from '../finds/FindList'
import { press, settled, shownAt, trialDesk, type TrialDesk } from '../finds/trial/desk'
import { ids } from '../finds/trial/shipped'
import { Incident } from '../Incident'
import { cleared, root, settle, tap, typed } from '../search/screen'
import { lead, searcher, site, trial } from '../search/trial'
import { StationContext } from '../station'
import { Unwritten } from '../Unwritten'
import { say } from '../../words/words'

const photo = 'ab'.repeat(32)
const dialog = (): HTMLElement => root.querySelector('dialog') ?? document.body

/** A shelf in memory, and what stands on it. */
function shelf() {
  const rows = new Map<string, { id: string; value: string | number }>()
  return { rows, papers: new Papers({ put: async (row) => void rows.set(row.id, row), delete: async (key) => void rows.delete(key), toArray: async () => [...rows.values()] }) }
}

describe('a find outside of any cell', () => {
  let t: TrialDesk
  let kept: ReturnType<typeof shelf>
  let shown: HTMLElement
  const sheet = { writtenBy: ids.other, writtenAt: '2026-05-20T04:40:00.000Z', sheets: [photo], doneAt: '2026-05-20T03:10:00.000Z' }
  const source = { kind: 'paper', writtenBy: ids.other, writtenAt: sheet.writtenAt, sheets: [photo] }
  const since = () => t.written.slice(1)
  const open = (find?: string): void => void (shown = shownAt({ ...t.desk, papers: kept.papers }, <FindCard search={null} site={ids.site} {...(find === undefined ? {} : { find })} onClose={() => undefined} />))
  const pressed = async (name: string, within: Element = shown) => {
    const found = [...within.querySelectorAll('button')].find((b) => b.textContent?.includes(name))
    await act(async () => (found ?? expect.fail(`there is no button ${name}`)).click())
    await settled(t)
  }
  /** Says in the form that it stands on the sheet that was named before: no test has a camera. */
  async function onSheet(foundAt = ''): Promise<void> {
    await pressed('Key in from paper')
    const form = shown.querySelector('dialog') ?? shown
    await pressed('The sheet of before', form)
    if (foundAt !== '') {
      const fields = form.querySelectorAll('.stated')
      for (const [selector, value] of [['input[type=date]', '2026-05-20'], ['.field-time', foundAt]] as const) {
        await act(async () => {
          const input = fields[1]?.querySelector<HTMLInputElement>(selector)
          if (input == null) throw new Error(selector)
          input.value = value
          input.dispatchEvent(new Event('input', { bubbles: true }))
        })
      }
    }
    await pressed('Begin keying in', form)
  }

  beforeEach(async () => {
    document.body.replaceChildren()
    t = await trialDesk()
    kept = shelf()
    kept.papers.last = sheet
  })

  test('says who wrote, who typed and when it was found, and has the photograph of its sheet; a find beside it is seen, not read', async () => {
    open()
    await onSheet('05:10')
    expect(shown.querySelector('.paper-band')?.textContent).toContain('From paper: written by')
    expect(kept.rows.size).toBe(0) // nothing is on the disk before there is a find
    press(shown, 'Dog', 'how')
    await settled(t)
    await settled(t) // the photograph is put on what is there
    const [find] = since()
    expect(find).toMatchObject({ type: 'finding.recorded', actor: ids.me, body: { how: 'dog', source: { ...source, doneAt: '2026-05-20T03:10:00.000Z' } } })
    expect(find?.body.search).toBeUndefined()
    expect([...kept.rows.keys()]).toEqual([`paper\n${find?.id}`])
    expect(since()[1]).toMatchObject({ type: 'file.attached', entity: find?.id, body: { of: 'finding', files: [{ sha256: photo, kind: 'paper_sheet' }], source } })
    press(shown, 'Telephone', 'category')
    await settled(t)
    press(shown, 'Seized', 'disposition')
    await settled(t)
    const [amended, seized] = since().slice(2)
    expect(amended?.body.source).toEqual(source) // the time is that of the find alone
    expect(seized).toMatchObject({ type: 'exhibit.seized', body: { source: { ...source, doneAt: '2026-05-20T03:10:00.000Z' } } })
    open()
    press(shown, 'Dog', 'how')
    await settled(t)
    expect(since().at(-1)?.body.source).toBeUndefined()
    shown = shownAt({ ...t.desk, papers: kept.papers }, <FindList search={null} site={ids.site} />)
    expect([...shown.querySelectorAll('.find-facts')].map((e) => e.textContent?.includes('from paper'))).toEqual([true, false])
  })

  test('is not begun without the photograph of the sheet', async () => {
    kept.papers.last = { ...sheet, sheets: [] }
    open()
    await onSheet()
    expect(shown.querySelector('dialog [role=alert]')?.textContent).toContain('Photograph the sheet first')
    expect(shown.querySelector('.paper-band')).toBeNull()
  })

  test('is still marked after a restart, until keying in is ended; a card that was left before anything was said leaves nothing', async () => {
    open()
    await onSheet()
    press(shown, 'Dog', 'how')
    await settled(t)
    const find = since()[0]?.id ?? ''
    const after = shelf()
    for (const [id, row] of kept.rows) after.rows.set(id, row)
    await after.papers.recall()
    kept = after
    open(find)
    expect(shown.querySelector('.paper-band')).not.toBeNull()
    press(shown, 'Telephone', 'category')
    await settled(t)
    expect(since().at(-1)?.body.source).toEqual(source)
    await pressed('End keying in')
    await pressed('End keying in', shown.querySelector('dialog') ?? shown)
    expect(kept.rows.size).toBe(0)
    kept.papers.last = sheet
    open()
    await onSheet()
    act(() => render(null, shown))
    open()
    expect(shown.querySelector('.paper-band')).toBeNull()
  })

  test('is told from one of a cell that is keyed in: that is the sheet’s too, also among the finds of the site', async () => {
    const [search] = [...t.story.value.searches.values()]
    const task = search?.task ?? ''
    await t.desk.acts.act('finding.recorded', { search: search?.id ?? '', category: 'phone', description: 'Telephone' }, { site: ids.site })
    await kept.papers.set(task, { ...sheet, doneAt: '' })
    shown = shownAt({ ...t.desk, papers: kept.papers }, <FindList search={null} site={ids.site} />)
    await pressed('Telephone')
    expect(shown.querySelector('.paper-band')?.textContent).toContain('From paper')
    press(shown, 'Dog', 'how')
    await settled(t)
    expect(since().at(-1)).toMatchObject({ type: 'finding.amended', body: { source } })
    expect(since().filter((w) => w.type === 'file.attached').map((w) => [w.entity, w.body.of])).toEqual([[search?.id, 'search']])
    await pressed('Leave for now')
    expect(kept.rows.size).toBe(1) // the cell is keyed in until its search is closed
  })

  test('that found no room is tried again under the same name and the same sheet', async () => {
    open()
    await onSheet()
    t.refuse(new StorageFull('full'))
    press(shown, 'Dog', 'how')
    await settled(t)
    const [lost] = t.desk.acts.unwritten.value
    expect(lost?.body).toMatchObject({ source })
    expect(kept.rows.size).toBe(0) // killed here, the tablet has neither the find nor its sheet
    t.refuse(null)
    await act(async () => void (lost !== undefined && (await t.desk.acts.retry(lost))))
    expect([...kept.rows.keys()]).toEqual([`paper\n${lost?.id}`])
    expect(since()[0]).toMatchObject({ id: lost?.id, type: 'finding.recorded', body: { source } })
  })
})

describe('a find outside of any cell that found no room', () => {
  let t: TrialDesk
  let kept: ReturnType<typeof shelf>
  let shown: HTMLElement
  const sheet = { writtenBy: ids.other, writtenAt: '', sheets: [photo] }
  const lost = () => t.desk.acts.unwritten.value
  const finds = () => [...t.story.value.findings.values()].map((f) => [f.id, f.body.how, f.body.category])

  beforeEach(async () => {
    document.body.replaceChildren()
    t = await trialDesk()
    kept = shelf()
    const desk = { ...t.desk, papers: kept.papers }
    const station = { desk: () => desk, account: signal('a') } as unknown as Station
    shown = shownAt(desk, <StationContext.Provider value={station}><Unwritten /><FindCard search={null} site={ids.site} onClose={() => undefined} /></StationContext.Provider>)
    kept.papers.last = sheet
    await tapped('Key in from paper')
    await tapped('The sheet of before', 'dialog')
    await tapped('Begin keying in', 'dialog')
    t.refuse(new StorageFull('full'))
    await chosen('Dog', 'how')
  })
  const tapped = async (name: string, within = '') => {
    const all = [...(within === '' ? shown : (shown.querySelector(within) ?? shown)).querySelectorAll('button')]
    await act(async () => (all.find((b) => b.textContent?.includes(name)) ?? expect.fail(`there is no button ${name}`)).click())
    await settled(t)
  }
  const chosen = async (name: string, item: string) => {
    press(shown, name, item)
    await settled(t)
  }

  test('leaves nothing of its sheet when it is let go of, and the sheet is still that of the next one', async () => {
    expect([lost().length, kept.rows.size]).toEqual([1, 0])
    await tapped(say('tablet.letGo'))
    expect([lost(), kept.rows.size]).toEqual([[], 0])
    t.refuse(null)
    await chosen('Telephone', 'category')
    expect(finds()).toEqual([[expect.any(String), undefined, 'phone']])
    expect([...kept.rows.keys()]).toEqual([`paper\n${finds()[0]?.[0]}`])
    expect(shown.querySelector('.paper-band')).not.toBeNull()
  })

  test('is one find with what is said of it after that, not two', async () => {
    await chosen('Telephone', 'category')
    expect([lost().length, lost()[0]?.body]).toEqual([1, expect.objectContaining({ how: 'dog', category: 'phone' })])
    t.refuse(null)
    await act(() => t.desk.acts.retryFull())
    await settled(t)
    expect(kept.rows.size).toBe(1)
    await chosen('Seized', 'disposition') // of the find that was written meanwhile
    expect(finds()).toEqual([[expect.any(String), 'dog', 'phone']])
    expect([...t.story.value.exhibits.values()].map((x) => x.body.finding)).toEqual([finds()[0]?.[0]])
  })
})

describe('an incident', () => {
  beforeEach(cleared)
  const source = { kind: 'paper', writtenBy: lead, writtenAt: '2026-05-20T03:40:00.000Z', sheets: [photo] }

  async function shown(phase = 'open') {
    const t = trial()
    const [station_phase, me] = [signal(phase), signal(phase === 'open' ? searcher : '')]
    const station = { phase: station_phase, me, desk: () => t.desk, with_: { now: () => Date.parse('2026-05-20T05:00:00.000Z') }, wake: () => undefined, account: signal('a') } as unknown as Station
    const draw = () => act(() => render(<StationContext.Provider value={station}><DeskContext.Provider value={t.desk}><Incident /></DeskContext.Provider></StationContext.Provider>, root))
    await draw()
    await import('./OfIncident')
    await settle()
    return { t, phase: station_phase, me }
  }
  const begun = async (t: ReturnType<typeof trial>): Promise<void> => {
    if (t.desk.papers !== undefined) t.desk.papers.last = { writtenBy: lead, writtenAt: source.writtenAt, sheets: [photo] }
    await tap('Key in from paper')
    await tap('The sheet of before', dialog())
    await typed('dialog .stated + .stated input[type=date]', '2026-05-20', false)
    await typed('dialog .stated + .stated .field-time', '05:20', false)
    await tap('Begin keying in', dialog())
  }
  const report = async (words: string): Promise<void> => {
    await typed('textarea', words)
    await tap('Report')
    await settle()
  }

  test('that stood on a sheet says who wrote, who typed and when it happened; the next one is of now', async () => {
    const { t } = await shown()
    await begun(t)
    expect(root.querySelector('.paper-band')?.textContent).toContain('From paper: written by A. Durand, typed by B. Martin')
    await report('Threatened at the gate')
    expect(t.written).toMatchObject([
      { type: 'incident.reported', actor: searcher, body: { kind: 'medical', text: 'Threatened at the gate', source: { ...source, doneAt: '2026-05-20T03:20:00.000Z' } } },
      { type: 'file.attached', entity: site, body: { of: 'site', files: [{ sha256: photo, kind: 'paper_sheet' }], source } },
    ])
    expect(root.querySelector('[role=status]')?.textContent).toContain('by the sheet at')
    expect(root.querySelector('.paper-band')).toBeNull()
    await report('Now')
    expect(t.written.at(-1)).toMatchObject({ type: 'incident.reported', body: { text: 'Now' } })
    expect(t.written.at(-1)?.body.source).toBeUndefined()
    await begun(t)
    await report('A second line of the same sheet')
    expect(t.written.filter((w) => w.type === 'file.attached')).toHaveLength(1) // the site has its photograph
  })

  test('an alarm is one tap and of now, also while a sheet is keyed in', async () => {
    const { t } = await shown()
    await begun(t)
    await act(() => (root.querySelector('.alarm') as HTMLButtonElement).click())
    await settle()
    expect(t.written).toMatchObject([{ type: 'incident.reported', body: { kind: 'alarm', severity: 'high' } }])
    expect(t.written[0]?.body.source).toBeUndefined()
    expect(root.querySelector('.paper-band')).not.toBeNull()
  })

  test('nothing is keyed in at a locked tablet, and what is reported while it is locked is of now', async () => {
    const { t, phase, me } = await shown()
    await begun(t)
    await act(() => {
      phase.value = 'locked'
      me.value = ''
    })
    expect(root.querySelector('.paper-band')).toBeNull()
    expect(root.textContent).not.toContain('Key in from paper')
    await report('A fire')
    expect(t.written.map((w) => [w.type, w.body.source])).toEqual([['incident.reported', undefined]])
  })
})
