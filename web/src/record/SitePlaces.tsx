import type { Resource } from '../api/resource'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { Segments } from '../parts/Segments'
import { Shown } from '../parts/Shown'
import { StateMark } from '../parts/StateMark'
import { figure, say, sayCode } from '../words/words'
import type { TaskDocument } from './documents'
import { cellsIn, landings, type Place, placeOf, shortCode, tally, taskMark, treeOf } from './tree'

export interface PlaceNames {
  /** What a place is called, or "" where its code is all. */
  readonly name: (code: string) => string
  readonly kind: (code: string) => string
}

interface PlacesProperties {
  readonly tasks: Resource<TaskDocument[]>
  /** Code of the place that is looked at, "" for the whole site. */
  readonly at: string
  readonly names: PlaceNames
  readonly siteAddress: string
  readonly base: string
}

/** The site's places as a tree with what they have come to, and beside it the landings of the one that is chosen, cell by cell. */
export function SitePlaces({ tasks, at, names, siteAddress, base }: PlacesProperties) {
  return (
    <Shown of={tasks}>
      {(list) => {
        if (list.length === 0) return <Empty title={say('place.none')} />
        const root = treeOf(list)
        const here = at === '' ? root : placeOf(root, at)
        return (
          <div class="places">
            <nav class="tree" aria-label={say('place.tree')}>
              <Branch place={root} at={here?.code ?? ''} names={names} siteAddress={siteAddress} />
            </nav>
            <div class="landings">
              {here === null ? <Empty title={say('place.unknown', { code: at })} /> : landings(here).map((l) => <Landing key={l.code} landing={l} names={names} base={base} />)}
            </div>
          </div>
        )
      }}
    </Shown>
  )
}

const marks = [['clear', 'state.clear'], ['find', 'state.find'], ['started', 'state.started'], ['not_executed', 'state.not_executed'], ['planned', 'state.planned']] as const

function Branch({ place, at, names, siteAddress }: { place: Place; at: string; names: PlaceNames; siteAddress: string }) {
  const cells = cellsIn(place)
  const counted = tally(cells)
  const label = place.code === '' ? say('place.whole') : `${place.code} ${names.name(place.code)}`.trim()
  const parts = marks.map(([state, key]) => ({ state, count: counted.find((c) => c.state === state)?.count ?? 0, word: say(key) }))
  const done = counted.filter((c) => c.state !== 'planned' && c.state !== 'started').reduce((n, c) => n + c.count, 0)
  return (
    <ul>
      <li class={place.code === at ? 'tree-here' : ''}>
        <span class="tree-row">
          <Link to={place.code === '' ? siteAddress : `${siteAddress}/places/${encodeURIComponent(place.code)}`} current={place.code === at}>
            {label}
          </Link>
          <Segments label={label} total={cells.length} parts={parts} />
          <span class="number small quiet">{done}/{cells.length}</span>
        </span>
        {place.places.map((p) => (
          <Branch key={p.code} place={p} at={at} names={names} siteAddress={siteAddress} />
        ))}
      </li>
    </ul>
  )
}

/** What a cell has come to, in words. */
const saidOf = (cell: TaskDocument): string => (taskMark(cell) === 'person' ? say('record.wasReturned') : sayCode('task', cell.state))

/** A landing as a plan: one tile a cell, in the order of the doors. */
function Landing({ landing, names, base }: { landing: Place; names: PlaceNames; base: string }) {
  const name = names.name(landing.code)
  return (
    <section class="landing" aria-label={`${landing.code} ${name}`}>
      <h3>
        {landing.path.join(' / ')} {name !== '' && <span>· {name}</span>} <span class="number">{figure(landing.cells.length)}</span>
      </h3>
      <ol class="tiles">
        {landing.cells.map((cell) => {
          const finds = cell.state === 'done_find'
          return (
            <li key={cell.id} class={`tile tile-${taskMark(cell)}`}>
              <Link to={`${base}/tasks/${cell.id}`} title={`${cell.code} · ${saidOf(cell)} · ${cell.teamName}`}>
                <StateMark state={taskMark(cell)} />
                <span class="tile-code">{shortCode(cell.code, landing.code)}</span>
                <span class="unseen">{saidOf(cell)}</span>
                {finds && <span class="tile-note number">{(cell as TaskDocument & { counts?: Record<string, number> }).counts?.exhibitsSeized ?? ''}</span>}
              </Link>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
