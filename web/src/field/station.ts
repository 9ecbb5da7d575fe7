import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { Commitment } from '../sync/bundle'
import type { OrderRow, PackageRow, TabletDatabase } from '../sync/database'
import { enrol, type Door } from '../sync/enrol'
import { fromBase64url } from '../sync/encoding'
import { Follower } from '../sync/follow'
import { believedKeys, currentKey, keepConfirmed, keepEnrolment, pinnedRoot } from '../sync/identity'
import { Inbox } from '../sync/inbox'
import { Journal, uptimeClock } from '../sync/journal'
import { sealOlder } from '../sync/older'
import { waitByTimer } from '../sync/pump'
import { Sender } from '../sync/sender'
import { Sessions } from '../sync/session'
import { TreeWatch } from '../sync/watch'
import type { Desk } from './desk'
import { Desks } from './desks'
import { noDocuments } from './documents'
import { Holder } from './holder'
import { HourSeen } from './hour'
import { type Installation, installationOf } from './installation'
import { askLease } from './lease'
import { hHourOf } from './orders'
import { Packages } from './packages'
import { Papers } from './papers'
import { Reader } from './reader'
import { Story } from './story'

/**
 * How far this tablet is: new, not enrolled; pending, nobody has confirmed it; first, no officer has a PIN; locked; waiting, no package is
 * open; open. starting until that is known.
 */
export type Phase = 'starting' | 'new' | 'pending' | 'first' | 'locked' | 'waiting' | 'open'

export interface StationSettings extends Door {
  readonly database: TabletDatabase
  readonly appVersion: string
  readonly now: () => number
  readonly newId: () => string
}

/** How often packages and their keys are asked for, milliseconds: on a schedule, so that a question tells nothing. */
const scheduleEvery = 60_000

/**
 * Everything that runs on a tablet while its page is open, in any number of tabs: it sends, pulls, fetches packages, keeps the lease,
 * and gives the desk at which officers record.
 */
export class Station {
  readonly installation = signal<Installation | null>(null)
  readonly packages = signal<readonly PackageRow[]>([])
  readonly sending: Sender
  /** The H that officers at this tablet have seen. */
  readonly hour: HourSeen
  private readonly holder: Holder
  private readonly started = signal(false)
  /** The disk did not answer when this page was begun. It is asked again and again. */
  readonly unread = signal(false)
  private readonly hasVault = signal(false)
  private readonly read = signal<Reader | null>(null)
  private readonly journal: Journal
  private readonly sessions: Sessions
  private readonly inbox: Inbox
  private readonly bundles: Packages
  private readonly papers: Papers
  private follower: { readonly operation: string; readonly stop: AbortController; readonly follower: Follower } | null = null
  private readonly desks: Desks
  private asking: Promise<void> | null = null
  private askAgain = false

  constructor(readonly with_: StationSettings) {
    const { database, now, newId, fetch, base, appVersion } = with_
    this.holder = new Holder({ database, now, newId, operation: () => this.operation.value })
    this.hour = new HourSeen(database)
    this.journal = new Journal({ database, now, newId, uptime: uptimeClock() })
    this.sessions = new Sessions(with_, async () => {
      const [key, rootKey] = [await currentKey(database), await pinnedRoot(database)]
      if (key.enrolled === null || rootKey === null) throw new Error('this tablet is not enrolled')
      return { identity: key.identity, tabletId: key.enrolled.tabletId, rootKey }
    }, now)
    const token = (): Promise<string> => this.sessions.token()
    this.inbox = new Inbox({ database, fetch, base, token })
    // What ends is taken away on a full disk too: of a sheet that is still there, the next find would be said to be.
    const { memos, reserve } = database
    this.papers = new Papers({ put: (row) => memos.put(row), delete: (id) => reserve.write(() => memos.delete(id)), toArray: () => memos.toArray() })
    this.bundles = new Packages({ database, fetch, base, token, inbox: this.inbox, now })
    this.desks = new Desks({
      database, now, newId, journal: this.journal, papers: this.papers, holder: this.holder, story: this.story, installation: this.installation,
      reader: () => this.read.value,
    })
    this.sending = new Sender({ database, fetch, base, now, appVersion, wait: waitByTimer, random: Math.random, locks: globalThis.navigator?.locks })
  }

