import { api, ask } from '../api/client'
import { type Resource, resource } from '../api/resource'
import type { components } from '../api/schema'
import { type Desk, reasonOf } from '../operation/desk'

export type Replan = components['schemas']['Replan']

/** Of all re-plans the newest that waits for a decision. */
export function waiting<R extends Pick<Replan, 'issuedAt' | 'refusedAt' | 'overtaken'>>(all: readonly R[]): R | undefined {
  return all.findLast((r) => r.issuedAt === undefined && r.refusedAt === undefined && r.overtaken !== true)
}

/** What is proposed for a running operation and waits for a decision, with what it moves; null while nothing is. It keeps to nothing that was decided. */
export function proposalOf(desk: () => Desk): Resource<Replan | null> {
  return resource<Replan | null>(async (signal) => {
    const { operation } = desk()
    if (!['released', 'live', 'held'].includes(operation.state)) return null
    const header = reasonOf(desk())
    const { items } = await ask(api.GET('/v1/operations/{operation}/replans', { params: { path: { operation: operation.id }, header }, signal }))
    const newest = waiting(items)
    return newest === undefined ? null : ask(api.GET('/v1/operations/{operation}/replans/{number}', { params: { path: { operation: operation.id, number: String(newest.version.number) }, header }, signal }))
  })
}
