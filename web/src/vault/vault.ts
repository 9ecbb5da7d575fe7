import type { TabletDatabase } from '../sync/database'
import { type Bytes, toBase64url } from '../sync/encoding'
import { isFull, plainly, StorageFull } from '../sync/storage'
import { pinFault, pinKey, pinWork } from './pin'
import type { LeaseRow, LockCode, OfficerRow, SecondTriesRow, SecretRow, TriesRow } from './rows'
import { keyFrom, newKey, type Sealed, seal, SealBroken, unseal } from './seal'

/** What was asked for can be read only when an officer has given the PIN, and the server's lease holds. Recording goes on. */
export class Locked extends Error {
  override readonly name = 'Locked'

  constructor(readonly code: 'pin' | LockCode) {
    super(`locked: ${code}`)
  }
}

/** The PIN was wrong, or may not be tried yet. */
export class PinRefused extends Error {
  override readonly name = 'PinRefused'

  constructor(
    readonly code: 'wrong' | 'wait' | 'spent' | 'short' | 'digits' | 'simple',
    readonly waitUntil: number, // milliseconds since 1970, 0 for at once
    readonly left: number, // attempts until only the server can help
  ) {
    super(`the PIN was refused: ${code}`)
  }
}

export interface VaultSettings {
  readonly database: TabletDatabase
  readonly now: () => number // milliseconds since 1970, of the tablet's clock
  readonly steady?: () => number // milliseconds of a clock that nobody sets; the browser's but in tests
  readonly work?: number // what a PIN costs to try; pinWork but in tests
}

/** Attempts before each further one has to wait, and before only the server can unlock. */
export const freeTries = 4
export const mostTries = 10

/**
 * Wrong PINs of one officer who is to confirm beside whoever is at the tablet, before only the server lets this officer try again. They count among
 * mostTries too, of which the last is never such an officer's: confirming alone cannot lock the tablet.
 */
export const mostSecondTries = 5

/** How long the attempt after so many wrong ones waits: 30 s, doubling. */
const waitAfter = (failed: number): number => (failed < freeTries ? 0 : 30_000 * 2 ** (failed - freeTries))

/**
 * How long the server's half is not taken again, by the server's own clock, after all attempts were used up so many times: an hour, doubling, a day at
 * most. It counts from the first word of the server, so that a finder with a network has seventy attempts in three days and not ten each half hour.
 */
const pauseAfter = (rounds: number): number => 3_600_000 * Math.min(24, 2 ** Math.max(0, rounds - 1))

/** What was thrown, but for a full disk. */
const unlessFull = (thrown: unknown): void => {
  if (!isFull(thrown) && !(thrown instanceof StorageFull)) throw thrown
}

const isSecond = (row: SecretRow): row is SecondTriesRow => row.id.startsWith('second\n')

/** What AES-GCM binds an officer's copy of the identity to. */
const placeOf = (officer: string): string => `vault\n${officer}`

/**
 * Keeps what lies on this tablet from being read by who finds it. Two kinds of seal:
 *
 * - *the device's*: by a key of this browser profile. What must work without anybody's PIN: entries and photographs until they are
 *   delivered.
 * - *the vault's*: sealed without a secret, opened with the identity that an officer's PIN and the server's share give back
 *   together. The plan, and all history.
 *
 * So recording never waits for a PIN, and reading always does. An offline tablet cannot be wiped: who copies its memory while
 * the lease holds has the share too, and then guesses a PIN of six digits. After the lease the share is gone.
 */
export class Vault {
  private identity: string | null = null
  private opened = new Map<string, Promise<CryptoKey>>()
  private own: Promise<{ readonly id: string; readonly key: CryptoKey }> | null = null
  private device: Promise<CryptoKey> | null = null
  /** From where this start counts the time of a lease: what its clock had shown, and where the steady clock stood then. */
  private from: { readonly until: number; readonly seen: number; readonly steady: number } | null = null

  constructor(private readonly with_: VaultSettings) {}

  /** Whether a first officer has chosen a PIN. Before that the device's seal is all there is. */
  async exists(): Promise<boolean> {
    return (await this.with_.database.secrets.get('vault')) !== undefined
  }

  get unlocked(): boolean {
    return this.identity !== null
  }

  /** Forgets what opens the vault. Keys under which this start seals stay: they seal, and what they sealed needs the PIN after a restart. */
  lock(): void {
    this.identity = null
    this.opened = new Map()
  }

  /** Who signs on at this tablet: id and name. */
  async officers(): Promise<{ readonly officer: string; readonly name: string }[]> {
    const device = await this.deviceKey()
    const rows = await this.with_.database.officers.toArray()
    return Promise.all(rows.map(async ({ officer, name }) => ({ officer, name: new TextDecoder().decode(await unseal(device, `name\n${officer}`, name)) })))
  }

