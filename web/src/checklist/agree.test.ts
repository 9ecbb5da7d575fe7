// @vitest-environment node
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { evaluate, type Evaluation } from './evaluate'
import type { Answer, Told } from './sheet'
import type { Template } from './template'

/*
 * The engine in Go draws templates and answers by chance and evaluates them (checklist/drawn); this one evaluates the same.
 * CELLSWEEP_AGREE says how many, CELLSWEEP_SEED which; the seed is the day's where none is given, so that the tests of a year try as many.
 */
interface Case {
  readonly case: number
  readonly template: Template
  readonly context: Told
  readonly answers: readonly Answer[]
  readonly evaluation: Evaluation
}

const count = Number(process.env.CELLSWEEP_AGREE ?? 1000)
const seed = process.env.CELLSWEEP_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', '')

/** As it goes over a wire. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** The first instance or problem in which two evaluations differ, as both have it. */
function firstDifference(go: Evaluation, ts: Evaluation): unknown {
  for (const part of ['instances', 'problems'] as const) {
    for (let i = 0; i < Math.max(go[part].length, ts[part].length); i++) {
      if (!isDeepStrictEqual(go[part][i], ts[part][i])) return { go: go[part][i] ?? null, ts: ts[part][i] ?? null }
    }
  }
  return null
}

describe('the engine in Go and this one', () => {
  it(`agree on ${count} random checklists of seed ${seed}`, { timeout: 120_000 + count * 20 }, async () => {
    const root = join(import.meta.dirname, '../../..')
    const go = spawn('go', ['run', './checklist/drawn', '-n', String(count), '-seed', seed], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(go, 'close')
    const told = { cases: 0, instances: 0, relevant: 0, problems: 0 }
    const differences: unknown[] = []
    for await (const line of createInterface({ input: go.stdout })) {
      const drawn = JSON.parse(line) as Case
      const ours = plain(evaluate(drawn.template, drawn.context, drawn.answers)) as Evaluation
      const difference = firstDifference(drawn.evaluation, ours)
      if (difference !== null) differences.push({ case: drawn.case, ...(difference as object) })
      told.cases++
      told.instances += ours.instances.length
      told.relevant += ours.instances.filter((instance) => instance.relevant).length
      told.problems += ours.problems.length
    }
    expect((await ended)[0]).toBe(0)
    console.log(`seed ${seed}: ${told.cases} random checklists, ${told.instances} instances (${told.relevant} relevant), ${told.problems} problems, ${differences.length} differences`)
    expect(differences.slice(0, 3)).toEqual([])
    expect(told.cases).toBe(count)
    // Cases of which nothing is asked would agree too.
    expect(Math.min(told.relevant, told.problems)).toBeGreaterThan(count)
  })
})
