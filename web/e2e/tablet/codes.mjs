// A picture of codes for the browser's false camera: each for a second, round and round, as YUV4MPEG2 of 640 × 480.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'

const [width, height, rate] = [640, 480, 10]
const wasmBinary = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm')).buffer

/** A frame's grey values with a code in its middle, as large as fits into two thirds of it by whole points. */
async function frameOf({ text, format }) {
  const { symbol } = await writeBarcode(text, { format, scale: 1, addQuietZones: false, addHRT: false })
  const rows = format.startsWith('EAN') || format === 'Code128' ? 1 : symbol.height
  const scale = Math.max(1, Math.floor(Math.min((width * 0.85) / symbol.width, rows === 1 ? Infinity : (height * 0.7) / symbol.height)))
  const grey = Buffer.alloc(width * height, 235)
  const tall = rows === 1 ? 200 : symbol.height * scale
  const [left, top] = [Math.floor((width - symbol.width * scale) / 2), Math.floor((height - tall) / 2)]
  for (let y = 0; y < tall; y++) {
    for (let x = 0; x < symbol.width * scale; x++) {
      const from = (rows === 1 ? Math.floor(symbol.height / 2) : Math.floor(y / scale)) * symbol.width + Math.floor(x / scale)
      grey[(top + y) * width + left + x] = symbol.data[from] === 0 ? 16 : 235
    }
  }
  return grey
}

/** Writes the film. */
export async function film(path, codes) {
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  const head = Buffer.from('FRAME\n')
  const colour = Buffer.alloc((width * height) / 2, 128)
  const frames = []
  for (const code of codes) {
    const grey = await frameOf(code)
    for (let i = 0; i < rate; i++) frames.push(head, grey, colour)
  }
  writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F${rate}:1 Ip A1:1 C420jpeg\n`), ...frames]))
}
