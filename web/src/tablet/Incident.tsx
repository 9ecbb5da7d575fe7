import { useState } from 'preact/hooks'
import type { BodyOf } from '../field/acts'
import { Button } from '../parts/Button'
import { TextArea } from '../parts/Field'
import { go } from '../parts/route'
import { say } from '../words/words'
import { useStation } from './station'
import { online } from './status'
import { clockTime } from './times'

type Kind = BodyOf<'incident.reported'>['kind']
const kinds: readonly Kind[] = ['medical', 'threat', 'injury', 'force', 'damage', 'technical', 'other']

/** One tap reports an alarm; what it is can be said after. */
export function Incident() {
  const station = useStation()
  const desk = station.desk()
  const [sent, setSent] = useState<{ readonly kind: Kind; readonly at: number } | null>(null)
  const [kind, setKind] = useState<Kind>('medical')
  const [words, setWords] = useState('')

  if (desk === null) return <section class="entry"><h1>{say('tablet.incident')}</h1><p class="notice">{say('tablet.incidentNoOperation')}</p></section>

  async function report(of: Kind, text: string, severity: 'low' | 'medium' | 'high'): Promise<void> {
    const began = station.with_.now()
    await desk?.acts.act('incident.reported', { kind: of, severity, text }).then(() => setSent({ kind: of, at: began }), () => undefined)
    station.wake()
  }

  return (
    <section class="entry">
      <h1>{say('tablet.incident')}</h1>
      {sent !== null && <p class="notice" role="status">{say('tablet.incidentRecorded', { kind: say(`tablet.incidentKind.${sent.kind}`), time: clockTime(sent.at) })} {online.value ? '' : say('tablet.incidentWaits')}</p>}
      <button type="button" class="reach alarm" onClick={() => void report('alarm', say('tablet.alarmText'), 'high')}>{say('tablet.alarm')}</button>
      <form class="form" onSubmit={(e) => { e.preventDefault(); void report(kind, words.trim(), 'medium').then(() => setWords('')) }}>
        <fieldset class="choosing choosing-wide">
          <legend>{say('tablet.incidentWhat')}</legend>
          {kinds.map((k) => (
            <label key={k} class="choice">
              <input type="radio" name="kind" checked={kind === k} onChange={() => setKind(k)} />
              <span>{say(`tablet.incidentKind.${k}`)}</span>
            </label>
          ))}
        </fieldset>
        <TextArea label={say('tablet.incidentText')} value={words} onInput={setWords} most={4000} rows={3} />
        <p class="form-acts">
          <Button kind="first" type="submit" disabled={words.trim() === ''}>{say('tablet.report')}</Button>
          <Button onClick={() => go('/tablet')}>{say('tablet.back')}</Button>
        </p>
      </form>
    </section>
  )
}
