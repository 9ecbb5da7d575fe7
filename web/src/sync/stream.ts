import { sha256, toBase64url } from './encoding'
import { domains, limits, lines } from './text'

async function named(...parts: readonly string[]): Promise<string> {
  return toBase64url(await sha256(lines(domains.stream, ...parts))).slice(0, limits.stream)
}

/** Names the stream of a tablet (its signing key, base64url) in one operation. */
export const streamOf = (signingKey: string, operation: string): Promise<string> => named(signingKey, operation)

/** Names the server's own stream in an operation and epoch. */
export const serverStreamOf = (entryKey: string, operation: string, epoch: string): Promise<string> => named(entryKey, operation, epoch)
