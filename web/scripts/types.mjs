// Writes the types that follow from the JSON Schemas: src/api/bodies.d.ts from openapi/entries, src/api/templates.d.ts
// from openapi/templates. The checks that no type can say (patterns, limits, if) stay with the schemas.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { compile } from 'json-schema-to-typescript'

const [schemas = '../openapi', out = 'src/api'] = process.argv.slice(2)
const options = { bannerComment: '', additionalProperties: false, ignoreMinAndMaxItems: true, style: { semi: false, singleQuote: true, printWidth: 160 } }
const banner = (folder) => `/* Written by scripts/generate from openapi/${folder}; change the schemas, not this. */\n`

/** Keywords that narrow values and not types; the compiler would make unions of any by them. */
function typesOnly(schema) {
  if (Array.isArray(schema)) return schema.map(typesOnly)
  if (schema === null || typeof schema !== 'object') return schema
  const kept = Object.entries(schema).filter(([key, value]) => !['if', 'then', 'else', 'examples', 'not'].includes(key) && !narrowing(key, value))
  return Object.fromEntries(kept.map(([key, value]) => [key, key === 'enum' || key === 'required' ? value : typesOnly(value)]))
}

const narrowing = (key, value) =>
  ['anyOf', 'oneOf', 'allOf'].includes(key) && Array.isArray(value) && value.every((s) => s.type === undefined && s.$ref === undefined && s.const === undefined && s.enum === undefined)

/** entry.asserted.v1.json is EntryAssertedV1. */
const nameOf = (file) => file.replace(/\.json$/, '').split(/[.-]/).map((word) => word[0].toUpperCase() + word.slice(1)).join('')

/** A schema's types, with lists whose elements a condition describes further left open. */
function widened(schema) {
  const plain = typesOnly(schema)
  for (const condition of schema.allOf ?? []) {
    for (const name of Object.keys(condition.then?.properties ?? {})) {
      if (plain.properties[name]?.items !== undefined) plain.properties[name].items.additionalProperties = true
    }
  }
  return plain
}

async function write(folder, target, index) {
  const files = existsSync(`${schemas}/${folder}`) ? readdirSync(`${schemas}/${folder}`).filter((name) => /\.v\d+\.json$/.test(name)).sort() : []
  if (files.length === 0) return
  const parts = [banner(folder)]
  for (const file of files) {
    const schema = { ...widened(JSON.parse(readFileSync(`${schemas}/${folder}/${file}`, 'utf8'))), title: nameOf(file) }
    delete schema.$id
    parts.push(await compile(schema, nameOf(file), options))
  }
  if (index !== undefined) parts.push(index(files))
  mkdirSync(out, { recursive: true })
  writeFileSync(`${out}/${target}`, parts.join('\n'))
  console.error(`generate: web/src/api/${target}, ${files.length} schemas`)
}

const bodies = (files) => {
  const rows = files.map((file) => `  '${file.replace(/\.v(\d+)\.json$/, '/$1')}': ${nameOf(file)}`)
  return `/** The body of each type and version of entry. */\nexport interface Bodies {\n${rows.join('\n')}\n}\n`
}

await write('entries', 'bodies.d.ts', bodies)
await write('templates', 'templates.d.ts')
