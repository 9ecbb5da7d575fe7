import type { Need } from './picture'

/** The kinds of what needs a person, those first that cannot wait. A kind that this page does not know comes before the others: somebody must look. */
export const kinds = [
  'incident', 'quarantined', 'refused', 'held', 'contested', 'gate_failed', 'outside_authorisation', 'given_back', 'duplicate_seal', 'kit_missing', 'replan', 'silent', 'late', 'unheard', 'gate_overridden',
] as const

const rank = (kind: string): number => (kinds as readonly string[]).indexOf(kind)

/** In the order in which they are to be looked at; of one kind the newest first, those without an instant in the order that they came in. */
export function inOrder(needs: readonly Need[]): Need[] {
  return [...needs].sort((a, b) => rank(a.kind) - rank(b.kind) || (b.at ?? '').localeCompare(a.at ?? ''))
}

/** How many there are of each kind, in their order. */
export function counts(needs: readonly Need[]): { kind: string; count: number }[] {
  const found = new Map<string, number>()
  for (const n of inOrder(needs)) found.set(n.kind, (found.get(n.kind) ?? 0) + n.count)
  return [...found].map(([kind, count]) => ({ kind, count }))
}

/** Where something that needs a person is looked at: its search, cell or exhibit, else its site, else nowhere of its own. */
export function addressOf(need: Need, base: string): string | undefined {
  if (need.exhibit !== undefined) return `${base}/exhibits/${need.exhibit}`
  if (need.search !== undefined) return `${base}/searches/${need.search}`
  if (need.task !== undefined) return `${base}/tasks/${need.task}`
  if (need.kind === 'replan') return `${base.replace(/^\/hq\//, '/plan/')}/live`
  return need.site === undefined ? undefined : `${base}/sites/${need.site}`
}
