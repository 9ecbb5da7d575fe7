import { second } from '../time/clock'
import { Button } from '../parts/Button'
import { say } from '../words/words'
import { tellAfter } from '../field/acts'
import { useStation } from './station'
import { clockTime } from './times'

/** What is not on the disk yet, or could not be written, on every screen until it is. */
export function Unwritten() {
  const station = useStation()
  second.value
  const acts = station.desk()?.acts
  if (acts === undefined) return null
  const now = station.with_.now()
  const slow = acts.writing.value.filter((begun) => now - begun > tellAfter)
  const lost = acts.unwritten.value
  if (slow.length === 0 && lost.length === 0) return null
  return (
    <div class="unwritten" role="alert">
      {slow.length > 0 && <p>{say('tablet.stillWriting', { n: slow.length })}</p>}
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
