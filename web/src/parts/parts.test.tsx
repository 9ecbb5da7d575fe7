import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import { ApiFault } from '../api/problem'
import { language } from '../words/words'
import { FaultNote, Waiting } from './Notices'
import { match, surface } from './route'
import { Segments } from './Segments'
import { pressed, sorted } from './sorting'

function shown(what: preact.ComponentChild): HTMLElement {
  const root = document.createElement('div')
  act(() => render(what, root))
  return root
}

beforeEach(() => {
  language.value = 'en'
})

describe('an address', () => {
  test('leads to its surface, and gives its parts', () => {
    expect([surface('/'), surface('/operations'), surface('/hq/1/sites/2'), surface('/plan/1'), surface('/planning')]).toEqual(['index', 'index', 'hq', 'plan', 'index'])
    expect(match('/hq/:operation/sites/:site', '/hq/1/sites/a%20b')).toEqual({ operation: '1', site: 'a b' })
    expect(match('/hq/:operation', '/hq/1/sites/2')).toBeNull()
    expect(match('/hq/:operation', '/plan/1')).toBeNull()
  })
})

describe('sorting', () => {
  const rows = [{ n: 'Évreux', v: 2 }, { n: 'Écrouves', v: null }, { n: 'Fresnes', v: 10 }, { n: 'S2', v: 2 }, { n: 'S10', v: 1 }]

  test('puts what is not known last in both directions', () => {
    expect(sorted(rows, (r) => r.v, false, 'fr').map((r) => r.v)).toEqual([1, 2, 2, 10, null])
    expect(sorted(rows, (r) => r.v, true, 'fr').map((r) => r.v)).toEqual([10, 2, 2, 1, null])
  })

  test('knows accents and numbers within words', () => {
    expect(sorted(rows, (r) => r.n, false, 'fr').map((r) => r.n)).toEqual(['Écrouves', 'Évreux', 'Fresnes', 'S2', 'S10'])
  })

  test('starts a column in its own direction and turns it round when it is pressed again', () => {
    const once = pressed({ column: 'name', down: false }, 'finds', true)
    expect(once).toEqual({ column: 'finds', down: true })
    expect(pressed(once, 'finds', true)).toEqual({ column: 'finds', down: false })
  })
})

describe('a fault', () => {
  test('says what happened, where, and what to do about it', () => {
    const fault = new ApiFault({ code: 'invalid', status: 422, detail: 'The import is not right yet.', instance: 'req-7', fields: [{ file: 'cells.csv', row: 3, column: 'wing', message: 'is missing' }] })
    const text = shown(<FaultNote fault={fault} />).textContent ?? ''
    for (const part of ['Something is not right yet', 'The import is not right yet.', 'cells.csv row 3 wing', 'is missing', 'Mend what is listed']) expect(text).toContain(part)
    expect(text).not.toContain('req-7')
  })

  test('of the server’s making gives the number by which its log knows it', () => {
    expect(shown(<FaultNote fault={new ApiFault({ code: 'internal', status: 500, instance: 'req-7' })} />).textContent).toContain('req-7')
  })

  test('of a kind that this page does not know is still said', () => {
    const text = shown(<FaultNote fault={new ApiFault({ code: 'brand_new', status: 418, detail: 'A new rule.' })} />).textContent ?? ''
    expect(text).toContain('A new rule.')
    expect(text).toContain('The server made a mistake')
  })

  test('shows the server’s sentence, which it asked for in the language in force', () => {
    language.value = 'fr'
    const note = shown(<FaultNote fault={new ApiFault({ code: 'wrong_state', detail: 'L’opération est close.' })} />)
    expect(note.textContent).toContain('L’opération est close.')
    expect(note.textContent).toContain('Impossible dans l’état actuel')
  })

  test('offers to sign in where nobody is, and only there', () => {
    const link = shown(<FaultNote fault={new ApiFault({ code: 'unauthenticated' })} />).querySelector('a')
    expect(link?.getAttribute('href')).toMatch(/^\/\?next=/)
    expect(shown(<FaultNote fault={new ApiFault({ code: 'forbidden' })} />).querySelector('a')).toBeNull()
  })
})

describe('a slow answer', () => {
  test('is first waited for quietly, then the page says for how long', () => {
    expect(shown(<Waiting since={0} ticker={() => 1000} />).textContent).toBe('Reading …')
    expect(shown(<Waiting since={0} ticker={() => 9000} />).textContent).toContain('The server has not answered for 9 s')
  })
})

describe('a bar', () => {
  test('is read aloud as its parts and draws each to its share', () => {
    const root = shown(<Segments label="Cells" total={10} parts={[{ state: 'clear', count: 3, word: 'Clear' }, { state: 'find', count: 0, word: 'Find' }, { state: 'started', count: 2, word: 'Started' }]} />)
    expect(root.querySelector('[role=img]')?.getAttribute('aria-label')).toBe('Cells: Clear 3, Started 2')
    expect([...root.querySelectorAll<HTMLElement>('.segment')].map((s) => s.style.width)).toEqual(['30%', '20%'])
  })
})
