/*
 * Keeps the tablet's page and all that it may load on the tablet, so that it starts in flight mode. It never touches what goes to the
 * server's interface: entries and photographs are the journal's.
 */

declare const __FILES__: readonly string[]
declare const __BUILD__: string

interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}

interface Scope extends EventTarget {
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
}

const scope = globalThis as unknown as Scope
const mine = 'cellsweep-tablet-'
const cacheName = `${mine}${__BUILD__}`
const page = '/tablet'

scope.addEventListener('install', (event) => {
  // All or nothing: a version of which a file is lacking is not installed, and the one before goes on.
  const keep = async (): Promise<void> => (await caches.open(cacheName)).addAll([page, ...__FILES__].map((file) => new Request(file, { cache: 'reload' })))
  ;(event as ExtendableEvent).waitUntil(keep())
})

scope.addEventListener('activate', (event) => {
  const old = async (): Promise<unknown> => Promise.all((await caches.keys()).filter((key) => key.startsWith(mine) && key !== cacheName).map((key) => caches.delete(key)))
  ;(event as ExtendableEvent).waitUntil(old().then(() => scope.clients.claim()))
})

scope.addEventListener('message', (event) => {
  // The page asks for it when the officer does, and not in the middle of a write.
  if ((event as MessageEvent).data === 'take over') (event as ExtendableEvent).waitUntil(scope.skipWaiting())
})

scope.addEventListener('fetch', (event) => {
  const { request } = event as FetchEvent
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/v1/')) return
  if (request.mode === 'navigate') {
    if (pathname === page || pathname.startsWith(`${page}/`)) (event as FetchEvent).respondWith(kept(page, request))
  } else (event as FetchEvent).respondWith(kept(pathname, request))
})

/** What is kept of this version, else the network: a page of another version asks for files that are not here. */
async function kept(path: string, request: Request): Promise<Response> {
  return (await (await caches.open(cacheName)).match(path)) ?? fetch(request)
}
