import { readAnswer, type Answer } from './answer'
import { utf8, type Bytes } from './encoding'

/** What came of sending a push. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'smaller'; readonly maxEntries: number } // 413; 0 when the server did not say how many
  | { readonly kind: 'plain' } // 415: the server wants no gzip
  | { readonly kind: 'later'; readonly after: number } // milliseconds at least; 0 when the server did not say
  | { readonly kind: 'lost' } // no answer that could be read: no network, too slow a one, a captive portal

export interface Wire {
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>
  readonly base: string // of the server, "" for that of the page
  readonly now: () => number
}

/**
 * Sends a push. Never rejects: a lost network, a cut answer, a captive portal's page and a fault of the server all mean
 * "once more", and nothing is lost by sending again. patience: how long the answer is waited for, milliseconds.
 */
export async function post(wire: Wire, text: string, gzip: boolean, patience: number): Promise<Outcome> {
  try {
    const packed = gzip ? await compressed(text) : null
    const headers = { 'Content-Type': 'application/json', ...(packed === null ? {} : { 'Content-Encoding': 'gzip' }) }
    const response = await wire.fetch(`${wire.base}/v1/sync/push`, {
      method: 'POST', headers, body: packed ?? text, cache: 'no-store', credentials: 'omit', redirect: 'error',
      signal: AbortSignal.timeout(patience),
    })
    if (response.status === 200) return { kind: 'answer', answer: readAnswer(await response.text()) }
    if (response.status === 413) return { kind: 'smaller', maxEntries: maxEntriesOf(await response.text()) }
    if (response.status === 415 && packed !== null) return { kind: 'plain' }
    return { kind: 'later', after: retryAfter(response.headers.get('Retry-After'), wire.now()) }
  } catch {
    return { kind: 'lost' }
  }
}

async function compressed(text: string): Promise<Bytes | null> {
  if (typeof CompressionStream === 'undefined') return null
  const stream = new Blob([utf8(text)]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

function maxEntriesOf(text: string): number {
  try {
    const { maxEntries } = JSON.parse(text) as { maxEntries?: unknown }
    return Number.isSafeInteger(maxEntries) && (maxEntries as number) > 0 ? (maxEntries as number) : 0
  } catch {
    return 0
  }
}

/** Milliseconds that a Retry-After (RFC 9110, 10.2.3: seconds or a date) asks for; 0 for none. */
export function retryAfter(header: string | null, now: number): number {
  if (header === null) return 0
  const wait = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isNaN(wait) ? 0 : Math.max(0, wait)
}

/** Milliseconds to wait after so many failures in a row: 1 s doubled up to 5 minutes, between half and whole, by chance. */
export function backOff(failures: number, random: () => number): number {
  return Math.min(300_000, 1000 * 2 ** Math.min(failures - 1, 12)) * (0.5 + random() / 2)
}

/** What the server asked for and up to half as much again: 2,000 tablets told "in two seconds" must not come back as one. */
export const jittered = (after: number, random: () => number): number => after * (1 + random() / 2)
