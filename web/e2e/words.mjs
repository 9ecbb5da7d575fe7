// The dictionaries of the pages, as the pages read them. They are TypeScript; Vite reads them here as it does there.
import { createServer } from 'vite'

/** Reads the dictionaries: `groups` are the first parts of all keys, `speaker(language)` gives `say(key, parameters)`, which throws for a key without a text. */
export async function readWords() {
  const vite = await createServer({ root: new URL('..', import.meta.url).pathname, configFile: false, logLevel: 'error', server: { middlewareMode: true, hmr: false, watch: null }, appType: 'custom', optimizeDeps: { noDiscovery: true } })
  const { areas } = await vite.ssrLoadModule('/src/words/all.ts')
  const words = await vite.ssrLoadModule('/src/words/words.ts')
  await vite.close()
  const texts = { en: Object.assign({}, ...Object.values(areas).map((a) => a.en)), fr: Object.assign({}, ...Object.values(areas).map((a) => a.fr)) }
  return {
    groups: [...new Set(Object.keys(texts.en).map((k) => k.split('.')[0]))],
    speaker: (language) => (key, parameters = {}) => {
      const text = texts[language][key]
      if (text === undefined) throw new Error(`no text for ${key}`)
      words.language.value = language
      return words.fill(text, parameters)
    },
  }
}
