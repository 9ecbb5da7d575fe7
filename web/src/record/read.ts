import { api, ask } from '../api/client'
import type { Template } from '../checklist/template'
import type { AnswerDocument, ExhibitDocument, FileDocument, FindingDocument, SealDocument, SearchDocument, SiteDocument, TaskDocument } from './documents'

/** The most pages of one list that are read: 20,000 documents, more than one site or search ever has. */
const mostPages = 40

interface Page {
  readonly items: readonly unknown[]
  readonly next?: string
}

/** Every document of a list, page after page. */
export async function everyPage<T>(read: (cursor: string | undefined) => Promise<Page>): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  for (let i = 0; i < mostPages; i++) {
    const page = await read(cursor)
    all.push(...(page.items as T[]))
    cursor = page.next
    if (cursor === undefined || cursor === '') break
  }
  return all
}

const limit = 500
const more = (cursor: string | undefined): { cursor?: string } => (cursor === undefined ? {} : { cursor })

/** What is read of an operation. */
export function reader(operation: string, signal: AbortSignal) {
  const path = { operation }
  const document = async <T>(kind: 'site' | 'task' | 'search' | 'exhibit' | 'seal' | 'file', id: string): Promise<T> =>
    (await ask(api.GET('/v1/operations/{operation}/documents/{kind}/{document}', { params: { path: { ...path, kind, document: id } }, signal }))) as unknown as T
  return {
    site: (id: string) => document<SiteDocument>('site', id),
    task: (id: string) => document<TaskDocument>('task', id),
    search: (id: string) => document<SearchDocument>('search', id),
    exhibit: (id: string) => document<ExhibitDocument>('exhibit', id),
    seal: (id: string) => document<SealDocument>('seal', id),
    file: (sha256: string) => document<FileDocument>('file', sha256),
    tasks: (site: string) => everyPage<TaskDocument>((c) => ask(api.GET('/v1/operations/{operation}/tasks', { params: { path, query: { site, limit, ...more(c) } }, signal }))),
    findings: (site: string) => everyPage<FindingDocument>((c) => ask(api.GET('/v1/operations/{operation}/findings', { params: { path, query: { site, limit, ...more(c) } }, signal }))),
    exhibits: (site: string) => everyPage<ExhibitDocument>((c) => ask(api.GET('/v1/operations/{operation}/exhibits', { params: { path, query: { site, limit, ...more(c) } }, signal }))),
    filesOf: (id: string) => everyPage<FileDocument>((c) => ask(api.GET('/v1/operations/{operation}/files', { params: { path, query: { of: id, limit, ...more(c) } }, signal }))),
    answers: (search: string) => everyPage<AnswerDocument>((c) => ask(api.GET('/v1/operations/{operation}/answers', { params: { path, query: { search, limit, ...more(c) } }, signal }))),
  }
}

/** The places of an establishment, with their names. */
export function places(id: string, signal: AbortSignal) {
  return everyPage<{ code: string; name: string; kind: string }>((c) => ask(api.GET('/v1/establishments/{id}/locations', { params: { path: { id }, query: { limit, ...more(c) } }, signal })))
}

/** The checklist that a search was made by; of a program that named none the newest of the registry, which has the words of nearly all of it. */
export async function templateOf(search: SearchDocument, signal: AbortSignal): Promise<{ template: Template | null; isGuessed: boolean }> {
  const one = async (id: string): Promise<Template | null> => ((await ask(api.GET('/v1/templates/{id}', { params: { path: { id } }, signal }))).body ?? null) as Template | null
  try {
    if (search.template !== undefined) return { template: await one(search.template), isGuessed: false }
    const { items } = await ask(api.GET('/v1/templates', { signal }))
    const newest = [...items].sort((a, b) => b.publishedAt.localeCompare(a.publishedAt))[0]
    return { template: newest === undefined ? null : await one(newest.id), isGuessed: true }
  } catch {
    // Without the words of the checklist the answers are still shown, under their codes.
    return { template: null, isGuessed: false }
  }
}
