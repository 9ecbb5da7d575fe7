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

  constructor(
    private readonly door: Door,
    private readonly member: () => Promise<Member>,
    private readonly now: () => number,
  ) {}

  /** A token that is good for another minute. Rejects as login does; the next call tries anew. */
  async token(): Promise<string> {
    const held = await this.current?.catch(() => null)
    // The server's clock counts, and the tablet's may be off: what was granted for 15 minutes is trusted for ten from its arrival.
    if (held !== undefined && held !== null && this.now() < this.trustedUntil) return held.token
    const asked = this.signIn()
    this.current = asked
    asked.catch(() => {
      if (this.current === asked) this.current = null
    })
    return (await asked).token
  }

  private trustedUntil = 0

  private async signIn(): Promise<Session> {
    const { identity, tabletId, rootKey } = await this.member()
    const session = await login(this.door, identity, tabletId, rootKey)
    this.trustedUntil = this.now() + 600_000
    return session
  }

  /** The server no longer takes the token: the next call signs in anew. */
  ended(): void {
    this.current = null
  }
}
