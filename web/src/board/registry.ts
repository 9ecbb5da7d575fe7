import { api, ask } from '../api/client'
import { ApiFault } from '../api/problem'
import type { components } from '../api/schema'
import { versionOf } from '../api/version'
import { type Desk, reasonOf } from '../operation/desk'
import { siteOf } from './document'

export type CellRef = components['schemas']['CellRef']
export type SiteDraft = components['schemas']['SiteDraft']
export type OperationDraft = components['schemas']['OperationDraft']

/** What was read, with the version on which a change of it is based. */
export interface Versioned<T> {
  readonly value: T
  readonly version: number
}

const missing = (what: string): ApiFault => new ApiFault({ code: 'not_found', status: 404, detail: what })

const establishments = new Map<string, Promise<string>>()

/** The id of the establishment that a plan names by its code. */
export function establishmentId(code: string): Promise<string> {
  let known = establishments.get(code)
  if (known === undefined) {
    known = ask(api.GET('/v1/establishments', { params: { query: { q: code, limit: 100 } } })).then((page) => {
      const found = page.items.find((e) => e.code === code)
      if (found === undefined) throw missing(code)
      return found.id
    })
    known.catch(() => establishments.delete(code))
    establishments.set(code, known)
  }
  return known
}

const cells = new Map<string, Promise<CellRef>>()

/** The reference by which drafts name the cell that a plan names "SITE/CELL". */
export function cellRef(cell: string): Promise<CellRef> {
  let known = cells.get(cell)
  if (known === undefined) {
    known = findCell(cell)
    known.catch(() => cells.delete(cell))
    cells.set(cell, known)
  }
  return known
}

async function findCell(cell: string): Promise<CellRef> {
  const site = siteOf(cell)
  const code = cell.slice(site.length + 1)
  const establishment = await establishmentId(site)
  for (let cursor: string | undefined; ; ) {
    const query = { q: code, limit: 200, ...(cursor === undefined ? {} : { cursor }) }
    const page = await ask(api.GET('/v1/establishments/{id}/locations', { params: { path: { id: establishment }, query } }))
    const found = page.items.find((l) => l.code === code)
    if (found !== undefined) return { establishment, location: found.id }
    if (page.next === undefined || page.next === '') throw missing(cell)
    cursor = page.next
  }
}

/** The draft of the operation as a whole. */
export async function readDraft(desk: Desk): Promise<Versioned<OperationDraft>> {
  const answer = await api.GET('/v1/operations/{operation}/draft', { params: { path: { operation: desk.operation.id }, header: reasonOf(desk) } })
  return { value: await ask(Promise.resolve(answer)), version: versionOf(answer.response) }
}

/** The draft of a site, by its code. */
export async function readSiteDraft(desk: Desk, site: string): Promise<Versioned<SiteDraft> & { readonly id: string }> {
  const id = await establishmentId(site)
  const answer = await api.GET('/v1/operations/{operation}/sites/{site}', { params: { path: { operation: desk.operation.id, site: id }, header: reasonOf(desk) } })
  return { value: await ask(Promise.resolve(answer)), version: versionOf(answer.response), id }
}

/** The team that a plan names: by its code, or "SITE/CODE" where two sites have one of that code. */
export function teamIn(draft: SiteDraft, site: string, team: string): SiteDraft['teams'][number] {
  const found = draft.teams.find((t) => t.code === team || `${site}/${t.code}` === team)
  if (found === undefined) throw missing(team)
  return found
}
