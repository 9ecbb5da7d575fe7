// @vitest-environment node
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { countOf, drawn, seed } from '../checklist/trial/drawn'
import { matchModels, type CatalogueModel, type MatchReason, type Seen } from './catalogue'

interface Case {
  readonly case: number
  readonly catalogue: readonly CatalogueModel[] | null
  readonly seen: Seen
  readonly matches: readonly { readonly code: string; readonly reasons: readonly MatchReason[] }[]
}

const count = countOf(500)

describe('matching in Go and here', () => {
  it(`agree on ${count} random catalogues of seed ${seed}`, { timeout: 120_000 + count * 20 }, async () => {
    const told = { cases: 0, matches: 0, several: 0 }
    const differences: unknown[] = []
    for await (const one of drawn<Case>('catalogues', count)) {
      const ours = matchModels(one.catalogue ?? [], one.seen).map(({ model, reasons }) => ({ code: model.code, reasons }))
      if (!isDeepStrictEqual(ours, one.matches)) differences.push({ case: one.case, catalogue: one.catalogue, seen: one.seen, go: one.matches, ts: ours })
      told.cases++
      told.matches += ours.length
      if (ours.length > 1) told.several++
    }
    console.log(`seed ${seed}: ${told.cases} random catalogues, ${told.matches} matches (${told.several} of several models), ${differences.length} differences`)
    expect(differences.slice(0, 2)).toEqual([])
    expect(told.cases).toBe(count)
    expect(told.matches).toBeGreaterThan(count / 2)
    expect(told.several).toBeGreaterThan(count / 10)
  })
})
