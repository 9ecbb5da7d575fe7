import { laneHeight, type Row } from './layout'
import type { BoardModel } from './model'
import { names } from './stage'

interface LinksProperties {
  readonly model: BoardModel
  readonly rows: readonly Row[]
  readonly scale: number
  readonly height: number
  readonly width: number
}

/** The link of the selected cell, as a line from block to block across the sites. The panel says the same in words. */
export function Links({ model, rows, scale, height, width }: LinksProperties) {
  const group = model.facts.known.value.data?.groupOf.get(model.selected.value ?? '')
  if (group === undefined) return null
  const points = group.cells.flatMap((cell) => {
    const place = model.place(cell)
    const row = rows.find((r) => r.lane !== null && r.lane.id === place?.team)
    return place === undefined || row === undefined ? [] : [{ cell, x: names + place.start * scale, y: row.top + laneHeight / 2 }]
  })
  points.sort((a, b) => a.y - b.y || a.x - b.x)
  if (points.length < 2) return null
  const path = points.map((p, i) => `${i === 0 ? 'M' : 'L'}${p.x} ${p.y}`).join('')
  return (
    <svg class="board-links" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path d={path} />
      {points.map((p) => (
        <rect key={p.cell} x={p.x - 4} y={p.y - 4} width={8} height={8} transform={`rotate(45 ${p.x} ${p.y})`} />
      ))}
    </svg>
  )
}

