import { login, type Door, type Session } from './enrol'
import type { Identity } from './keys'

/** Who signs in, and what was pinned. */
export interface Member {
  readonly identity: Identity
  readonly tabletId: string
  readonly rootKey: string
}

/** The session for pull and files: one for all who ask, renewed before it ends, kept in memory only. */
export class Sessions {
  private current: Promise<Session> | null = null
  private begunAt = 0

  constructor(
    private readonly door: Door,
    private readonly member: () => Promise<Member>,
    private readonly now: () => number,
  ) {}

  /** A token that is good for some minutes. Rejects as login does; the next call tries anew. */
  async token(): Promise<string> {
    // The server's clock counts, and the tablet's may be off: what is granted for 15 minutes is trusted for ten, and no longer when the clock was set back since.
    const age = this.now() - this.begunAt
    if (this.current === null || age >= 600_000 || age < 0) this.begin()
    return ((await this.current) as Session).token
  }

  private begin(): void {
    const asked = this.member().then(({ identity, tabletId, rootKey }) => login(this.door, identity, tabletId, rootKey))
    this.current = asked
    this.begunAt = this.now()
    asked.catch(() => {
      if (this.current === asked) this.current = null
    })
  }

  /** The server no longer takes the token: the next call signs in anew. */
  ended(): void {
    this.current = null
  }
}
