import createClient from 'openapi-fetch'
import { language } from '../words/words'
import { ApiFault, asFault, faultOf } from './problem'
import type { paths } from './schema'

/** How long an answer is waited for, milliseconds; making a plan may take a minute of the server's time. */
const patience = 90_000

async function patient(request: Request): Promise<Response> {
  request.headers.set('Accept-Language', language.value) // what the server says is wrong is shown as it says it
  try {
    return await fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(patience)]), cache: 'no-store' })
  } catch (thrown) {
    throw asFault(thrown)
  }
}

/** The server, with the contract's types. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: patient })

interface Outcome<T> {
  readonly data?: T
  readonly error?: unknown
  readonly response: Response
}

/** The answer's content, or an ApiFault thrown with what the server said. */
export async function ask<T>(request: Promise<Outcome<T>>): Promise<T> {
  let outcome: Outcome<T>
  try {
    outcome = await request
  } catch (thrown) {
    throw asFault(thrown)
  }
  const { data, error, response } = outcome
  if (!response.ok) throw faultOf(response.status, error, response.headers.get('retry-after'))
  if (data === undefined && response.status !== 204) throw new ApiFault({ code: 'garbled', status: response.status })
  return data as T
}
