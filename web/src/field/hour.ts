import { signal } from '@preact/signals'
import type { TabletDatabase } from '../sync/database'

/** The H that officers at this tablet have seen: another one stays on every screen until somebody has. */
export class HourSeen {
  /** "" before one was known. */
  readonly seen = signal('')

  constructor(private readonly database: TabletDatabase) {}

  /** An officer has seen that H is this. */
  async saw(operation: string, hour: string): Promise<void> {
    await this.database.remember({ id: `hour\n${operation}`, value: hour })
    this.seen.value = hour
  }

  /** Looks up what was seen here before; the first that is known counts as seen. */
  async recall(operation: string, now: string): Promise<void> {
    const known = await this.database.memos.get(`hour\n${operation}`)
    if (known !== undefined) this.seen.value = String(known.value)
    else if (now !== '') await this.saw(operation, now)
  }
}
