import { encodeQR } from 'qr'
import { expect, test } from 'vitest'
import { actorWords, query } from './Audit'
import { browserName } from './browser'
import { alarmCount, movements, officersOf, type Line } from './chain'
import { codeState } from './Codes'
import { degrees } from './Establishments'
import { nameIn } from './file'
import { plainGrant } from './grants'
import { paged, whole } from './pages'
import { inked } from '../parts/Qr'
import { isOpen } from './places'
import { questions } from './Preview'
import { readText } from './Publish'
import { sitesOf } from './PersonForm'
import { onlyThere, plainWords } from './Tablets'
import { standing } from './Templates'
import { branches, type Location } from './tree'

test('a QR code is drawn square for square as it was made', () => {
  const lines = encodeQR('https://example.org/tablet#enrol=abc', 'raw', { ecc: 'medium', border: 4 })
  const drawn = lines.map((line) => line.map(() => false))
  for (const [, x, y, run] of inked(lines).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let i = 0; i < Number(run); i++) (drawn[Number(y)] as boolean[])[Number(x) + i] = true
  }
  expect(drawn).toEqual(lines)
})

test('a code is good until it ended, was used up or ran out', () => {
  const now = '2026-05-20T04:00:00.000Z'
  const good = { expiresAt: '2026-05-20T05:00:00.000Z', uses: 1, maxUses: 2 }
  expect(codeState(good, now)).toBe('open')
  expect(codeState({ ...good, uses: 2 }, now)).toBe('spent')
  expect(codeState({ ...good, expiresAt: now }, now)).toBe('expired')
  expect(codeState({ ...good, endedAt: now }, now)).toBe('ended')
})

test('what only a tablet has is counted over its operations, but not where it was closed', () => {
  const stream = { operation: 'o', unsentEntries: 3, unsentFiles: 1 }
  expect(onlyThere({ streams: [stream, { ...stream, closed: true }, { ...stream, unsentFiles: 0 }] })).toEqual({ entries: 6, files: 1 })
})

test('a movement bears its own alarms and the open side of its hand-over', () => {
  const line = {
    history: [{ id: 'a', kind: 'released', at: '', from: { officer: 'x' } }, { id: 'b', kind: 'received', at: '', to: { officer: 'y' } }],
    alarms: [{ code: 'gap', event: 'b', index: 2 }], handOverOpen: { event: 'a', lacks: 'receiver', at: '', overdue: true }, holder: { officer: 'x', name: 'X' },
  } as unknown as Line
  expect(movements(line).map((m) => [m.alarms, m.lacks])).toEqual([[[], 'receiver'], [['gap'], '']])
  expect(alarmCount(line)).toBe(2)
  expect(officersOf(line)).toEqual({ known: { x: 'X' }, unknown: ['y'] })
})

test('places stand below what they lie in, and none is lost whose parent is not known', () => {
  const place = (id: string, parent?: string) => ({ id, code: id, ...(parent === undefined ? {} : { parent }) }) as Location
  expect(branches([place('c', 'b'), place('a'), place('b', 'a'), place('z', 'gone')]).map((b) => `${b.depth}${b.place.id}`)).toEqual(['0a', '1b', '2c', '0z'])
})

test('a search begun while a page is on its way is not put below it', async () => {
  const answers: ((of: string[]) => void)[] = []
  const list = paged<string>(() => new Promise((resolve) => answers.push((items) => resolve({ items, next: 'more' }))))
  const first = list.reload()
  answers[0]?.(['a'])
  await first
  list.more()
  const anew = list.reload()
  answers[1]?.(['b'])
  await new Promise((resolve) => setTimeout(resolve))
  answers[2]?.(['c'])
  await anew
  expect(list.known.value.data?.items).toEqual(['c'])
})

test('a list in pages is read to its end', async () => {
  const pages: Record<string, { items: number[]; next?: string }> = { '': { items: [1], next: 'n' }, n: { items: [2], next: '' } }
  expect(await whole(async ({ cursor }) => pages[cursor ?? ''] ?? { items: [] })).toEqual([1, 2])
})

test('a role is limited to the sites of its operation once that is released, and to any before', () => {
  const [a, b] = ['a', 'b'].map((id) => ({ id, code: id, name: id }))
  const all = [a, b] as never
  const named = (sites: unknown[]) => [{ id: 'o', reference: 'O', name: 'O', state: 'released', sites }] as never
  const ids = (of: ReturnType<typeof sitesOf>) => of.all.map((e) => e.id)
  expect(ids(sitesOf({ role: 'hq', operation: 'o' }, named([b]), all))).toEqual(['b'])
  expect(ids(sitesOf({ role: 'hq', operation: 'o', sites: ['a'] }, named([b]), all))).toEqual(['a', 'b'])
  expect(ids(sitesOf({ role: 'hq', operation: 'o' }, named([]), all))).toEqual(['a', 'b'])
  expect(ids(sitesOf({ role: 'hq' }, named([b]), all))).toEqual(['a', 'b'])
})

test('small readings', () => {
  expect(plainWords(' Acid  ALLEY-bulb, crow ; duty  eyes ')).toBe('acid alley bulb crow duty eyes')
  expect([actorWords({ id: 'x', name: 'Anna', login: 'anna' }), actorWords({ id: '0198aaaa-bbbb-7ccc-8ddd-eeeeeeffffff', name: 'Tablet 1' })]).toEqual(['Anna (anna)', 'Tablet 1 (…ffffff)'])
  expect(plainGrant({ role: 'hq', operation: '', sites: [] })).toEqual({ role: 'hq' })
  expect(query({ operation: '', actor: '1234', act: ' plan.read ', since: '', until: '', site: '', object: '', text: '' })).toEqual({ act: 'plan.read' })
  expect(browserName('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox 140, Windows')
  expect(nameIn('attachment; filename="register.csv"')).toBe('register.csv')
  expect([degrees('48,85'), degrees('-1.5'), degrees('north')]).toEqual([48.85, -1.5, 999])
  expect([isOpen({ act: 'self' }, []), isOpen({ act: 'people.read' }, ['audit.read'])]).toEqual([true, false])
  expect(readText(' {"code":"a","code":"b"}')).toEqual({ text: ' {"code":"a","code":"b"}', type: 'application/json' }) // the server refuses what is there twice; JSON.parse would keep one
  expect(readText('code,type\n')).toEqual({ text: 'code,type\n', type: 'text/csv' })
  expect(() => readText('{"code":')).toThrow(SyntaxError)
  expect(questions([{ id: 'q', type: 'select_one', labels: { en: 'Q' }, relevantIf: {}, options: [{ code: 'o', labels: { en: 'O' } }] }])[0]).toMatchObject({ id: 'q', conditional: true, required: false, choices: [{ en: 'O' }] })
  expect(standing({ retired: false, activeFrom: '2026-01-01T00:00:00Z', activeUntil: '2026-02-01T00:00:00Z' }, '2026-02-01T00:00:00Z')).toBe('past')
})
