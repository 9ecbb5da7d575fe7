import { evaluate } from '../evaluate'
import { gate } from '../gate'
import { answered, shipped, toldOf } from './full'

/** Milliseconds of many runs, in order. */
function times(runs: number, work: (run: number) => void): { median: number; p99: number; worst: number } {
  const took = Array.from({ length: runs }, (_, run) => {
    const start = performance.now()
    work(run)
    return performance.now() - start
  }).sort((a, b) => a - b)
  const at = (share: number): number => Math.round((took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0) * 100) / 100
  return { median: at(0.5), p99: at(0.99), worst: at(1) }
}

/** What it costs to evaluate a whole search after each of its answers, and to ask the gate. */
export function bench(runs: number): Record<string, unknown> {
  const told = toldOf(10)
  const answers = answered(told)
  const { instances, problems } = evaluate(shipped, told, answers)
  const named = { template: shipped.code, basis: 'x' }
  const findings = (told.findings ?? []).map((id) => ({ id, category: 'phone', description: 'in the mattress', photos: ['x'] }))
  return {
    answers: answers.length,
    instances: instances.length,
    problems: problems.length,
    first: times(1, () => evaluate(shipped, told, answers)),
    answer: times(runs, (run) => evaluate(shipped, told, answers.slice(0, answers.length - (run % 50)))),
    gate: times(runs, () => gate({ named, template: shipped, context: told, answers, findings })),
  }
}

Object.assign(globalThis, { bench })
