// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { seeded } from '../sync/trial/server'
import { evaluateSheet, type Evaluated } from './evaluate'
import { reachOf, readForm } from './form'
import { type Answer, Sheet, type Told } from './sheet'
import type { Template } from './template'
import { answered, shipped, toldOf } from './trial/full'

vi.setConfig({ testTimeout: 60_000 })

/*
 * An evaluation made from the one before is the one that is made anew, whatever was answered, taken back or broken in between:
 * walks through the templates of all vectors and the one that ships.
 */

interface Vector {
  readonly template: Template | string
  readonly context?: Told
  readonly answers?: readonly Answer[]
}

const folder = join(import.meta.dirname, '../../../checklist/testdata')
const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'))
const vectors = readdirSync(join(folder, 'vectors')).filter((name) => name.endsWith('.json')).flatMap((file) => read(`vectors/${file}`) as Vector[])
  .map((v) => ({ ...v, template: (typeof v.template === 'string' ? read(`templates/${v.template}`) : v.template) as Template }))
const said = ({ instances, problems }: Evaluated): string => JSON.stringify({ instances, problems })

/** Changes one answer after the other; each time both are compared. How many steps changed something, and how much was decided anew in all. */
function walk(template: Template, told: Told, start: readonly Answer[], values: readonly unknown[], steps: number, seed: number): number {
  const random = seeded(seed)
  const one = <T,>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  const form = readForm(template)
  const paths = [...form.byPath.keys(), 'no.such']
  const rows = ['', ...new Set(start.map((a) => a.row ?? '')), ...form.nodes.flatMap((n) => (n.item.rows ?? []).map((r) => r.code)), 'new-row']
  const answers = new Map(start.map((a) => [`${a.path}\n${a.row ?? ''}`, a]))
  const keys = [...answers.keys()]
  let before = evaluateSheet(new Sheet(form, told, answers.values()))
  let moved = 0
  for (let step = 0; step < steps; step++) {
    // Mostly where something is answered: elsewhere little hangs on it.
    const key = keys.length > 0 && random() < 0.6 ? one(keys) : `${one(paths)}\n${one(rows)}`
    const [path = '', row = ''] = key.split('\n')
    if (random() < 0.2) answers.delete(key)
    else answers.set(key, { path, row, value: one(values), ...(random() < 0.2 ? { comment: 'c', number: 3, photos: ['p'] } : {}) })
    const sheet = new Sheet(form, told, answers.values())
    const now = evaluateSheet(sheet, before)
    const anew = evaluateSheet(new Sheet(form, told, answers.values()))
    if (said(now) !== said(anew)) expect({ key, instances: now.instances, problems: now.problems }).toEqual({ key, instances: anew.instances, problems: anew.problems })
    if (said(now) !== said(before)) moved++
    before = now
  }
  return moved
}

const common: readonly unknown[] = ['yes', 'no', 'na', null, false, true, 0, 1, 7, '', 'other', [], ['o1'], '2026-05-20T06:00:00.000Z', { number: 3, unit: 'mm' }, { broken: true }]

it('is the same as one that is made anew, in every template of the vectors', () => {
  let moved = 0
  vectors.forEach((v, i) => {
    moved += walk(v.template, v.context ?? {}, v.answers ?? [], [...common, ...(v.answers ?? []).map((a) => a.value)], 25, i)
  })
  expect(moved).toBeGreaterThan(vectors.length) // or nothing was tried
})

it('is the same as one that is made anew, in the checklist that ships, with all answered and with nothing', () => {
  const told = toldOf(3)
  const all = answered(told)
  const values = [...common, ...all.map((a) => a.value)]
  expect(walk(shipped, told, all, values, 250, 1) + walk(shipped, told, [], values, 250, 2)).toBeGreaterThan(200)
})

it('decides anew what hangs on the answer, and nothing else', () => {
  const told = toldOf(3)
  const answers = answered(told)
  const before = evaluateSheet(new Sheet(readForm(shipped), told, answers))
  const form = before.sheet.form
  const plain = form.nodes.find((n) => n.outer === null && n.item.type === 'text' && reachOf(form).get(n.path)?.size === 1)
  expect(plain).toBeDefined()
  const now = evaluateSheet(new Sheet(form, told, [...answers, { path: plain?.path ?? '', value: 'something else' }]), before)
  const kept = [...now.parts].filter(([node, part]) => before.parts.get(node) === part).length
  expect(kept).toBe(form.nodes.length - 1)
})
