/** A point of a signature: place in CSS pixels of the area, pressure from 0 to 1. */
export interface Point {
  readonly x: number
  readonly y: number
  readonly pressure: number
}
export type Stroke = readonly Point[]

/** A finger says 0 or 0.5 for its pressure; a pen says what it is. */
const weight = ({ pressure }: Point): number => 1.6 + 3.2 * (pressure > 0 ? pressure : 0.5)

/** Draws strokes in black on white, whatever the theme: it is paper. */
export function drawStrokes(context: CanvasRenderingContext2D, strokes: readonly Stroke[], width: number, height: number, scale: number): void {
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, width, height)
  context.strokeStyle = '#000000'
  context.fillStyle = '#000000'
  context.lineCap = 'round'
  context.lineJoin = 'round'
  for (const stroke of strokes) drawStroke(context, stroke)
}

function drawStroke(context: CanvasRenderingContext2D, stroke: Stroke): void {
  const [first] = stroke
  if (first === undefined) return
  context.beginPath()
  context.arc(first.x, first.y, weight(first) / 2, 0, 2 * Math.PI)
  context.fill()
  for (let i = 1; i < stroke.length; i++) {
    const [a, b] = [stroke[i - 1] as Point, stroke[i] as Point]
    context.lineWidth = (weight(a) + weight(b)) / 2
    context.beginPath()
    context.moveTo(a.x, a.y)
    context.lineTo(b.x, b.y)
    context.stroke()
  }
}

/** The way that the pen went, in CSS pixels. */
export function lengthOf(strokes: readonly Stroke[]): number {
  let sum = 0
  for (const stroke of strokes) for (let i = 1; i < stroke.length; i++) sum += Math.hypot((stroke[i] as Point).x - (stroke[i - 1] as Point).x, (stroke[i] as Point).y - (stroke[i - 1] as Point).y)
  return sum
}

/** Shorter than this is a touch by mistake, not a signature; CSS pixels. */
export const leastLength = 60
