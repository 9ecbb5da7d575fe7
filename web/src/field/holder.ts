import { signal } from '@preact/signals'
import type { TabletDatabase } from '../sync/database'
import { NoPin } from './desk'

interface HolderSettings {
  readonly database: TabletDatabase
  readonly now: () => number
  readonly newId: () => string
  /** The operation whose package was opened last; "" for none. */
  readonly operation: () => string
}

/** A tablet that nobody touches locks itself after so long, milliseconds. */
export const lockAfter = 30 * 60_000

/** Who has the tablet: an account is a person with a PIN here, an officer one of the operation's. Which officer an account is, is asked once and remembered. */
export class Holder {
  /** The account that unlocked this tab, "" while it is locked. */
  readonly account = signal('')
  /** The officer of the operation who is at the tablet, "" for nobody. */
  readonly officer = signal('')
  private touched = 0

  constructor(private readonly with_: HolderSettings) {}

  /** Lets somebody in by a PIN of his own. Rejects as Vault.admit does. */
  async admit(name: string, pin: string): Promise<void> {
    const { database, newId } = this.with_
    const account = newId()
    await database.vault.admit(account, name, pin)
    this.entered(account)
  }

  /** Unlocks by a PIN, also to take over from another. Rejects as Vault.unlock does. */
  async unlock(account: string, pin: string): Promise<void> {
    await this.with_.database.vault.unlock(account, pin)
    this.entered(account)
  }

  private entered(account: string): void {
    this.account.value = account
    this.touch()
  }

  /** Nobody has it any more, and nothing sealed can be read. */
  lock(): void {
    this.with_.database.vault.lock()
    this.account.value = ''
    this.officer.value = ''
  }

  /** Somebody is at the tablet. */
  touch(): void {
    this.touched = this.with_.now()
  }

  /** Whether it is unlocked and nobody has touched it for too long. */
  isLeftAlone(): boolean {
    const now = this.with_.now()
    this.touched = Math.min(this.touched, now) // a clock that was set back would keep it open
    return this.account.value !== '' && now - this.touched > lockAfter
  }

  private key(account = this.account.value): string {
    return `me\n${this.with_.operation()}\n${account}`
  }

  /** Looks up which officer the account was last. */
  async recall(): Promise<void> {
    const known = await this.with_.database.memos.get(this.key())
    this.officer.value = this.account.value === '' ? '' : String(known?.value ?? '')
  }

  /** Says which officer the account is, and remembers it. */
  async isOfficer(officer: string): Promise<void> {
    await this.with_.database.remember({ id: this.key(), value: officer })
    this.officer.value = officer
  }

  /** The account is no officer any more. */
  forget(): Promise<void> {
    return this.with_.database.memos.delete(this.key())
  }

  /** Makes sure that an officer is there, by a PIN, beside whoever has the tablet. Rejects as Desk.prove does. */
  async prove(officer: string, pin: string): Promise<void> {
    const { vault, memos } = this.with_.database
    for (const { officer: account } of await vault.officers()) {
      if ((await memos.get(this.key(account)))?.value === officer) return vault.prove(account, pin)
    }
    throw new NoPin('this officer has no PIN at this tablet')
  }
}
