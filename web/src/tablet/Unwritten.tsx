import type { Unwritten as Act } from '../field/acts'
import { letGo } from '../field/papers'
import type { BodyFault } from '../sync/schema'
import { Button } from '../parts/Button'
import { say } from '../words/words'
import { useStation } from './station'
import { clockTime } from './times'

/** What could not be written, on every screen until it is. What is being written is told in the bar, where nothing moves for it. */
export function Unwritten() {
  const station = useStation()
  const desk = station.desk()
  if (desk === null) return null
  const { acts } = desk
  const lost = acts.unwritten.value
  if (lost.length === 0) return null
  const readable = station.account.value !== ''
  return (
    <div class="unwritten" role="alert">
      {lost.map((u) => (
        <div key={u.id} class="unwritten-act">
          <p>
            <strong>{say('tablet.notRecorded', { time: clockTime(u.at) })}</strong> {say(`tablet.notRecordedWhy.${u.why}`)} {u.why === 'failed' || (u.why === 'not_valid' && u.faults.length === 0) ? u.detail : ''}
          </p>
          <Wrong faults={u.faults} />
          {readable && u.why === 'not_valid' && <Given act={u} />}
          <p class="form-acts">
            <Button kind="first" onClick={() => void acts.retry(u).catch(() => undefined)}>{say('act.retry')}</Button>
            {readable && <Button onClick={() => void letGo(desk, u).catch(() => undefined)}>{say('tablet.letGo')}</Button>}
          </p>
        </div>
      ))}
    </div>
  )
}

/** Where a body is wrong, and what is wrong there. */
export function Wrong({ faults }: { faults: readonly BodyFault[] }) {
  if (faults.length === 0) return null
  return (
    <ul class="unwritten-wrong">
      {faults.map((f) => (
        <li key={`${f.pointer} ${f.keyword}`}>
          <strong>{say('unwritten.at', { place: f.pointer === '' ? say('unwritten.whole') : f.pointer.slice(1).replaceAll('/', ' › ') })}</strong>{' '}
          {say(`unwritten.wrong.${f.keyword}`, { wanted: f.wanted })}
        </li>
      ))}
    </ul>
  )
}

/** What an officer gave, to be read off and given anew: it is on no disk. Not while the tablet is locked. */
function Given({ act: { body } }: { act: Act }) {
  return (
    <details class="unwritten-given">
      <summary>{say('unwritten.given')}</summary>
      <pre>{JSON.stringify(body, null, 2)}</pre>
    </details>
  )
}
