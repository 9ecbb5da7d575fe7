import { geoConicConformalFrance } from 'd3-composite-projections'
import frame from './frame.json'

export type BoxName = keyof typeof frame.boxes
export type Box = readonly [left: number, top: number, right: number, bottom: number]

export const boxNames = Object.keys(frame.boxes) as BoxName[]
export const boxes = frame.boxes as unknown as Record<BoxName, Box>

const projection = geoConicConformalFrance().scale(frame.scale).translate(frame.translate as [number, number])

export interface Place {
  readonly x: number
  readonly y: number
  readonly box: BoxName
}

/** Where degrees (WGS 84) fall on the map of France and its overseas parts, or null where the map does not reach. */
export function project(longitude: number, latitude: number): Place | null {
  if (!Number.isFinite(longitude) || !Number.isFinite(latitude) || (longitude === 0 && latitude === 0)) return null
  const point = projection([longitude, latitude])
  if (point === null) return null
  const [x, y] = point
  const box = boxNames.find((name) => {
    const [left, top, right, bottom] = boxes[name]
    return x >= left && x <= right && y >= top && y <= bottom
  })
  return box === undefined ? null : { x, y, box }
}
