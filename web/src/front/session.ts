import { api, ask } from '../api/client'
import { takeLanguage } from '../words/words'

/** The least length of a password, in characters, as the server asks (models/person.go). */
export const leastPassword = 12

/** Where a sign-in leads: to the page that asked for it, if it is one of this site's, else to the operations. */
export function destination(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? ''
  return /^\/(?![/\\])/.test(next) ? next : '/operations'
}

/** Signs in; the server's answer sets the cookie. The person's own language is taken up. */
export async function signIn(login: string, password: string): Promise<void> {
  const who = await ask(api.POST('/v1/sessions', { body: { login, password } }))
  takeLanguage(who.language)
}

/** Ends this session and shows the sign-in. */
export async function signOut(): Promise<void> {
  const { items } = await ask(api.GET('/v1/sessions', {}))
  const current = items.find((s) => s.current)
  if (current !== undefined) await ask(api.DELETE('/v1/sessions/{id}', { params: { path: { id: current.id } } }))
  location.assign('/')
}

/** Sets a password with the word of a one-time link, which signs in. Name and login are asked of the first administrator only. */
export async function setUp(input: { token: string; password: string; login: string; name: string }): Promise<void> {
  const { token, password, login, name } = input
  await ask(api.POST('/v1/setup', { body: { token, password, ...(login === '' ? {} : { login }), ...(name === '' ? {} : { name }) } }))
}
