import { openStream } from '../api/stream'
import type { PullRow, TabletDatabase } from './database'
import { ProgramTooOld, PullFailed, SessionEnded, type Inbox } from './inbox'
import { backOff } from './post'
import type { Sessions } from './session'
import { timeText } from './text'
import type { TreeWatch } from './watch'

export interface FollowerSettings {
  readonly database: TabletDatabase
  readonly inbox: Pick<Inbox, 'pull'>
  readonly tree?: Pick<TreeWatch, 'look'>
  readonly sessions: Pick<Sessions, 'token' | 'ended'>
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>
  readonly base: string
  readonly now: () => number
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly random: () => number
  readonly locks?: Pick<LockManager, 'request'> | undefined
}

/** How often is pulled when nothing pokes, milliseconds: the stream is a courtesy, the poll is the truth. */
const pollEvery = 300_000

/** Keeps an operation's documents up to date: pulls when the server pokes, when a connection opens, and now and then. */
export class Follower {
  private napping: AbortController | null = null
  private poked = false

  constructor(private readonly with_: FollowerSettings) {}

  /** Follows until the signal; one tab does where the browser has locks, which is one connection a tablet. */
  async run(operation: string, signal: AbortSignal): Promise<void> {
    const { locks } = this.with_
    if (locks === undefined) return this.loop(operation, signal)
    try {
      await locks.request(`cellsweep-pull:${operation}`, { signal }, () => this.loop(operation, signal))
    } catch (thrown) {
      if (!signal.aborted) throw thrown
    }
  }

  /** Pulls now: poked, the network is back, or somebody pressed "ask now". A poke during a pull leads to another. */
  wake(): void {
    this.poked = true
    this.napping?.abort()
  }

  private async loop(operation: string, signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      const stream = this.open(operation)
      const end = (): void => stream.close()
      signal.addEventListener('abort', end, { once: true })
      // A stream that the server ended for good is opened anew with the next poll.
      do {
        this.poked = false
        failures = (await this.pull(operation)) ? 0 : failures + 1
        const wait = failures === 0 ? pollEvery * (0.75 + this.with_.random() / 2) : backOff(failures, this.with_.random)
        if (!this.poked || failures > 0) await this.nap(wait, signal)
      } while (!signal.aborted && stream.state.value !== 'ended')
      signal.removeEventListener('abort', end)
      stream.close()
    }
  }

  private open(operation: string) {
    const { base, fetch, sessions, random } = this.with_
    const authorised = async (address: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const headers = { ...(init?.headers as Record<string, string>), Authorization: `Bearer ${await sessions.token()}` }
      const response = await fetch(String(address), { ...init, headers, credentials: 'omit' })
      if (response.status !== 401) return response
      sessions.ended()
      return new Response(null, { status: 503 }) // not the end: the next attempt signs in anew
    }
    const poke = (): void => this.wake()
    return openStream({ url: `${base}/v1/sync/stream?operation=${operation}`, onPoke: poke, onOpen: poke, fetch: authorised as typeof globalThis.fetch, random })
  }

  private async nap(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.napping = new AbortController()
    await this.with_.wait(milliseconds, AbortSignal.any([signal, this.napping.signal]))
    this.napping = null
  }

  /** True if everything is here. What stands in the way for good is written down for the tray. */
  private async pull(operation: string): Promise<boolean> {
    const { database, inbox, sessions, now } = this.with_
    try {
      try {
        await inbox.pull(operation)
      } catch (thrown) {
        if (!(thrown instanceof SessionEnded)) throw thrown
        sessions.ended()
        await inbox.pull(operation)
      }
      await database.pulls.update(operation, { pulledAt: timeText(now()), trouble: '' })
      await this.with_.tree?.look(operation).catch(() => undefined) // it looks again at the next pull
      return true
    } catch (thrown) {
      const trouble = troubleOf(thrown)
      if (trouble !== '') await this.note(operation, trouble).catch(() => undefined)
      return false
    }
  }

  private async note(operation: string, trouble: PullRow['trouble']): Promise<void> {
    const { pulls } = this.with_.database
    if ((await pulls.update(operation, { trouble })) === 0 && (await pulls.get(operation)) === undefined) {
      await pulls.add({ operation, live: 1, cursor: '', shadow: null, pulledAt: '', trouble })
    }
  }
}

function troubleOf(thrown: unknown): PullRow['trouble'] {
  if (thrown instanceof ProgramTooOld) return 'program_too_old'
  return thrown instanceof PullFailed && (thrown.status === 403 || thrown.status === 404) ? 'not_allowed' : ''
}
