import { formatMinutes } from '../time/hour'
import { say } from '../words/words'
import type { Reached } from './jobs'

const width = 640
const height = 160
const left = 88
const bottom = 22

/** How the plan got better while the job went on: its value falls in steps to its bound. The table of jobs says the same in numbers. */
export function ReachedChart({ points, seconds }: { points: readonly Reached[]; seconds: number }) {
  const last = points.at(-1)
  if (last === undefined) return null
  const end = Math.max(seconds * 1000, last.at, 1)
  const high = Math.max(...points.map((p) => p.value), 1)
  const low = Math.min(...points.map((p) => p.bound))
  const pad = Math.max(1, (high - low) * 0.08)
  const x = (at: number): number => left + ((width - left - 8) * at) / end
  const y = (v: number): number => 8 + ((height - bottom - 8) * (high + pad - v)) / (high - low + 2 * pad)
  const steps = (of: (p: Reached) => number): string =>
    `${points.map((p, i) => `${i === 0 ? `M${x(p.at)} ${y(of(p))}` : `H${x(p.at)}V${y(of(p))}`}`).join('')}H${x(end)}`
  const words = say('planning.chart', { value: formatMinutes(last.value), bound: formatMinutes(last.bound) })
  return (
    <figure class="reached">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
        <path class="reached-gap" d={`${steps((p) => p.value)}V${y(last.bound)}${[...points].reverse().map((p) => `V${y(p.bound)}H${x(p.at)}`).join('')}Z`} />
        <path class="reached-bound" d={steps((p) => p.bound)} />
        <path class="reached-value" d={steps((p) => p.value)} />
        <line class="reached-axis" x1={left} y1={height - bottom} x2={width} y2={height - bottom} />
        <text x={left - 8} y={y(points[0]?.value ?? high) + 4} text-anchor="end">{formatMinutes(points[0]?.value ?? high)}</text>
        {y(last.bound) - y(points[0]?.value ?? high) > 16 && (
          <text x={left - 8} y={y(last.bound) + 4} text-anchor="end">{formatMinutes(last.bound)}</text>
        )}
        <text x={left} y={height - 6}>0 s</text>
        <text x={width - 8} y={height - 6} text-anchor="end">{`${(end / 1000).toFixed(end < 20_000 ? 1 : 0)} s`}</text>
      </svg>
      <figcaption class="small">
        <span class="key-line key-value" aria-hidden="true" /> {say('planning.value')} <span class="key-line key-bound" aria-hidden="true" /> {say('planning.boundLine')}
      </figcaption>
    </figure>
  )
}
