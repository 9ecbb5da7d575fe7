import { Dexie } from 'dexie'
import type { KeyRow, TabletDatabase } from './database'
import type { Enrolled } from './enrol'
import { newIdentity } from './keys'
import { believe, type ServerKeys } from './serverkeys'

/** No key of this tablet fits: a stream of another profile, or one whose key was lost. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing'
}

/** The key that new streams begin with; drawn at the first call, the same in every tab and after every restart. */
export async function currentKey(database: TabletDatabase): Promise<KeyRow> {
  const known = await knownKey(database)
  if (known !== undefined) return known
  const identity = await newIdentity() // outside: WebCrypto would end the transaction
  return database.transaction('rw', [database.tablet, database.keys], async () => {
    const others = await knownKey(database)
    if (others !== undefined) return others
    const row: KeyRow = { signingKey: identity.signingKey, identity, enrolled: null }
    await database.keys.add(row)
    await database.tablet.put({ id: 'tablet', signingKey: row.signingKey, rootKey: '' })
    return row
  })
}

/** The current key if one was drawn already. */
export async function knownKey({ tablet, keys }: TabletDatabase): Promise<KeyRow | undefined> {
  const row = await tablet.get('tablet')
  return row === undefined ? undefined : keys.get(row.signingKey)
}

/** The key of a stream, which may be an older one than the current. Rejects with KeyMissing. */
export async function keyOf({ keys }: TabletDatabase, signingKey: string): Promise<KeyRow> {
  const row = await keys.get(signingKey)
  if (row === undefined) throw new KeyMissing(`this tablet has no key ${signingKey}`)
  return row
}

/** Keeps what an enrolment gave, pins the server's root key at the first, and lets go at once what the server did not know before. */
export async function keepEnrolment(database: TabletDatabase, signingKey: string, site: string, enrolled: Enrolled, label = ''): Promise<void> {
  const { tabletId, state, keys, believed, tag, fingerprint } = enrolled
  const { streams, entries, files } = database
  await database.transaction('rw', [database.tablet, database.keys, streams, entries, files], async () => {
    for (const { stream } of await streams.filter((row) => row.signingKey === signingKey).toArray()) {
      await entries.where('[stream+due+seq]').between([stream, 1, Dexie.minKey], [stream, 1, Dexie.maxKey]).modify({ retryAt: 0 })
      await files.where({ stream, due: 1 }).modify({ retryAt: 0 })
    }
    await database.keys.update(signingKey, { enrolled: { tabletId, site, state, keys, label, tag, fingerprint } })
    const row = await database.tablet.get('tablet')
    if (row?.rootKey === '') await database.tablet.put({ ...row, rootKey: believed.root })
  })
}

/** Notes that a coordinator has confirmed the tablet: a lease is given to no other. */
export async function keepConfirmed({ keys }: TabletDatabase, signingKey: string): Promise<void> {
  const row = await keys.get(signingKey)
  if (row?.enrolled?.state === 'pending') await keys.update(signingKey, { enrolled: { ...row.enrolled, state: 'confirmed' } })
}

/** The root key that was pinned; null before the first enrolment. */
export async function pinnedRoot({ tablet }: TabletDatabase): Promise<string | null> {
  const row = await tablet.get('tablet')
  return row === undefined || row.rootKey === '' ? null : row.rootKey
}

/**
 * The server's keys that the pinned root vouches for, from every enrolment of this tablet: the newest names those in force,
 * the older those that may have signed what was acknowledged before. Null before the first enrolment. Rejects with KeysRefused.
 */
export async function believedKeys(database: TabletDatabase): Promise<ServerKeys | null> {
  const root = await pinnedRoot(database)
  if (root === null) return null
  const enrolments = (await database.keys.toArray()).flatMap((k) => (k.enrolled === null ? [] : [k.enrolled.keys]))
  const believed = await Promise.all(enrolments.map((keys) => believe(keys, root)))
  const of = (use: 'entry' | 'log' | 'age'): string[] => [...new Set(believed.flatMap((b) => b[use]))]
  return { root, entry: of('entry'), log: of('log'), age: of('age') }
}
