// @vitest-environment node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { matchModels, type CatalogueModel, type MatchReason, type Seen } from './catalogue'

interface Case {
  readonly name: string
  readonly seen: Seen
  readonly catalogue?: readonly CatalogueModel[]
  readonly expect: readonly { readonly code: string; readonly reasons: readonly MatchReason[]; readonly isTarget: boolean }[]
}

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../../../models/testdata/catalogue.json'), 'utf8')) as { catalogue: CatalogueModel[]; cases: Case[] }

describe(`the vectors of the catalogue: ${vectors.cases.length}`, () => {
  it.each(vectors.cases)('$name', ({ seen, catalogue, expect: wanted }) => {
    const found = matchModels(catalogue ?? vectors.catalogue, seen)
    expect(found.map(({ model, reasons }) => ({ code: model.code, reasons, isTarget: model.isTarget }))).toEqual(wanted)
  })
  it('come to the same in whatever order the catalogue is', () => {
    for (const { seen, catalogue = vectors.catalogue } of vectors.cases) {
      expect(matchModels([...catalogue].reverse(), seen)).toEqual(matchModels(catalogue, seen))
    }
  })
})
