import { useEffect, useState } from 'preact/hooks'
import './style/qr.css'

/** A QR code as a picture, drawn here: what it holds goes to nobody. The library is loaded where a code is first shown. */
export function Qr({ text, label }: { text: string; label: string }) {
  const [lines, setLines] = useState<readonly (readonly boolean[])[] | null>(null)
  useEffect(() => {
    let left = false
    void import('qr').then(({ encodeQR }) => {
      if (!left) setLines(encodeQR(text, 'raw', { ecc: 'medium', border: 4 }))
    })
    return () => {
      left = true
    }
  }, [text])
  const size = lines?.length ?? 1
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect class="qr-paper" width={size} height={size} />
      {lines !== null && <path class="qr-ink" d={inked(lines)} />}
    </svg>
  )
}

/** The outline of the dark squares, one rectangle for each run of a line. */
export function inked(lines: readonly (readonly boolean[])[]): string {
  const runs: string[] = []
  for (const [y, line] of lines.entries()) {
    for (let x = 0; x < line.length; x++) {
      if (line[x] !== true) continue
      const from = x
      while (line[x] === true) x++
      runs.push(`M${from} ${y}h${x - from}v1h${from - x}z`)
    }
  }
  return runs.join('')
}
