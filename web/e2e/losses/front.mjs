// What stands between a tablet's page and the program: everything passes as it is, until a scenario says otherwise.
import { createServer, request as ask } from 'node:http'
import { gunzipSync } from 'node:zlib'

/** The origin at which a tablet's browser has the program, on whichever port the front really is: its profile can be copied and taken to another. */
export const origin = 'http://tablet.localhost:8080'

/** What a browser has to be told so that it finds the front there. */
export const resolving = (port) => `--host-resolver-rules=MAP tablet.localhost:8080 127.0.0.1:${port}`

/**
 * Opens the front of a program. `shut` ends every request before it gets there, `refuse({method, path})` some; `lose` says of {method, path} whether the answer is
 * thrown away after the program has given it; `alter(path, text)` rewrites the pages and scripts that pass
 * (null: there is none), `serve(path)` gives a text in the program's place; `pushes` grows by
 * {seqs, answered} of each push, `lost` counts the answers that were thrown away.
 */
export async function front(base) {
  const state = { base, shut: false, refuse: () => false, lose: () => false, alter: null, serve: () => null, pushes: [], lost: 0 }
  const server = createServer((incoming, response) => {
    const path = (incoming.url ?? '/').split('?')[0]
    if (state.shut || state.refuse({ method: incoming.method, path })) return void incoming.destroy()
    const own = state.serve(path)
    if (own !== null) return void response.writeHead(200, { 'Content-Type': /js$/.test(path) ? 'text/javascript' : 'text/html' }).end(own)
    const pieces = []
    incoming.on('data', (piece) => pieces.push(piece))
    incoming.on('end', () => pass(incoming, response, path, Buffer.concat(pieces)))
  })

  function pass(incoming, response, path, body) {
    const { host: _, ...headers } = incoming.headers
    const rewritten = state.alter !== null && !path.startsWith('/v1/')
    if (rewritten) for (const name of ['accept-encoding', 'if-none-match', 'if-modified-since']) delete headers[name]
    const push = path === '/v1/sync/push' ? seen(state, body, incoming.headers['content-encoding']) : null
    const losing = state.lose({ method: incoming.method, path })
    const onward = ask(`${state.base}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
      if (losing) {
        answer.resume()
        answer.on('end', () => {
          state.lost++
          response.destroy()
        })
        return
      }
      if (push !== null) push.answered = true
      if (rewritten) return void rewrite(state.alter, path, answer, response)
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => response.writableFinished || losing || onward.destroy()) // the browser was killed: the program shall know
    onward.end(body)
  }

  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  return Object.assign(state, { port: server.address().port, cut: () => server.closeAllConnections(), stop })
}

function seen(state, body, encoding) {
  const push = { seqs: JSON.parse(encoding === 'gzip' ? gunzipSync(body) : body).entries.map((e) => e.seq), answered: false }
  state.pushes.push(push)
  return push
}

function rewrite(alter, path, answer, response) {
  const pieces = []
  answer.on('data', (piece) => pieces.push(piece))
  answer.on('end', () => {
    const { 'content-length': _, etag: __, ...headers } = answer.headers
    const bytes = Buffer.concat(pieces)
    const text = /javascript|html|json/.test(headers['content-type'] ?? '') ? alter(path, bytes.toString()) : bytes
    response.writeHead(text === null ? 404 : answer.statusCode, headers)
    response.end(text ?? '')
  })
}
