import { Dexie } from 'dexie'
import type { Sealed } from '../vault/seal'
import type { DocumentRow, PullRow, TabletDatabase } from './database'
import { utf8 } from './encoding'
import { Members } from './members'

/** The server wants another session first: sign in anew and pull again. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded'
}

/** The server's documents are newer than this program understands (426). Recording and pushing go on. */
export class ProgramTooOld extends Error {
  override readonly name = 'ProgramTooOld'
}

/** The server did not give a page: its status, 0 when there was no answer that could be read. */
export class PullFailed extends Error {
  override readonly name = 'PullFailed'

  constructor(
    readonly status: number,
    cause?: unknown,
  ) {
    super(`no page was pulled (status ${status})`, { cause })
  }
}

export interface InboxSettings {
  readonly database: TabletDatabase
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>
  readonly base: string
  readonly token: () => Promise<string> // of the session
  readonly onReset?: (why: string) => void // "access" or "epoch"
}

interface Page {
  readonly documents: readonly Readonly<Record<string, unknown>>[]
  readonly cursor: string
  readonly hasMore: boolean
}

const pageSize = 500

/** What a document's seal is bound to. */
export const documentPlace = (operation: string, kind: string, id: string): string => `document\n${operation}\n${kind}\n${id}`

/** Brings the server's documents to this tablet. The outbox is never touched by it. */
export class Inbox {
  constructor(private readonly with_: InboxSettings) {}

  /**
   * Pulls what has changed since the last time, page by page; each page is kept with its cursor in one transaction, so that
   * an interrupted pull goes on where it stood. After a reset (410) the old copy is shown until a new one is whole.
   * Rejects with SessionEnded, ProgramTooOld or PullFailed; what was kept until then stays.
   */
  async pull(operation: string): Promise<void> {
    for (let resets = 0; ; ) {
      const state = await this.state(operation)
      const page = await this.page(operation, state.shadow?.cursor ?? state.cursor)
      if (page === 'reset') {
        // A server that resets each page has nothing to give; whoever called tries again later.
        if (++resets > 3) throw new PullFailed(410)
        await this.beginShadow(operation)
      } else if (await this.keep(state, page)) {
        return
      }
    }
  }

  /**
   * Keeps what a package holds as if it had been pulled, where nothing was pulled yet: a first pull begins at the start and takes the
   * place of each document. True if it was kept.
   */
  async take(operation: string, documents: Page['documents']): Promise<boolean> {
    const { database } = this.with_
    const sealed = await Promise.all(documents.map((document) => this.sealed(operation, document)))
    return database.transaction('rw', [database.pulls, database.documents], async () => {
      const known = await database.pulls.get(operation)
      if (known !== undefined && (known.cursor !== '' || known.shadow !== null)) return false
      const state = known ?? (await this.state(operation))
      for (const row of sealed) await this.keepOne(state.live, row)
      await database.pulls.put(state)
      return true
    })
  }

  /** The documents of a kind that are to be shown, ascending by id. Rejects with Locked where nobody has given a PIN. */
  async documents(operation: string, kind: string): Promise<Page['documents'][number][]> {
    const { live } = await this.state(operation)
    const rows = this.with_.database.documents
      .where('[operation+copy+kind+id]')
      .between([operation, live, kind, Dexie.minKey], [operation, live, kind, Dexie.maxKey])
    return Promise.all((await rows.toArray()).map(({ document, id }) => this.opened(operation, kind, id, document)))
  }

  private async state(operation: string): Promise<PullRow> {
    return (await this.with_.database.pulls.get(operation)) ?? { operation, live: 1, cursor: '', shadow: null, pulledAt: '', trouble: '' }
  }

  /** A reset in the middle of a shadow throws the shadow away: its pages are of another access or epoch. */
  private async beginShadow(operation: string): Promise<void> {
    const { database } = this.with_
    await database.transaction('rw', [database.pulls, database.documents], async () => {
      const state = await this.state(operation)
      if (state.shadow !== null) await this.drop(operation, state.shadow.copy)
      await database.pulls.put({ ...state, shadow: { copy: (state.shadow?.copy ?? state.live) + 1, cursor: '' } })
    })
  }

