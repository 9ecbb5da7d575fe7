import { sha256Hex } from './encoding'
import { verified, type Sign } from './keys'
import { domains, lines } from './text'

/** The signature of an officer's own key over an entry's hash. */
export interface ActorSig {
  readonly actor: string // UUID of the officer
  readonly key: string // Ed25519, base64url
  readonly sig: string // base64url
}

/** One act before it is signed. An absent optional part is the empty string or the empty list. */
export interface Unsigned {
  readonly seq: number // 1 … 2^53−1, gapless within the stream
  readonly id: string // of the act, and of the thing that it creates
  readonly operation: string
  readonly site: string // optional
  readonly type: string // such as exhibit.seized; need not be known
  readonly version: number // of the body's schema
  readonly actor: string // optional: the officer whom the tablet names
  readonly at: string // the tablet's clock: a claim, never an order
  readonly uptime: string // optional: 8 hex digits of the app's start, a colon, milliseconds
  readonly entity: string // optional: what the act is about
  readonly supersedes: readonly string[] // the entries whose word this one replaces
  readonly files: readonly string[] // SHA-256 of each, in hex
  readonly body: string // opaque JSON text, signed by its hash
  readonly prev: string // hash of seq−1, 64 zeros for seq 1
}

/** One act as a tablet (or the server) wrote it down: immutable, numbered within its stream, chained by hash, signed. */
export interface Entry extends Unsigned {
  readonly sig: string // base64url
  readonly actorSigs: readonly ActorSig[] // outside the hash
}

const sorted = (parts: readonly string[]): string => [...parts].sort().join(',')

/** The signed text of an entry within a stream (protocol, section 4). */
export async function entryMessage(stream: string, e: Unsigned): Promise<string> {
  return lines(
    domains.entry, stream, e.seq, e.prev, e.id, e.operation, e.site, e.type, e.version, e.actor, e.at, e.uptime,
    e.entity, sorted(e.supersedes), sorted(e.files), await sha256Hex(e.body),
  )
}

/** The SHA-256 of the message, in hex: what the next entry chains to. */
export async function entryHash(stream: string, e: Unsigned): Promise<string> {
  return sha256Hex(await entryMessage(stream, e))
}

/** Signs an act; gives the entry and its hash. */
export async function signEntry(stream: string, e: Unsigned, sign: Sign): Promise<{ entry: Entry; hash: string }> {
  const message = await entryMessage(stream, e)
  const [hash, sig] = await Promise.all([sha256Hex(message), sign(message)])
  return { entry: { ...e, sig, actorSigs: [] }, hash }
}

/** Whether the entry carries the signature of the stream's key (base64url). */
export async function verifyEntry(stream: string, e: Entry, signingKey: string): Promise<boolean> {
  return verified(signingKey, await entryMessage(stream, e), e.sig)
}

/** Writes the entry as it goes over the wire: an absent part is left out, never null or "". */
export function entryText(e: Entry): string {
  const base = { ...there('entity', e.entity), ...there('supersedes', e.supersedes) }
  return JSON.stringify({
    seq: e.seq, id: e.id, operation: e.operation, ...there('site', e.site), type: e.type, version: e.version,
    ...there('actor', e.actor), at: e.at, ...there('uptime', e.uptime), ...(Object.keys(base).length > 0 ? { base } : {}),
    ...there('files', e.files), body: e.body, prev: e.prev, sig: e.sig, ...there('actorSigs', e.actorSigs),
  })
}

function there(name: string, value: string | readonly unknown[]): Record<string, unknown> {
  return value.length > 0 ? { [name]: value } : {}
}
