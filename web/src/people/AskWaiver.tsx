import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { ApiFault } from '../api/problem'
import type { Desk } from '../operation/desk'
import { Decide } from '../parts/Decide'
import { Several } from '../parts/Field'
import { note } from '../parts/Notes'
import { say } from '../words/words'
import type { Conflict, People } from './roll'

/** How many cells are offered one by one; a waiver is for one cell, and a prosecutor signs each. */
const most = 60

/** Proposes that an officer may search cells in spite of the policy; each counts once the authority has signed it. */
export function AskWaiver({ desk, people, conflict, onClose, after }: { desk: Desk; people: People; conflict: Conflict; onClose: () => void; after: () => void }) {
  const { officer, place } = conflict
  const site = place.site.establishment
  const asked = new Set(people.waivers.filter((w) => w.officer === officer.id && w.state === 'proposed').map((w) => w.cell.location))
  const offered = (conflict.hurt.length > 0 ? conflict.hurt : conflict.cells).flatMap((c) => (c.location === undefined || asked.has(c.location) ? [] : [c.location]))
  const [cells, setCells] = useState<readonly string[]>(conflict.hurt.length > 0 ? offered.slice(0, most) : [])
  const code = (location: string): string => people.trees.get(site)?.byId.get(location)?.code ?? location
  return (
    <Decide title={say('conflicts.waiverTitle', { officer: `${officer.number} ${officer.name}` })} act={say('conflicts.propose', { n: cells.length })} onClose={onClose}
      decide={async (reason) => {
        if (cells.length === 0) throw new ApiFault({ code: 'invalid', fields: [{ message: say('conflicts.chooseCells') }] })
        for (const location of cells) {
          await ask(api.POST('/v1/operations/{operation}/waivers', { params: { path: { operation: desk.operation.id } }, body: { officer: officer.id, cell: { establishment: site, location }, reason } }))
        }
        after()
        note(say('conflicts.proposed', { n: cells.length }))
      }}>
      <p>{say('conflicts.waiverMeans')}</p>
      {asked.size > 0 && <p class="small quiet">{say('conflicts.asked', { n: asked.size })}</p>}
      {offered.length > 0 && <Several label={say('prepare.cells')} value={cells} onInput={setCells} options={offered.slice(0, most).map((l) => ({ value: l, word: code(l) }))} />}
      {offered.length > most && <p class="small quiet">{say('prepare.more', { n: offered.length - most })}</p>}
    </Decide>
  )
}
