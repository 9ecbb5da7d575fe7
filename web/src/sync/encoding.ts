/** Bytes that WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()

/** The UTF-8 of a text. */
export const utf8 = (text: string): Bytes => encoder.encode(text)

/** How many bytes the text has in UTF-8. */
export const utf8Length = (text: string): number => encoder.encode(text).length

/** Lower-case hex. */
export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')

/** Reads lower-case hex; null for anything else. */
export function fromHex(text: string): Bytes | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16))
}

/** base64url without padding. Meant for keys, hashes and signatures: the bytes pass through an argument list. */
export function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Reads strict unpadded base64url of exactly n bytes; null for anything else, stray bits in the last character too. */
export function fromBase64url(text: string, n: number): Bytes | null {
  if (text.length !== Math.ceil((n * 4) / 3) || !/^[A-Za-z0-9_-]*$/.test(text)) return null
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  return bytes.length === n && toBase64url(bytes) === text ? bytes : null
}

/** SHA-256 of bytes, or of a text's UTF-8. */
export async function sha256(what: string | Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', typeof what === 'string' ? utf8(what) : what))
}

/** SHA-256 in lower-case hex. */
export const sha256Hex = async (what: string | Bytes): Promise<string> => toHex(await sha256(what))
