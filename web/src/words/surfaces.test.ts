import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { areas } from './all'

const source = join(import.meta.dirname, '..')

/** Every module of ours that a surface loads, by following its imports; those that it loads later on, too. */
function modules(entry: string): string[] {
  const found = [entry]
  for (const file of found) {
    for (const [, to] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      const path = ['', '.ts', '.tsx'].map((end) => join(dirname(file), `${to}${end}`)).find((p) => /\.tsx?$/.test(p) && existsSync(p))
      if (path !== undefined && !found.includes(path)) found.push(path)
    }
  }
  return found
}

// A surface that lacks an area would show keys instead of words, and only to whoever opens that page.
test.each(['front', 'hq', 'plan', 'office', 'review', 'tablet'])('%s has loaded the texts of all that it says', (surface) => {
  const files = modules(join(source, surface, 'main.tsx'))
  const loaded = files.map((f) => /words\/(\w+)\.ts$/.exec(f)?.[1] ?? '').filter((name) => name in areas)
  const known = loaded.flatMap((name) => Object.keys(areas[name]?.en ?? {}))
  const missing: string[] = []
  let said = 0
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    if (text.includes("from './sentences'")) continue // the checklist's own sentences, said by another say
    for (const [, key] of text.matchAll(/\bsay\(\s*'([\w.]+)'/g)) {
      said++
      if (!known.includes(key as string)) missing.push(`${file.slice(source.length)}: ${key}`)
    }
    for (const [, group] of text.matchAll(/\bsay(?:Code\(\s*'|\(\s*`)(\w+)\.?/g)) {
      if (!known.some((k) => k.startsWith(`${group}.`))) missing.push(`${file.slice(source.length)}: ${group}.…`)
    }
  }
  expect(missing).toEqual([])
  expect(said).toBeGreaterThan(0)
})

// The image is built from web/ and what the Dockerfile names beside it; the type checker reads the tests as well.
test('the Dockerfile copies all that is imported from outside of web', () => {
  const [web, root] = [join(source, '..'), join(source, '..', '..')]
  const copied = [...readFileSync(join(root, 'Dockerfile'), 'utf8').matchAll(/^COPY ([\w./*-]+) \/src\//gm)].map(([, from]) => (from as string).replace(/\*.*$/, ''))
  const files = ['src', 'fixtures', 'e2e'].flatMap((folder) => readdirSync(join(web, folder), { recursive: true, encoding: 'utf8' }).map((f) => join(web, folder, f)).filter((f) => /\.tsx?$/.test(f)))
  const outside = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^import [^'\n]*'(\.[^']+)'/gm)].map(([, to]) => relative(root, join(dirname(file), to as string)))).filter((to) => !to.startsWith('web/'))
  expect(outside.length).toBeGreaterThan(3)
  expect([...new Set(outside)].filter((to) => !copied.some((from) => to.startsWith(from)))).toEqual([])
})
