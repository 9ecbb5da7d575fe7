import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { type Desk, reasonOf } from '../operation/desk'
import { ended, type PlanImprovement, type PlanJob } from './follow'

type Whole = components['schemas']['PlanJobInput']
/** What a job is asked with; what is left out is as the contract has it. */
export type PlanJobInput = Pick<Whole, 'kind'> & Partial<Whole>

const usual = { seed: 1, rounds: 200, deadlineSeconds: 60 }

const path = (desk: Desk) => ({ operation: desk.operation.id })

/** Asks for planning that goes on in the background. */
export function startJob(desk: Desk, body: PlanJobInput): Promise<PlanJob> {
  return ask(api.POST('/v1/operations/{operation}/plan-jobs', { params: { path: path(desk) }, body: { ...usual, ...body } }))
}

/** Ends a job; what it has by then is its result. */
export function cancelJob(desk: Desk, job: string): Promise<PlanJob> {
  return ask(api.POST('/v1/operations/{operation}/plan-jobs/{job}/cancel', { params: { path: { ...path(desk), job } } }))
}

/** The newest jobs. */
export async function listJobs(desk: Desk, signal?: AbortSignal): Promise<readonly PlanJob[]> {
  return (await ask(api.GET('/v1/operations/{operation}/plan-jobs', { params: { path: path(desk), query: { limit: 50 } }, ...(signal === undefined ? {} : { signal }) }))).items
}

/** What a job found where that is no version. */
export async function jobResult(desk: Desk, job: string): Promise<unknown> {
  return (await ask(api.GET('/v1/operations/{operation}/plan-jobs/{job}/result', { params: { path: { ...path(desk), job }, header: reasonOf(desk) } }))).document
}

/** A point of the chart of a job: milliseconds since it started, and how good the best plan was. */
export interface Reached {
  readonly at: number
  readonly value: number
  readonly bound: number
}

/** Adds an improvement to those known, in order and each once: a stream that is resumed may tell one again. */
export function improvedBy(known: readonly PlanImprovement[], next: PlanImprovement): readonly PlanImprovement[] {
  return known.some((k) => k.number === next.number) ? known : [...known, next].sort((a, b) => a.number - b.number)
}

/** The points of the chart: the sum of the sites' ends and its bound, over the time since the job started. */
export function pointsOf(job: Pick<PlanJob, 'createdAt' | 'startedAt'>, improvements: readonly PlanImprovement[]): Reached[] {
  const start = Date.parse(job.startedAt ?? job.createdAt)
  return improvements.map((i) => ({ at: Math.max(0, Date.parse(i.at) - start), value: i.reached.sumMakespan, bound: i.reached.sumMakespanBound }))
}

/** How far a job is, from 0 to 1: by the things it has done, else by its rounds or its time, whichever is further; null while it waits or does not say. */
export function shareOf(job: PlanJob, now: number): number | null {
  if (ended(job)) return 1
  if (job.startedAt === undefined) return null
  if (job.work !== undefined && job.work.of > 0) return job.work.done / job.work.of
  const rounds = job.reached === undefined || job.reached.rounds === 0 ? 0 : job.reached.round / job.reached.rounds
  const time = (now - Date.parse(job.startedAt)) / (job.deadlineSeconds * 1000)
  return Math.min(1, Math.max(rounds, Number.isFinite(time) ? time : 0, 0))
}

/** What is known of a job after another word about it: one that has ended does not run again, though the answer to "end it" may come after the event that it has. */
export function heard(was: PlanJob, now: PlanJob): PlanJob {
  return ended(was) && !ended(now) ? was : now
}
