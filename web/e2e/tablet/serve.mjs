// Builds a page of the trials and serves it at every address, with the policy that the program gives its pages.
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { build } from 'vite'

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' }
const middleware = readFileSync(new URL('../../../server/middleware.go', import.meta.url), 'utf8')
// The tablet's policy as the program makes it (tabletPolicy, policyOf): its parts are read, so that the trial has none of its own.
const [, script, trusted] = /tabletPolicy = policyOf\("([^"]+)", "([^"]+)"\)/.exec(middleware) ?? []
const parts = /\[\]string\{([\s\S]*?)\}, "; "\)/.exec(middleware.slice(middleware.indexOf('func policyOf')))?.[1] ?? ''
const policy = parts.replace('" + script', `${script}"`).replace('" + trusted', `${trusted}"`).match(/"[^"]+"/g).map((part) => part.slice(1, -1)).join('; ')
if (!policy.includes("require-trusted-types-for 'script'") || !policy.includes("script-src 'self'")) throw new Error(`the policy is not understood: ${policy}`)

/** Serves e2e/tablet/<name>.html; `stop` ends it. */
export async function served(name) {
  const folder = mkdtempSync(join(tmpdir(), 'cellsweep-page-'))
  const root = join(import.meta.dirname)
  await build({ configFile: false, logLevel: 'error', root, base: '/', build: { outDir: folder, emptyOutDir: true, target: 'es2022', minify: process.env.NOMIN === undefined, assetsInlineLimit: 0, modulePreload: { polyfill: false }, rolldownOptions: { input: join(root, `${name}.html`) } } })
  const server = createServer((incoming, response) => {
    const path = (incoming.url ?? '/').split('?')[0]
    const file = join(folder, path)
    const found = path.startsWith('/assets/') && existsSync(file) ? file : join(folder, `${name}.html`)
    response.writeHead(200, { 'Content-Type': types[extname(found)] ?? 'application/octet-stream', 'Content-Security-Policy': policy })
    createReadStream(found).pipe(response)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    rmSync(folder, { recursive: true, force: true })
  }
  return { address: `http://127.0.0.1:${server.address().port}`, stop }
}
