import { sha256Hex } from './encoding'
import { domains, lines } from './text'

/** What a tablet signs to enrol; of the code only its hash is signed. */
export async function enrolmentMessage(e: { code: string; signingKey: string; agreementKey: string; site: string }): Promise<string> {
  return lines(domains.enrol, await sha256Hex(e.code), e.signingKey, e.agreementKey, e.site)
}

/** What a tablet signs to get a session: the server's nonce, bound to the pinned root key so that nobody can pass it on to another server. */
export function loginMessage(l: { serverRootKey: string; tabletId: string; nonce: string }): string {
  return lines(domains.login, l.serverRootKey, l.tabletId, l.nonce)
}

/** What a tablet signs to upload a file of a stream; the size in bytes. */
export function fileMessage(f: { stream: string; sha256: string; size: number }): string {
  return lines(domains.file, f.stream, f.sha256, f.size)
}

/** What an officer's own key signs of an entry. */
export const actorMessage = (hash: string): string => lines(domains.actor, hash)

/** One of the server's keys as a tablet gets it at enrolment. */
export interface ServerKey {
  readonly id: string
  readonly use: string // root, entry, log or age
  readonly key: string // base64url; for age its recipient
  readonly from: string
  readonly until: string // "" when absent
  readonly sig: string // by the root key; "" of the root key itself when absent
}

/** What the root key signs of another key of the server. */
export function serverKeyMessage(k: Omit<ServerKey, 'sig'>): string {
  return lines(domains.key, k.id, k.use, k.key, k.from, k.until)
}
