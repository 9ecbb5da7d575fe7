import { api, ask } from '../api/client'
import { type Desk, reasonOf } from '../operation/desk'
import { versionOf } from '../api/version'
import { treeOf, type Tree } from './tree'
import type { Equipment, Establishment, Location, Officer, OperationDraft, SiteDraft } from './types'

interface Page<T> {
  readonly items: T[]
  readonly next?: string
}

/** Reads a list to its end, a page of 500 after the other. */
async function every<T>(page: (query: { limit: number; cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = []
  for (let cursor = ''; ; ) {
    const { items, next = '' } = await page({ limit: 500, ...(cursor === '' ? {} : { cursor }) })
    found.push(...items)
    if (next === '') return found
    cursor = next
  }
}

export const readEstablishments = (signal: AbortSignal): Promise<Establishment[]> => every((query) => ask(api.GET('/v1/establishments', { params: { query }, signal })))

export const readOfficers = (signal: AbortSignal): Promise<Officer[]> => every((query) => ask(api.GET('/v1/officers', { params: { query }, signal })))

/** The kit that the register has at an establishment. */
export const readKit = (establishment: string, signal: AbortSignal): Promise<Equipment[]> => every((query) => ask(api.GET('/v1/equipment', { params: { query: { ...query, establishment } }, signal })))

export async function readTree(establishment: string, signal: AbortSignal): Promise<Tree> {
  return treeOf(await every<Location>((query) => ask(api.GET('/v1/establishments/{id}/locations', { params: { path: { id: establishment }, query }, signal }))))
}

export async function readSites(desk: Desk, signal: AbortSignal): Promise<SiteDraft[]> {
  const { items } = await ask(api.GET('/v1/operations/{operation}/sites', { params: { path: { operation: desk.operation.id }, header: reasonOf(desk) }, signal }))
  return items
}

/** What was read, and the version that a change of it names. */
export interface Versioned<T> {
  readonly draft: T
  readonly version: number
  /** Who saved this version; "" where nobody says. */
  readonly by?: string
}

export async function readSite(desk: Desk, site: string, signal?: AbortSignal): Promise<Versioned<SiteDraft>> {
  const outcome = await api.GET('/v1/operations/{operation}/sites/{site}', { params: { path: { operation: desk.operation.id, site }, header: reasonOf(desk) }, ...(signal === undefined ? {} : { signal }) })
  return { draft: await ask(Promise.resolve(outcome)), version: versionOf(outcome.response), by: decodeURIComponent(outcome.response.headers.get('saved-by') ?? '') }
}

export async function readDraft(desk: Desk, signal?: AbortSignal): Promise<Versioned<OperationDraft>> {
  const outcome = await api.GET('/v1/operations/{operation}/draft', { params: { path: { operation: desk.operation.id }, header: reasonOf(desk) }, ...(signal === undefined ? {} : { signal }) })
  return { draft: await ask(Promise.resolve(outcome)), version: versionOf(outcome.response), by: decodeURIComponent(outcome.response.headers.get('saved-by') ?? '') }
}
