import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/** What the tablet's page needs besides what it imports. */
const beside = ['/icon.svg', '/tablet.webmanifest']

/** The members of a built chunk that are read here. */
interface Chunk {
  readonly type: 'chunk'
  readonly name: string
  readonly fileName: string
  readonly facadeModuleId: string | null
  readonly imports: readonly string[]
  readonly dynamicImports: readonly string[]
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string>; readonly importedAssets: ReadonlySet<string> }
  code: string
}

/** Writes into the tablet's worker which files it keeps: all that its page loads, at once or later, and what those name. */
export function precache(page: string, worker: string): Plugin {
  return {
    name: 'precache',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const built = bundle as unknown as Record<string, Chunk | { readonly type: 'asset' }>
      const chunks = Object.values(built).filter((file): file is Chunk => file.type === 'chunk')
      const entry = chunks.find((chunk) => chunk.facadeModuleId?.endsWith(`/${page}`))
      const scope = chunks.find((chunk) => chunk.name === worker)
      if (entry === undefined || scope === undefined) throw new Error(`there is no ${page} or no ${worker} in this build`)
      if (scope.imports.length > 0) throw new Error('the worker must import nothing: it is a script and no module')
      const found = new Set<string>()
      const add = (name: string): void => {
        if (found.has(name)) return
        found.add(name)
        const file = built[name]
        if (file?.type !== 'chunk') return
        for (const other of [...file.imports, ...file.dynamicImports, ...(file.viteMetadata?.importedCss ?? []), ...(file.viteMetadata?.importedAssets ?? [])]) add(other)
      }
      add(entry.fileName)
      // Fonts are named by the style, not by a chunk.
      for (const name of Object.keys(built)) if (/\.woff2$/.test(name)) add(name)
      const files = [...beside, ...[...found].map((name) => `/${name}`)].sort()
      const build = createHash('sha256').update(files.join('\n')).update(scope.code).digest('hex').slice(0, 12)
      scope.code = scope.code.replaceAll('__FILES__', JSON.stringify(files)).replaceAll('__BUILD__', JSON.stringify(build))
    },
  }
}
