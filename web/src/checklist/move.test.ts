// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate'
import { move } from './move'
import type { Answer } from './sheet'
import type { Item, Template } from './template'
import { answered, shipped, toldOf } from './trial/full'

const labels = { en: 'x', fr: 'x' }
const of = (...items: Item[]): Template => ({ code: 't', version: 1, labels, facts: [], sections: [{ code: 's', labels, items }] })
const item = (code: string, type: Item['type'], more: Partial<Item> = {}): Item => ({ code, type, labels, ...more })
const options = (...codes: string[]): Partial<Item> => ({ options: codes.map((code) => ({ code, labels })) })
const matrix = (...rows: string[]): Item => item('m', 'matrix', { rows: rows.map((code) => ({ code, labels })), columns: [item('c', 'text')] })

/** What becomes of one answer. */
const fate = (from: Item, to: Item | null, answer: Omit<Answer, 'path'> & { path?: string }, lists = {}): string =>
  move(of(from), to === null ? of() : of(to), { lists }, [{ path: from.code, ...answer }]).aside[0]?.why ?? 'kept'

describe('an answer of a draft that moves to another version', () => {
  it.each([
    ['of the same item is kept', item('a', 'text'), item('a', 'text', { required: true }), { value: 'x' }, 'kept'],
    ['of an item that went is set aside', item('a', 'text'), null, { value: 'x' }, 'no_item'],
    ['of an item that is new here is set aside', item('a', 'text'), item('a', 'text'), { path: 'b', value: 'x' }, 'no_item'],
    ['of another type is set aside', item('a', 'text'), item('a', 'scan'), { value: 'x' }, 'type'],
    ['with a code that is still known is kept', item('a', 'select_one', options('p', 'q')), item('a', 'select_one', options('q')), { value: 'q' }, 'kept'],
    ['with a code that went is set aside', item('a', 'select_one', options('p', 'q')), item('a', 'select_one', options('q')), { value: 'p' }, 'no_code'],
    ['one of whose codes went is set aside', item('a', 'select_many', options('p', 'q')), item('a', 'select_many', options('q')), { value: ['q', 'p'] }, 'no_code'],
    ['with a retired code is kept', item('a', 'select_one', options('p')), item('a', 'select_one', { options: [{ code: 'p', labels, retired: true }] }), { value: 'p' }, 'kept'],
    ['whose code is in the list now is kept', item('a', 'select_one', options('p')), item('a', 'select_one', { list: 'l' }), { value: 'p' }, 'kept'],
    ['in a unit that went is set aside', item('a', 'number', { units: ['g', 'kg'] }), item('a', 'number', { units: ['g'] }), { value: { number: 1, unit: 'kg' } }, 'no_code'],
    ['that refuses what cannot be refused any more is set aside', item('a', 'signature', { refusal: true }), item('a', 'signature'), { value: 'refused' }, 'no_code'],
    ['in a row that is still there is kept', matrix('r', 's'), matrix('s'), { path: 'm.c', row: 's', value: 'x' }, 'kept'],
    ['in a row that went is set aside', matrix('r', 's'), matrix('s'), { path: 'm.c', row: 'r', value: 'x' }, 'no_code'],
    ['asked once and now of each officer is set aside', item('a', 'signature'), item('a', 'signature', { each: 'who' }), { value: '0'.repeat(64) }, 'type'],
    ['that was taken back goes with its item', item('a', 'text'), item('a', 'text'), { value: null }, 'kept'],
  ] as const)('%s', (_, from, to, answer, what) => {
    expect(fate(from, to, answer, { l: [{ code: 'p' }] })).toBe(what)
  })

  it('tells what is asked now and was not before', () => {
    const { required } = move(of(item('a', 'text'), item('b', 'text', { required: true })), of(item('a', 'text', { required: true }), item('b', 'text', { required: true })), {}, [])
    expect(required).toEqual([{ path: 'a' }])
  })

  it('is never lost, and the same version keeps all of a whole search', () => {
    const told = toldOf(2)
    const answers = answered(told)
    const same = move(shipped, { ...shipped, version: shipped.version + 1 }, told, answers)
    expect(same).toEqual({ kept: answers, aside: [], required: [] })
    const half = { ...shipped, sections: shipped.sections.filter((_, i) => i % 2 === 0) }
    const { kept, aside } = move(shipped, half, told, answers)
    expect(aside.length * kept.length).toBeGreaterThan(0)
    expect(kept.length + aside.length).toBe(answers.length)
    expect(evaluate(half, told, kept).problems.filter((problem) => problem.code === 'unknown_item')).toEqual([])
  })
})