  /**
   * Lets an officer in by a PIN: the first makes the vault, a further one needs it unlocked, one who is in changes the PIN. Rejects with
   * PinRefused for a PIN that is too simple, Locked without the server's share or with the vault locked, StorageFull.
   */
  async admit(officer: string, name: string, pin: string): Promise<void> {
    const { database } = this.with_
    const fault = pinFault(pin)
    if (fault !== '') throw new PinRefused(fault, 0, mostTries)
    const share = await this.share()
    const first = !(await this.exists())
    if (!first && this.identity === null) throw new Locked('pin')
    const age = await import('age-encryption')
    const identity = this.identity ?? (await age.generateX25519Identity())
    const recipient = await age.identityToRecipient(identity)
    const salt = crypto.getRandomValues(new Uint8Array(16))
    const key = await pinKey(pin, salt, share, placeOf(officer), this.with_.work ?? pinWork)
    const row: OfficerRow = {
      officer, salt, name: await seal(await this.deviceKey(), 'device', `name\n${officer}`, new TextEncoder().encode(name)),
      identity: await seal(key, officer, placeOf(officer), new TextEncoder().encode(identity)),
    }
    const write = async (): Promise<boolean> => {
      const known = await database.secrets.get('vault')
      if (known !== undefined && known.id === 'vault' && known.recipient !== recipient) return false // another tab was first
      await database.secrets.put({ id: 'vault', recipient })
      await database.officers.put(row)
      return true
    }
    const made = await database.reserve.write(() => database.transaction('rw', [database.secrets, database.officers], write)).catch(plainly)
    if (!made) throw new Locked('pin')
    this.identity = identity
  }

  /** Unlocks by an officer's PIN. Rejects with PinRefused, with Locked where only the server can help, or with StorageFull: no attempt was made, because none could be counted. */
  async unlock(officer: string, pin: string): Promise<void> {
    await this.try(officer, pin, null)
  }

  /** Makes sure by a PIN that a second officer is there, on an unlocked tablet. Rejects as unlock does, and with PinRefused `spent` for an officer whose attempts are used up. */
  async prove(officer: string, pin: string): Promise<void> {
    await this.try(officer, pin, `second\n${officer}`)
  }

  private async try(officer: string, pin: string, second: SecondTriesRow['id'] | null): Promise<void> {
    const { database } = this.with_
    const share = await this.share()
    const row = await database.officers.get(officer)
    if (row === undefined) throw new Locked('pin')
    const tries = await database.reserve.write(() => this.beginTry(second)).catch(plainly)
    if (tries.failed > mostTries) await this.tooMany() // after the tenth the share could not be thrown away: no room, or a kill
    try {
      const key = await pinKey(pin, row.salt, share, placeOf(officer), this.with_.work ?? pinWork)
      const identity = new TextDecoder().decode(await unseal(key, placeOf(officer), row.identity))
      // A PIN takes its time: what was locked meanwhile stays locked, and a share that was thrown away, in whichever tab, opens nothing more.
      const lease = await this.leaseRow()
      if (lease === undefined || lease.share === null) throw new Locked(lease?.why || 'lease_over')
      if (second === null) this.identity = identity
    } catch (thrown) {
      if (!(thrown instanceof SealBroken)) throw thrown
      if (tries.failed >= mostTries) await this.tooMany()
      if (second !== null && tries.left === 0) throw new PinRefused('spent', 0, 0)
      throw new PinRefused('wrong', tries.waitUntil, tries.left)
    }
    const right = async (): Promise<void> => {
      await database.secrets.put({ id: 'tries', failed: 0, waitUntil: 0, rounds: 0 })
      await database.secrets.delete(`second\n${officer}`)
    }
    // An attempt that stays counted for want of room is no reason to keep out who gave the right PIN.
    await database.reserve.write(() => database.transaction('rw', database.secrets, right)).catch(unlessFull)
  }

  private async tooMany(): Promise<never> {
    await this.throwAway('too_many').catch(unlessFull) // counted it is: no further attempt is made
    throw new Locked('too_many')
  }

