import { useMemo } from 'preact/hooks'
import { type SiteRow, siteMark } from '../hq/picture'
import { useKept } from '../parts/kept'
import { go } from '../parts/route'
import { StateMark, StateShape } from '../parts/StateMark'
import { say } from '../words/words'
import { type BoxName, boxes, project } from './project'
import shapes from './shapes.json'
import { spread } from './spread'

/** The radius of a site's mark in units of the frame: the area grows with the cells. */
function radiusOf(cells: number): number {
  return 6 + 2.1 * Math.sqrt(Math.max(1, Math.min(cells, 200)))
}

interface Placed {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly homeX: number
  readonly homeY: number
  readonly radius: number
}

/** Places the sites once for a set of sites: places depend on where they are and how large, not on what happens there. */
function place(sites: readonly SiteRow[]): { boxes: Map<BoxName, Placed[]>; elsewhere: string[] } {
  const found = new Map<BoxName, Placed[]>()
  const elsewhere: string[] = []
  for (const site of sites) {
    const spot = project(site.longitude, site.latitude)
    if (spot === null) {
      elsewhere.push(site.id)
      continue
    }
    const placed = { id: site.id, x: spot.x, y: spot.y, homeX: spot.x, homeY: spot.y, radius: radiusOf(site.cells) }
    found.set(spot.box, [...(found.get(spot.box) ?? []), placed])
  }
  for (const [box, placed] of found) {
    const apart = spread(placed)
    found.set(box, placed.map((p, i) => ({ ...p, ...apart[i] })))
  }
  return { boxes: found, elsewhere }
}

interface MapProperties {
  readonly sites: readonly SiteRow[]
  readonly siteAddress: (id: string) => string
  /** Sites that are not of what was asked for: they stay, pale. */
  readonly isDim?: (site: SiteRow) => boolean
}

const nothing = (): boolean => false

/**
 * The map: colour and shape are the state, size the cells, a ring late, a broken ring silent. It repeats what the table of
 * sites says in words, so it is hidden from screen readers and from the tabulator key, and serves eye and mouse.
 */
export function SiteMap({ sites, siteAddress, isDim = nothing }: MapProperties) {
  const key = sites.map((s) => `${s.id} ${s.latitude} ${s.longitude} ${s.cells}`).join('|')
  const placed = useMemo(() => place(sites), [key])
  const byId = new Map(sites.map((s) => [s.id, s]))
  const insets = [...placed.boxes.keys()].filter((name) => name !== 'europe')
  const draw = (box: BoxName) => <MapBox key={box} box={box} placed={placed.boxes.get(box) ?? []} sites={byId} siteAddress={siteAddress} isDim={isDim} />
  return (
    <div class="map" aria-hidden="true">
      {draw('europe')}
      {(insets.length > 0 || placed.elsewhere.length > 0) && (
        <div class="map-insets">
          {insets.map(draw)}
          {placed.elsewhere.length > 0 && (
            <figure class="map-inset map-elsewhere">
              <figcaption>{say('map.elsewhere')}</figcaption>
              {placed.elsewhere.map((id) => byId.get(id)).map((site) => site && <OffMap key={site.id} site={site} to={siteAddress(site.id)} />)}
            </figure>
          )}
        </div>
      )}
    </div>
  )
}

function OffMap({ site, to }: { site: SiteRow; to: string }) {
  return (
    <a href={to} tabindex={-1} title={site.name} onClick={(e) => follow(e, to)}>
      <StateMark state={siteMark(site)} late={site.late} silent={site.silent} />
      {site.code}
    </a>
  )
}

function follow(event: MouseEvent, to: string): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  go(to)
}

/** Where a site's code stands: right of its mark, or left of it where it would leave the box. */
function beside(p: Placed, right: number): { x: number; 'text-anchor': 'start' | 'end' } {
  const off = p.radius + 7
  return p.x + off + 48 > right ? { x: p.x - off, 'text-anchor': 'end' } : { x: p.x + off, 'text-anchor': 'start' }
}

interface BoxProperties {
  readonly box: BoxName
  readonly placed: readonly Placed[]
  readonly sites: ReadonlyMap<string, SiteRow>
  readonly siteAddress: (id: string) => string
  readonly isDim: (site: SiteRow) => boolean
}

function MapBox({ box, placed, sites, siteAddress, isDim }: BoxProperties) {
  const [left, top, right, bottom] = boxes[box]
  const kept = useKept()
  const inset = box !== 'europe'
  return (
    <figure class={inset ? 'map-inset' : 'map-main'}>
      {inset && <figcaption>{say(`map.${box}`)}</figcaption>}
      <svg preserveAspectRatio="xMidYMin" viewBox={`${left} ${top} ${right - left} ${bottom - top}`}>
        <path class="map-around" d={shapes[box].around} />
        <path class="map-land" d={shapes[box].land} />
        {placed.map((p) => Math.hypot(p.x - p.homeX, p.y - p.homeY) > 6 && <path key={p.id} class="map-leader" d={`M${p.homeX} ${p.homeY}L${p.x} ${p.y}`} />)}
        {placed.map((p) => {
          const site = sites.get(p.id)
          if (site === undefined) return null
          const dim = isDim(site)
          const key = `${site.state} ${site.late} ${site.silent} ${dim} ${p.x} ${p.y} ${p.radius} ${site.code} ${site.name}`
          return kept(p.id, key, () => <MapSite key={p.id} site={site} placed={p} to={siteAddress(p.id)} dim={dim} />)
        })}
        {placed.map((p) => {
          const site = sites.get(p.id)
          if (site === undefined || !(site.late || site.silent) || isDim(site)) return null
          return (
            <text key={p.id} class="map-code" {...beside(p, right)} y={p.y + 6}>
              {site.code}
            </text>
          )
        })}
      </svg>
    </figure>
  )
}

function MapSite({ site, placed, to, dim }: { site: SiteRow; placed: Placed; to: string; dim: boolean }) {
  const scale = placed.radius / 7
  return (
    <a class={dim ? 'map-site map-dim' : 'map-site'} href={to} tabindex={-1} onClick={(e) => follow(e, to)}>
      <title>{`${site.code} ${site.name}`}</title>
      <circle class="map-reach" cx={placed.x} cy={placed.y} r={placed.radius + 4} />
      {site.late && <circle class="ring-late" cx={placed.x} cy={placed.y} r={placed.radius + 3} />}
      {site.silent && <circle class="ring-silent" cx={placed.x} cy={placed.y} r={placed.radius + (site.late ? 6 : 3)} />}
      <g transform={`translate(${placed.x} ${placed.y}) scale(${scale}) translate(-8 -8)`}>
        <StateShape state={siteMark(site)} />
      </g>
    </a>
  )
}
