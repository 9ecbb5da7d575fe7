import type { State } from './StateMark'

export interface Segment {
  readonly state: State | 'unplanned' | 'plain' | 'over'
  readonly count: number
  readonly word: string
}

/** One bar of a whole, cut into counted parts. `total` may exceed the parts' sum: the rest stays empty. It is read aloud as its parts. */
export function Segments({ parts, total, label, tall = false }: { parts: readonly Segment[]; total: number; label: string; tall?: boolean }) {
  const shown = parts.filter((p) => p.count > 0)
  const spoken = shown.map((p) => `${p.word} ${p.count}`).join(', ')
  return (
    <div class={tall ? 'segments segments-tall' : 'segments'} role="img" aria-label={`${label}: ${spoken || '0'}`}>
      {shown.map((p) => (
        <span key={p.state} class={`segment segment-${p.state}`} style={{ width: `${(100 * p.count) / Math.max(1, total)}%` }} />
      ))}
    </div>
  )
}