  /**
   * Counts an attempt before it is made, of a second officer both among all and among this officer's, in one write. A clock that is set forward ends a wait
   * early; that is why attempts are counted too. `left`: attempts that remain if this one is wrong.
   */
  private beginTry(second: SecondTriesRow['id'] | null): Promise<TriesRow & { readonly left: number }> {
    const { database, now } = this.with_
    return database.transaction('rw', database.secrets, async () => {
      const { failed, waitUntil, rounds = 0 } = await this.triesRow()
      if (failed >= mostTries) return { id: 'tries', failed: failed + 1, waitUntil: 0, left: 0 } // nothing is tried any more
      const own = second === null ? undefined : await database.secrets.get(second)
      const ownFailed = own !== undefined && isSecond(own) ? own.failed : 0
      const left = second === null ? mostTries - failed : Math.min(mostSecondTries - ownFailed, mostTries - 1 - failed)
      if (second !== null && left <= 0) throw new PinRefused('spent', 0, 0)
      if (now() < waitUntil && waitUntil - now() <= waitAfter(failed)) throw new PinRefused('wait', waitUntil, left)
      const row: TriesRow = { id: 'tries', failed: failed + 1, waitUntil: waitAfter(failed + 1) === 0 ? 0 : now() + waitAfter(failed + 1), rounds: rounds + (failed + 1 === mostTries ? 1 : 0) }
      await database.secrets.put(row)
      if (second !== null) await database.secrets.put({ id: second, failed: ownFailed + 1 })
      return { ...row, left: left - 1 }
    })
  }

  /**
   * Keeps the server's share until a time by the tablet's clock; `heard` is the server's own, milliseconds since 1970. Where it had been thrown away for wrong
   * PINs it is taken again after a pause (pauseAfter), and attempts begin anew. Nothing else gives any: a renewal comes each minute where there is a network,
   * and a lease is over as soon as somebody sets the tablet's clock forward.
   */
  async keepLease(share: Bytes, until: number, heard: number): Promise<void> {
    const { database, now } = this.with_
    const sealed = await seal(await this.deviceKey(), 'device', 'lease', share)
    const write = async (): Promise<void> => {
      const row = await this.leaseRow()
      await this.letSeconds(heard)
      if (row?.share === null && row.why === 'too_many') {
        const { rounds = 0 } = await this.triesRow()
        const since = Math.min(row.heard ?? heard, heard)
        if (heard - since < pauseAfter(rounds)) return void (await database.secrets.put({ ...row, heard: since }))
        await database.secrets.put({ id: 'tries', failed: 0, waitUntil: 0, rounds })
      }
      await database.secrets.put({ id: 'lease', share: sealed, until, seen: now(), why: '' })
    }
    await database.reserve.write(() => database.transaction('rw', database.secrets, write)).catch(plainly)
  }

  /** Gives second officers whose attempts are used up five more, a pause after the server's first word since. */
  private async letSeconds(heard: number): Promise<void> {
    const { secrets } = this.with_.database
    for (const row of await secrets.where('id').startsWith('second\n').toArray()) {
      if (!isSecond(row) || row.failed < mostSecondTries) continue
      const since = Math.min(row.heard ?? heard, heard)
      if (heard - since >= pauseAfter(1)) await secrets.delete(row.id)
      else await secrets.put({ ...row, heard: since })
    }
  }

  /**
   * Until when can be read without the server; the code says why no longer, "" for never yet. `again`: from when on, by the server's clock, it lets the tablet be
   * unlocked after too many wrong PINs; 0 where that is not so, or it was not heard since. All in milliseconds since 1970.
   */
  async lease(): Promise<{ readonly until: number; readonly code: '' | LockCode; readonly again: number }> {
    const row = await this.leaseRow()
    if (row === undefined) return { until: 0, code: '', again: 0 }
    const again = row.why === 'too_many' && row.heard !== undefined ? row.heard + pauseAfter((await this.triesRow()).rounds ?? 0) : 0
    return { until: row.share === null ? 0 : row.until, code: row.why, again }
  }

  /** Throws the server's share away: from now on only the server can unlock. What is open in memory is closed. Rejects with StorageFull. */
  async throwAway(why: LockCode): Promise<void> {
    const { database } = this.with_
    this.lock()
    const write = async (): Promise<void> => {
      const row = await this.leaseRow()
      await database.secrets.put({ id: 'lease', share: null, until: 0, seen: row?.seen ?? 0, why })
    }
    await database.reserve.write(() => database.transaction('rw', database.secrets, write)).catch(plainly)
  }

  /**
   * Looks at the clock: throws the share away when the lease is over, and remembers the latest time that was seen. To be called at
   * each start and each minute. True while the lease holds. While the clock stands behind what it has shown, the steady one counts on.
   */
  async tick(): Promise<boolean> {
    const { database, now } = this.with_
    const row = await this.leaseRow()
    if (row === undefined || row.share === null) return false
    const at = Math.max(now(), row.seen, this.counted(row))
    if (at >= row.until) {
      await this.throwAway('lease_over').catch(unlessFull) // the next minute tries again, and until then it opens nothing
      return false
    }
    if (at > row.seen) await database.secrets.put({ ...row, seen: at }).catch(() => undefined) // a full disk: the next minute tries again
    return true
  }

