// What the pages say, for who has to find a button by its words. The dictionaries are TypeScript; Vite reads them as it does for the pages.
import { readFileSync } from 'node:fs'
import { createServer } from 'vite'

const vite = await createServer({ root: new URL('..', import.meta.url).pathname, configFile: false, logLevel: 'error', server: { middlewareMode: true, hmr: false, ws: false, watch: null }, appType: 'custom', optimizeDeps: { noDiscovery: true } })
const { areas } = await vite.ssrLoadModule('/src/words/all.ts')
const words = await vite.ssrLoadModule('/src/words/words.ts')
await vite.close()
const texts = { en: Object.assign({}, ...Object.values(areas).map((a) => a.en)), fr: Object.assign({}, ...Object.values(areas).map((a) => a.fr)) }

/** The groups of keys: what stands before the first point. */
export const groups = [...new Set(Object.keys(texts.en).map((k) => k.split('.')[0]))]

/** What the API calls things among programs, and no text of a language says so: none of it is for people. */
const enumerated = [...readFileSync(new URL('../../openapi/openapi.yaml', import.meta.url), 'utf8').matchAll(/\benum: \[([^\]]*)\]/g)]
  .flatMap(([, list]) => list.split(',').map((code) => code.trim().replaceAll(/^['"]|['"]$/g, '')))
export const codes = (language) => {
  const said = new Set(Object.values(texts[language]))
  return [...new Set(enumerated)].filter((code) => /^[a-z][a-zA-Z_]{2,}$/.test(code) && !said.has(code))
}

/** Gives say(key, parameters) in a language; throws for a key without a text. */
export const speaker = (language) => (key, parameters = {}) => {
  const text = texts[language][key]
  if (text === undefined) throw new Error(`no text for ${key}`)
  words.language.value = language
  return words.fill(text, parameters)
}
