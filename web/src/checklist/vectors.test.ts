// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate'
import type { Answer, Told } from './sheet'
import type { Template } from './template'

interface Vector {
  readonly name: string
  readonly template: Template | string
  readonly context?: Told
  readonly answers?: readonly Answer[]
  readonly expect: { readonly instances?: readonly Loose[]; readonly problems?: readonly Loose[] }
}
type Loose = Readonly<Record<string, unknown>>

const folder = join(import.meta.dirname, '../../../checklist/testdata')
const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'))
const files = readdirSync(join(folder, 'vectors')).filter((name) => name.endsWith('.json'))
const vectors = files.flatMap((file) => (read(`vectors/${file}`) as Vector[]).map((v) => ({ ...v, file })))

/** The members of is that wanted names; a member that is null is expected to be absent. */
const asWanted = (is: Loose, wanted: Loose): Loose => Object.fromEntries(Object.keys(wanted).map((name) => [name, is[name] ?? null]))

describe(`the vectors of the checklist: ${vectors.length} in ${files.length} files`, () => {
  it('have names of their own', () => {
    console.log(`${vectors.length} vectors of the checklist`)
    expect(new Set(vectors.map((v) => v.name)).size).toBe(vectors.length)
  })
  it.each(vectors)('$file: $name', (v) => {
    const template = (typeof v.template === 'string' ? read(`templates/${v.template}`) : v.template) as Template
    const { instances, problems } = evaluate(template, v.context ?? {}, v.answers ?? [])
    const wanted = v.expect.problems ?? []
    const told = problems.map((problem, i) => asWanted({ ...problem }, wanted[i] ?? { path: '', row: '', code: '' }))
    expect(told).toEqual(wanted)
    for (const instance of v.expect.instances ?? []) {
      const found = instances.find((is) => is.path === instance.path && (is.row ?? '') === (instance.row ?? ''))
      if (instance.there === false) expect(found).toBeUndefined()
      else expect(asWanted({ ...found }, instance)).toEqual(instance)
    }
  })
})
