/** The first line of every signed or hashed text, so that a signature given for one purpose never serves another (protocol, section 2). */
export const domains = {
  entry: 'cellsweep-entry/1',
  head: 'cellsweep-head/1',
  login: 'cellsweep-login/1',
  enrol: 'cellsweep-enrol/1',
  file: 'cellsweep-file/1',
  ack: 'cellsweep-ack/1',
  actor: 'cellsweep-actor/1',
  key: 'cellsweep-key/1',
  stream: 'cellsweep-stream/1',
  fingerprint: 'cellsweep-fingerprint/1',
  leaf: 'cellsweep-leaf/1',
} as const

/** Limits of version 1 of the wire; sizes in bytes of UTF-8. */
export const limits = {
  body: 48 * 1024,
  entry: 64 * 1024,
  files: 32,
  file: 50 * 1024 * 1024,
  actorSigs: 16,
  missing: 64,
  typeName: 64,
  stream: 22,
  depth: 64,
} as const

/** Stands for the hash before the first entry, and for that of an empty stream. */
export const zeroHash = '0'.repeat(64)

/** Joins the parts of a signed text by one line feed. No part may hold one: each is checked by its own form before. */
export const lines = (...parts: readonly (string | number)[]): string => parts.join('\n')

/** Whether the text is 64 lower-case hex digits. */
export const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/** Whether the text can name a stream, or be a body's salt: 22 base64url characters. */
export const isStream = (text: string): boolean => /^[A-Za-z0-9_-]{22}$/.test(text)

/** Whether the text can name an epoch. */
export const isEpoch = (text: string): boolean => /^[0-9a-z-]{1,64}$/.test(text)

/** Whether the text has the form of a login's nonce. */
export const isNonce = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)

const nilId = '00000000-0000-0000-0000-000000000000'

/** Whether the text is a lower-case UUID; the nil UUID would stand where an absent part stands, and names nothing. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) && text !== nilId

/** Whether the text has the form of an entry's type; it need not be known. */
export const isTypeName = (text: string): boolean => text.length <= limits.typeName && /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)+$/.test(text)

/** Whether the text is 8 hex digits of the app's start, a colon and whole milliseconds. */
export function isUptime(text: string): boolean {
  return /^[0-9a-f]{8}:(0|[1-9][0-9]{0,15})$/.test(text) && Number(text.slice(9)) <= Number.MAX_SAFE_INTEGER
}

/** Whether the text is a time stamp of exactly the form YYYY-MM-DDTHH:MM:SS.mmmZ. */
export function isTime(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return false
  const instant = new Date(text)
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text
}

/** Writes milliseconds since 1970 as the protocol's time stamp. */
export const timeText = (instant: number): string => new Date(instant).toISOString()

/** Whether half of a surrogate pair stands alone: such a text has no UTF-8. */
export const hasLoneSurrogate = (text: string): boolean => /\p{Surrogate}/u.test(text)
