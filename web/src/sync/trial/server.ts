import { ackMessage, type Ack } from '../ack'
import { sha256Hex, utf8, utf8Length, type Bytes } from '../encoding'
import { entryHash, verifyEntry, type Entry } from '../entry'
import { SyncFault } from '../fault'
import { parseHead, verifyHead } from '../head'
import { signer, type Sign } from '../keys'
import { parseEntry } from '../parse'
import type { ServerKeys } from '../serverkeys'
import { timeText, zeroHash } from '../text'
import { parsePush } from './envelope'
import { judge, type Held } from './judge'
import { ackSeq, missing, spansOf } from './missing'
import { pairFromSeed } from './seed'

/** One entry in the trial server's journal. */
export interface Journalled extends Held {
  readonly stream: string
  readonly entry: Entry
}

/** A server of one operation and one stream in memory: it judges as the vectors say, and can be told to misbehave. */
export class TrialServer {
  epoch = '1'
  journal: Journalled[] = []
  filesWhole = new Set<string>()
  heads: number[] = [] // n of each good head, as they came
  requests: { entries: number; encoding: string }[] = []
  known = true
  clock: () => number = Date.now
  badSignatures = new Set<number>() // seqs whose signature it calls bad

  private constructor(
    private readonly operation: string,
    private readonly signingKey: string,
    readonly keys: ServerKeys,
    private readonly sign: Sign,
  ) {}

  static async of(operation: string, signingKey: string): Promise<TrialServer> {
    const { publicKey, key } = await pairFromSeed(await sha256Hex('trial server'))
    return new TrialServer(operation, signingKey, { root: '', entry: [publicKey], log: [], age: [] }, signer(key))
  }

  /** Answers a request as fetch would. */
  readonly fetch = async (_address: string, init: RequestInit): Promise<Response> => {
    const encoding = new Headers(init.headers).get('Content-Encoding') ?? ''
    const raw = await inflated(init.body as string | Bytes, encoding)
    return this.push(raw, encoding)
  }

  async push(raw: Bytes, encoding = ''): Promise<Response> {
    const { stream, head, elements } = parsePush(raw)
    this.requests.push({ entries: elements.length, encoding })
    const results = []
    for (const [index, element] of elements.entries()) results.push(await this.one(stream, index, element))
    const answer = { results, epoch: this.epoch, serverTime: timeText(this.clock()) }
    const told = head === null ? null : parseHead(head)
    if (!this.known || told === null || !(await verifyHead(stream, told, this.signingKey))) return Response.json(answer)
    this.heads.push(told.n)
    const present = spansOf(this.journal.map((j) => j.seq))
    const { ranges, more } = missing(present, told.seq)
    const filesMissing = [...new Set(this.journal.flatMap((j) => j.entry.files))].filter((f) => !this.filesWhole.has(f))
    return Response.json({ ...answer, ack: await this.ack(stream, ackSeq(present)), missing: ranges, more, filesMissing })
  }

  async ack(stream: string, seq: number): Promise<Ack> {
    const hash = this.journal.find((j) => j.seq === seq)?.hash ?? zeroHash
    const unsigned = { seq, hash, epoch: this.epoch, time: timeText(this.clock()) }
    return { ...unsigned, sig: await this.sign(ackMessage(stream, unsigned)) }
  }

  private async one(stream: string, index: number, element: Bytes): Promise<Record<string, unknown>> {
    try {
      const entry = parseEntry(element)
      const hash = await entryHash(stream, entry)
      const verified = !this.badSignatures.has(entry.seq) && (await verifyEntry(stream, entry, this.signingKey))
      const state = { known: this.known, operation: this.operation, sites: entry.site === '' ? [] : [entry.site], revoked: false, closed: false }
      // Between this look and the entry's place in the journal nothing is awaited: requests may run side by side.
      const j = judge(state, this.journal, { entry, hash, elementBytes: utf8Length(new TextDecoder().decode(element)), checked: true, verified })
      const position = j.duplicate ? j.position : j.verdict === 'unverified' ? 0 : this.journal.length + 1
      if (!j.duplicate && j.verdict !== 'unverified') {
        this.journal.push({ stream, entry, seq: entry.seq, hash, prev: entry.prev, position, verdict: j.verdict, code: j.code })
      }
      return { index, seq: entry.seq, id: entry.id, verdict: j.verdict, ...(j.code === '' ? {} : { code: j.code }), ...(position === 0 ? {} : { position }), duplicate: j.duplicate }
    } catch (thrown) {
      if (!(thrown instanceof SyncFault)) throw thrown
      return { index, verdict: 'unverified', code: 'malformed', reason: thrown.message, duplicate: false }
    }
  }
}

async function inflated(body: string | Bytes, encoding: string): Promise<Bytes> {
  if (encoding !== 'gzip') return typeof body === 'string' ? utf8(body) : body
  const stream = new Blob([body]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
