import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

const made = new Map()

/** A page of this folder as one script, for an address beside the tablet's: built once. */
export function script(name) {
  if (!made.has(name)) made.set(name, make(name))
  return made.get(name)
}

async function make(name) {
  const outDir = mkdtempSync(join(tmpdir(), 'cellsweep-script-'))
  try {
    await build({ configFile: false, logLevel: 'error', root: import.meta.dirname, build: { outDir, target: 'es2022', lib: { entry: join(import.meta.dirname, `${name}.ts`), formats: ['es'], fileName: () => 'page.js' }, rolldownOptions: { output: { codeSplitting: false } } } })
    return readFileSync(join(outDir, 'page.js'), 'utf8')
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
}
