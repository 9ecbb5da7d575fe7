import { type ReadonlySignal, signal } from '@preact/signals'

/** How this page stands with what is kept of it on the tablet. */
export type Kept =
  | 'unknown'
  | 'unsupported' // no service worker: the page needs a network to start
  | 'failed' // it could not be kept
  | 'kept' // it starts without a network
  | 'newer' // it starts without a network, and a newer version waits

export const kept = signal<Kept>('unknown')
let waiting: ServiceWorker | null = null

interface Policy {
  createScriptURL(text: string): string
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(text: string): string }): Policy
}

/** The one script that becomes the worker, as the page's policy wants it named (server/middleware.go). */
function workerAddress(): string {
  const address = '/tablet-worker.js'
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes
  if (types === undefined) return address
  return types.createPolicy('cellsweep-worker', { createScriptURL: (text) => (text === address ? text : '') }).createScriptURL(address)
}

/** Keeps this page on the tablet, and looks for a newer version at each start and each hour. */
export async function keepPage(): Promise<void> {
  const { serviceWorker } = navigator
  if (serviceWorker === undefined) {
    kept.value = 'unsupported'
    return
  }
  try {
    const registration = await serviceWorker.register(workerAddress(), { scope: '/tablet', updateViaCache: 'none' })
    follow(registration)
    await serviceWorker.ready
    if (kept.value === 'unknown') kept.value = 'kept'
    setInterval(() => void registration.update().catch(() => undefined), 3_600_000)
  } catch {
    kept.value = navigator.serviceWorker.controller === null ? 'failed' : 'kept'
  }
}

function follow(registration: ServiceWorkerRegistration): void {
  const look = (worker: ServiceWorker | null): void => {
    // The very first version has nobody to wait for.
    if (worker === null || navigator.serviceWorker.controller === null) return
    waiting = worker
    kept.value = 'newer'
  }
  look(registration.waiting)
  let had = navigator.serviceWorker.controller
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // Taken in another tab: what this page has not loaded yet is not kept any more.
    if (had !== null) kept.value = 'newer'
    had = navigator.serviceWorker.controller
    waiting = null
  })
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') look(worker)
    })
  })
}

/** What the newer version waits for: writes that are under way, and acts that could not be written and are in memory alone. */
interface Writes {
  readonly writing: ReadonlySignal<readonly number[]>
  readonly unwritten: ReadonlySignal<readonly unknown[]>
}

/**
 * Starts the newer version when nothing is under way any more; false while something is in memory alone, which a new start would lose.
 * Screens with something half typed do not offer it (Bar).
 */
export async function takeNewer(acts: Writes | undefined): Promise<boolean> {
  for (let i = 0; i < 100 && (acts?.writing.value.length ?? 0) > 0; i++) await new Promise((done) => setTimeout(done, 50))
  if ((acts?.writing.value.length ?? 0) > 0 || (acts?.unwritten.value.length ?? 0) > 0) return false
  if (waiting === null) location.reload() // another tab has taken it: this page is of the version before
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting?.postMessage('take over')
  return true
}
