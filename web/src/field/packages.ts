import type { Believed, Commitment, PackageContent } from '../sync/bundle'
import type { PackageRow, TabletDatabase } from '../sync/database'
import { sha256Hex, type Bytes } from '../sync/encoding'
import { currentKey } from '../sync/identity'
import type { Inbox } from '../sync/inbox'
import { plainly } from '../sync/storage'
import { timeText } from '../sync/text'

export interface PackagesSettings {
  readonly database: TabletDatabase
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>
  readonly base: string
  readonly token: () => Promise<string>
  readonly inbox: Pick<Inbox, 'take'>
  readonly now: () => number
}

/** What was opened: an operation's package, or one that holds nothing. */
export interface OpenedPackage {
  readonly row: PackageRow
  readonly content: PackageContent
}

/** What opens packages (some 60 kB) is loaded when there is one to be opened; the worker keeps it on the tablet from the start. */
const opening = () => import('../sync/bundle')

/** The package is not the one that was listed, or holds another. */
export class WrongPackage extends Error {
  override readonly name = 'WrongPackage'
}

const placeOf = (id: string): string => `package\n${id}`

const isId = (text: unknown): text is string => typeof text === 'string' && /^[0-9a-f-]{36}$/.test(text)

/**
 * The sealed packages of this tablet (docs/packages.md): fetched days ahead on a schedule, opened when the operation is released, by the
 * network or by ten words. Nothing of what is in them is ever kept but sealed for reading.
 */
export class Packages {
  constructor(private readonly with_: PackagesSettings) {}

  all(): Promise<PackageRow[]> {
    return this.with_.database.packages.toArray()
  }

  /** Fetches the packages that are listed and not here, and forgets those that are listed no more and were never opened. Rejects when the server gives none. */
  async fetchAll(): Promise<void> {
    const { packages } = this.with_.database
    const listed = ((await (await this.ask('/v1/bundles')).json()) as { id: unknown; sha256: unknown }[]).filter((b) => isId(b.id) && typeof b.sha256 === 'string') as { id: string; sha256: string }[]
    for (const { id, sha256 } of listed) {
      const known = await packages.get(id)
      if (known === undefined) await this.fetchOne(id, sha256)
      else if (known.words === null) await this.fetchWords(id)
    }
    const still = new Set(listed.map((b) => b.id))
    for (const row of await this.all()) if (!still.has(row.id) && row.openedAt === '') await packages.delete(row.id)
  }

  private async fetchOne(id: string, sha256: string): Promise<void> {
    const bytes = new Uint8Array(await (await this.ask(`/v1/bundles/${id}`)).arrayBuffer())
    if ((await sha256Hex(bytes)) !== sha256) throw new WrongPackage('the package is not the one that was listed')
    const row: PackageRow = { id, sha256, package: bytes, words: null, fetchedAt: timeText(this.with_.now()), operation: '', openedAt: '', openedBy: '', decoy: false, identity: null, believed: {}, order: null }
    await this.with_.database.packages.put(row).catch(plainly)
    await this.fetchWords(id)
  }

  private async fetchWords(id: string): Promise<void> {
    const words = new Uint8Array(await (await this.ask(`/v1/bundles/${id}/words`)).arrayBuffer())
    await this.with_.database.packages.update(id, { words }).catch(plainly)
  }

  /** Asks for the keys of what is not open yet, and opens what was released. */
  async tryKeys(): Promise<OpenedPackage[]> {
    const opened: OpenedPackage[] = []
    for (const row of (await this.all()).filter((p) => p.openedAt === '')) {
      const answer = await this.ask(`/v1/bundles/${row.id}/key`, [404])
      if (answer.status === 404) continue
      const { identity } = (await answer.json()) as { identity: string }
      const { identity: own } = await currentKey(this.with_.database)
      opened.push(await this.open(row, await (await opening()).openKey(identity, own.agreement), 'network'))
    }
    return opened
  }

  /** Opens what the ten words open. Null when they open nothing here. It takes a second or so for each package. */
  async tryWords(words: string): Promise<OpenedPackage | null> {
    const { openWords, PackageFault } = await opening()
    for (const row of (await this.all()).filter((p) => p.openedAt === '' && p.words !== null)) {
      const identity = await openWords(row.words as Bytes, words).catch((thrown: unknown) => {
        if (thrown instanceof PackageFault) return null
        throw thrown
      })
      if (identity !== null) return this.open(row, identity, 'words')
    }
    return null
  }

  private async open(row: PackageRow, identity: string, openedBy: 'network' | 'words'): Promise<OpenedPackage> {
    const { database, inbox, now } = this.with_
    const content = await (await opening()).openPackage(row.package, identity)
    if (content.bundle !== row.id) throw new WrongPackage('the package holds another one')
    const sealed = await database.vault.sealForReading(placeOf(row.id), new TextEncoder().encode(identity))
    if (content.operation !== undefined && content.documents !== undefined) await inbox.take(content.operation, content.documents)
    const opened = { ...row, operation: content.operation ?? '', openedAt: timeText(now()), openedBy, decoy: content.decoy, identity: sealed }
    await database.packages.put(opened).catch(plainly)
    return { row: opened, content }
  }

  /** What is in a package that was opened. Rejects with Locked while nobody has given a PIN. */
  async contentOf(row: PackageRow): Promise<PackageContent | null> {
    if (row.identity === null) return null
    const identity = await this.with_.database.vault.open(placeOf(row.id), row.identity)
    return (await opening()).openPackage(row.package, new TextDecoder().decode(identity))
  }

  /**
   * Takes an order that four words prove; hHour is what was said beside those of a new H, "" for none. Null when they prove none: mistyped,
   * or heard before. A package is known to hold the words of this site and sealing only.
   */
  async believe(words: string, hHour: string): Promise<Commitment | null> {
    const { database, now } = this.with_
    const { believe } = await opening()
    for (const row of (await this.all()).filter((p) => p.identity !== null)) {
      const content = await this.contentOf(row)
      const order = content === null ? null : await believe(content, words, row.believed as Believed)
      if (order === null) continue
      const noted = { act: order.act, at: timeText(now()), hHour }
      await database.packages.update(row.id, { believed: { ...row.believed, [order.act]: order.n }, order: noted }).catch(plainly)
      return order
    }
    return null
  }

  private async ask(path: string, alsoFine: readonly number[] = []): Promise<Response> {
    const { fetch, base, token } = this.with_
    const response = await fetch(`${base}${path}`, { headers: { Authorization: `Bearer ${await token()}` }, cache: 'no-store', credentials: 'omit' })
    if (!response.ok && !alsoFine.includes(response.status)) throw new PackagesRefused(response.status)
    return response
  }
}

/** The server did not give what was asked for, with its status. */
export class PackagesRefused extends Error {
  override readonly name = 'PackagesRefused'

  constructor(readonly status: number) {
    super(`the server gave no package (status ${status})`)
  }
}

