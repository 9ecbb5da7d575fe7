import { type ReadonlySignal, signal } from '@preact/signals'
import { type ApiFault, asFault } from './problem'

/** What a page knows of something that it reads from the server. Data once read stays on the screen whatever comes after. */
export interface Known<T> {
  readonly data: T | null
  /** Milliseconds of the ticker when data was read. */
  readonly readAt: number
  readonly fault: ApiFault | null
  /** Milliseconds of the ticker since when an answer is awaited; null when none is. */
  readonly waitingSince: number | null
}

export interface Resource<T> {
  readonly known: ReadonlySignal<Known<T>>
  /** Reads again. Two reads never run at once: asked while one runs, one more follows it. */
  reload(): Promise<void>
  /** Gives up the read under way and reads no more. */
  stop(): void
}

/** Makes a resource of a function that reads. Nothing is read before the first reload. */
export function resource<T>(read: (abort: AbortSignal) => Promise<T>, ticker: () => number = () => performance.now()): Resource<T> {
  const known = signal<Known<T>>({ data: null, readAt: 0, fault: null, waitingSince: null })
  const abort = new AbortController()
  let running: Promise<void> | null = null
  let again = false

  async function once(): Promise<void> {
    known.value = { ...known.value, waitingSince: ticker() }
    try {
      const data = await read(abort.signal)
      if (!abort.signal.aborted) known.value = { data, readAt: ticker(), fault: null, waitingSince: null }
    } catch (thrown) {
      if (!abort.signal.aborted) known.value = { ...known.value, fault: asFault(thrown), waitingSince: null }
    }
  }

  async function run(): Promise<void> {
    do {
      again = false
      await once()
    } while (again && !abort.signal.aborted)
    running = null
  }

  return {
    known,
    reload() {
      if (abort.signal.aborted) return Promise.resolve()
      if (running !== null) again = true
      else running = run()
      return running ?? Promise.resolve()
    },
    stop: () => abort.abort(),
  }
}
