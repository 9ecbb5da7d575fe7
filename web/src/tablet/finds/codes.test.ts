import { expect, test } from 'vitest'
import { signHead } from '../../sync/head'
import { newIdentity, signer } from '../../sync/keys'
import { streamOf } from '../../sync/stream'
import { bagText, headText, readBag, readHead } from './codes'

const operation = '0198f2a0-0000-7000-8000-000000000001'
const head = { n: 3, seq: 12, hash: 'ab'.repeat(32), entries: 4, files: 2, oldestAt: '2026-05-20T04:12:00.000Z', at: '2026-05-20T04:20:00.000Z' }
const none: ReadonlySet<string> = new Set()

async function announced(more: Partial<typeof head> = {}) {
  const identity = await newIdentity()
  const stream = await streamOf(identity.signingKey, operation)
  return { stream, signingKey: identity.signingKey, head: await signHead(stream, { ...head, ...more }, signer(identity.signing)) }
}

test('the head that a tablet shows is the one that another reads', async () => {
  for (const one of [await announced(), await announced({ oldestAt: '', entries: 0, files: 0 })]) expect(await readHead(headText(one), operation, none)).toEqual(one)
})

test('a head with one altered part is refused as forged', async () => {
  const text = headText(await announced())
  expect(await readHead(text.replace(' 12 ', ' 13 '), operation, none)).toBe('bad_signature')
})

test('a head under another key than its stream’s is of no tablet of this operation', async () => {
  const [one, two] = [await announced(), await announced()]
  expect(await readHead(headText({ ...one, signingKey: two.signingKey }), operation, none)).toBe('other_operation')
  expect(await readHead(headText(one), operation.replace(/1$/, '2'), none)).toBe('other_operation')
})

test('what is no head, and this tablet’s own, are told apart', async () => {
  const one = await announced()
  for (const text of ['', 'https://example.org', bagText({ stream: one.stream, seq: 1, hash: head.hash }), `${headText(one)} more`, headText(one).replace(' 3 ', ' x ')]) expect(await readHead(text, operation, none)).toBe('not_a_head')
  expect(await readHead(headText(one), operation, new Set([one.stream]))).toBe('own')
})

test('the code of a bag names stream, place and hash of one entry', () => {
  const written = { stream: 'abcdefghijklmnopqrstuv', seq: 42, hash: 'cd'.repeat(32) }
  expect(readBag(bagText(written))).toEqual(written)
  for (const text of ['', 'cellsweep-entry/1', bagText(written).toUpperCase(), bagText({ ...written, seq: 0 }), `${bagText(written)} x`]) expect(readBag(text)).toBeNull()
})
