// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ackMessage, parseAck } from './ack'
import { checkBody } from './body'
import { fromHex, utf8, utf8Length, type Bytes } from './encoding'
import { entryHash, entryMessage, entryText, signEntry, verifyEntry } from './entry'
import { SyncFault } from './fault'
import { headMessage, parseHead, verifyHead } from './head'
import { signer, verified } from './keys'
import { parseEntry } from './parse'
import { agreementKeyBytes, signingKeyBytes } from './publickey'
import { actorMessage, enrolmentMessage, fileMessage, loginMessage, serverKeyMessage } from './statements'
import { BodyRefused, checkSchema } from './schema'
import { serverStreamOf, streamOf } from './stream'
import { isHash, isId, isNonce, isStream } from './text'
import { extendsTree, includes, leafHash, leafText, nodeHash, openCheckpoint, originOf, type Leaf } from './tree'
import { parsePush } from './trial/envelope'
import { judge, type Held } from './trial/judge'
import { missing, spansOf, ackSeq } from './trial/missing'
import { keyFromSeed } from './trial/seed'

/* The vectors are loose JSON by nature: each kind has members of its own, listed in sync/testdata/README.md. */
type Loose = any
interface Vector {
  readonly name: string
  readonly kind: string
  readonly given: Loose
  readonly expect: Loose
}

const folder = join(import.meta.dirname, '../../../sync/testdata/vectors')
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const vectors = files.flatMap((file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { vectors: Vector[] }).vectors)

function rawOf(given: { raw?: string; rawHex?: string }): Bytes {
  const bytes = given.rawHex === undefined ? utf8(given.raw ?? '') : fromHex(given.rawHex)
  if (bytes === null) throw new Error('the vector has no bytes')
  return bytes
}

function faultOf(read: () => unknown): SyncFault | null {
  try {
    read()
    return null
  } catch (thrown) {
    if (thrown instanceof SyncFault) return thrown
    throw thrown
  }
}

/** Where a body is wrong, as the vectors say it; "" for nowhere. */
function refusedAt(type: string, version: number, id: string, body: string): string {
  const fault = faultOf(() => {
    checkBody(body)
    checkSchema(type, version, body, id)
  })
  if (fault === null) return ''
  return [...new Set(fault instanceof BodyRefused ? fault.faults.map((f) => `#${f.pointer}`) : [`#${fault.pointer}`])].sort().join(' ')
}

/** An object with something put in the place of what a pointer leads to. */
function withAt(value: Loose, [name = '', ...rest]: readonly string[], put: unknown): Loose {
  const next = Array.isArray(value) ? [...value] : { ...value }
  next[name] = rest.length === 0 ? put : withAt(value[name], rest, put)
  return next
}

const leaves = new Map<number, string>()

/** The root of a tree of leaf hashes (RFC 6962, 2.1), the slow way. */
async function root(hashes: readonly string[]): Promise<string> {
  if (hashes.length === 1) return hashes[0] ?? ''
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  return nodeHash(await root(hashes.slice(0, split)), await root(hashes.slice(split)))
}

const leafOf = (g: Loose): Leaf => ({ position: g.position, hash: g.hash, sig: g.sig, receivedAt: g.receivedAt, verdict: g.verdict, code: g.code })

async function statement(message: string, v: Vector, wellFormed = true): Promise<void> {
  expect(message).toBe(v.expect.message)
  expect(wellFormed && (await verified(v.given.verifyKey, message, v.given.sig))).toBe(v.expect.signatureGood)
}

async function verdicts({ given, expect: wanted }: Vector): Promise<void> {
  const held: Held[] = []
  const results = []
  for (const step of given.steps) {
    const entry = parseEntry(step.raw)
    const hash = await entryHash(given.stream, entry)
    const checked = step.signatureChecked as boolean
    const good = checked && (await verifyEntry(given.stream, entry, given.signingKey))
    const state = { known: step.streamKnown, operation: given.operation, sites: given.sites, revoked: step.tabletRevoked, closed: step.operationClosed }
    const { verdict, code, duplicate } = judge(state, held, { entry, hash, elementBytes: utf8Length(step.raw), checked, verified: good })
    results.push({ verdict, code, duplicate })
    if (verdict !== 'unverified' && !duplicate) held.push({ seq: entry.seq, hash, prev: entry.prev, position: held.length + 1, verdict, code })
  }
  expect(results).toEqual(wanted.results)
}

