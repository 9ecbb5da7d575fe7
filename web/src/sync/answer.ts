import { readAck, type Ack } from './ack'
import { SyncFault } from './fault'
import { Members } from './members'
import { isEpoch, isHash } from './text'

export type Verdict = 'stored' | 'quarantined' | 'unverified'

/** One row of a push's answer. */
export interface Result {
  readonly index: number
  readonly seq: number // 0 when the server could not read the element
  readonly id: string // likewise ""
  readonly verdict: Verdict
  readonly code: string
  readonly reason: string
  readonly position: number // 0 for unverified
}

/** What a push is told. */
export interface Answer {
  readonly results: readonly Result[]
  readonly epoch: string
  readonly serverTime: string
  readonly ack: Ack | null // only for a request with a valid head, as is all that follows
  readonly missing: readonly (readonly [from: number, to: number])[]
  readonly filesMissing: readonly string[]
  readonly filesMore: boolean
  readonly treeNote: string
}

/**
 * Reads the answer to a push. Throws a SyncFault for anything else: the page of a captive portal, an answer cut short.
 * Nothing is counted as delivered by such an answer.
 */
export function readAnswer(text: string): Answer {
  const m = Members.read(text, 'an answer')
  const ack = m.object('ack')
  return {
    results: m.objects('results', readResult),
    epoch: m.formIfThere('epoch', (e) => e === '' || isEpoch(e), 'an epoch'),
    serverTime: m.formIfThere('serverTime', () => true, 'a time'),
    ack: ack === undefined ? null : readAck(ack),
    missing: m.each('missing', 'array', (at, { items }) => {
      const [from, to] = items.map((item) => (item.kind === 'number' ? Number(item.text) : Number.NaN))
      if (items.length !== 2 || from === undefined || to === undefined || !(from >= 1 && from <= to)) {
        throw new SyncFault('format', `/${at}`, 'a range is two seqs')
      }
      return [from, to] as const
    }),
    filesMissing: m.set('filesMissing', isHash, 'a SHA-256'),
    filesMore: m.optional('filesMore', 'bool')?.text === 'true',
    treeNote: m.formIfThere('treeNote', () => true, 'a note'),
  }
}

const verdicts: readonly string[] = ['stored', 'quarantined', 'unverified'] satisfies Verdict[]

function readResult(m: Members): Result {
  return {
    index: m.integer('index', 0),
    seq: m.has('seq') ? m.integer('seq', 0) : 0,
    id: m.formIfThere('id', () => true, 'an id'),
    verdict: m.form('verdict', (text) => verdicts.includes(text), 'a verdict') as Verdict,
    code: m.formIfThere('code', () => true, 'a code'),
    reason: m.formIfThere('reason', () => true, 'a reason'),
    position: m.has('position') ? m.integer('position', 0) : 0,
  }
}
