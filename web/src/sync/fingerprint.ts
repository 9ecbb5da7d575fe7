import { sha256 } from './encoding'
import { domains, lines } from './text'

/**
 * The six words that both screens show and two people compare: 11 bits each of the first 66 bits of
 * SHA-256("cellsweep-fingerprint/1", signingKey, agreementKey), as words of the BIP39 English list. The list (about 14 kB)
 * is loaded when it is first asked for.
 */
export async function fingerprint(signingKey: string, agreementKey: string): Promise<readonly string[]> {
  const [{ wordlist }, sum] = await Promise.all([
    import('@scure/bip39/wordlists/english.js'),
    sha256(lines(domains.fingerprint, signingKey, agreementKey)),
  ])
  const bits = sum.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n)
  return Array.from({ length: 6 }, (_, i) => wordlist[Number((bits >> BigInt(256 - 11 * (i + 1))) & 2047n)] ?? '')
}
