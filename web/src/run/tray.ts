/** What needs a person, as the server's documents have it (docs/documents.md), read leniently: what a newer server adds is not lost, and shown where it is text. */
export type Kind = 'quarantined' | 'held' | 'refused' | 'contested' | 'gate_failed' | 'outside_authorisation' | 'duplicate_seal'

/** The kinds, the most pressing first. */
export const kinds: readonly Kind[] = ['contested', 'gate_failed', 'outside_authorisation', 'duplicate_seal', 'quarantined', 'refused', 'held']

export type Loose = Readonly<Record<string, unknown>>

export interface Item {
  readonly key: string
  readonly kind: Kind
  /** The entry that is decided about; of a contested answer there is none. */
  readonly entry: string
  readonly hash: string
  /** Why, as a code: of a receipt its code or statusCode. */
  readonly code: string
  /** Id of the site, "" for the whole operation. */
  readonly site: string
  /** What people call the place or thing. */
  readonly name: string
  /** When headquarters had it or it happened, RFC 3339; "" where nobody says. */
  readonly at: string
  readonly document: Loose
}

/** An assertion of an answer: a value, with who gave it, when, and by which entry. */
export interface Assertion {
  readonly entry: string
  readonly actor: string
  readonly stream: string
  readonly at: string
  readonly value: unknown
  readonly superseded: boolean
}

export const text = (x: unknown): string => (typeof x === 'string' ? x : '')
const record = (x: unknown): Loose => (typeof x === 'object' && x !== null && !Array.isArray(x) ? (x as Loose) : {})

function kindOf(d: Loose): Kind {
  switch (d.kind) {
    case 'answer':
      return 'contested'
    case 'seal':
      return 'duplicate_seal'
    case 'search':
      return text(d.outsideAuthorisation) !== '' && !Array.isArray(d.gateFailed) ? 'outside_authorisation' : 'gate_failed'
    default:
      return d.status === 'held' || d.status === 'refused' ? d.status : 'quarantined'
  }
}

/** Reads a document of the tray. */
export function itemOf(d: Loose): Item {
  const kind = kindOf(d)
  const id = text(d.id)
  return {
    key: `${text(d.kind)}/${id}`,
    kind,
    entry: kind === 'contested' ? '' : d.kind === 'receipt' ? text(d.entry) : d.kind === 'seal' ? text(record(d.applied).entry) || id : text(record(d.closedBy).entry) || id,
    hash: d.kind === 'receipt' ? text(d.hash) : '',
    code: text(d.statusCode) || text(d.code),
    site: text(d.site),
    name: text(d.locationCode) || text(d.number) || text(d.type),
    at: text(d.receivedAt) || text(d.appliedAt) || text(d.endedAt) || text(assertions(d).at(-1)?.at),
    document: d,
  }
}

/** The assertions of an answer, the oldest first. */
export function assertions(d: Loose): readonly Assertion[] {
  if (!Array.isArray(d.assertions)) return []
  return d.assertions.map(record).map((a) => ({
    entry: text(a.entry), actor: text(a.actor), stream: text(a.stream), at: text(a.at), value: a.value, superseded: a.superseded === true,
  }))
}

/** Items in the order in which they press: by kind, then the oldest first. */
export function inOrder(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.at < b.at ? -1 : a.at > b.at ? 1 : 0) || (a.key < b.key ? -1 : 1))
}
