import { options } from 'preact'

const fields = new Set(['input', 'textarea', 'select', 'form'])

/**
 * Has every field say that the browser is to remember nothing of it. Else Chromium writes what stands in fields into its session files, for the
 * day when a tab is opened again, and names into its own address book, both in clear beside a sealed journal (seen by e2e/profile.mjs).
 */
export function rememberNothing(): void {
  const before = options.vnode
  options.vnode = (vnode) => {
    if (typeof vnode.type === 'string' && fields.has(vnode.type)) (vnode.props as { autocomplete?: string }).autocomplete = 'off'
    before?.(vnode)
  }
}
