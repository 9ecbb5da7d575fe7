import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'

/**
 * Keeps what was drawn of the parts of a long list: a part is made anew when its key changes, else the one that was made before is
 * given back, which costs the drawing nothing. The key must say all that the part shows. Parts that were not asked for in one
 * drawing are forgotten at the next.
 */
export function useKept(): (id: string, key: string, make: () => VNode) => VNode {
  const before = useRef(new Map<string, { key: string; node: VNode }>())
  const now = new Map<string, { key: string; node: VNode }>()
  const old = before.current
  before.current = now
  return (id, key, make) => {
    const known = old.get(id)
    const part = known?.key === key ? known : { key, node: make() }
    now.set(id, part)
    return part.node
  }
}
