import { NumberField } from '../parts/Field'
import { say } from '../words/words'
import type { SiteDraft, Walk } from './types'

/** What the server takes where nobody measured (models.DefaultWalk), minutes. */
export const usualWalk: Walk = { sameLanding: 1, sameWing: 3, sameBuilding: 5, otherBuilding: 9 }

const ways = ['sameLanding', 'sameWing', 'sameBuilding', 'otherBuilding'] as const

/** How long a team walks between two cells, by the nearest place that both lie in: typed, and drawn beside what it means. */
export function WalkTimes({ draft, open, change }: { draft: SiteDraft; open: boolean; change: (draft: SiteDraft) => void }) {
  const walk = draft.walk ?? usualWalk
  const grows = ways.every((w, i) => i === 0 || walk[w] >= walk[ways[i - 1] ?? 'sameLanding'])
  return (
    <fieldset class="walk">
      <legend>{say('walk.title')}</legend>
      <div class="walk-fields">
        {ways.map((w) => (
          <NumberField key={w} label={say(`walk.${w}`)} value={walk[w]} least={0} most={240} unit="min" disabled={!open} onInput={(n) => change({ ...draft, walk: { ...walk, [w]: n ?? 0 } })} />
        ))}
        {!grows && <p class="small prepare-trouble">{say('walk.shrinks')}</p>}
      </div>
      <Drawing walk={walk} />
    </fieldset>
  )
}

/** Where the far end of each way stands in the drawing, and how the way goes there from the cell at the upper left. */
const ends: Readonly<Record<(typeof ways)[number], { readonly x: number; readonly y: number; readonly path: string }>> = {
  sameLanding: { x: 176, y: 46, path: 'M56 58H176' },
  sameWing: { x: 128, y: 108, path: 'M44 70V90H140V108' },
  sameBuilding: { x: 292, y: 46, path: 'M44 70V90H256V58H292' },
  otherBuilding: { x: 456, y: 108, path: 'M44 70V90H420V120H456' },
}

/** Two buildings in section: a wing of two landings, another wing, another building; the cell where a team is, and where each way leads. */
function Drawing({ walk }: { walk: Walk }) {
  const cells = [[68, 46], [104, 46], [140, 46], [32, 108], [68, 108], [176, 108], [340, 46], [292, 108], [340, 108], [456, 46], [504, 46], [504, 108]] as const
  return (
    <svg class="walk-drawing" viewBox="0 0 556 168" role="img" aria-label={ways.map((w) => `${say(`walk.${w}`)} ${walk[w]} min`).join(', ')}>
      <rect x="4" y="20" width="372" height="128" class="walk-building" />
      <rect x="428" y="20" width="124" height="128" class="walk-building" />
      <rect x="16" y="32" width="204" height="106" class="walk-wing" />
      <rect x="276" y="32" width="92" height="106" class="walk-wing" />
      <path d="M16 84H220M276 84H368M428 84H552" class="walk-floor" />
      {cells.map(([x, y]) => <rect key={`${x} ${y}`} x={x} y={y} width="24" height="24" class="walk-cell" />)}
      {ways.map((w) => <path key={w} d={ends[w].path} class="walk-way" />)}
      <rect x="32" y="46" width="24" height="24" class="walk-start" />
      {ways.map((w) => (
        <g key={w}>
          <rect x={ends[w].x} y={ends[w].y} width="36" height="24" class="walk-end" />
          <text x={ends[w].x + 18} y={ends[w].y + 16} class="walk-minutes">{walk[w]}</text>
        </g>
      ))}
      <text x="4" y="14" class="walk-word">{say('walk.building', { name: 'A' })}</text>
      <text x="428" y="14" class="walk-word">{say('walk.building', { name: 'B' })}</text>
      <text x="16" y="162" class="walk-word">{say('walk.wing', { n: 1 })}</text>
      <text x="276" y="162" class="walk-word">{say('walk.wing', { n: 2 })}</text>
    </svg>
  )
}
