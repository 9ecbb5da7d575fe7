import type { Bytes } from '../sync/encoding'
import { utf8 } from '../sync/encoding'

/** Bytes under AES-256-GCM (NIST SP 800-38D, 96-bit nonce drawn for each, 128-bit tag). `key` names the key, in a form that only its keeper knows. */
export interface Sealed {
  readonly key: string
  readonly nonce: Bytes
  readonly text: Bytes
}

/** What was sealed does not open: it was altered, or lies in another's place. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'

  constructor(place: string) {
    super(`what is kept at ${place} does not open`)
  }
}

/** Draws a key for AES-256-GCM. It can be stored in IndexedDB; only an extractable one can be read. */
export const newKey = (extractable: boolean): Promise<CryptoKey> => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, extractable, ['encrypt', 'decrypt'])

/** A key of 32 bytes, which can be used and never read again. */
export const keyFrom = (raw: Bytes): Promise<CryptoKey> => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])

/** Seals bytes for a place: moved to another, they do not open. */
export async function seal(key: CryptoKey, name: string, place: string, plain: Bytes): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(12))
  const text = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: utf8(place) }, key, plain))
  return { key: name, nonce, text }
}

/** Opens what was sealed for a place. Rejects with SealBroken. */
export async function unseal(key: CryptoKey, place: string, { nonce, text }: Sealed): Promise<Bytes> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData: utf8(place) }, key, text))
  } catch {
    throw new SealBroken(place)
  }
}
