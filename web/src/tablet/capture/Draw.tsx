import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { say } from '../../words/words'
import { useKeeping } from './keep'
import { NotKept } from './Photos'
import { drawStrokes, leastLength, lengthOf, type Point, type Stroke } from './strokes'
import './capture.css'

interface DrawProperties {
  readonly label: string
  /** Told of the drawing's SHA-256 once it is on the disk. Who cannot or will not draw is asked beside it, by the caller. */
  readonly onDrawn: (sha256: string) => void
  readonly hint?: string | undefined
}

/** A signature drawn with finger or pen. It is kept as it was drawn, as a PNG with as many points as the screen has. */
export function Draw({ label, onDrawn, hint }: DrawProperties) {
  const id = useId()
  const area = useRef<HTMLCanvasElement>(null)
  const keeping = useKeeping()
  const [strokes, setStrokes] = useState<readonly Stroke[]>([])
  const drawing = useRef<Point[] | null>(null)
  const pen = useRef<number | null>(null)

  function redraw(): void {
    const canvas = area.current
    const context = canvas?.getContext('2d')
    if (canvas == null || context == null) return
    const scale = window.devicePixelRatio || 1
    const { width, height } = canvas.getBoundingClientRect()
    canvas.width = Math.max(1, Math.round(width * scale))
    canvas.height = Math.max(1, Math.round(height * scale))
    drawStrokes(context, drawing.current === null ? strokes : [...strokes, drawing.current], width, height, scale)
  }
  useEffect(redraw, [strokes])
  useEffect(() => {
    window.addEventListener('resize', redraw)
    return () => window.removeEventListener('resize', redraw)
  }, [strokes])

  const place = (e: PointerEvent): Point => {
    const { left, top } = (e.currentTarget as HTMLElement).getBoundingClientRect()
    return { x: e.clientX - left, y: e.clientY - top, pressure: e.pointerType === 'pen' ? e.pressure : 0 }
  }
  function down(e: PointerEvent): void {
    if (pen.current !== null) return // the ball of the hand beside the pen
    pen.current = e.pointerId
    ;(e.currentTarget as HTMLElement).setPointerCapture?.(e.pointerId)
    drawing.current = [place(e)]
    redraw()
  }
  function move(e: PointerEvent): void {
    if (e.pointerId !== pen.current || drawing.current === null) return
    drawing.current.push(place(e))
    redraw()
  }
  function up(e: PointerEvent): void {
    if (e.pointerId !== pen.current || drawing.current === null) return
    const stroke = drawing.current
    drawing.current = null
    pen.current = null
    setStrokes((before) => [...before, stroke])
  }
  async function take(): Promise<void> {
    const blob = await new Promise<Blob | null>((resolve) => area.current?.toBlob(resolve, 'image/png'))
    const hash = blob === null ? null : await keeping.keep(blob)
    if (hash !== null) onDrawn(hash)
  }
  const drawn = lengthOf(strokes) >= leastLength
  return (
    <section class="draw-field" aria-labelledby={id}>
      <h3 id={id}>{label}</h3>
      {hint !== undefined && <p class="quiet">{hint}</p>}
      <div class="draw-area">
        <canvas ref={area} role="img" aria-label={drawn ? say('capture.drawn') : say('capture.drawHere')} onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up} />
        {strokes.length === 0 && <span class="draw-line" aria-hidden="true">{say('capture.drawHere')}</span>}
      </div>
      <div class="acts">
        <button type="button" class="big" disabled={strokes.length === 0} onClick={() => setStrokes([])}>
          {say('capture.clear')}
        </button>
        <button type="button" class="big first-big" disabled={!drawn || keeping.busy} onClick={() => void take()}>
          {say('capture.takeSignature')}
        </button>
        {strokes.length > 0 && !drawn && <p class="quiet">{say('capture.tooShort')}</p>}
      </div>
      <NotKept keeping={keeping} onKept={([hash]) => hash !== undefined && onDrawn(hash)} />
    </section>
  )
}
