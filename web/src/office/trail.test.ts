import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { areas } from '../words/all'
import { addWords, language } from '../words/words'
import { auditActs } from './acts'
import { subjectWords } from '../record/subject'
import { detailWords, knownDetail } from './trail'

addWords(...Object.values(areas))

const root = join(import.meta.dirname, '../../..')

/** The program's own files in Go, of the packages that write the audit. */
function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.go') && !f.endsWith('_test.go') && !f.includes('testdata'))
    .map((f) => readFileSync(join(root, folder, f), 'utf8'))
}

const go = ['server', 'store', 'cmd'].flatMap(sources)
const constants = new Map(go.flatMap((text) => [...text.matchAll(/^(?:const )?\s*(\w+)\s*(?:models\.Act)?\s*= "([^"]*)"/gm)].map((m) => [m[1] ?? '', m[2] ?? ''])))
const rights = readFileSync(join(root, 'models/rights.go'), 'utf8')
const acts = new Map([...rights.matchAll(/^\s*(Act\w+)\s+Act = "([^"]+)"/gm)].map((m) => [m[1] ?? '', m[2] ?? '']))

/** The arguments of a call, from behind its bracket. */
function parts(text: string): string[] {
  const out: string[] = ['']
  let depth = 0
  let quoted = false
  for (const c of text) {
    if (c === '"') quoted = !quoted
    if (!quoted && (c === '(' || c === '{')) depth++
    if (!quoted && (c === ')' || c === '}') && depth-- === 0) break
    if (!quoted && c === ',' && depth === 0) out.push('')
    else out[out.length - 1] += c
  }
  return out.map((p) => p.trim())
}

const id = '0198aaaa-bbbb-7ccc-8ddd-eeeeeeffffff'

/** What an expression of Go gives, with something in the place of what is not known; null for what holds no text at all. */
function sample(expression: string): string | null {
  const format = /^fmt\.Sprintf\("([^"]*)"/.exec(expression)
  if (format !== null) return (format[1] ?? '').replaceAll('%d', '3').replaceAll('%s', 'X')
  const about = /^subject\("([^"]*)"/.exec(expression)
  if (about !== null) return `${about[1] ?? ''}/${id}`
  if (constants.has(expression)) return constants.get(expression) ?? null
  const pieces = expression.split('+').map((p) => p.trim())
  if (!pieces.some((p) => p.startsWith('"'))) return null
  return pieces.map((p) => (p.startsWith('"') ? p.slice(1, -1) : p.startsWith('subject(') ? `${sample(p) ?? ''}` : /Kind/.test(p) ? 'plan' : /State/.test(p) ? 'confirmed' : /Outcome/.test(p) ? 'reached' : /Callee/.test(p) ? 'lead' : /Act/.test(p) ? 'hold' : /Cause/.test(p) ? 'internal' : /Number/.test(p) ? '3' : id)).join('')
}

const notes = go.flatMap((text) => [...text.matchAll(/\.Note\((.*)/g)].map((m) => parts(m[1] ?? ''))).filter((p) => p.length === 6)
/** The steps of an operation, whose verbs are details. */
const verbs = go.flatMap((text) => [...text.matchAll(/verb: (".*)/g)].map((m) => parts(m[1] ?? '')[0] ?? ''))

const unlike = (group: string) => (areas.coded?.en ?? {})[group]

describe('the audit', () => {
  test('is read from the program as it writes it', () => {
    expect(notes.length).toBeGreaterThan(70)
    expect(acts.size).toBeGreaterThan(45)
    expect(verbs.length).toBeGreaterThan(10)
  })

  test('has words for every act that the server can write, in both languages', () => {
    const written = new Set(notes.map(([act = '']) => acts.get(act.replace('models.', '')) ?? (act.startsWith('"') ? act.slice(1, -1) : constants.get(act)) ?? ''))
    for (const [name, act] of acts) if (go.some((text) => text.includes(`act: models.${name}`) || text.includes(`(ctx, models.${name}`) && text.includes('.Note(act,'))) written.add(act)
    written.delete('')
    expect(written.size).toBeGreaterThan(40)
    for (const act of [...written, ...auditActs]) {
      expect(unlike(`audited.${act}`), act).toBeDefined()
      expect((areas.coded?.fr ?? {})[`audited.${act}`], act).toBeDefined()
    }
    expect([...written].filter((act) => !(auditActs as readonly string[]).includes(act)).filter((act) => notes.some(([a = '']) => acts.get(a.replace('models.', '')) === act)), 'cannot be asked for').toEqual([])
  })

  test.each(['en', 'fr'] as const)('says of every object what it is: %s', (tongue) => {
    language.value = tongue
    const read = go.flatMap((text) => [...text.matchAll(/readPlan\((.*)/g)].map((m) => parts(m[1] ?? '')[3] ?? ''))
    const objects = [...notes.map((p) => p[3] ?? ''), ...read].map(sample).filter((s) => s !== null)
    expect(objects.length).toBeGreaterThan(70)
    for (const object of objects) {
      expect((areas.subject?.[tongue] ?? {})[`subject.${object.split('/')[0] ?? ''}`], object).toBeDefined()
    }
  })

  test.each(['en', 'fr'] as const)('says of every detail what was done: %s', (tongue) => {
    language.value = tongue
    const details = [...notes.map((p) => p[5] ?? ''), ...verbs].map(sample).filter((s) => s !== null && s !== '')
    expect(details.length).toBeGreaterThan(45)
    const settled = ['apply', 'attach', 'reject', 'hold asked', 'stand_down confirmed', 'reschedule withdrawn', 'proposed', 'signed', 'lead no_answer', 'no exhibit', `3 exhibits, ${id} to ${id}`,
      'late 10, silent 20, unheard 30 min', 'late 10, silent 20, unheard 30 min, no proposals', 'late 10, silent 20, unheard 30 min, proposals after 5 min', 'create by a job', 'adopt branch',
      `documents kept: ${id} of authorisation ${id}`, 'sites: 3 rows, 1 created, 1 updated, 1 unchanged, 0 removed; cells: 3 rows, 1 created, 1 updated, 1 unchanged, 0 removed',
      'moves 1, gone 2, elsewhere 3, empty 4, pins lapsed 5, left out lapsed 6, links dropped 7', `at ${id} created`, id]
    for (const detail of [...details, ...settled]) expect(knownDetail(detail ?? ''), detail ?? '').not.toBeNull()
  })

  test('shows what a newer server writes as it stands there', () => {
    language.value = 'en'
    expect(subjectWords(`comet/${id}`)).toBe('comet …ffffff')
    expect(detailWords('flown past')).toBe('flown past')
    expect(subjectWords(`person/${id}`, 'Anna')).toBe('Person Anna')
    expect(subjectWords('plan/3/compare/4')).toBe('Plan 3 compared 4')
    expect(detailWords(`at ${id} created`, () => 'LYO')).toBe('Created, at LYO')
    expect(detailWords('1 rows')).toBe('1 row')
  })
})
