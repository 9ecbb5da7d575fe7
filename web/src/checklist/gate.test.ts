// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LegalBasisV1 } from '../api/legal-basis.gen'
import type { Basis } from './basis'
import { gate, type GateInput } from './gate'
import { covers, open, overrideFaults, type Override } from './override'
import type { Labels, Template } from './template'

interface Vector {
  readonly name: string
  readonly input: Omit<GateInput, 'template' | 'basis'> & { readonly template?: string; readonly basis?: string }
  readonly expect: readonly (Readonly<Record<string, unknown>> & { readonly text?: Labels })[]
  readonly override?: { given: Override; closedBy: string; open: string[]; covered: string[]; faults: string[] }
}
interface File {
  readonly templates?: Readonly<Record<string, Template | string>>
  readonly bases?: Readonly<Record<string, LegalBasisV1>>
  readonly vectors: readonly Vector[]
}

/** The gate reads a basis as its schema has it, or this does not compile. */
const asRead = (basis: LegalBasisV1): Basis => basis

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'checklist/testdata/gate')
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const vectors = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((file) => {
    const whole = read(join(folder, file)) as File
    return whole.vectors.map((vector) => ({ ...vector, file, whole }))
  })

function basisOf({ bases }: File, name: string): Basis | undefined {
  const found = bases?.[name]
  return found === undefined ? undefined : asRead(found)
}

function templateOf({ templates }: File, name: string | undefined): Template | undefined {
  const found = name === undefined ? undefined : templates?.[name]
  return typeof found === 'string' ? (read(join(root, found)) as Template) : found
}

describe(`searches before the gate: ${vectors.length}`, () => {
  it('are as many as they should be', () => {
    console.log(`${vectors.length} vectors of the gate`)
    expect(vectors.length).toBeGreaterThan(100)
  })
  it.each(vectors)('$file: $name', ({ input, whole, expect: wanted, override }) => {
    const lacks = gate({ ...input, template: templateOf(whole, input.template), basis: input.basis === undefined ? undefined : basisOf(whole, input.basis) })
    expect(lacks.map((lack, i) => (wanted[i]?.text === undefined ? { ...lack, text: undefined } : lack))).toEqual(wanted)
    for (const { text } of lacks) expect(text.en.length * text.fr.length).toBeGreaterThan(0)
    if (override === undefined) return
    const codes = (some: typeof lacks): string[] => some.map(({ code }) => code)
    expect(codes(open(lacks, override.given))).toEqual(override.open)
    expect(codes(lacks.filter((lack) => covers(override.given, lack)))).toEqual(override.covered)
    expect(overrideFaults(override.given, input.officers, override.closedBy)).toEqual(override.faults)
  })
})
