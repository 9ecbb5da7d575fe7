// Cuts France with its overseas parts, and what of its neighbours is in sight, out of world-atlas (Natural Earth,
// public domain, 1:10m), projects it and writes src/map/shapes.json: finished SVG paths, so that a browser
// needs neither the atlas nor a topology reader. Run it by `npm run shapes` when the frame changes.
import { readFileSync, writeFileSync } from 'node:fs'
import { geoPath } from 'd3-geo'
import { feature } from 'topojson-client'
import { createServer } from 'vite'

// ISO 3166-1 numbers: France with its departments, then the collectivities that have numbers of their own.
const france = new Set(['250', '540', '258', '666', '876', '663', '652'])
const tolerance = 0.45 // of a unit of the frame, which is shown at about 0.6 to 1 pixel
const frame = JSON.parse(readFileSync(new URL('../src/map/frame.json', import.meta.url)))

const atlas = JSON.parse(readFileSync(new URL('../node_modules/world-atlas/countries-10m.json', import.meta.url)))
const countries = feature(atlas, atlas.objects.countries).features

// The projection package is ES modules without file extensions, which only a bundler resolves.
const vite = await createServer({ configFile: false, server: { middlewareMode: true }, ssr: { noExternal: ['d3-composite-projections'] } })
const { geoConicConformalFrance } = await vite.ssrLoadModule('d3-composite-projections')
await vite.close()
const projection = geoConicConformalFrance().scale(frame.scale).translate(frame.translate)

/** Collects the rings that a path generator draws. */
function ringsOf(shape) {
  const rings = []
  geoPath(projection, {
    beginPath() {},
    moveTo(x, y) { rings.push([[x, y]]) },
    lineTo(x, y) { rings.at(-1).push([x, y]) },
    closePath() {},
    arc() {},
  })(shape)
  return rings
}

function distanceToLine([x, y], [x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1)
  if (length === 0) return Math.hypot(x - x1, y - y1)
  return Math.abs((y2 - y1) * x - (x2 - x1) * y + x2 * y1 - y2 * x1) / length
}

/** Douglas and Peucker's simplification of an open line. */
function simplify(points) {
  if (points.length < 3) return points
  let far = 0
  let index = 0
  for (let i = 1; i < points.length - 1; i++) {
    const distance = distanceToLine(points[i], points[0], points.at(-1))
    if (distance > far) [far, index] = [distance, i]
  }
  if (far <= tolerance) return [points[0], points.at(-1)]
  return [...simplify(points.slice(0, index + 1)).slice(0, -1), ...simplify(points.slice(index))]
}

function areaOf(points) {
  return Math.abs(points.reduce((sum, [x, y], i) => {
    const [nx, ny] = points[(i + 1) % points.length]
    return sum + x * ny - nx * y
  }, 0)) / 2
}

function pathOf(rings, smallest) {
  const number = (n) => String(Math.round(n * 10) / 10)
  return rings.filter((ring) => areaOf(ring) >= smallest)
    .map((ring) => {
      // A ring is cut in two, or its first and last point, being the same, would swallow all between them.
      const half = Math.floor(ring.length / 2)
      const points = [...simplify(ring.slice(0, half + 1)).slice(0, -1), ...simplify(ring.slice(half))]
      return `M${points.map(([x, y]) => `${number(x)} ${number(y)}`).join('L')}Z`
    })
    .join('')
}

/** Whether a ring lies in a box of the frame; the projection has clipped every ring to one of them. */
function liesIn(ring, [x1, y1, x2, y2]) {
  const middle = (i) => ring.reduce((sum, point) => sum + point[i], 0) / ring.length
  return middle(0) >= x1 && middle(0) <= x2 && middle(1) >= y1 && middle(1) <= y2
}

/** A ring that fills its box is the outside of a country on the other side of the globe. */
function fills(ring, [x1, y1, x2, y2]) {
  return areaOf(ring) > 0.99 * (x2 - x1) * (y2 - y1)
}

const land = countries.filter((c) => france.has(c.id)).flatMap(ringsOf)
const around = countries.filter((c) => !france.has(c.id)).flatMap(ringsOf)
const shapes = { source: 'Natural Earth 1:10m by world-atlas 2.0.2, conic conformal and Mercator, simplified' }
for (const [name, box] of Object.entries(frame.boxes)) {
  const smallest = name === 'europe' ? [0.6, 12] : [0.2, 2]
  shapes[name] = { land: pathOf(land.filter((r) => liesIn(r, box)), smallest[0]), around: pathOf(around.filter((r) => liesIn(r, box) && !fills(r, box)), smallest[1]) }
}
const target = new URL('../src/map/shapes.json', import.meta.url)
writeFileSync(target, `${JSON.stringify(shapes, null, 1)}\n`)
console.log(Object.entries(shapes).map(([name, s]) => `${name}: ${(s.land ?? s).length} characters`).join('\n'))