  /** What the clock would show if it had gone on from where this start found it, whatever it was set to since. */
  private counted({ until, seen }: LeaseRow): number {
    const steady = (this.with_.steady ?? (() => performance.now()))()
    if (this.from?.until !== until) this.from = { until, seen, steady }
    return this.from.seen + steady - this.from.steady
  }

  private async triesRow(): Promise<TriesRow> {
    const row = await this.with_.database.secrets.get('tries')
    return row !== undefined && row.id === 'tries' ? row : { id: 'tries', failed: 0, waitUntil: 0 }
  }

  private async leaseRow(): Promise<LeaseRow | undefined> {
    const row = await this.with_.database.secrets.get('lease')
    return row !== undefined && row.id === 'lease' ? row : undefined
  }

  private async share(): Promise<Bytes> {
    const holds = await this.tick()
    const row = await this.leaseRow()
    if (!holds || row === undefined || row.share === null) throw new Locked(row === undefined || row.why === '' ? 'lease_over' : row.why)
    return unseal(await this.deviceKey(), 'lease', row.share)
  }

  /** Seals so that this browser profile can open it without a PIN. */
  async sealForDevice(place: string, plain: Bytes): Promise<Sealed> {
    return seal(await this.deviceKey(), 'device', place, plain)
  }

  /** Seals so that only an officer's PIN opens it; before the first PIN, as sealForDevice. */
  async sealForReading(place: string, plain: Bytes): Promise<Sealed> {
    const own = await this.ownKey()
    return own === null ? this.sealForDevice(place, plain) : seal(own.key, own.id, place, plain)
  }

  /** Opens either kind. Rejects with Locked for what needs a PIN, SealBroken for what was altered. */
  async open(place: string, sealed: Sealed): Promise<Bytes> {
    return unseal(sealed.key === 'device' ? await this.deviceKey() : await this.sessionKey(sealed.key), place, sealed)
  }

  /** The key of this browser profile; drawn once, the same in every tab. */
  private deviceKey(): Promise<CryptoKey> {
    this.device ??= this.drawDeviceKey().catch((thrown: unknown) => {
      this.device = null
      throw thrown
    })
    return this.device
  }

  private async drawDeviceKey(): Promise<CryptoKey> {
    const { database } = this.with_
    const known = await database.secrets.get('device')
    if (known?.id === 'device') return known.key
    const key = await newKey(false) // outside: WebCrypto would end the transaction
    return database.transaction('rw', database.secrets, async () => {
      const other = await database.secrets.get('device')
      if (other?.id === 'device') return other.key
      await database.secrets.add({ id: 'device', key })
      return key
    })
  }

  /** The key under which this start seals for reading; null before the vault is made. */
  private async ownKey(): Promise<{ readonly id: string; readonly key: CryptoKey } | null> {
    if (this.own !== null) return this.own
    const vault = await this.with_.database.secrets.get('vault')
    if (vault?.id !== 'vault') return null
    this.own ??= this.drawOwnKey(vault.recipient).catch((thrown: unknown) => {
      this.own = null
      throw thrown
    })
    return this.own
  }

  private async drawOwnKey(recipient: string): Promise<{ readonly id: string; readonly key: CryptoKey }> {
    const { Encrypter } = await import('age-encryption')
    const raw = crypto.getRandomValues(new Uint8Array(32))
    const id = toBase64url(crypto.getRandomValues(new Uint8Array(16)))
    const encrypter = new Encrypter()
    encrypter.addRecipient(recipient)
    const sealed = new Uint8Array(await encrypter.encrypt(raw))
    const key = await keyFrom(raw)
    raw.fill(0)
    await this.with_.database.sessionKeys.add({ id, sealed }).catch(plainly) // before anything is sealed under it
    return { id, key }
  }

  private sessionKey(id: string): Promise<CryptoKey> {
    if (this.identity === null) return Promise.reject(new Locked('pin'))
    const known = this.opened.get(id)
    if (known !== undefined) return known
    const key = this.openSessionKey(id, this.identity)
    this.opened.set(id, key)
    key.catch(() => this.opened.delete(id))
    return key
  }

  private async openSessionKey(id: string, identity: string): Promise<CryptoKey> {
    const row = await this.with_.database.sessionKeys.get(id)
    if (row === undefined) throw new SealBroken(`the key ${id}`)
    const { Decrypter } = await import('age-encryption')
    const decrypter = new Decrypter()
    decrypter.addIdentity(identity)
    const raw = new Uint8Array(await decrypter.decrypt(row.sealed))
    const key = await keyFrom(raw)
    raw.fill(0)
    return key
  }
}
