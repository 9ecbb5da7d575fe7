import type { Sealed } from '../vault/seal'
import { keyFrom, seal, unseal } from '../vault/seal'
import type { BytesRow, EntryRow, TabletDatabase } from './database'
import { type Bytes, utf8, utf8Length } from './encoding'

/*
 * How what was recorded lies on the tablet: sealed twice. One seal is the device's, so that it can be sent without anybody's PIN; it
 * is taken away when the server's signed word says that it has arrived. The other is the vault's and stays.
 */

const entryPlace = (stream: string, seq: number): string => `entry\n${stream}\n${seq}`
const filePlace = (sha256: string): string => `file\n${sha256}`

/** What of an entry is kept: its length in bytes, and its text under both seals. WebCrypto ends a transaction, so this comes before it. */
export async function sealEntry({ vault }: TabletDatabase, stream: string, seq: number, raw: string): Promise<Pick<EntryRow, 'size' | 'sending' | 'kept'>> {
  const [place, text] = [entryPlace(stream, seq), utf8(raw)]
  const [sending, kept] = await Promise.all([vault.sealForDevice(place, text), vault.sealForReading(place, text)])
  return { size: utf8Length(raw), sending, kept }
}

/** The text of an entry as it was signed. Rejects with Locked where it is delivered and nobody has given a PIN. `raw`: in clear, of an older program (older.ts). */
export async function entryText({ vault }: TabletDatabase, row: Pick<EntryRow, 'stream' | 'seq' | 'sending' | 'kept'> & { readonly raw?: string }): Promise<string> {
  if (row.raw !== undefined) return row.raw
  return new TextDecoder().decode(await vault.open(entryPlace(row.stream, row.seq), row.sending ?? row.kept))
}

/** Whether something can be opened now: what is delivered needs a PIN, also when the server asks for it again. */
export const openable = ({ vault }: TabletDatabase, { sending, kept }: { readonly sending: Sealed | null; readonly kept?: Sealed }): boolean => sending !== null || kept === undefined || kept.key === 'device' || vault.unlocked

/** A photograph under a key of its own, and that key under both seals: only the key is ever sealed anew. */
export async function sealBytes({ vault }: TabletDatabase, sha256: string, bytes: Bytes): Promise<BytesRow> {
  const raw = crypto.getRandomValues(new Uint8Array(32))
  const place = filePlace(sha256)
  const [text, sending, kept] = await Promise.all([keyFrom(raw).then((key) => seal(key, '', place, bytes)), vault.sealForDevice(place, raw), vault.sealForReading(place, raw)])
  raw.fill(0)
  return { sha256, text, sending, kept }
}

/** The bytes of a photograph as they were taken. Rejects as entryText does. */
export async function openBytes({ vault }: TabletDatabase, { sha256, text, sending, kept, bytes }: BytesRow & { readonly bytes?: Bytes }): Promise<Bytes> {
  if (bytes !== undefined) return bytes
  const place = filePlace(sha256)
  return unseal(await keyFrom(await vault.open(place, sending ?? kept)), place, text)
}
