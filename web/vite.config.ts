import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Plugin, type PreviewServer, type ViteDevServer } from 'vite'
import { defineConfig } from 'vitest/config'
import { fixtures } from './fixtures/serve.ts'
import { precache } from './scripts/precache.ts'

const folder = import.meta.dirname

/** Empties dist before a build but for the placeholder, which is committed so that the program compiles without a build. */
function keepPlaceholder(): Plugin {
  return {
    name: 'keep-placeholder',
    apply: 'build',
    buildStart() {
      const dist = join(folder, 'dist')
      for (const name of readdirSync(dist)) {
        if (name !== 'placeholder.html') rmSync(join(dist, name), { recursive: true })
      }
    },
  }
}

/** Development servers answer with the documents at the addresses that the program gives them (server/pages.go). */
function addresses(): Plugin {
  const take = (server: ViteDevServer | PreviewServer): void => {
    server.middlewares.use((request, _response, next) => {
      const path = (request.url ?? '/').split('?')[0] ?? '/'
      if (/^\/(hq|plan|office|review|tablet)(\/|$)/.test(path)) request.url = `/${path.split('/')[1]}.html`
      else if (/^\/(operations|setup)(\/|$)/.test(path)) request.url = '/index.html'
      next()
    })
  }
  return { name: 'addresses', configureServer: take, configurePreviewServer: take }
}

const server = process.env.CELLSWEEP_SERVER ?? 'http://127.0.0.1:8080'

export default defineConfig(({ mode }) => ({
  appType: 'mpa',
  // The tablet tells headquarters which program it runs (app.version of a push). scripts/web sets it.
  define: { __VERSION__: JSON.stringify(process.env.CELLSWEEP_VERSION ?? 'dev') },
  plugins: [keepPlaceholder(), precache('tablet.html', 'tablet-worker'), ...(mode === 'fixtures' ? [fixtures()] : []), addresses()],
  // The sentences of the checklist lie beside the engine in Go, above this folder.
  server: { fs: { allow: ['..'] }, ...(mode === 'fixtures' ? {} : { proxy: { '/v1': server } }) },
  build: {
    target: 'es2022',
    emptyOutDir: false,
    // A font or picture written into a stylesheet as data: would be refused by the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        ...Object.fromEntries(['index', 'hq', 'plan', 'office', 'review', 'tablet'].map((page) => [page, join(folder, `${page}.html`)])),
        'tablet-worker': join(folder, 'src/worker/worker.ts'),
      },
      // A worker keeps its address over all versions: by it a browser finds the newer one.
      output: { entryFileNames: (chunk) => (chunk.name === 'tablet-worker' ? 'tablet-worker.js' : 'assets/[name]-[hash].js') },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    setupFiles: ['src/words/all.ts'],
    // The projection package is ES modules without file extensions: Node refuses them, Vite does not.
    server: { deps: { inline: ['d3-composite-projections'] } },
  },
}))
