import { fromHex, sha256, toBase64url, utf8, type Bytes } from '../encoding'
import { signer } from '../keys'
import { signingKeyBytes } from '../publickey'
import { leafHash, nodeHash, originOf, type Checkpoint } from '../tree'
import { pairFromSeed } from './seed'

const standard = (bytes: Uint8Array): string => toBase64url(bytes as Bytes).replaceAll('-', '+').replaceAll('_', '/').padEnd(Math.ceil(bytes.length / 3) * 4, '=')

/** A log that signs what it is told to, and proves what can be proved (RFC 6962, 2.1). */
export class TrialLog {
  private constructor(
    readonly key: string,
    private readonly sign: (text: string) => Promise<string>,
    private readonly origin: string,
  ) {}

  static async of(operation: string, epoch: string): Promise<TrialLog> {
    const { publicKey, key } = await pairFromSeed('aa'.repeat(32))
    return new TrialLog(publicKey, signer(key), originOf(operation, epoch))
  }

  /** The leaves of a journal of n entries; those of two words differ. */
  static leaves(n: number, word = 'a'): Promise<string[]> {
    return Promise.all(Array.from({ length: n }, (_, i) => leafHash({ position: i + 1, hash: `${word}${i}`, sig: 's', receivedAt: '2026-05-20T06:00:00.000Z', verdict: 'stored', code: '' })))
  }

  static async root(leaves: readonly string[]): Promise<string> {
    if (leaves.length < 2) return leaves[0] ?? ''
    const k = split(leaves.length)
    return nodeHash(await TrialLog.root(leaves.slice(0, k)), await TrialLog.root(leaves.slice(k)))
  }

  static extends(older: number, leaves: readonly string[]): Promise<string[]> {
    return subProof(older, leaves, true)
  }

  /** A signed note over all of the leaves. */
  async note(leaves: readonly string[]): Promise<Checkpoint & { note: string }> {
    const checkpoint = { size: leaves.length, root: await TrialLog.root(leaves) }
    const text = `${this.origin}\n${checkpoint.size}\n${standard(fromHex(checkpoint.root) ?? new Uint8Array())}\n`
    const id = (await sha256(new Uint8Array([...utf8(`${this.origin}\n\u0001`), ...(signingKeyBytes(this.key) ?? [])]))).slice(0, 4)
    const sig = Uint8Array.from(atob((await this.sign(text)).replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
    return { ...checkpoint, note: `${text}\n— ${this.origin} ${standard(new Uint8Array([...id, ...sig]))}\n` }
  }

}

/** The greatest power of two below n. */
const split = (n: number): number => 2 ** Math.floor(Math.log2(n - 1))

async function subProof(m: number, leaves: readonly string[], whole: boolean): Promise<string[]> {
  if (m === leaves.length) return whole ? [] : [await TrialLog.root(leaves)]
  const k = split(leaves.length)
  if (m <= k) return [...(await subProof(m, leaves.slice(0, k), whole)), await TrialLog.root(leaves.slice(k))]
  return [...(await subProof(m - k, leaves.slice(k), false)), await TrialLog.root(leaves.slice(0, k))]
}
