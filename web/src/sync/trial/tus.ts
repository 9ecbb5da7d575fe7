import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sha256Hex, type Bytes } from '../encoding'
import { verified } from '../keys'
import { fileMessage } from '../statements'

/** One upload at the trial server. */
interface Staged {
  readonly metadata: Readonly<Record<string, string>>
  readonly length: number
  received: Uint8Array
}

/** What happens to a request before it is looked at: "cut" ends the connection after so many bytes of its body, a status answers it, "hang" never does. */
export type Mishap = { readonly cut: number } | { readonly status: number; readonly headers?: Record<string, string> } | { readonly hang: true }

/**
 * The core of tus 1.0.0 with creation, as the protocol's text has it: POST, HEAD and PATCH at /v1/files/, offsets that have
 * to fit, what arrived before a cut kept. It checks metadata and hash as section 9
 * of our protocol asks, and goes on with an upload that was begun before.
 */
export class TusServer {
  readonly staged = new Map<string, Staged>()
  readonly asked: string[] = [] // method of each request
  mishaps: Mishap[] = []
  base = ''
  private drawn = 0
  private readonly server = createServer((request, response) => void this.answer(request, response))

  constructor(private readonly signingKey: string, private readonly whole: (sha256: string) => void) {}

  async start(): Promise<this> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done))
    this.base = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
    return this
  }

  stop(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((done) => this.server.close(() => done()))
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request
    this.asked.push(method)
    response.setHeader('Tus-Resumable', '1.0.0')
    const mishap = this.mishaps.shift()
    if (mishap !== undefined && 'hang' in mishap) return
    if (mishap !== undefined && 'status' in mishap) return end(response, mishap.status, mishap.headers)
    if (request.headers['tus-resumable'] !== '1.0.0') return end(response, 412)
    const upload = this.staged.get(url)
    if (method === 'POST' && url === '/v1/files/') return this.create(request, response)
    if (upload === undefined) return end(response, 404)
    if (method === 'HEAD') return end(response, 200, { 'Upload-Offset': String(upload.received.length), 'Upload-Length': String(upload.length), 'Cache-Control': 'no-store' })
    if (method === 'PATCH') return this.patch(request, response, upload, mishap)
    end(response, 405)
  }

  private async create({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const length = Number(headers['upload-length'])
    const metadata = Object.fromEntries(String(headers['upload-metadata']).split(',').map((pair) => {
      const [name = '', value = ''] = pair.split(' ')
      return [name, Buffer.from(value, 'base64').toString()]
    }))
    const { stream = '', sha256 = '', size = '', sig = '' } = metadata
    const good = await verified(this.signingKey, fileMessage({ stream, sha256, size: Number(size) }), sig)
    if (!good || Number(size) !== length) return end(response, 400)
    const begun = [...this.staged].find(([, u]) => u.metadata.sha256 === sha256)
    if (begun !== undefined) return end(response, 201, { Location: begun[0], 'Upload-Offset': String(begun[1].received.length) })
    const at = `/v1/files/${String(++this.drawn).padStart(32, '0')}`
    this.staged.set(at, { metadata, length, received: new Uint8Array() })
    end(response, 201, { Location: at })
  }

  private async patch(request: IncomingMessage, response: ServerResponse, upload: Staged, mishap: Mishap | undefined): Promise<void> {
    if (request.headers['content-type'] !== 'application/offset+octet-stream') return end(response, 415)
    if (Number(request.headers['upload-offset']) !== upload.received.length) return end(response, 409)
    let left = mishap !== undefined && 'cut' in mishap ? mishap.cut : Number.POSITIVE_INFINITY
    for await (const piece of request as AsyncIterable<Uint8Array>) {
      const kept = piece.subarray(0, Math.max(0, left))
      left -= piece.length
      upload.received = Buffer.concat([upload.received, kept])
      if (left <= 0) return void request.destroy()
    }
    if (upload.received.length === upload.length) {
      if ((await sha256Hex(Uint8Array.from(upload.received) as Bytes)) !== upload.metadata.sha256) return end(response, 422)
      this.whole(upload.metadata.sha256 ?? '')
    }
    end(response, 204, { 'Upload-Offset': String(upload.received.length) })
  }
}

function end(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end()
}
