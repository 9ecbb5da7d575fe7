import type { TabletDatabase } from '../sync/database'
import { knownKey } from '../sync/identity'

/** This tablet as it was enrolled. */
export interface Installation {
  readonly tabletId: string
  readonly signingKey: string
  readonly site: string
  readonly label: string
  /** Before the numbers of its exhibits. */
  readonly tag: string
  /** Six words, which a coordinator compares. */
  readonly fingerprint: string
  readonly state: string
}

/** What is on the disk of this tablet's enrolment; null before it was enrolled. */
export async function installationOf(database: TabletDatabase): Promise<Installation | null> {
  const key = await knownKey(database)
  const e = key?.enrolled ?? null
  if (key === undefined || e === null) return null
  return { tabletId: e.tabletId, signingKey: key.signingKey, site: e.site, label: e.label ?? '', tag: e.tag ?? '', fingerprint: e.fingerprint ?? '', state: e.state }
}
