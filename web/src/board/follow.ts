import { EventReader } from '../api/events'
import type { components } from '../api/schema'
import { pause } from '../api/stream'

export type PlanJob = components['schemas']['PlanJob']
export type PlanImprovement = components['schemas']['PlanImprovement']

export const ended = (job: Pick<PlanJob, 'state'>): boolean => !['queued', 'running'].includes(job.state)

interface FollowOptions {
  readonly operation: string
  readonly job: string
  readonly onJob: (job: PlanJob) => void
  readonly onImproved: (improved: PlanImprovement) => void
  readonly fetch?: typeof fetch
  readonly wait?: (milliseconds: number) => Promise<void>
}

/** Follows a job by its events until it has ended, through every loss of connection: improvements are resumed after the last one heard. The returned function stops it. */
export function followJob({ operation, job, onJob, onImproved, fetch: get = fetch, wait = (ms) => new Promise((go) => setTimeout(go, ms)) }: FollowOptions): () => void {
  const abort = new AbortController()
  let last = ''
  let over = false
  let attempt = 0

  function take(type: string, data: string, id: string): void {
    attempt = 0
    if (type === 'improved') {
      last = id
      onImproved(JSON.parse(data) as PlanImprovement)
      return
    }
    const told = JSON.parse(data) as PlanJob
    over ||= type === 'state' && ended(told)
    onJob(told)
  }

  async function read(): Promise<void> {
    const headers: Record<string, string> = { accept: 'text/event-stream' }
    if (last !== '') headers['last-event-id'] = last
    const response = await get(`/v1/operations/${operation}/plan-jobs/${job}/stream`, { headers, cache: 'no-store', signal: abort.signal })
    if ([401, 403, 404].includes(response.status)) over = true
    if (!response.ok || response.body === null) return
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    const events = new EventReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done || abort.signal.aborted) return
      for (const e of events.push(value)) take(e.type, e.data, e.id)
    }
  }

  async function run(): Promise<void> {
    while (!over && !abort.signal.aborted) {
      await read().catch(() => undefined)
      if (!over && !abort.signal.aborted) await wait(pause(attempt++, Math.random()))
    }
  }
  void run()
  return () => abort.abort()
}
