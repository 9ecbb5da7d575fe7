import type { ComponentChildren } from 'preact'
import { go } from './route'

/** A plain link that does not load the page again where it leads to the same surface; every way of opening it elsewhere works. */
export function Link({ to, title, current = false, children }: { to: string; title?: string; current?: boolean; children: ComponentChildren }) {
  function follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(to)
  }
  return (
    <a title={title} href={to} aria-current={current ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  )
}
