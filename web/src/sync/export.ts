import { nextHead, pushText } from './announce'
import type { EntryRow, FileRow, TabletDatabase } from './database'
import { fromBase64url, sha256Hex, utf8, type Bytes } from './encoding'
import { keyOf } from './identity'
import { openable } from './kept'
import { signer } from './keys'
import { bytesOf, dueFiles } from './originals'
import { fileMessage } from './statements'
import { timeText } from './text'

/** The server's key of use age, as it was named at enrolment. */
export interface AgeKey {
  readonly id: string
  readonly key: string // raw X25519 public key, base64url
}

export interface ExportSettings {
  readonly database: TabletDatabase
  readonly tablet: string // id from the enrolment
  readonly label: string
  readonly appVersion: string
  readonly now: () => number
  readonly age: AgeKey
  readonly most?: number // bytes of plaintext in one file
}

/** One file to be carried home. */
export interface Exported {
  readonly name: string
  readonly file: Blob // an age file
  readonly pushes: number
  readonly files: number
}

interface Push {
  readonly stream: string
  readonly signingKey: string
  readonly rows: readonly EntryRow[]
  readonly bytes: number
}

interface Part {
  readonly pushes: Push[]
  readonly files: { readonly row: FileRow; readonly signingKey: string; readonly size: number }[]
  bytes: number
}

/** A push of an export at most, below what the server takes (500 entries, 8 MiB), and one file of it. */
const mostOf = { entries: 500, push: 7_500_000, part: 256 * 1024 * 1024 - 65_536 }

/**
 * Writes what headquarters is not known to have, as files encrypted to the server (docs/export-file.md): every entry that no
 * ack covers, and every photograph that is not known to be whole. Nothing is marked as sent by it: only an ack does that.
 * Gives no file when there is nothing to carry. Rejects with a TypeError for a key that is none.
 */
export async function* exportFiles(with_: ExportSettings): AsyncGenerator<Exported> {
  const parts = await plan(with_.database, with_.most ?? mostOf.part)
  for (const [i, part] of parts.entries()) {
    const at = timeText(with_.now())
    const file = await seal(records(with_, part, at), with_.age)
    const stamp = at.replaceAll(/[-:]|\.\d+/g, '')
    const name = `cellsweep-${with_.label.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}-${stamp}${parts.length > 1 ? `-${i + 1}` : ''}.cellsweep`
    yield { name, file, pushes: part.pushes.length, files: part.files.length }
  }
}

async function plan(database: TabletDatabase, most: number): Promise<Part[]> {
  const parts: Part[] = []
  const place = (bytes: number): Part => {
    const last = parts.at(-1)
    const part = last !== undefined && last.bytes + bytes <= most ? last : { pushes: [], files: [], bytes: 0 }
    if (part !== last) parts.push(part)
    part.bytes += bytes + 1024 // its line and its head
    return part
  }
  const streams = await database.streams.toArray()
  for (const { stream, signingKey, acked } of streams) {
    const rows = await database.entries.where('[stream+seq]').between([stream, 0], [stream, Infinity]).filter((e) => (e.due === 1 || e.seq > acked) && openable(database, e)).toArray()
    for (const push of batches(stream, signingKey, rows)) place(push.bytes).pushes.push(push)
  }
  for (const { stream, signingKey } of streams) {
    for (const row of await dueFiles(database, stream)) {
      const original = await database.originals.get(row.sha256)
      const bytes = await database.bytes.get(row.sha256)
      if (original !== undefined && bytes !== undefined && openable(database, bytes)) place(original.size).files.push({ row, signingKey, size: original.size })
    }
  }
  return parts
}

function batches(stream: string, signingKey: string, rows: readonly EntryRow[]): Push[] {
  const all: { stream: string; signingKey: string; rows: EntryRow[]; bytes: number }[] = []
  for (const row of rows) {
    const bytes = row.size + 1
    let last = all.at(-1)
    if (last === undefined || last.rows.length === mostOf.entries || last.bytes + bytes > mostOf.push) {
      last = { stream, signingKey, rows: [], bytes: 0 }
      all.push(last)
    }
    last.rows.push(row)
    last.bytes += bytes
  }
  return all
}

/** The plaintext, piece by piece; a photograph is in memory only while it is written. */
async function* records({ database, tablet, appVersion, now, age }: ExportSettings, part: Part, at: string): AsyncGenerator<Bytes> {
  const counts = { pushes: part.pushes.length, files: part.files.length }
  const line = (members: Record<string, unknown>): Bytes => utf8(`${JSON.stringify(members)}\n`)
  const signOf = async (signingKey: string) => signer((await keyOf(database, signingKey)).identity.signing)
  yield line({ record: 'cellsweep-export/1', tablet, key: age.id, appVersion, at, ...counts })
  for (const { stream, signingKey, rows } of part.pushes) {
    const head = await nextHead(database, stream, now(), await signOf(signingKey))
    const push = utf8(await pushText(database, stream, head, appVersion, rows))
    yield line({ record: 'push', size: push.length, sha256: await sha256Hex(push) })
    yield push
    yield utf8('\n')
  }
  for (const { row: { stream, sha256 }, signingKey, size } of part.files) {
    const bytes = await bytesOf(database, sha256)
    if (bytes === undefined) throw new Error(`the photograph ${sha256} is gone`)
    const sig = await (await signOf(signingKey))(fileMessage({ stream, sha256, size }))
    yield line({ record: 'file', stream, sha256, size, sig })
    yield bytes
    yield utf8('\n')
  }
  yield line({ record: 'end', ...counts })
}

/** Encrypts to the server's key. The library (some 50 kB) is loaded when the first export is made. */
async function seal(plain: AsyncGenerator<Bytes>, { key }: AgeKey): Promise<Blob> {
  const raw = fromBase64url(key, 32)
  if (raw === null) throw new TypeError('the server has no key to which an export could be encrypted')
  const [{ Encrypter }, { bech32 }] = await Promise.all([import('age-encryption'), import('@scure/base')])
  const encrypter = new Encrypter()
  encrypter.addRecipient(bech32.encodeFromBytes('age', raw))
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { value, done } = await plain.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
  })
  const sealed = (await encrypter.encrypt(stream)) as ReadableStream<Uint8Array<ArrayBuffer>>
  return new Response(sealed).blob()
}
