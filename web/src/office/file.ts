import { ask } from '../api/client'
import { save } from '../parts/save'

interface Outcome {
  readonly data?: unknown
  readonly error?: unknown
  readonly response: Response
}

/** The header that says why a file is taken away, percent-encoded as the contract asks. */
export function whyHeader(reason: string): { 'X-Reason': string } {
  return { 'X-Reason': encodeURIComponent(reason) }
}

/** Saves a file that the server makes, under the name that it gives; `otherwise` where it gives none. Throws an ApiFault for a refusal. */
export async function take(request: Promise<Outcome>, otherwise: string): Promise<void> {
  const outcome = await request
  const content = (await ask(Promise.resolve(outcome))) as Blob
  save(nameIn(outcome.response.headers.get('content-disposition')) ?? otherwise, content)
}

/** The plain file name of a Content-Disposition (RFC 6266), or undefined. */
export function nameIn(header: string | null): string | undefined {
  return /filename="([^"/\\]+)"/.exec(header ?? '')?.[1] ?? /filename=([\w.-]+)/.exec(header ?? '')?.[1]
}
