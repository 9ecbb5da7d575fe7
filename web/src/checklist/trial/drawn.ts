import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/*
 * Cases that the rules in Go drew by chance and decided (checklist/drawn), for the rules here to be held against.
 * CELLSWEEP_AGREE says how many, CELLSWEEP_SEED which; the seed is the day's where none is given, so that the tests of a year try as many.
 */
export const seed = process.env.CELLSWEEP_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', '')

/** How many cases are asked for, usual where nobody says. */
export const countOf = (usual: number): number => Number(process.env.CELLSWEEP_AGREE ?? usual)

/** The cases of a kind, one at a time. Throws when Go ends with a fault. */
export async function* drawn<Case>(of: 'evaluations' | 'versions' | 'catalogues', count: number): AsyncGenerator<Case> {
  const root = join(import.meta.dirname, '../../../..')
  const go = spawn('go', ['run', './checklist/drawn', '-of', of, '-n', String(count), '-seed', seed], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(go, 'close')
  for await (const line of createInterface({ input: go.stdout })) yield JSON.parse(line) as Case
  const [status] = (await ended) as [number | null]
  if (status !== 0) throw new Error(`checklist/drawn ended with ${status}`)
}

/** A value as it goes over a wire. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