/** What each kind of vector asks for. */
const kinds: Readonly<Record<string, (v: Vector) => Promise<void> | void>> = {
  async entry({ given, expect: wanted }) {
    const entry = parseEntry(rawOf(given))
    const message = await entryMessage(given.stream, entry)
    expect({ seq: entry.seq, id: entry.id, type: entry.type, sig: entry.sig, message }).toEqual({ seq: wanted.seq, id: wanted.id, type: wanted.type, sig: wanted.sig, message: wanted.message })
    expect(await entryHash(given.stream, entry)).toBe(wanted.hash)
    expect(await verifyEntry(given.stream, entry, given.signingKey)).toBe(wanted.signatureGood)
    expect(parseEntry(entryText(entry))).toEqual(entry)
    if (given.seedHex === undefined || wanted.signatureGood !== true) return
    const signed = await signEntry(given.stream, entry, signer(await keyFromSeed(given.seedHex)))
    expect({ sig: signed.entry.sig, hash: signed.hash }).toEqual({ sig: wanted.sig, hash: wanted.hash })
  },
  'entry-malformed'({ given, expect: wanted }) {
    const fault = faultOf(() => parseEntry(rawOf(given)))
    expect({ reason: fault?.reason, pointer: fault?.pointer }).toEqual({ reason: wanted.reason, pointer: wanted.pointer })
  },
  body({ given, expect: wanted }) {
    const written = (members: Loose): string => `{"salt":"AAAAAAAAAAAAAAAAAAAAAA",${JSON.stringify(members).slice(1)}`.replace(',}', '}')
    const judged = (body: string): string => refusedAt(given.type, given.version, '0198f2a0-0000-7000-8000-000000002000', body)
    expect(judged(written(given.example))).toBe('')
    for (const [pointer, refused] of Object.entries(wanted.refused as Record<string, string[]>)) {
      const marked = written(withAt(given.example, pointer.slice(1).split('/'), '<here>'))
      const broken = (given.values as string[]).map((value) => marked.replace('"<here>"', () => value))
      const [taken] = refused.length > broken.length ? [written(withAt(given.example, pointer.slice(1).split('/'), undefined))] : []
      const said = [...broken, ...(taken === undefined ? [] : [taken])].map((body) => [body, judged(body)])
      expect(said).toEqual(said.map(([body], i) => [body, refused[i]]))
    }
  },
  verdicts,
  async head({ given, expect: wanted }) {
    expect(faultOf(() => parseHead(rawOf(given))) === null).toBe(wanted.readable)
    if (!wanted.readable) return
    const head = parseHead(rawOf(given))
    expect(await verifyHead(given.stream, head, given.signingKey)).toBe(wanted.signatureGood)
    if (wanted.message !== undefined) expect(headMessage(given.stream, head)).toBe(wanted.message)
  },
  async ack({ given, expect: wanted }) {
    const ack = parseAck(rawOf(given))
    expect(await verified(given.entryKey, ackMessage(given.stream, ack), ack.sig)).toBe(wanted.signatureGood)
    if (wanted.message !== undefined) expect(ackMessage(given.stream, ack)).toBe(wanted.message)
  },
  async enrolment(v) {
    const strong = signingKeyBytes(v.given.signingKey) !== null && agreementKeyBytes(v.given.agreementKey) !== null && isId(v.given.site)
    await statement(await enrolmentMessage(v.given), v, strong)
  },
  login: (v) => statement(loginMessage(v.given), v, isNonce(v.given.nonce)),
  file: (v) => statement(fileMessage(v.given), v, isStream(v.given.stream) && isHash(v.given.sha256) && v.given.size > 0),
  actor: (v) => statement(actorMessage(v.given.hash), v),
  serverKey: (v) => statement(serverKeyMessage(v.given), v),
  async stream({ given, expect: wanted }) {
    const name = given.epoch === undefined ? streamOf(given.signingKey, given.operation) : serverStreamOf(given.entryKey, given.operation, given.epoch)
    expect(await name).toBe(wanted.stream)
  },
  key({ given, expect: wanted }) {
    const bytes = given.use === 'agreement' ? agreementKeyBytes(given.key) : signingKeyBytes(given.key)
    expect(bytes !== null).toBe(wanted.accepted)
  },
  missing({ given, expect: wanted }) {
    const present = spansOf(given.present)
    const { ranges, more } = missing(present, given.headSeq)
    expect({ ackSeq: ackSeq(present), missing: ranges, more }).toEqual(wanted)
  },
  push({ given, expect: wanted }) {
    const fault = faultOf(() => parsePush(rawOf(given)))
    expect(fault === null).toBe(wanted.readable)
    if (fault === null) expect(parsePush(rawOf(given)).elements.length).toBe(wanted.elements)
  },
  async leaf({ given, expect: wanted }) {
    const leaf = leafOf(given)
    leaves.set(leaf.position, await leafHash(leaf))
    expect({ text: leafText(leaf), leafHash: leaves.get(leaf.position) }).toEqual({ text: wanted.text, leafHash: wanted.leafHash })
    const upTo = vectors.filter((v) => v.kind === 'leaf' && v.given.position <= leaf.position).sort((a, b) => a.given.position - b.given.position)
    expect(await root(await Promise.all(upTo.map((v) => leafHash(leafOf(v.given)))))).toBe(wanted.rootAfter)
  },
  async inclusion({ given, expect: wanted }) {
    expect(await includes({ size: given.size, root: given.root }, leafOf(given), given.path)).toBe(wanted.proved)
  },
  async consistency({ given, expect: wanted }) {
    expect(await extendsTree({ size: given.newer, root: given.newRoot }, { size: given.older, root: given.oldRoot }, given.proof)).toBe(wanted.proved)
  },
  async checkpoint({ given, expect: wanted }) {
    const checkpoint = await openCheckpoint(given.note, originOf(given.operation, given.epoch), given.logKey)
    expect(checkpoint).toEqual(wanted.accepted ? { size: wanted.size, root: wanted.root } : null)
  },
  /*
   * The documents are projected by the server alone; a tablet pulls them, and has no projector that could give them. What a
   * client can hold a projection's vector to, it does: each entry of its journal is read and has the hash that is stated.
   */
  async projection({ given }) {
    for (const { raw, stream, hash } of given.journal) expect(await entryHash(stream, parseEntry(raw))).toBe(hash)
  },
}

describe('the shared vectors', () => {
  for (const v of vectors) {
    it(`${v.kind}: ${v.name}`, async () => {
      const read = kinds[v.kind]
      if (read === undefined) throw new Error(`no reading of the kind ${v.kind}`)
      await read(v)
    })
  }

  it('are all there, every kind of them is read, and no reading is without a vector', () => {
    expect(files.length).toBe(13)
    expect(vectors.length).toBe(329)
    expect(new Set(vectors.map((v) => v.kind))).toEqual(new Set(Object.keys(kinds)))
  })
})
