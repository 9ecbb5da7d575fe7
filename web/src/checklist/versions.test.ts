// @vitest-environment node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tell, type ToldDifference } from './compare-words'
import { move, type Moved } from './move'
import type { Answer, Told } from './sheet'
import type { Template } from './template'
import { plain } from './trial/drawn'

interface Case {
  readonly name: string
  readonly from: Template
  readonly to: Template
  readonly context?: Told
  readonly answers?: readonly Answer[]
  readonly differences: readonly ToldDifference[]
  readonly move?: Moved
}

const cases = JSON.parse(readFileSync(join(import.meta.dirname, '../../../checklist/testdata/versions.json'), 'utf8')) as Case[]

describe(`the vectors of versions: ${cases.length}`, () => {
  it.each(cases)('$name', ({ from, to, context = {}, answers = [], differences, move: moved }) => {
    expect(plain(tell(from, to))).toEqual(differences)
    if (moved !== undefined) expect(plain(move(from, to, context, answers))).toEqual(moved)
  })
  it('hold drafts that move', () => {
    expect(cases.filter((c) => c.move !== undefined).length).toBeGreaterThanOrEqual(20)
  })
})
