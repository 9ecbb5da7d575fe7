// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { sha256Hex } from './encoding'
import { enrol, login, Refused } from './enrol'
import { fingerprint } from './fingerprint'
import { newIdentity, signer, verified } from './keys'
import { agreementKeyBytes, signingKeyBytes } from './publickey'
import { KeysRefused } from './serverkeys'
import { enrolmentMessage, loginMessage, serverKeyMessage } from './statements'
import { pairFromSeed } from './trial/seed'

const tabletId = '0198f2a0-0000-7000-8000-0000000000e1'
const invitation = { code: 'Zm9vYmFyYmF6cXV4MTIzNA', site: '0198f2a0-0000-7000-8000-000000000002', label: 'Tablet 7', appVersion: '1.0.0' }
const nonce = 'TgnDCANk4AVMtqhnbY3il84aMqSXVwsVmYvK39yOgzA'

/** A server that enrols and signs in, and checks what it is sent. */
async function office(name = 'root') {
  const root = await pairFromSeed(await sha256Hex(name))
  const entry = await pairFromSeed(await sha256Hex('entry'))
  const unsigned = { id: 'entry-1', use: 'entry', key: entry.publicKey, from: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z' }
  const keys = [
    { ...unsigned, id: 'root-1', use: 'root', key: root.publicKey, sig: '' },
    { ...unsigned, sig: await signer(root.key)(serverKeyMessage(unsigned)) },
  ]
  let signingKey = ''
  const answer = async (path: string, body: Record<string, string>): Promise<unknown> => {
    if (path === '/v1/tablets') {
      signingKey = body.signingKey ?? ''
      const statement = { code: '', signingKey, agreementKey: '', site: '', ...body }
      return (await verified(signingKey, await enrolmentMessage(statement), body.sig ?? '')) ? { tabletId, state: 'pending', keys, serverTime: '2026-05-20T06:00:00.000Z' } : null
    }
    if (path === `/v1/tablets/${tabletId}/challenge`) return { nonce }
    const good = await verified(signingKey, loginMessage({ serverRootKey: root.publicKey, tabletId, nonce }), body.sig ?? '')
    return good ? { token: 'token', expiresAt: '2026-05-20T06:15:00.000Z' } : null
  }
  const fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const given = await answer(path, JSON.parse(init.body as string) as Record<string, string>)
    return given === null ? new Response(null, { status: 403 }) : Response.json(given, { status: 201 })
  }
  return { keys, root: root.publicKey, entry: entry.publicKey, door: { fetch, base: '' } }
}

describe('enrolment', () => {
  it('pins the root key, believes what it has signed, and opens a session', async () => {
    const [{ door, root, entry }, identity] = [await office(), await newIdentity()]
    const enrolled = await enrol(door, identity, invitation, null)
    expect(enrolled).toMatchObject({ tabletId, state: 'pending', believed: { root, entry: [entry], log: [], age: [] } })
    expect(await login(door, identity, tabletId, root)).toEqual({ token: 'token', expiresAt: '2026-05-20T06:15:00.000Z' })
  })

  it('believes no other root, no second root and no key that the root has not signed', async () => {
    const [ours, theirs, identity] = [await office(), await office('another root'), await newIdentity()]
    await expect(enrol(theirs.door, identity, invitation, ours.root)).rejects.toThrow(KeysRefused)
    const [root, entry] = ours.keys
    if (root === undefined || entry === undefined) throw new Error('no keys')
    const forged = { ...entry, key: theirs.root }
    ours.keys.splice(0, 2, root, forged)
    await expect(enrol(ours.door, identity, invitation, ours.root)).rejects.toThrow(KeysRefused)
    ours.keys.splice(0, 2, root, root)
    await expect(enrol(ours.door, identity, invitation, null)).rejects.toThrow(KeysRefused)
  })

  it('opens no session for a login that was meant for another server', async () => {
    const [ours, theirs, identity] = [await office(), await office('another root'), await newIdentity()]
    await enrol(ours.door, identity, invitation, null)
    await expect(login(ours.door, identity, tabletId, theirs.root)).rejects.toThrow(Refused)
  })

  it('draws keys that the server takes, new ones each time', async () => {
    const [one, two] = [await newIdentity(), await newIdentity()]
    expect(signingKeyBytes(one.signingKey)).not.toBeNull()
    expect(agreementKeyBytes(one.agreementKey)).not.toBeNull()
    expect(one.signingKey).not.toBe(two.signingKey)
  })

  it('shows the six words that the coordinator\'s screen shows', async () => {
    const words = await fingerprint('ym98A_cB_8uqEyE99i3jYL-vSIlF22JZdeCx4OB2ZXc', 'hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo')
    expect(words.join(' ')).toBe('cradle invest pig veteran cruise alley') // as the server gives them for these keys
  })
})
