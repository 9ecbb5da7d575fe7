import { type ReadonlySignal, signal } from '@preact/signals'
import { EventReader } from './events'

/** connecting: not yet; live: something was heard within the silence allowed; lost: not, and it is tried again; ended: for good. */
export type StreamState = 'connecting' | 'live' | 'lost' | 'ended'

export interface LiveStream {
  readonly state: ReadonlySignal<StreamState>
  /** Milliseconds of the ticker when the server was last heard; 0 before the first time. */
  readonly heardAt: ReadonlySignal<number>
  close(): void
}

export interface StreamOptions {
  readonly url: string
  /** Called with what the pokes of one moment carry. */
  readonly onPoke: (data: readonly string[]) => void
  /** Called at each new connection: what happened while there was none was missed. */
  readonly onOpen: () => void
  /** Silence after which a connection counts as lost, milliseconds; the server's heartbeat comes each 15 s. */
  readonly silence?: number
  readonly ticker?: () => number
  readonly fetch?: typeof fetch
  readonly random?: () => number
}

/** The pause before connection number `attempt` (0 for the first repeat): doubling from 1 s to 30 s, half of it by chance, so that
 * the screens that a restart cut off do not all come back in one moment. */
export function pause(attempt: number, random: number, wish: number | null = null): number {
  const full = Math.min(30_000, (wish ?? 1000) * 2 ** Math.min(attempt, 10))
  return full / 2 + (full / 2) * random
}

/** Follows a stream of pokes for ever, through every loss of connection, until it is closed or the server refuses it for good. */
export function openStream(options: StreamOptions): LiveStream {
  const { silence = 40_000, ticker = () => performance.now(), fetch: get = fetch, random = Math.random } = options
  const state = signal<StreamState>('connecting')
  const heardAt = signal(0)
  const closed = new AbortController()
  let stirred = ticker() // when the connection of now was begun or last heard
  let connection = new AbortController()
  let wish: number | null = null
  let attempt = 0

  function heard(): void {
    stirred = ticker()
    heardAt.value = stirred
    state.value = 'live'
    attempt = 0
  }

  async function follow(): Promise<void> {
    connection = new AbortController()
    stirred = ticker()
    const response = await get(options.url, { headers: { accept: 'text/event-stream' }, cache: 'no-store', signal: connection.signal })
    if ([401, 403, 404, 410].includes(response.status)) {
      state.value = 'ended'
      closed.abort()
    }
    if (!response.ok || response.body === null) throw new Error(`stream refused with ${response.status}`)
    heard()
    options.onOpen()
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    const events = new EventReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      heard()
      const pokes = events.push(value).filter((e) => e.type === 'poke')
      if (pokes.length > 0) options.onPoke(pokes.map((e) => e.data))
      wish = events.retry
    }
  }

  async function run(): Promise<void> {
    while (!closed.signal.aborted) {
      await follow().catch(() => undefined)
      if (closed.signal.aborted) return
      state.value = 'lost'
      const wait = pause(attempt++, random(), wish)
      await new Promise((go) => setTimeout(go, wait))
    }
  }

  const watch = setInterval(() => {
    if (ticker() - stirred > silence) connection.abort()
  }, 1000)
  closed.signal.addEventListener('abort', () => {
    clearInterval(watch)
    connection.abort()
  })
  void run()
  return { state, heardAt, close: () => closed.abort() }
}

/** Calls act at once at the first asking, and then at most once in each `span` milliseconds however often it is asked. */
export function coalesce(act: () => void, span: number, ticker: () => number = () => performance.now()): () => void {
  let last = Number.NEGATIVE_INFINITY
  let waiting = false
  return () => {
    if (waiting) return
    const left = last + span - ticker()
    const go = (): void => {
      waiting = false
      last = ticker()
      act()
    }
    if (left <= 0) go()
    else {
      waiting = true
      setTimeout(go, left)
    }
  }
}

/** What pokes say has changed: names of kinds, nothing of their content. */
export function changedBy(pokes: readonly string[]): ReadonlySet<string> {
  const names = pokes.flatMap((data) => {
    try {
      const { changed } = JSON.parse(data) as { changed?: unknown }
      return Array.isArray(changed) ? changed.map(String) : []
    } catch {
      return []
    }
  })
  return new Set(names)
}