  /** The operation whose package was opened last; "" for none. */
  readonly operation: ReadonlySignal<string> = computed(() => {
    const open = this.packages.value.filter((p) => p.operation !== '').sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1))
    return open[0]?.operation ?? ''
  })

  /** The last order that four words proved, of the operation. */
  readonly order: ReadonlySignal<OrderRow | null> = computed(() => this.packages.value.filter((p) => p.operation === this.operation.value).map((p) => p.order).find((o) => o !== null) ?? null)

  readonly phase: ReadonlySignal<Phase> = computed(() => {
    const here = this.installation.value
    if (!this.started.value) return 'starting'
    if (here === null) return 'new'
    if (here.state === 'pending') return 'pending'
    if (!this.hasVault.value) return 'first'
    if (this.account.value === '') return 'locked'
    return this.read.value === null ? 'waiting' : 'open'
  })

  /** When everything had been pulled last; "" while the tablet is locked. */
  readonly pulledAt: ReadonlySignal<string> = computed(() => this.read.value?.pulledAt.value ?? '')

  /** How far headquarters' clock is ahead of the tablet's, milliseconds, as it last answered. */
  readonly ahead = signal(0)

  /** Headquarters' time now, milliseconds since 1970, as well as it is known here: H is at their clock. What is recorded has the tablet's own. */
  time(): number {
    return this.with_.now() + this.ahead.value
  }

  /** Runs until the signal. Nothing that fails here stops anything else: it is tried again on the next beat. */
  async run(stop: AbortSignal): Promise<void> {
    await sealOlder(this.with_.database).catch(() => undefined) // a full disk: what is in clear is sent all the same, and sealed at the next start
    while (!this.started.value && !stop.aborted) await this.look().then(() => (this.started.value = true), () => ((this.unread.value = true), waitByTimer(1000, stop)))
    void import('age-encryption').catch(() => undefined) // while it can be had: recording needs it, also on a page whose newer version was taken in another tab
    this.papers.follow(stop)
    const running = this.sending.run(stop)
    while (!stop.aborted) {
      void this.beat().catch(() => undefined) // not waited for: a server that does not answer must not hold up the lock of the next
      await waitByTimer(scheduleEvery * (0.75 + Math.random() / 2), stop)
    }
    this.lock()
    await running
  }

  /** What is done now and then while there is a network: confirmation, lease, packages, keys. */
  async beat(): Promise<void> {
    const { database } = this.with_
    const holds = await database.vault.tick()
    if (!holds && this.account.value !== '') this.lock() // the vault has locked itself; what is on the screen goes too
    if (this.holder.isLeftAlone()) this.lock()
    await this.desk()?.acts.retryFull().catch(() => undefined) // there may be room again: first for what was given
    await database.reserve.setAside()
    this.askAgain = true
    await (this.asking ??= this.askAll().finally(() => (this.asking = null)))
  }

  /** Asks the server for all of it, one time after the other, however many beats want it: what is opened twice would be said twice. */
  private async askAll(): Promise<void> {
    while (this.askAgain) {
      this.askAgain = false
      await this.ask()
    }
  }

  private async ask(): Promise<void> {
    const { database } = this.with_
    if (this.installation.value === null) return
    await this.renewLease().catch(() => undefined)
    if (this.installation.value.state !== 'confirmed') return
    await this.bundles.fetchAll().catch(() => undefined)
    if (database.vault.unlocked || !(await database.vault.exists())) await this.tryKeys().catch(() => undefined)
    await this.look()
  }

  private async tryKeys(): Promise<void> {
    // Before a first PIN everything would lie under the device's seal alone: what is opened waits for it.
    if (!(await this.with_.database.vault.exists())) return
    for (const { row } of await this.bundles.tryKeys()) await this.opened(row)
  }

  private async renewLease(): Promise<void> {
    const { database, now } = this.with_
    const here = this.installation.value
    const lease = await askLease(this.with_, () => this.sessions.token())
    if (lease === 'revoked') return database.vault.throwAway('revoked').then(() => this.lock())
    if (lease === 'not_confirmed' || here === null) return
    const share = fromBase64url(lease.share, 32)
    const [length, heard] = [lease.seconds * 1000, Date.parse(lease.until) - lease.seconds * 1000]
    if (share === null || Number.isNaN(heard)) return
    await database.vault.keepLease(share, now() + length, heard)
    await keepConfirmed(database, here.signingKey)
    await this.look()
  }

  /** Looks at what is on the disk: another tab may have changed it. */
  async look(): Promise<void> {
    const { database } = this.with_
    this.installation.value = await installationOf(database)
    this.hasVault.value = await database.vault.exists()
    this.packages.value = await this.bundles.all()
    const [newest] = (await database.streams.toArray()).filter((s) => s.heardAt !== '').sort((a, b) => (a.heardAt < b.heardAt ? 1 : -1))
    this.ahead.value = newest?.ahead ?? 0
    if (this.account.value !== '' && this.operation.value !== '' && this.read.value?.operation !== this.operation.value) await this.open(this.operation.value)
  }

  /** Enrols by a code for a site. Rejects as enrol does. */
  async join(code: string, site: string, label: string): Promise<void> {
    const { database, appVersion } = this.with_
    const { identity, signingKey } = await currentKey(database)
    const enrolled = await enrol(this.with_, identity, { code, site, label, appVersion }, await pinnedRoot(database))
    await keepEnrolment(database, signingKey, site, enrolled, label)
    await this.look()
    void this.beat().catch(() => undefined)
  }

  /** The account that unlocked this tab, "" while it is locked. */
  get account(): ReadonlySignal<string> {
    return this.holder.account
  }

  /** The officer of the operation who is at the tablet, "" for nobody. */
  get me(): ReadonlySignal<string> {
    return this.holder.officer
  }

  /** Lets an officer in by a PIN of his own. Rejects as Vault.admit does. */
  async admit(name: string, pin: string): Promise<void> {
    await this.holder.admit(name, pin)
    await this.entered()
  }

  /** Unlocks by an officer's PIN, also to take over from another. Rejects as Vault.unlock does. */
  async unlock(account: string, pin: string): Promise<void> {
    await this.holder.unlock(account, pin)
    await this.entered()
  }

  private async entered(): Promise<void> {
    await this.look()
    await this.holder.recall()
    this.sending.wake() // a server that was restored may have asked for what a PIN opens
    void this.beat().catch(() => undefined)
  }

  /** Closes what is open; what is recorded afterwards is recorded all the same. */
  lock(): void {
    this.desks.leave()
    this.holder.lock()
    this.read.value?.stop()
    this.read.value = null
  }

  /** Somebody is at the tablet. */
  touch(): void {
    this.holder.touch()
  }

  private async open(operation: string): Promise<void> {
    const reader = new Reader(this.with_.database, operation)
    await reader.start()
    await this.papers.recall()
    this.read.value?.stop()
    await this.holder.recall() // before anything is drawn: nobody is asked who is known
    this.read.value = reader
    await this.hour.recall(operation, hHourOf(this.story.value, this.installation.value?.site ?? ''))
    this.follow(operation)
  }

  private follow(operation: string): void {
    if (this.follower?.operation === operation) return
    this.follower?.stop.abort()
    const { database, fetch, base, now, newId } = this.with_
    const stop = new AbortController()
    const keys = async () => (await believedKeys(database)) ?? { root: '', entry: [], log: [], age: [] }
    const tree = new TreeWatch({ database, sessions: this.sessions, fetch, base, keys, record: (op, draft) => this.journal.record(op, draft), now, newId })
    const follower = new Follower({ database, inbox: this.inbox, tree, sessions: this.sessions, fetch, base, now, wait: waitByTimer, random: Math.random, locks: globalThis.navigator?.locks })
    this.follower = { operation, stop, follower }
    void follower.run(operation, stop.signal)
  }

  /** Sends and asks now: the officer pressed it, or a network appeared. */
  wake(): void {
    this.sending.wake()
    this.follower?.follower.wake()
    void this.beat().catch(() => undefined)
  }

  /** Opens what ten words open. False if they open nothing here. */
  async openByWords(words: string): Promise<boolean> {
    const opened = await this.bundles.tryWords(words)
    if (opened === null) return false
    await this.opened(opened.row)
    return true
  }

  /** Takes an order by four words; null if they prove none. */
  async believe(words: string, hHour: string): Promise<Commitment | null> {
    const order = await this.bundles.believe(words, hHour)
    await this.look()
    return order
  }

  /** Says in the journal that the package was opened, by whom it is known here, and that its plan is in hand. */
  private async opened(row: PackageRow): Promise<void> {
    await this.look()
    if (row.operation === '') return
    const here = this.installation.value
    const content = await this.bundles.contentOf(row).catch(() => null)
    const acts = this.desks.acts(row.operation)
    await acts.act('bundle.opened', { bundle: row.id, openedBy: row.openedBy === 'words' ? 'words' : 'network', ...(this.me.value === '' ? {} : { officer: this.me.value }) }, { site: here?.site ?? '' })
    if (content?.plan !== undefined && content.planVersion !== undefined) await acts.act('plan.acknowledged', { plan: content.plan, planVersion: content.planVersion, packageSha256: row.sha256 }, { site: here?.site ?? '' })
  }

  private readonly nothing = signal(new Story(noDocuments()))

  /** The story of the operation; an empty one while the tablet is locked. */
  readonly story: ReadonlySignal<Story> = computed(() => this.read.value?.story.value ?? this.nothing.value)

  /**
   * The desk of the operation whose package was opened; null before any was. It is there while the tablet is locked too: then
   * nothing can be read at it, and everything recorded.
   */
  desk(): Desk | null {
    const operation = this.operation.value
    return operation === '' ? null : this.desks.desk(operation)
  }

  /** Says which officer of the operation is at the tablet, and remembers it for his PIN. */
  async iAm(officer: string, role: string, team: string): Promise<void> {
    await this.holder.isOfficer(officer)
    if (this.story.value.signedOn.has(officer)) return
    await this.desk()?.acts.act('officer.signedOn', { officer, ...(role === '' ? {} : { role: role as 'lead' }), ...(team === '' ? {} : { team }) })
  }

  /** An officer leaves the tablet. */
  async iLeave(): Promise<void> {
    const officer = this.me.value
    if (officer !== '') await this.desk()?.acts.act('officer.signedOff', { officer })
    await this.holder.forget()
    this.lock()
  }
}
