// Writes the types that follow from the JSON Schemas: src/api/bodies.gen.ts from all of openapi/entries, and a file for each
// of openapi/templates; and of what tablets write the rules themselves (src/api/body-schemas.gen.ts), which src/sync/schema.ts holds bodies against. The checks that no type can say (patterns, limits, if) stay with the schemas. They are no .d.ts,
// whose faults the compiler would pass over (skipLibCheck).
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { compile } from 'json-schema-to-typescript'

const [schemas = '../openapi', out = 'src/api'] = process.argv.slice(2)
const options = { bannerComment: '', additionalProperties: false, ignoreMinAndMaxItems: true, style: { semi: false, singleQuote: true, printWidth: 160 } }
const banner = (folder) => `/* Written by scripts/generate from openapi/${folder}; change the schemas, not this. */\n`

/** Keywords that narrow values and not types; the compiler would make unions of any by them. */
function typesOnly(schema) {
  if (Array.isArray(schema)) return schema.map(typesOnly)
  if (schema === null || typeof schema !== 'object') return schema
  if (schema.$ref !== undefined) return { $ref: schema.$ref } // with a description beside it each use would be a type of its own
  const kept = Object.entries(schema).filter(([key, value]) => !['if', 'then', 'else', 'examples', 'not'].includes(key) && !narrowing(key, value))
  return Object.fromEntries(kept.map(([key, value]) => [key, inner(key, value)]))
}

/** The names of properties are no keywords: one may be called "not". */
function inner(key, value) {
  if (key === 'properties' || key === '$defs') return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, typesOnly(schema)]))
  return key === 'enum' || key === 'required' ? value : typesOnly(value)
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

const filesOf = (folder) => (existsSync(`${schemas}/${folder}`) ? readdirSync(`${schemas}/${folder}`).filter((name) => /\.v\d+\.json$/.test(name)).sort() : [])

async function typesOf(folder, file) {
  const schema = { ...widened(JSON.parse(readFileSync(`${schemas}/${folder}/${file}`, 'utf8'))), title: nameOf(file) }
  delete schema.$id
  return compile(schema, nameOf(file), options)
}

function write(name, parts) {
  mkdirSync(out, { recursive: true })
  writeFileSync(`${out}/${name}`, parts.join('\n'))
  console.error(`generate: web/src/api/${name}`)
}

const entries = filesOf('entries')
const rows = entries.map((file) => `  '${file.replace(/\.v(\d+)\.json$/, '/$1')}': ${nameOf(file)}`)
const index = `/** The body of each type and version of entry. */\nexport interface Bodies {\n${rows.join('\n')}\n}\n`
write('bodies.gen.ts', [banner('entries'), ...(await Promise.all(entries.map((file) => typesOf('entries', file)))), index])

/** A schema's rules without what is said to readers. The names of properties are no keywords. */
function rulesOnly(schema) {
  if (Array.isArray(schema)) return schema.map(rulesOnly)
  if (schema === null || typeof schema !== 'object') return schema
  const kept = Object.entries(schema).filter(([key]) => !['title', 'description', 'examples', '$schema', '$id'].includes(key) && !key.startsWith('x-'))
  return Object.fromEntries(kept.map(([key, value]) => [key, key === 'properties' ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rulesOnly(inner)])) : rulesOnly(value)]))
}

const written = entries.map((file) => [file.replace(/\.v(\d+)\.json$/, '/$1'), JSON.parse(readFileSync(`${schemas}/entries/${file}`, 'utf8'))]).filter(([, schema]) => schema['x-stream'] === 'tablet')
const rules = written.map(([name, schema]) => `  '${name}': ${JSON.stringify(rulesOnly(schema))},\n`)
write('body-schemas.gen.ts', [banner('entries'), `/** The rules of each body that a tablet writes, by type and version. */\nexport const bodySchemas: Readonly<Record<string, unknown>> = {\n${rules.join('')}}\n`])
for (const file of filesOf('templates')) write(file.replace(/\.v1\.json$/, '.gen.ts'), [banner('templates'), await typesOf('templates', file)])
