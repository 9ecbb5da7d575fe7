// Serves the page of the trials and passes what it asks for on to the program, and writes down every push.
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, request as ask } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { build } from 'vite'

const types = { '.html': 'text/html', '.js': 'text/javascript' }

/** Builds the page and opens the door, at as many addresses as there shall be sites: `pushes` grows by {tab, entries, at} of each push, `uploads` and
 * `uploaded` by files that are begun and their bytes; `shut` ends every connection. */
export async function door(base, sites = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'cellsweep-page-'))
  await build({ configFile: false, logLevel: 'error', root: import.meta.dirname, build: { outDir: folder, emptyOutDir: true, target: 'es2022' } })
  const state = { pushes: [], shut: false, cuts: [], uploads: 0, uploaded: 0 }
  /** Passes an upload on as it comes; `cuts` ends connections after so many bytes, one each. */
  function upload(incoming, response) {
    const { host: _, ...headers } = incoming.headers
    let left = state.cuts.shift() ?? Number.POSITIVE_INFINITY
    const onward = ask(`${base}${incoming.url}`, { method: 'PATCH', headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    incoming.on('data', (piece) => {
      state.uploaded += Math.min(piece.length, Math.max(0, left))
      onward.write(piece.subarray(0, Math.max(0, left)))
      left -= piece.length
      if (left <= 0) {
        onward.destroy()
        incoming.destroy()
      }
    })
    incoming.on('end', () => onward.end())
    incoming.on('close', () => incoming.complete || onward.destroy()) // the browser was killed: the program shall know
  }

  const servers = Array.from({ length: sites }, () => createServer((incoming, response) => {
    const path = (incoming.url ?? '/').split('?')[0]
    if (!path.startsWith('/v1/')) {
      const file = join(folder, path === '/' ? 'index.html' : path)
      if (!existsSync(file)) return response.writeHead(404).end()
      response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
      return createReadStream(file).pipe(response)
    }
    if (state.shut) return incoming.destroy()
    if (incoming.method === 'PATCH') return upload(incoming, response)
    const pieces = []
    incoming.on('data', (piece) => pieces.push(piece))
    incoming.on('end', () => {
      const body = Buffer.concat(pieces)
      if (path === '/v1/files/') state.uploads++
      if (path === '/v1/sync/push') state.pushes.push(readPush(body, incoming.headers['content-encoding']))
      const { host: _, ...headers } = incoming.headers
      const onward = ask(`${base}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers)
        answer.pipe(response)
      })
      onward.on('error', () => response.destroy())
      onward.end(body)
    })
  }))
  await Promise.all(servers.map((server) => new Promise((done) => server.listen(0, '127.0.0.1', done))))
  const stop = async () => {
    for (const server of servers) {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    }
    rmSync(folder, { recursive: true, force: true })
  }
  const addresses = servers.map((server) => `http://127.0.0.1:${server.address().port}`)
  return Object.assign(state, { address: addresses[0], addresses, stop })
}

function readPush(body, encoding) {
  const { app, stream, entries } = JSON.parse(encoding === 'gzip' ? gunzipSync(body) : body)
  return { tab: app.version, stream, entries: entries.map((e) => e.seq), at: Date.now() }
}
