import { Button } from '../parts/Button'
import { say } from '../words/words'
import { useStation } from './station'
import { clockTime } from './times'

/** What could not be written, on every screen until it is. What is being written is told in the bar, where nothing moves for it. */
export function Unwritten() {
  const station = useStation()
  const acts = station.desk()?.acts
  if (acts === undefined) return null
  const lost = acts.unwritten.value
  if (lost.length === 0) return null
  return (
    <div class="unwritten" role="alert">
      {lost.map((u) => (
        <div key={u.id} class="unwritten-act">
          <p>
            <strong>{say('tablet.notRecorded', { time: clockTime(u.at) })}</strong> {say(`tablet.notRecordedWhy.${u.why}`)} {u.why === 'full' ? '' : u.detail}
          </p>
          <p class="form-acts">
            <Button kind="first" onClick={() => void acts.retry(u).catch(() => undefined)}>{say('act.retry')}</Button>
            <Button onClick={() => acts.forget(u.id)}>{say('tablet.letGo')}</Button>
          </p>
        </div>
      ))}
    </div>
  )
}
