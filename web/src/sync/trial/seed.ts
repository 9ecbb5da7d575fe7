import { fromBase64url, fromHex, toBase64url, type Bytes } from '../encoding'

/** The private Ed25519 key of a seed, as PKCS #8 (RFC 8410, section 7). */
export async function keyFromSeed(seedHex: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', pkcs8(seedHex), 'Ed25519', false, ['sign'])
}

/** A key pair of a seed, with the public key in base64url. */
export async function pairFromSeed(seedHex: string): Promise<{ publicKey: string; key: CryptoKey }> {
  const open = await crypto.subtle.importKey('pkcs8', pkcs8(seedHex), 'Ed25519', true, ['sign'])
  const { x } = await crypto.subtle.exportKey('jwk', open)
  const raw = fromBase64url(x ?? '', 32)
  if (raw === null) throw new Error('the seed gave no public key')
  return { publicKey: toBase64url(raw), key: open }
}

function pkcs8(seedHex: string): Bytes {
  const der = fromHex(`302e020100300506032b657004220420${seedHex}`)
  if (der === null) throw new Error('not a seed')
  return der
}
