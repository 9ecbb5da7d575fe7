import { SyncFault } from './fault'
import { signer, type Identity } from './keys'
import { Members } from './members'
import { believe, readServerKey, rootOf, type ServerKeys } from './serverkeys'
import { enrolmentMessage, loginMessage, type ServerKey } from './statements'
import { isNonce, isTime } from './text'

export interface Door {
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>
  readonly base: string
}

/** What a tablet keeps of its enrolment. The root key is pinned: every other key is believed for its signature only. */
export interface Enrolled {
  readonly tabletId: string
  readonly state: string // pending until a coordinator has compared the six words
  readonly keys: readonly ServerKey[]
  readonly believed: ServerKeys
  readonly tag: string // before the numbers of its exhibits
  readonly fingerprint: string // six words, to be compared with the coordinator's
}

/** A session for pull and files; held in memory, never on the disk. */
export interface Session {
  readonly token: string
  readonly expiresAt: string
}

/** The server refused, with its status. */
export class Refused extends Error {
  override readonly name = 'Refused'

  constructor(readonly status: number) {
    super(`the server refused (status ${status})`)
  }
}

/**
 * Enrols this tablet by the code of an invitation; asked again with the same identity, the server gives the same answer and
 * spends no use. pinnedRoot is null the first time only. Rejects with Refused, KeysRefused, a SyncFault, or what fetch threw.
 */
export async function enrol(door: Door, identity: Identity, invitation: { code: string; site: string; label: string; appVersion: string }, pinnedRoot: string | null): Promise<Enrolled> {
  const { signingKey, agreementKey } = identity
  const { code, site, label, appVersion } = invitation
  const sig = await signer(identity.signing)(await enrolmentMessage({ code, signingKey, agreementKey, site }))
  const m = await ask(door, '/v1/tablets', { code, site, label, appVersion, signingKey, agreementKey, sig })
  const keys = m.objects('keys', readServerKey)
  const believed = await believe(keys, pinnedRoot ?? rootOf(keys))
  return { tabletId: m.id('tabletId'), state: m.text('state'), keys, believed, tag: m.has('tag') ? m.text('tag') : '', fingerprint: m.has('fingerprint') ? m.text('fingerprint') : '' }
}

/** Opens a session: signs the server's nonce, bound to the pinned root key. Rejects as enrol does. */
export async function login(door: Door, identity: Identity, tabletId: string, serverRootKey: string): Promise<Session> {
  const path = `/v1/tablets/${tabletId}`
  const nonce = (await ask(door, `${path}/challenge`, {})).form('nonce', isNonce, '43 base64url characters')
  const sig = await signer(identity.signing)(loginMessage({ serverRootKey, tabletId, nonce }))
  const m = await ask(door, `${path}/token`, { nonce, sig })
  return { token: m.text('token'), expiresAt: m.form('expiresAt', isTime, 'YYYY-MM-DDTHH:MM:SS.mmmZ') }
}

async function ask({ fetch, base }: Door, path: string, body: unknown): Promise<Members> {
  const response = await fetch(`${base}${path}`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), cache: 'no-store', credentials: 'omit',
  })
  if (!response.ok) throw new Refused(response.status)
  const text = await response.text()
  if (text === '') throw new SyncFault('syntax', '', 'the answer is empty')
  return Members.read(text, 'an answer')
}
