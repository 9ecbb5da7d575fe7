import { liveQuery } from 'dexie'
import type { StreamRow, TabletDatabase } from './database'
import { believedKeys, keyOf } from './identity'
import { signer } from './keys'
import { Pump } from './pump'
import type { Wire } from './post'
import type { ServerKeys } from './serverkeys'
import { Uploader } from './upload'

export interface SenderSettings extends Wire {
  readonly database: TabletDatabase
  readonly appVersion: string
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly random: () => number
  readonly locks?: Pick<LockManager, 'request'> | undefined
}

const nobody: ServerKeys = { root: '', entry: [], log: [], age: [] }

/** Sends everything that is on this tablet: entries and photographs of each stream, those of stopped streams and other operations too. */
export class Sender {
  private readonly at = new Map<string, { pump: Pump; uploader: Uploader }>()

  constructor(private readonly with_: SenderSettings) {}

  /** Runs until the signal; a stream that is opened meanwhile is taken up, and no pause outlasts the return of the network. */
  async run(signal: AbortSignal): Promise<void> {
    const online = (): void => this.wake()
    globalThis.addEventListener?.('online', online) // a browser has it, Node has not
    const running: Promise<void>[] = []
    const watch = liveQuery(() => this.with_.database.streams.toArray()).subscribe({
      next: (rows) => {
        for (const row of rows) if (!this.at.has(row.stream) && !signal.aborted) running.push(...this.begin(row, signal))
      },
      error: () => undefined,
    })
    await new Promise<void>((ended) => {
      if (signal.aborted) ended()
      else signal.addEventListener('abort', () => ended(), { once: true })
    })
    watch.unsubscribe()
    globalThis.removeEventListener?.('online', online)
    await Promise.allSettled(running)
  }

  /** Ends all pauses: the network is back, or somebody pressed "send now". */
  wake(): void {
    for (const { pump, uploader } of this.at.values()) {
      pump.wake()
      uploader.wake()
    }
  }

  private begin(row: StreamRow, signal: AbortSignal): Promise<void>[] {
    const { database } = this.with_
    const sign = async (text: string): Promise<string> => signer((await keyOf(database, row.signingKey)).identity.signing)(text)
    const pump = new Pump({ ...this.with_, sign, keys: async () => (await believedKeys(database)) ?? nobody })
    const uploader = new Uploader({ ...this.with_, sign, said: (stream) => pump.beacon(stream) })
    this.at.set(row.stream, { pump, uploader })
    return [pump.run(row.stream, signal), uploader.run(row.stream, signal)]
  }
}
