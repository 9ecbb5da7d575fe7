import { fromBase64url, toBase64url, utf8 } from './encoding'
import { signingKeyBytes } from './publickey'

/** Gives the Ed25519 signature of a text, in base64url. */
export type Sign = (text: string) => Promise<string>

/** The keys of a tablet: the private ones can be used, stored in IndexedDB, and never read. */
export interface Identity {
  readonly signingKey: string // raw Ed25519 public key, base64url
  readonly agreementKey: string // raw X25519 public key, base64url
  readonly signing: CryptoKey // private
  readonly agreement: CryptoKey // private
}

/** Draws the keys of a tablet. A re-install is a new identity. Rejects where the browser lacks Ed25519 or X25519. */
export async function newIdentity(): Promise<Identity> {
  const [signing, agreement] = (await Promise.all([
    crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']),
    crypto.subtle.generateKey('X25519', false, ['deriveBits']),
  ])) as [CryptoKeyPair, CryptoKeyPair]
  const [signingKey, agreementKey] = await Promise.all([publicText(signing.publicKey), publicText(agreement.publicKey)])
  return { signingKey, agreementKey, signing: signing.privateKey, agreement: agreement.privateKey }
}

async function publicText(key: CryptoKey): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.exportKey('raw', key)))
}

/** What signs with a private key. */
export function signer(key: CryptoKey): Sign {
  return async (text) => toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', key, utf8(text))))
}

/** Whether sig, in base64url, is the key's signature of the text. False for a weak or malformed key or signature. */
export async function verified(publicKey: string, text: string, sig: string): Promise<boolean> {
  const raw = signingKeyBytes(publicKey)
  const signature = fromBase64url(sig, 64)
  if (raw === null || signature === null) return false
  const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify'])
  return crypto.subtle.verify('Ed25519', key, signature, utf8(text))
}
