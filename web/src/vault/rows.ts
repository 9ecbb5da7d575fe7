import type { Sealed } from './seal'

/** The key of this installation: it can be used by this browser profile and never read by a page. It guards against a look at the files, not against who runs the browser. */
export interface DeviceKeyRow {
  readonly id: 'device'
  readonly key: CryptoKey
}

/** The vault: what was recorded is sealed to its recipient, and read with the identity that officers' PINs open. */
export interface VaultRow {
  readonly id: 'vault'
  readonly recipient: string // age1…
}

/** The server's half of every PIN's key, and how long it may be kept. */
export interface LeaseRow {
  readonly id: 'lease'
  readonly share: Sealed | null // under the device's key; null once it was thrown away
  readonly until: number // milliseconds since 1970, of the tablet's clock
  readonly seen: number // the latest that this clock has shown: one that is set back wins no time
  readonly why: '' | LockCode // why the share was thrown away
  readonly heard?: number // the server's time when it was first heard after too many wrong PINs, milliseconds since 1970
}

/** Why nothing can be read until the server has been heard: the lease is over, too many wrong PINs, the tablet is revoked. */
export type LockCode = 'lease_over' | 'too_many' | 'revoked'

/** Wrong PINs in a row, over all officers; counted before each attempt, so that a kill does not win one. */
export interface TriesRow {
  readonly id: 'tries'
  readonly failed: number
  readonly waitUntil: number // milliseconds since 1970: no attempt before
  readonly rounds?: number // how often all were used up since the last right PIN
}

/** Wrong PINs of one officer who was to confirm beside whoever is at the tablet; counted before each attempt, beside TriesRow. */
export interface SecondTriesRow {
  readonly id: `second\n${string}` // the officer's id
  readonly failed: number
  readonly heard?: number // the server's time when it was first heard after they were used up, milliseconds since 1970
}

export type SecretRow = DeviceKeyRow | VaultRow | LeaseRow | TriesRow | SecondTriesRow

/** An officer who signs on at this tablet. */
export interface OfficerRow {
  readonly officer: string // id
  readonly name: Sealed // under the device's key: what the sign-on screen shows
  readonly salt: Uint8Array<ArrayBuffer> // of the PIN, 16 bytes
  readonly identity: Sealed // the vault's, under the key of PIN and share
}

/** A key with which one start of the program seals: kept only as the vault's recipient can read it. */
export interface SessionKeyRow {
  readonly id: string // 22 base64url characters
  readonly sealed: Uint8Array<ArrayBuffer> // an age file of 32 bytes
}
