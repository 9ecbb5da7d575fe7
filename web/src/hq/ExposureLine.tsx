import { Empty } from '../parts/Notices'
import { axisMarks, formatHour } from '../time/hour'
import { figure, say } from '../words/words'
import type { Picture } from './picture'

type Point = Picture['exposure']['curve'][number]

const width = 360
const height = 184
const box = { left: 4, right: 64, top: 20, bottom: 20 }

/** The points of a line in the drawing's units, "x,y x,y …". */
export function pathOf(points: readonly (readonly [minute: number, value: number])[], last: number, highest: number): string {
  const w = width - box.left - box.right
  const h = height - box.top - box.bottom
  return points.map(([m, v]) => `${(box.left + (w * m) / Math.max(1, last)).toFixed(1)},${(box.top + h - (h * v) / Math.max(1, highest)).toFixed(1)}`).join(' ')
}

/** Where two labels stand that must not cover each other: as near to their ends of the lines as may be. */
export function apart(a: number, b: number, least: number): [number, number] {
  if (Math.abs(a - b) >= least) return [a, b]
  const middle = (a + b) / 2
  return a <= b ? [middle - least / 2, middle + least / 2] : [middle + least / 2, middle - least / 2]
}

/** The course of exposure: as the plan has it, and as it is up to now. */
export function ExposureLine({ curve }: { curve: readonly Point[] }) {
  const end = curve.at(-1)
  if (end === undefined || end.minute === 0) return <Empty title={say('exposure.none')} />
  const actual = curve.filter((p) => p.actual !== undefined)
  const here = actual.at(-1)
  const highest = Math.max(1, ...curve.map((p) => Math.max(p.planned, p.actual ?? 0)))
  const spot = (minute: number, value: number): [number, number] => pathOf([[minute, value]], end.minute, highest).split(',').map(Number) as [number, number]
  const planned = spot(end.minute, end.planned)
  const reached = here === undefined ? null : spot(here.minute, here.actual ?? 0)
  const over = here !== undefined && (here.actual ?? 0) > here.planned
  const [planY, actualY] = reached === null ? [planned[1], 0] : apart(planned[1], reached[1], 34)
  const words = say('exposure.words', { actual: here?.actual ?? 0, soFar: here?.planned ?? 0, planned: end.planned })
  return (
    <svg class="curve" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
      <title>{words}</title>
      <path class="curve-base" d={`M${box.left} ${height - box.bottom}H${width - box.right}`} />
      {axisMarks(0, end.minute, 4).map((m) => (
        <g key={m}>
          <path class="curve-base" d={`M${spot(m, 0)[0]} ${height - box.bottom}v4`} />
          <text class="curve-axis" x={spot(m, 0)[0]} y={height - 5}>{formatHour(m)}</text>
        </g>
      ))}
      <polyline class="curve-planned" points={pathOf(curve.map((p) => [p.minute, p.planned]), end.minute, highest)} />
      <polyline class={over ? 'curve-actual curve-over' : 'curve-actual'} points={pathOf(actual.map((p) => [p.minute, p.actual ?? 0]), end.minute, highest)} />
      <Label x={width - box.right + 8} y={planY} word={say('exposure.plan')} value={end.planned} />
      {reached !== null && (
        <>
          <circle class={over ? 'curve-here curve-over' : 'curve-here'} cx={reached[0]} cy={reached[1]} r={4} />
          <Label x={Math.max(reached[0], width - box.right) + 8} y={actualY} word={say('exposure.actual')} value={here?.actual ?? 0} strong />
        </>
      )}
    </svg>
  )
}

function Label({ x, y, word, value, strong = false }: { x: number; y: number; word: string; value: number; strong?: boolean }) {
  return (
    <text class={strong ? 'curve-label strong' : 'curve-label'} x={x} y={y - 2}>
      {word}
      <tspan x={x} dy={14}>{figure(value)}</tspan>
    </text>
  )
}
