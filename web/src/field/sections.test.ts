import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Basis } from '../checklist/basis'
import { gate } from '../checklist/gate'
import type { Section } from '../checklist/template'
import { trial } from '../tablet/search/trial'
import { gateInputOf, sheetOf } from './gate'

interface Vectors {
  readonly templates: { readonly two: { readonly sections: readonly Section[] } }
  readonly bases: Readonly<Record<string, Basis>>
  readonly vectors: readonly { readonly name: string; readonly input: { readonly basis: string; readonly answers: readonly unknown[] }; readonly expect: readonly { readonly path: string }[] }[]
}
const { templates, bases, vectors } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../checklist/testdata/gate/sections.json'), 'utf8')) as Vectors

// The vectors that the gate runs in Go and here: what the screen demands must be what the gate asks for.
test.each(vectors.filter((v) => v.input.answers.length === 0))('on the screen: $name', async ({ input, expect: wanted }) => {
  const basis = bases[input.basis] as Basis
  const t = trial({ sections: templates.two.sections, bases: [{ ...basis, code: 'admin' }] })
  const story = t.desk.story
  const search = story.value.searches.get(await t.begun())
  if (search === undefined) throw new Error('no search')
  const demanded = sheetOf(story.value, search)?.evaluation.instances.filter((i) => i.required).map((i) => i.path)
  expect(demanded).toEqual(wanted.map((lack) => lack.path))
  const lacks = gate(gateInputOf(story.value, search, { outcome: 'done_clear', presence: undefined, signatures: [], documents: [] }))
  expect(lacks.filter((lack) => lack.code.startsWith('item_')).map((lack) => lack.path)).toEqual(demanded)
})
