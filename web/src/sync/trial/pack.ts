import { armor, Encrypter, identityToRecipient } from 'age-encryption'
import { bech32 } from '@scure/base'
import { packageFormat, type PackageContent } from '../bundle'
import { fromBase64url, utf8, type Bytes } from '../encoding'

/* The other side of bundle.ts, for trials: what a server does. */

/** The plain text of a package, padded with zeros to a size in bytes. */
export async function pack(content: PackageContent, size: number): Promise<Bytes> {
  const stream = new Blob([utf8(JSON.stringify(content))]).stream().pipeThrough(new CompressionStream('gzip'))
  const packed = new Uint8Array(await new Response(stream).arrayBuffer())
  const line = utf8(`${packageFormat} ${packed.length}\n`)
  const text = new Uint8Array(size)
  text.set(line)
  text.set(packed, line.length)
  return text
}

/** Encrypts to a release identity. */
export async function seal(text: Uint8Array, identity: string): Promise<Uint8Array> {
  const e = new Encrypter()
  e.addRecipient(await identityToRecipient(identity))
  return e.encrypt(text)
}

/** Encrypts a release identity to ten words. */
export async function sealToWords(identity: string, words: string): Promise<Uint8Array> {
  const e = new Encrypter()
  e.setPassphrase(words)
  e.setScryptWorkFactor(15)
  return e.encrypt(`${identity}\n`)
}

/** Encrypts a release identity to a tablet's agreement key (base64url), armoured. */
export async function sealToTablet(identity: string, agreementKey: string): Promise<string> {
  const raw = fromBase64url(agreementKey, 32)
  if (raw === null) throw new Error('not an agreement key')
  const e = new Encrypter()
  e.addRecipient(bech32.encodeFromBytes('age', raw))
  return armor.encode(await e.encrypt(`${identity}\n`))
}

/** A private agreement key of raw bytes, as WebCrypto keeps it: it cannot be read again. */
export async function agreementFrom(raw: Uint8Array): Promise<CryptoKey> {
  const prefix = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20] // RFC 8410
  return crypto.subtle.importKey('pkcs8', Uint8Array.from([...prefix, ...raw]), 'X25519', false, ['deriveBits'])
}
