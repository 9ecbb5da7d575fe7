import { api, ask } from '../api/client'
import { resource } from '../api/resource'
import type { components } from '../api/schema'

export type Me = components['schemas']['Me']

/** Who is signed in. */
export const me = resource<Me>((signal) => ask(api.GET('/v1/me', { signal })))

/** Whether the person who is signed in may do an act (models/rights.go) somewhere: what may not be used is not there. The server judges again. */
export function may(act: string): boolean {
  return me.known.value.data?.acts.includes(act) ?? false
}
