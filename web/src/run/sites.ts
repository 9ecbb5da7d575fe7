import { api, ask } from '../api/client'
import { type Desk, reasonOf } from '../operation/desk'
import { useResource } from '../parts/Shown'

export interface SiteName {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly timeZone: string
}

/** The sites of an operation by name, in the order of their codes; none while they are read. */
export function useSites(desk: Desk): readonly SiteName[] {
  const read = useResource(async (signal) => {
    const { items } = await ask(api.GET('/v1/operations/{operation}/sites', { params: { path: { operation: desk.operation.id }, header: reasonOf(desk) }, signal }))
    const wanted = new Set(items.map((s) => s.establishment))
    const found: SiteName[] = []
    for (let cursor = ''; ; ) {
      const page = await ask(api.GET('/v1/establishments', { params: { query: { limit: 500, ...(cursor === '' ? {} : { cursor }) } }, signal }))
      found.push(...page.items.filter((e) => wanted.has(e.id)).map(({ id, code, name, timeZone }) => ({ id, code, name, timeZone })))
      if (page.next === undefined || page.next === '' || found.length === wanted.size) return found.sort((a, b) => (a.code < b.code ? -1 : 1))
      cursor = page.next
    }
  }, [desk.operation.id, desk.reason])
  return read.known.value.data ?? []
}
