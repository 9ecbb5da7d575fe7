import type { components } from '../api/schema'
import { say } from '../words/words'

type Place = components['schemas']['OccupancyPlace']
type Move = components['schemas']['OccupancyMove']

const place = (p: Place | undefined): string => (p === undefined ? say('prepare.none') : `${p.site} ${p.cell ?? ''}`.trim())

function uncovered(m: Move): string {
  return m.to !== undefined && m.covered !== true ? `: ${say('import.uncovered')}` : ''
}

/** What a new list of who is where changes in the operation; only what is shown here is applied. */
export function Occupancy({ changes }: { changes: components['schemas']['OccupancyChanges'] }) {
  const lines = [
    ...changes.moves.map((m) => say('import.moved', { person: m.person, from: place(m.from), to: place(m.to) }) + uncovered(m)),
    ...changes.gone.map((m) => say('import.gone', { person: m.person, from: place(m.from) })),
    ...changes.elsewhere.map((m) => say('import.elsewhere', { person: m.person, to: place(m.to) })),
    ...changes.empty.map((p) => say('import.empty', { cell: place(p) })),
    ...changes.lapsedPins.map((p) => say('import.pin', { cell: place(p) })),
    ...changes.droppedLinks.map((link) => say('import.link', { link })),
  ]
  return (
    <section class="prepare-file" aria-labelledby="import-occupancy">
      <h3 id="import-occupancy">{say('import.occupancy')}</h3>
      {lines.length === 0 ? <p>{say('import.noMove')}</p> : <ul class="prepare-lacks">{lines.map((l) => <li key={l}>{l}</li>)}</ul>}
    </section>
  )
}
