import { useEffect, useRef, useState } from 'preact/hooks'
import { NoPin, useDesk } from '../../field/desk'
import { say } from '../../words/words'
import { PinKeys } from '../PinKeys'
import { Buttons } from './controls/Buttons'
import { Mark } from './Mark'
import { officersIn } from './wording'

/** Another officer than the one who closes confirms it: taps the own name, and gives the own PIN. */
export function Second({ closer, what, onConfirmed }: { closer: string; what: string; onConfirmed: (officer: string) => Promise<void> }) {
  const desk = useDesk()
  const [officer, setOfficer] = useState('')
  const keys = useRef<HTMLDivElement>(null)
  useEffect(() => keys.current?.scrollIntoView?.({ block: 'center' }), [officer]) // not behind the bar below
  const story = desk.story.value
  const others = officersIn(story).filter((o) => story.signedOn.has(o.id) && o.id !== closer)
  const name = others.find((o) => o.id === officer)?.name
  if (others.length === 0) return <p><Mark standing="open" bare /> {say('search.secondNone')}</p>
  async function take(pin: string): Promise<void> {
    if (desk.prove === undefined) throw new NoPin('nobody keeps PINs here')
    await desk.prove(officer, pin)
    await onConfirmed(officer)
  }
  return (
    <div class="stack">
      <p>{say('search.second')}</p>
      <Buttons label={say('search.second')} options={others.map((o) => ({ code: o.id, word: o.name, more: o.badge }))} chosen={[officer]} onPress={setOfficer} />
      {name !== undefined && (
        <div ref={keys} class="stack second-pin" role="group" aria-label={say('search.secondGives', { name, what })}>
          <p class="strong">{say('search.secondGives', { name, what })}</p>
          <PinKeys key={officer} now={desk.now} take={take} enter={say('search.secondConfirms')} />
        </div>
      )}
    </div>
  )
}
