import { signal } from '@preact/signals'

/** The address in force within this document. */
export const address = signal({ path: location.pathname, search: location.search })

function take(): void {
  address.value = { path: location.pathname, search: location.search }
}

/** Follows the browser's back and forward. */
export function startRoutes(): void {
  addEventListener('popstate', take)
}

/** The parameters of a path that has the form of pattern ("/hq/:operation/sites/:site"), or null when it has not. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/').filter(Boolean)
  const given = path.split('/').filter(Boolean)
  if (wanted.length !== given.length) return null
  const found: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? ''
    if (part.startsWith(':')) found[part.slice(1)] = decodeURIComponent(value)
    else if (part !== value) return null
  }
  return found
}

/** The surface, and so the document, that shows a path: the same rule as the program's (server/pages.go). */
export function surface(path: string): string {
  const first = path.split('/')[1] ?? ''
  return ['hq', 'plan', 'office', 'review', 'tablet'].includes(first) ? first : 'index'
}

/** Goes to a path: within this document without loading anything, to another surface by the browser. */
export function go(path: string): void {
  if (surface(path) !== surface(location.pathname)) {
    location.assign(path)
    return
  }
  history.pushState(null, '', path)
  take()
  scrollTo(0, 0)
  // The link that was followed is gone with its page; a screen reader goes on at the new page's beginning.
  requestAnimationFrame(() => document.getElementById('content')?.focus({ preventScroll: true }))
}
