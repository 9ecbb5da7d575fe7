/** There was no room on the tablet. Nothing of the write was kept; it succeeds once there is room. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull'

  constructor(cause: unknown) {
    super('there is no room left on this tablet', { cause })
  }
}

/**
 * How Chromium speaks of a disk without a free byte, where it had thought that there was room: it ends the connection, and cannot
 * open the database again before there is some.
 */
const noSpace = /NO_SPACE|opening backing store/

/**
 * Whether what was thrown says that the disk or this browser's share of it is full. Dexie wraps the browser's error in the
 * abort of the transaction, and a browser may report it at the write or only at the commit.
 */
export function isFull(thrown: unknown): boolean {
  for (let at = thrown, depth = 0; typeof at === 'object' && at !== null && depth < 8; depth++) {
    const { name, inner, cause, message } = at as { name?: unknown; inner?: unknown; cause?: unknown; message?: unknown }
    if (name === 'QuotaExceededError' || (name === 'UnknownError' && noSpace.test(String(message)))) return true
    at = inner ?? cause
  }
  return false
}

/**
 * Whether the browser aborted the transaction, for no reason that it gives: nothing of it was written, and it may go well the next time. Chromium does so now and
 * then, and on a disk that is about to be full.
 */
export const isAborted = (thrown: unknown): boolean => (thrown as { name?: unknown } | null)?.name === 'AbortError' && !isFull(thrown)

/** The pauses before a write that the browser aborted is done again, milliseconds; after the last of them it is for a person. */
export const abortPauses: readonly number[] = [50, 250, 1_000, 3_000]

/** Does a write again that the browser aborted, a few times, with growing pauses. Rejects as the write does. The work can be done again when its transaction was aborted. */
export async function againIfAborted<T>(work: () => PromiseLike<T>, pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds))): Promise<T> {
  for (const milliseconds of abortPauses) {
    try {
      return await work()
    } catch (thrown) {
      if (!isAborted(thrown)) throw thrown
      await pause(milliseconds)
    }
  }
  return work()
}

/** Says that the tablet is full in one word instead of the browser's many; anything else is thrown on as it is. */
export function plainly(thrown: unknown): never {
  throw isFull(thrown) ? new StorageFull(thrown) : thrown
}

/** What the browser says of its room. A browser that says nothing is taken to have room, and not to keep what it was given. */
export interface StorageState {
  readonly persisted: boolean // the browser will not throw this away by itself
  readonly usage: number // bytes
  readonly quota: number // bytes, 0 for unknown
  readonly full?: boolean // there is none: the tablet's reserve is given up (reserve.ts)
}

export type StorageDoor = Pick<StorageManager, 'estimate' | 'persisted' | 'persist'>

const doorOf = (): StorageDoor | undefined => globalThis.navigator?.storage

/** Asks the browser to keep this tablet's journal until somebody removes it; true if it will. A refusal has to be shown. */
export async function askToPersist(storage = doorOf()): Promise<boolean> {
  if (storage?.persist === undefined) return false
  return (await storage.persisted()) || storage.persist()
}

export async function storageState(storage = doorOf()): Promise<StorageState> {
  if (storage === undefined) return { persisted: false, usage: 0, quota: 0 }
  const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([storage.estimate(), storage.persisted()])
  return { persisted, usage, quota }
}

/** Room for some twenty photographs, bytes: below it the officer has to know. */
export const lowRoom = 200e6

export const isLow = ({ usage, quota, full }: StorageState): boolean => full === true || (quota > 0 && quota - usage < lowRoom)
