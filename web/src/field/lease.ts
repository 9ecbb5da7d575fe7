import type { Door } from '../sync/enrol'

/** The server's half of the key to this tablet's memory (docs/tablet.md, Who finds the tablet). */
export interface Lease {
  readonly share: string // 32 bytes, base64url
  readonly seconds: number
  readonly until: string // so many seconds from the server's now, RFC 3339
}

/**
 * Asks for the lease. revoked: the server gives none any more; not_confirmed: nobody has compared the six words yet. Rejects when the server
 * does not answer, which says neither.
 */
export async function askLease({ fetch, base }: Door, token: () => Promise<string>): Promise<Lease | 'revoked' | 'not_confirmed'> {
  const response = await fetch(`${base}/v1/sync/lease`, { method: 'POST', headers: { Authorization: `Bearer ${await token()}`, 'Content-Type': 'application/json' }, cache: 'no-store', credentials: 'omit' })
  if (response.status === 403) return 'revoked'
  if (response.status === 409) return 'not_confirmed'
  if (!response.ok) throw new Error(`no lease (status ${response.status})`)
  return (await response.json()) as Lease
}