  private async drop(operation: string, copy: number): Promise<void> {
    await this.with_.database.documents.where({ operation, copy }).delete()
  }

  /** Keeps a page; true if it was the last. A page asked for before another tab went on is left: the next one is asked for anew. */
  private async keep(asked: PullRow, page: Page): Promise<boolean> {
    const { database } = this.with_
    const { operation } = asked
    const sealed = await Promise.all(page.documents.map((document) => this.sealed(operation, document)))
    return database.transaction('rw', [database.pulls, database.documents], async () => {
      const state = await this.state(operation)
      if (JSON.stringify(state) !== JSON.stringify(asked)) return false
      const copy = state.shadow?.copy ?? state.live
      for (const row of sealed) await this.keepOne(copy, row)
      const done = !page.hasMore
      if (state.shadow === null) await database.pulls.put({ ...state, cursor: page.cursor })
      else if (!done) await database.pulls.put({ ...state, shadow: { copy, cursor: page.cursor } })
      else {
        await database.pulls.put({ ...state, live: copy, cursor: page.cursor, shadow: null })
        await this.drop(operation, state.live)
      }
      return done
    })
  }

  /** A document as it is kept; one that is gone has no text. */
  private async sealed(operation: string, document: Page['documents'][number]): Promise<Omit<DocumentRow, 'copy' | 'document'> & { readonly document: Sealed | null }> {
    const [kind, id] = [String(document.kind), String(document.id)]
    const text = document._deleted === true ? null : await this.with_.database.vault.sealForReading(documentPlace(operation, kind, id), utf8(JSON.stringify(document)))
    return { operation, kind, id, document: text }
  }

  private async opened(operation: string, kind: string, id: string, document: Sealed): Promise<Page['documents'][number]> {
    const text = await this.with_.database.vault.open(documentPlace(operation, kind, id), document)
    return JSON.parse(new TextDecoder().decode(text)) as Page['documents'][number]
  }

  private async keepOne(copy: number, { operation, kind, id, document }: Omit<DocumentRow, 'copy' | 'document'> & { readonly document: Sealed | null }): Promise<void> {
    const { documents } = this.with_.database
    if (document === null) await documents.delete([operation, copy, kind, id])
    else await documents.put({ operation, copy, kind, id, document })
  }

  private async page(operation: string, cursor: string): Promise<Page | 'reset'> {
    const query = new URLSearchParams({ operation, limit: String(pageSize), ...(cursor === '' ? {} : { cursor }) })
    const headers = { Authorization: `Bearer ${await this.with_.token()}` }
    const address = `${this.with_.base}/v1/sync/pull?${query}`
    const response = await this.with_.fetch(address, { headers, cache: 'no-store' }).catch((thrown: unknown) => {
      throw new PullFailed(0, thrown)
    })
    if (response.status === 410) {
      this.with_.onReset?.(whyReset(await response.text().catch(() => '')))
      return 'reset'
    }
    if (response.status === 401) throw new SessionEnded('the session has ended')
    if (response.status === 426) throw new ProgramTooOld('the server has newer documents than this program understands')
    if (response.status !== 200) throw new PullFailed(response.status)
    try {
      return readPage(await response.text())
    } catch (thrown) {
      throw new PullFailed(0, thrown)
    }
  }
}

function whyReset(text: string): string {
  try {
    return String((JSON.parse(text) as { reset?: unknown }).reset ?? '')
  } catch {
    return ''
  }
}

/** Reads a page; the strict reader only looks, the documents are taken as JSON gives them. */
function readPage(text: string): Page {
  const m = Members.read(text, 'a page')
  m.objects('documents', (document) => [document.text('kind'), document.text('id')])
  const cursor = (m.object('checkpoint') ?? m.fail('checkpoint', 'required', 'the member is required')).text('cursor')
  const hasMore = m.required('hasMore', 'bool').text === 'true'
  return { documents: (JSON.parse(text) as Page).documents, cursor, hasMore }
}
