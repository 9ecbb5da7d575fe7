import type { Bytes } from './encoding'
import { againIfAborted, isFull } from './storage'

/**
 * How much is set aside, bytes: less than one photograph, and by measure (docs/tablet.md, Full) room for more than a thousand entries
 * without photographs, which is more than a team records in a day.
 */
export const reserveSize = 8_000_000

/** Where the reserve lies. */
export interface ReservePlace {
  /** Bytes that lie there, 0 for none. */
  size(): Promise<number>
  /** Puts bytes there, all or none. Rejects with the browser's QuotaExceededError where there is no room. */
  put(bytes: Bytes): Promise<void>
  /** Gives the bytes back to the disk; nothing happens where there are none. */
  remove(): Promise<void>
}

const folder = 'reserve'
const lockName = 'cellsweep-reserve'

/**
 * A file of this site, in a folder of its own so that what a killed write left beside it goes too. Not a row of IndexedDB: on a disk without one free
 * byte Chromium cannot even open its databases, and a row in one could not be removed.
 */
export function fileOfThisSite(storage = globalThis.navigator?.storage as StorageManager | undefined): ReservePlace | null {
  if (typeof storage?.getDirectory !== 'function') return null
  const absent = (thrown: unknown): undefined => {
    if ((thrown as { name?: unknown } | null)?.name === 'NotFoundError') return undefined
    throw thrown
  }
  const remove = async (): Promise<void> => (await storage.getDirectory()).removeEntry(folder, { recursive: true }).catch(absent)
  return {
    remove,
    async size() {
      const inside = await (await storage.getDirectory()).getDirectoryHandle(folder).catch(absent)
      const file = await inside?.getFileHandle(folder).catch(absent)
      return (await file?.getFile())?.size ?? 0
    },
    async put(bytes) {
      await remove()
      const inside = await (await storage.getDirectory()).getDirectoryHandle(folder, { create: true })
      const writing = await (await inside.getFileHandle(folder, { create: true })).createWritable()
      await writing.write(bytes)
      await writing.close()
    },
  }
}

/**
 * Whether a browser has nothing to set aside in: it knows no such files (TypeError, NotSupportedError), or forbids them (SecurityError, NotAllowedError).
 * All else is taken for want of room. Chromium says "AbortError: Failed to write data to data pipe" of a full disk now and then, instead of QuotaExceededError.
 */
const lacksPlace = (thrown: unknown): boolean => ['TypeError', 'NotSupportedError', 'SecurityError', 'NotAllowedError'].includes(String((thrown as { name?: unknown } | null)?.name))

/** Bytes that no file system makes smaller. */
function incompressible(size: number): Bytes {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, size)))
  return bytes
}

/**
 * Room that this tablet sets aside while it has some, for what must not be lost when it has none: entries, the counting of PIN attempts,
 * the small rows of unlocking. Never for photographs. One for all tabs.
 */
export class Reserve {
  /** What this tab knows; another may have given the reserve up, or set it aside again, since. none: this browser has no place for one. */
  private state: 'unknown' | 'kept' | 'spent' | 'none' = 'unknown'
  /** Told after this tab has given it up or tried to set it aside. */
  told: () => void = () => undefined

  constructor(
    private readonly place: ReservePlace | null = fileOfThisSite(),
    private readonly locks: Pick<LockManager, 'request'> | undefined = globalThis.navigator?.locks,
    private readonly pause?: (milliseconds: number) => Promise<void>,
  ) {}

  /**
   * Does a write that must not be lost. One that the browser aborts is done again a few times. Where there is no room for it the reserve is given up and the
   * write is done once more, also when another tab was faster in giving it up. Rejects as the write does. The work has kept nothing when it rejects, and can be
   * done again.
   */
  async write<T>(work: () => PromiseLike<T>): Promise<T> {
    const patient = (): Promise<T> => againIfAborted(work, this.pause)
    try {
      return await patient()
    } catch (thrown) {
      if (!isFull(thrown) || this.place === null) throw thrown
      await this.giveUp()
      return await patient()
    }
  }

  /** Sets the reserve aside where it is not and there is room. To be called at the start and now and then; a browser without a place for it is left alone. */
  async setAside(): Promise<void> {
    const { place } = this
    if (place === null) return
    await this.alone(async () => {
      try {
        if ((await place.size()) !== reserveSize) await place.put(incompressible(reserveSize))
        this.state = 'kept'
      } catch (thrown) {
        this.state = lacksPlace(thrown) ? 'none' : 'spent'
        await place.remove().catch(() => undefined) // what was half written
      }
    })
  }

  /** Whether the reserve is given up, in whichever tab, and there was no room to set it aside again: the tablet is full. */
  async isSpent(): Promise<boolean> {
    if (this.place === null) return false
    if (this.state === 'unknown') await this.setAside()
    if (this.state === 'none') return false
    const size = await this.place.size().catch(() => 0)
    this.state = size === reserveSize ? 'kept' : 'spent'
    return this.state === 'spent'
  }

  /** Gives the room back to the disk. Never rejects: who needs it tries in any case. */
  async giveUp(): Promise<void> {
    const { place } = this
    if (place === null) return
    await this.alone(async () => {
      await place.remove().catch(() => undefined)
      if (this.state !== 'none') this.state = 'spent'
    })
  }

  /** One tab at a time: none gives up what another is setting aside. */
  private async alone(work: () => Promise<void>): Promise<void> {
    if (this.locks === undefined) await work()
    else await this.locks.request(lockName, work)
    this.told()
  }
}
