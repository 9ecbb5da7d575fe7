import { useEffect, useId, useState } from 'preact/hooks'
import type { Station } from '../field/station'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { localNear, ownZone } from '../time/local'
import { say } from '../words/words'
import { Go } from './Bar'
import { digits, nothing, PinKeys, told } from './PinKeys'
import { useStation } from './station'

/** The first officer of a tablet chooses a PIN; from then on what is recorded is sealed for good. */
export function FirstPin() {
  return (
    <section class="entry">
      <h1>{say('tablet.firstPin')}</h1>
      <p>{say('tablet.firstPinWhy')}</p>
      <NewOfficer />
    </section>
  )
}

/** Name and a PIN twice, of an officer who is new at this tablet. */
export function NewOfficer() {
  const station = useStation()
  const [name, setName] = useState('')
  const [pin, setPin] = useState('')
  const [again, setAgain] = useState('')
  const [fault, setFault] = useState(nothing)
  const [busy, setBusy] = useState(false)
  const differ = again.length >= pin.length && again !== '' && again !== pin

  async function admit(): Promise<void> {
    setBusy(true)
    try {
      await station.admit(name.trim(), pin)
    } catch (thrown) {
      setFault(told(thrown))
    }
    setBusy(false)
  }

  return (
    <form class="form" onSubmit={(e) => { e.preventDefault(); void admit() }}>
      <Field label={say('tablet.yourName')} value={name} onInput={setName} most={80} autocomplete="off" />
      <PinField label={say('tablet.newPin')} hint={say('tablet.newPinHint')} value={pin} onInput={setPin} />
      <PinField label={say('tablet.pinAgain')} value={again} onInput={setAgain} wrong={differ ? say('tablet.pinsDiffer') : undefined} />
      {fault.text !== '' && <p class="notice notice-fault" role="alert">{fault.text}</p>}
      <Button kind="first" type="submit" busy={busy} disabled={name.trim() === '' || pin.length < 6 || pin !== again}>{say('tablet.choosePin')}</Button>
    </form>
  )
}

/** Digits that nobody reads over a shoulder. It is no field of type password: a browser would offer to keep the PIN, and keep the name beside it. */
function PinField({ label, hint, value, onInput, wrong }: { label: string; hint?: string; value: string; onInput: (value: string) => void; wrong?: string | undefined }) {
  const id = useId()
  const note = wrong ?? hint
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} class="hidden-digits" type="text" inputMode="numeric" value={value} aria-invalid={wrong !== undefined} aria-describedby={note === undefined ? undefined : `${id}-note`} onInput={(e) => onInput(digits(e.currentTarget.value))} />
      {note !== undefined && <p id={`${id}-note`} class={wrong === undefined ? 'small quiet' : 'small strong'}>{note}</p>}
    </div>
  )
}

/** Why no PIN opens the tablet, "" where one does. */
async function whyShut({ with_ }: Station): Promise<string> {
  const { code, again } = await with_.database.vault.lease()
  if (again > 0) return say('tablet.locked.again', { time: localNear(again, ownZone(), with_.now()) })
  return code === '' ? '' : say(`tablet.locked.${code}`)
}

/** The lock: who is there, and the PIN on keys for thumbs, where a PIN opens it; and what can be done without one. */
export function Locked() {
  const station = useStation()
  const [officers, setOfficers] = useState<readonly { officer: string; name: string }[]>([])
  const [who, setWho] = useState('')
  const [shut, setShut] = useState('')
  const look = (): void => void whyShut(station).then(setShut)
  useEffect(() => {
    void station.with_.database.vault.officers().then((all) => {
      setOfficers(all)
      if (all.length === 1) setWho(all[0]?.officer ?? '')
    })
    look()
  }, [station.installation.value])
  return (
    <section class="entry lock">
      <h1>{say('tablet.lockedTitle')}</h1>
      {shut === '' ? (
        <>
          <fieldset class="choosing">
            <legend>{say('tablet.whoIsThere')}</legend>
            {officers.map(({ officer, name }) => (
              <label key={officer} class="choice">
                <input type="radio" name="officer" checked={who === officer} onChange={() => setWho(officer)} />
                <span>{name}</span>
              </label>
            ))}
          </fieldset>
          {who !== '' && <Keypad officer={who} refused={look} />}
        </>
      ) : <p class="notice notice-fault" role="alert">{shut}</p>}
      <div class="lock-always">
        <p class="entry-always">
          <Go to="/tablet/record" kind="button">{say('quick.open')}</Go>
          <Go to="/tablet/incident" kind="button">{say('tablet.incident')}</Go>
          <Go to="/tablet/send" kind="button">{say('tablet.sendTitle')}</Go>
        </p>
        <p class="quiet">{say('tablet.lockedRecords')}</p>
      </div>
    </section>
  )
}

/** Takes the PIN of an officer who comes to the tablet; `refused` is told after one that was not taken. */
export function Keypad({ officer, refused }: { officer: string; refused?: () => void }) {
  const station = useStation()
  const take = (pin: string): Promise<void> => station.unlock(officer, pin).catch((thrown: unknown) => {
    refused?.()
    throw thrown
  })
  return <PinKeys now={() => station.with_.now()} take={take} />
}
