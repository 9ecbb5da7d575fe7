import { verified } from './keys'
import { Members } from './members'
import { serverKeyMessage, type ServerKey } from './statements'
import { isTime } from './text'

/** The keys of the server that a tablet believes: the pinned root, and what it vouches for. */
export interface ServerKeys {
  readonly root: string // Ed25519, base64url
  readonly entry: readonly string[] // sign acks; several while one is replaced
  readonly log: readonly string[] // sign checkpoints of the tree
  readonly age: readonly string[] // recipients of exports
}

/** The keys could not be believed: another root than the pinned one, or a key that the root has not signed. */
export class KeysRefused extends Error {
  override readonly name = 'KeysRefused'
}

/** Reads one of the keys of an enrolment's answer. */
export function readServerKey(m: Members): ServerKey {
  return {
    id: m.text('id'), use: m.text('use'), key: m.text('key'), from: m.time('from'),
    until: m.formIfThere('until', (text) => text === '' || isTime(text), 'YYYY-MM-DDTHH:MM:SS.mmmZ'),
    sig: m.has('sig') ? m.text('sig') : '',
  }
}

/** The root key that the first answer names, to be pinned. Throws KeysRefused unless there is exactly one. */
export function rootOf(keys: readonly ServerKey[]): string {
  const roots = keys.filter((k) => k.use === 'root')
  const [root] = roots
  if (root === undefined || roots.length > 1) throw new KeysRefused('the server must name one root key')
  return root.key
}

/**
 * The keys that the pinned root vouches for. Throws KeysRefused if the server names another root, or a key without the
 * root's good signature: better no ack is believed than a false one. Uses that nobody knows are passed over.
 */
export async function believe(keys: readonly ServerKey[], pinnedRoot: string): Promise<ServerKeys> {
  if (rootOf(keys) !== pinnedRoot) throw new KeysRefused('the server has another root key than the one pinned at enrolment')
  const others = keys.filter((k) => k.use !== 'root')
  const good = await Promise.all(others.map((k) => verified(pinnedRoot, serverKeyMessage(k), k.sig)))
  const forged = others.find((_, i) => good[i] !== true)
  if (forged !== undefined) throw new KeysRefused(`the root key has not signed the key ${forged.id}`)
  const of = (use: string): string[] => others.filter((k) => k.use === use).map((k) => k.key)
  return { root: pinnedRoot, entry: of('entry'), log: of('log'), age: of('age') }
}

/** Whether any of the keys has signed the text. */
export async function signedByAny(keys: readonly string[], text: string, sig: string): Promise<boolean> {
  return (await Promise.all(keys.map((key) => verified(key, text, sig)))).includes(true)
}
