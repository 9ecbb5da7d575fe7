// @vitest-environment node
import { expect, test } from 'vitest'
import { bodySchemas } from '../api/body-schemas.gen'
import { BodyRefused, check, checkSchema, keywords, type Schema } from './schema'
import { readStrict } from './strictjson'

/** Every keyword of a schema, with those within it. */
function used(schema: Schema): string[] {
  if (typeof schema === 'boolean') return []
  const { properties = {}, items, additionalProperties, anyOf = [], allOf = [], if: when, then } = schema
  const within = [...Object.values(properties), ...[items, additionalProperties, when, then].filter((s) => s !== undefined), ...anyOf, ...allOf]
  return [...Object.keys(schema), ...within.flatMap(used)]
}

test('every rule of every body that a tablet writes is understood here', () => {
  const all = new Set(Object.values(bodySchemas).flatMap((schema) => used(schema as Schema)))
  expect([...all].filter((keyword) => !(keywords as readonly string[]).includes(keyword))).toEqual([])
  expect(all.size).toBeGreaterThan(15)
  expect(Object.keys(bodySchemas).length).toBeGreaterThanOrEqual(30)
})

test.each<[Schema, string, string]>([
  [{ type: 'integer' }, '3.0', ''],
  [{ type: 'integer' }, '30e-1', ''],
  [{ type: 'integer' }, '3.01', 'type'],
  [{ type: 'integer' }, '1e-400', 'type'],
  [{ type: 'number', minimum: 0 }, '-1e-400', 'minimum'],
  [{ minLength: 2 }, '"😀"', 'minLength'],
  [{ maxLength: 1 }, '"😀"', ''],
  [{ uniqueItems: true }, '[1, 1.0]', 'uniqueItems'],
  [{ uniqueItems: true }, '[{"a":1,"b":2}, {"b":2,"a":1}]', 'uniqueItems'],
  [{ uniqueItems: true }, '["1", 1]', ''],
  [{ enum: ['a', null] }, 'null', ''],
  [{ const: true }, '"true"', 'const'],
  [{ anyOf: [{ required: ['a'] }, { required: ['b'] }] }, '{"b":0}', ''],
  [{ anyOf: [{ required: ['a'] }, { required: ['b'] }] }, '{}', 'required required'],
  [{ if: { properties: { a: { const: 1 } } }, then: { required: ['b'] } }, '{"a":1}', 'required'],
  [{ if: { properties: { a: { const: 1 } } }, then: { required: ['b'] } }, '{"a":2}', ''],
  [{ properties: { a: true }, additionalProperties: false }, '{"a":1,"toString":2}', 'additionalProperties'],
  [{ properties: { a: false } }, '{"a":1}', 'false'],
])('%j finds in %s: %s', (schema, value, found) => {
  expect(check(schema, readStrict(value), '').map((f) => f.keyword).join(' ')).toBe(found)
})

test('what is wrong is told by place, with what is asked for', () => {
  const body = `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","text":"","of":7}`
  let faults: unknown = null
  try {
    checkSchema('note.added', 1, body)
  } catch (thrown) {
    if (thrown instanceof BodyRefused) ({ faults } = thrown)
  }
  expect(faults).toEqual([{ pointer: '/text', keyword: 'minLength', wanted: '1' }, expect.objectContaining({ pointer: '/of' })])
  expect(() => checkSchema('plan.released', 1, body)).toThrow('no tablet writes')
  expect(() => checkSchema('note.added', 9, body)).toThrow('no tablet writes')
})
