// @vitest-environment node
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { tell, type ToldDifference } from './compare-words'
import { evaluate, type Evaluation } from './evaluate'
import { move, type Moved } from './move'
import type { Answer, Told } from './sheet'
import { byCodePoint } from './strings'
import type { Template } from './template'
import { countOf, drawn, plain, seed } from './trial/drawn'

interface Case {
  readonly case: number
  readonly template: Template
  readonly context: Told
  readonly answers: readonly Answer[]
  readonly evaluation: Evaluation
}

/** The first instance or problem in which two evaluations differ, as both have it. */
function firstDifference(go: Evaluation, ts: Evaluation): unknown {
  for (const part of ['instances', 'problems'] as const) {
    for (let i = 0; i < Math.max(go[part].length, ts[part].length); i++) {
      if (!isDeepStrictEqual(go[part][i], ts[part][i])) return { go: go[part][i] ?? null, ts: ts[part][i] ?? null }
    }
  }
  return null
}

interface Versions {
  readonly case: number
  readonly from: Template
  readonly to: Template
  readonly context: Told
  readonly answers: readonly Answer[]
  readonly differences: readonly ToldDifference[]
  readonly move: Moved
}

/** Answers in the order in which Go writes them, with null for a value that nobody gave. */
const inOrder = (answers: readonly Answer[]): Answer[] =>
  [...answers].map((answer) => ({ ...answer, value: answer.value ?? null })).sort((a, b) => byCodePoint(a.path, b.path) || byCodePoint(a.row ?? '', b.row ?? ''))

describe('the engine in Go and this one', () => {
  const count = countOf(1000)
  it(`agree on ${count} random checklists of seed ${seed}`, { timeout: 120_000 + count * 20 }, async () => {
    const told = { cases: 0, instances: 0, relevant: 0, problems: 0 }
    const differences: unknown[] = []
    for await (const one of drawn<Case>('evaluations', count)) {
      const ours = plain(evaluate(one.template, one.context, one.answers))
      const difference = firstDifference(one.evaluation, ours)
      if (difference !== null) differences.push({ case: one.case, ...(difference as object) })
      told.cases++
      told.instances += ours.instances.length
      told.relevant += ours.instances.filter((instance) => instance.relevant).length
      told.problems += ours.problems.length
    }
    console.log(`seed ${seed}: ${told.cases} random checklists, ${told.instances} instances (${told.relevant} relevant), ${told.problems} problems, ${differences.length} differences`)
    expect(differences.slice(0, 3)).toEqual([])
    expect(told.cases).toBe(count)
    // Cases of which nothing is asked would agree too.
    expect(Math.min(told.relevant, told.problems)).toBeGreaterThan(count)
  })

  const pairs = countOf(300)
  it(`agree on what differs between ${pairs} random pairs of versions, and on what a draft keeps, of seed ${seed}`, { timeout: 120_000 + pairs * 80 }, async () => {
    const told = { cases: 0, differences: 0, kept: 0, aside: 0, required: 0 }
    const wrong: unknown[] = []
    for await (const one of drawn<Versions>('versions', pairs)) {
      const differences = plain(tell(one.from, one.to))
      const { kept, aside, required } = plain(move(one.from, one.to, one.context, one.answers))
      const ours = { differences, kept: inOrder(kept), aside, required }
      const theirs = { differences: one.differences, kept: inOrder(one.move.kept), aside: one.move.aside, required: one.move.required }
      if (!isDeepStrictEqual(ours, theirs)) wrong.push({ case: one.case, ours, theirs })
      told.cases++
      told.differences += differences.length
      told.kept += kept.length
      told.aside += aside.length
      told.required += required.length
    }
    console.log(`seed ${seed}: ${told.cases} random pairs of versions, ${told.differences} differences, ${told.kept} answers kept, ${told.aside} set aside, ${told.required} newly required, ${wrong.length} disagreements`)
    if (wrong.length > 0) expect((wrong[0] as { ours: unknown }).ours).toEqual((wrong[0] as { theirs: unknown }).theirs)
    expect(told.cases).toBe(pairs)
    expect(Math.min(told.differences, told.kept, told.aside, told.required)).toBeGreaterThan(pairs / 2)
  })
})
