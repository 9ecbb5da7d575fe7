/** A file of an archive. */
export interface Part {
  readonly name: string
  readonly content: string
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

/** CRC-32 of bytes (ISO 3309, as ZIP has it). */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (const byte of bytes) c = (table[(c ^ byte) & 255] ?? 0) ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

// 1980-01-01 00:00, the first instant that the format knows: the same table makes the same bytes.
const noTime = 0x00210000
const local = 0x04034b50
const central = 0x02014b50
const end = 0x06054b50

function record(size: number, fields: readonly (readonly [bytes: 2 | 4, value: number])[], name: Uint8Array = new Uint8Array()): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size + name.length)
  const view = new DataView(out.buffer)
  let at = 0
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += bytes
  }
  out.set(name, size)
  return out
}

/** Packs parts into a ZIP archive (PKWARE APPNOTE 6.3, deflate, no ZIP64: an archive under 4 GiB), compressed by the browser itself. */
export async function zip(parts: readonly Part[], type: string): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const directory: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  for (const part of parts) {
    const name = new TextEncoder().encode(part.name)
    const bytes = new TextEncoder().encode(part.content)
    const packed = await deflated(bytes)
    const common = [[2, 20], [2, 0x0800], [2, 8], [4, noTime], [4, crc32(bytes)], [4, packed.length], [4, bytes.length], [2, name.length], [2, 0]] as const
    const header = record(30, [[4, local], ...common], name)
    directory.push(record(46, [[4, central], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]], name))
    pieces.push(header, packed)
    offset += header.length + packed.length
  }
  const length = directory.reduce((sum, d) => sum + d.length, 0)
  const last = record(22, [[4, end], [2, 0], [2, 0], [2, parts.length], [2, parts.length], [4, length], [4, offset], [2, 0]])
  return new Blob([...pieces, ...directory, last], { type })
}
