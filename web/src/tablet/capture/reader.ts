/* Reads codes from pictures: by the browser itself where it knows the formats that are asked for, else by ZXing from our own assets. */

/** Symbologies as a checklist's items name them (openapi/templates/template.v1.json, scan). */
export type Symbology = 'qr' | 'data_matrix' | 'code_128' | 'ean'
/** How a text came in. */
export type ScanFormat = 'qr_code' | 'data_matrix' | 'code_128' | 'ean_13' | 'ean_8' | 'manual'

export interface Read {
  readonly text: string
  readonly format: Exclude<ScanFormat, 'manual'>
}

/** Reads what is in the picture now; null for nothing. */
export type Reader = (video: HTMLVideoElement) => Promise<Read | null>

type Detected = { readonly rawValue: string; readonly format: string }
interface Detector {
  detect(source: CanvasImageSource): Promise<readonly Detected[]>
}
interface DetectorClass {
  new (options: { formats: readonly string[] }): Detector
  getSupportedFormats(): Promise<readonly string[]>
}
declare global {
  interface Window {
    readonly BarcodeDetector?: DetectorClass
  }
}

const browserNames: Readonly<Record<Symbology, readonly string[]>> = { qr: ['qr_code'], data_matrix: ['data_matrix'], code_128: ['code_128'], ean: ['ean_13', 'ean_8', 'upc_a'] }

/** A UPC-A is an EAN-13 that begins with 0. */
function readOf(text: string, format: string): Read | null {
  if (format === 'upc_a') return { text: text.length === 12 ? `0${text}` : text, format: 'ean_13' }
  return format === 'qr_code' || format === 'data_matrix' || format === 'code_128' || format === 'ean_13' || format === 'ean_8' ? { text, format } : null
}

/** A reader of these symbologies. The second is fetched when the first is not there, and kept by the browser afterwards. */
export async function readerOf(symbologies: readonly Symbology[]): Promise<Reader> {
  return (await browserReader(symbologies)) ?? ownReader(symbologies)
}

async function browserReader(symbologies: readonly Symbology[]): Promise<Reader | null> {
  const { BarcodeDetector } = window
  if (BarcodeDetector === undefined) return null
  const known = new Set(await BarcodeDetector.getSupportedFormats().catch(() => []))
  const wanted = symbologies.flatMap((s) => browserNames[s])
  if (!wanted.every((name) => known.has(name))) return null
  const detector = new BarcodeDetector({ formats: wanted })
  return async (video) => {
    const [found] = await detector.detect(video).catch(() => [])
    return found === undefined ? null : readOf(found.rawValue, found.format)
  }
}

/** The longer side of a frame as it is read, in points: enough for a Code 128 of 20 characters across a third of it. */
const side = 1600

const ownFormats = { qr: ['QRCode'], data_matrix: ['DataMatrix'], code_128: ['Code128'], ean: ['EAN13', 'EAN8', 'UPCA'] } as const
const ownNames: Readonly<Record<string, string>> = { QRCode: 'qr_code', QRCodeModel2: 'qr_code', DataMatrix: 'data_matrix', Code128: 'code_128', EAN13: 'ean_13', EAN8: 'ean_8', UPCA: 'upc_a' }

async function ownReader(symbologies: readonly Symbology[]): Promise<Reader> {
  const [{ prepareZXingModule, readBarcodes }, { default: address }] = await Promise.all([import('zxing-wasm/reader'), import('zxing-wasm/reader/zxing_reader.wasm?url')])
  await prepareZXingModule({ overrides: { locateFile: () => address }, fireImmediately: true })
  const formats = symbologies.flatMap((s) => [...ownFormats[s]])
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return async (video) => {
    if (context === null || video.videoWidth === 0) return null
    const scale = Math.min(1, side / Math.max(video.videoWidth, video.videoHeight))
    canvas.width = Math.round(video.videoWidth * scale)
    canvas.height = Math.round(video.videoHeight * scale)
    context.drawImage(video, 0, 0, canvas.width, canvas.height)
    const found = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), { formats, maxNumberOfSymbols: 1, tryHarder: true })
    const [first] = found.filter((f) => f.isValid)
    return first === undefined ? null : readOf(first.text, ownNames[first.format] ?? '')
  }
}
