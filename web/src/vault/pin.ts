import { scryptAsync } from '@noble/hashes/scrypt.js'
import { type Bytes, utf8 } from '../sync/encoding'

/** Digits that a PIN has at least. Six are a million: what stops a guesser who holds the tablet's memory is the server's share, not the PIN alone. */
export const leastDigits = 6

/** scrypt's N (RFC 7914), with r = 8: 32 MiB and some tenths of a second, the same as the ten words of a package. */
export const pinWork = 2 ** 15

/** Why a PIN is not taken: "" if it is. */
export function pinFault(pin: string): '' | 'short' | 'digits' | 'simple' {
  if (!/^[0-9]*$/.test(pin)) return 'digits'
  if (pin.length < leastDigits) return 'short'
  const steps = new Set(Array.from(pin.slice(1), (digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10))
  return steps.size === 1 && [0, 1, 9].includes([...steps][0] as number) ? 'simple' : '' // 000000, 123456, 654321
}

/**
 * The key that opens what an officer's PIN opens: HKDF-SHA256 (RFC 5869) of scrypt(PIN), with the server's share as salt.
 * Neither half is of use alone. `share` has 32 bytes, `salt` 16 of the officer's own;
 * `work` is pinWork but in tests.
 */
export async function pinKey(pin: string, salt: Bytes, share: Bytes, place: string, work: number): Promise<CryptoKey> {
  const stretched = new Uint8Array(await scryptAsync(utf8(pin), salt, { N: work, r: 8, p: 1, dkLen: 32 }))
  const material = await crypto.subtle.importKey('raw', stretched, 'HKDF', false, ['deriveKey'])
  stretched.fill(0)
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: share, info: utf8(`cellsweep-vault/1\n${place}`) }, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}
