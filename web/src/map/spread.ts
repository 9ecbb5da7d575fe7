/** A disc on the map: where it belongs and how large it is. */
export interface Disc {
  readonly x: number
  readonly y: number
  readonly radius: number
}

const rounds = 80
const homesickness = 0.04

/**
 * Moves discs apart until they no longer hide each other, each as little as may be: around Paris ten establishments lie within
 * 40 km. The same discs give the same places, so that nothing jumps when the picture is drawn again. Returns centres in order.
 */
export function spread(discs: readonly Disc[], gap = 1): { x: number; y: number }[] {
  const at = discs.map((d) => ({ x: d.x, y: d.y }))
  for (let round = 0; round < rounds; round++) {
    let touched = false
    for (let i = 0; i < discs.length; i++) {
      for (let j = i + 1; j < discs.length; j++) touched = part(discs, at, i, j, gap) || touched
    }
    if (!touched) break
    if (round < rounds * 0.7) at.forEach((p, i) => pullHome(p, discs[i] as Disc))
  }
  return at
}

function part(discs: readonly Disc[], at: { x: number; y: number }[], i: number, j: number, gap: number): boolean {
  const [a, b] = [at[i], at[j]] as [{ x: number; y: number }, { x: number; y: number }]
  const wanted = (discs[i] as Disc).radius + (discs[j] as Disc).radius + gap
  let [dx, dy] = [b.x - a.x, b.y - a.y]
  let distance = Math.hypot(dx, dy)
  if (distance >= wanted) return false
  if (distance < 1e-6) {
    // Two at one spot part in a direction of their own, or a heap of them would part along one line.
    const angle = (i * 7 + j) * 2.399963
    ;[dx, dy, distance] = [Math.cos(angle), Math.sin(angle), 1]
  }
  const push = (wanted - Math.min(distance, wanted)) / 2 / distance
  const [px, py] = [dx * (push || 0.5), dy * (push || 0.5)]
  a.x -= px
  a.y -= py
  b.x += px
  b.y += py
  return true
}

function pullHome(p: { x: number; y: number }, home: Disc): void {
  p.x += (home.x - p.x) * homesickness
  p.y += (home.y - p.y) * homesickness
}
