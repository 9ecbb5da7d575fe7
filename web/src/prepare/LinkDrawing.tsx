import { axisMarks, formatHour } from '../time/hour'
import { localTime } from '../time/local'
import { say } from '../words/words'
import { cellKey } from './coverage'
import { groupBy } from './group'
import { type Field, type LinkFault, targetsOf } from './linkfaults'
import type { CellNames } from './Links'
import { within } from './tree'
import type { CellRef, Establishment, Link } from './types'

interface DrawingProperties {
  readonly link: Link
  readonly field: Field
  readonly establishments: ReadonlyMap<string, Establishment>
  readonly name: CellNames
  readonly faults: readonly LinkFault[]
}

interface Bar {
  readonly cell: CellRef
  /** Minutes from H between which its search may begin; `to` is null for no end. */
  readonly from: number
  readonly to: number | null
}

/** From when to when a cell may begin: its own hours, its site's, and those of its authorisation. */
function bar(cell: CellRef, { sites, covered }: Field, duration: number, own: { readonly windowFrom?: number; readonly windowTo?: number } | undefined): Bar {
  const site = sites.find((s) => s.establishment === cell.establishment)
  const from = Math.max(own?.windowFrom ?? 0, site?.windowFrom ?? 0, covered.get(cellKey(cell))?.from ?? 0)
  const ends = [own?.windowTo ?? 0, site?.windowTo ?? 0].filter((to) => to > 0).map((to) => to - duration)
  return { cell, from, to: ends.length === 0 ? null : Math.min(...ends) }
}

/**
 * A link as it is across its sites: a line for each cell, by site, on the axis from H; where a cell may begin is a bar, where the link wants
 * it to begin is a band: at H, or as many minutes as it tolerates after the first that all can be hit.
 */
export function Drawing({ link, field, establishments, name, faults }: DrawingProperties) {
  const targets = targetsOf(field.sites)
  const bars = link.cells.map((c) => bar(c, field, targets.get(cellKey(c))?.duration ?? 0, targets.get(cellKey(c))))
  const bad = new Set(faults.filter((f) => f.stops).flatMap((f) => f.cells.map(cellKey)))
  const tolerance = link.firstWave === true ? 0 : (link.tolerance ?? 0)
  const begins = link.firstWave === true ? 0 : Math.max(0, Math.max(0, ...bars.map((b) => b.from)) - tolerance)
  const last = Math.max(60, ...bars.flatMap((b) => [b.from, b.to ?? 0]), begins + tolerance) * 1.05
  const at = (minutes: number): string => `${(100 * Math.min(Math.max(minutes, 0), last)) / last}%`
  const bySite = [...groupBy(bars, (b) => b.cell.establishment)].sort(([a], [b]) => ((establishments.get(a)?.code ?? '') < (establishments.get(b)?.code ?? '') ? -1 : 1))
  const hour = field.draft.hHour
  const spoken = bars.map((b) => say('link.spokenCell', { cell: name(b.cell), from: formatHour(b.from), to: b.to === null ? '…' : formatHour(Math.max(b.to, 0)) })).join('; ')
  return (
    <figure class="link-drawing">
      <div role="img" aria-label={`${say('link.named', { code: link.code })}. ${spoken}`}>
        <div class="link-axis small quiet number" aria-hidden="true">
          {axisMarks(0, last, 5).filter((m) => m < last * 0.92).map((m) => <span key={m} style={{ left: at(m) }}>{m === 0 ? 'H' : formatHour(m)}</span>)}
        </div>
        {bySite.map(([id, list]) => (
          <div key={id} class="link-site" aria-hidden="true">
            <span class="link-name" title={establishments.get(id)?.name}>
              <span class="strong">{establishments.get(id)?.code ?? '?'}</span>
              {hour !== undefined && <span class="quiet small number"> {localTime(hour, establishments.get(id)?.timeZone ?? 'UTC')}</span>}
            </span>
            <div class="link-cells">
              {list.map((b) => (
                <div key={b.cell.location} class={bad.has(cellKey(b.cell)) ? 'link-row link-bad' : 'link-row'}>
                  <span class="link-cell number">{field.trees.get(id)?.byId.get(b.cell.location)?.code ?? '…'}</span>
                  <span class="quiet small link-wing">{wing(field, b.cell)}</span>
                  <span class="link-track">
                    <span class="link-band" style={{ left: at(begins), width: tolerance === 0 ? '2px' : at(tolerance) }} />
                    <span class={b.to === null ? 'link-bar link-open' : 'link-bar'} style={{ left: at(b.from), right: b.to === null ? '0' : `calc(100% - ${at(Math.max(b.to, b.from))})` }} />
                    <span class="link-start" style={{ left: at(Math.max(b.from, begins)) }} />
                  </span>
                </div>
              ))}
            </div>
          </div>
        ))}
      </div>
      <figcaption class="small quiet">{say(link.firstWave === true ? 'link.drawnAtH' : 'link.drawnWithin', { n: tolerance, at: formatHour(begins) })}</figcaption>
    </figure>
  )
}

function wing({ trees }: Field, c: CellRef): string {
  const tree = trees.get(c.establishment)
  return tree === undefined ? '' : (tree.byId.get(within(tree, c.location, 'wing'))?.code ?? '')
}
