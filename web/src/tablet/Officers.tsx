import { useEffect, useState } from 'preact/hooks'
import { type Officer, officerOf } from '../field/documents'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { say } from '../words/words'
import { Keypad, NewOfficer } from './Pin'
import { useStation } from './station'
import { clockTime } from './times'

function officersHere(all: Iterable<Parameters<typeof officerOf>[0]>, typed: string): Officer[] {
  const wanted = typed.trim().toLowerCase()
  return [...all].map(officerOf).filter((o) => wanted === '' || `${o.name} ${o.badge}`.toLowerCase().includes(wanted)).sort((a, b) => a.name.localeCompare(b.name))
}

const roleOf = (o: Officer): string => (o.lead ? 'lead' : '')

/** Which officer of the operation has given the PIN; asked once for each. */
export function WhoAreYou() {
  const station = useStation()
  const [typed, setTyped] = useState('')
  const officers = officersHere(station.story.value.documents.officer.values(), typed)
  return (
    <section class="entry">
      <h1>{say('tablet.whoAreYou')}</h1>
      <Field label={say('tablet.nameOrBadge')} type="search" value={typed} onInput={setTyped} autocomplete="off" />
      <ul class="people">
        {officers.map((o) => (
          <li key={o.id}>
            <button type="button" class="reach person" onClick={() => void station.iAm(o.id, roleOf(o), o.team).catch(() => undefined)}>
              <strong>{o.name || o.badge}</strong> <span class="quiet">{o.badge}</span> {o.lead && <span>{say('tablet.lead')}</span>}
            </button>
          </li>
        ))}
      </ul>
      {officers.length === 0 && <p class="notice notice-empty">{say('tablet.nobodyOfThatName')}</p>}
    </section>
  )
}

/** Who is signed on at this tablet, handing it over, and leaving it. */
export function Officers() {
  const station = useStation()
  const story = station.story.value
  const [accounts, setAccounts] = useState<readonly { officer: string; name: string }[]>([])
  const [to, setTo] = useState('')
  const [adding, setAdding] = useState(false)
  useEffect(() => void station.with_.database.vault.officers().then(setAccounts), [station.account.value])
  const others = accounts.filter((a) => a.officer !== station.account.value)
  return (
    <section class="entry">
      <h1>{say('tablet.officersTitle')}</h1>
      <h2>{say('tablet.signedOn')}</h2>
      <ul class="people">
        {[...story.signedOn].map(([id, { at }]) => {
          const d = story.documents.officer.get(id)
          return (
            <li key={id} class="person">
              <strong>{d === undefined ? id : officerOf(d).name}</strong> <span class="quiet">{say('tablet.since', { time: clockTime(at) })}</span>
              {id === station.me.value && <span>{say('tablet.atIt')}</span>}
            </li>
          )
        })}
      </ul>
      <h2>{say('tablet.handOver')}</h2>
      {others.length > 0 && (
        <fieldset class="choosing">
          <legend>{say('tablet.handOverTo')}</legend>
          {others.map(({ officer, name }) => (
            <label key={officer} class="choice">
              <input type="radio" name="to" checked={to === officer} onChange={() => setTo(officer)} />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      )}
      {to !== '' && <Keypad officer={to} />}
      {adding ? <NewOfficer /> : <Button onClick={() => setAdding(true)}>{say('tablet.newOfficer')}</Button>}
      <p class="form-acts">
        <Button onClick={() => station.lock()}>{say('tablet.lockNow')}</Button>
        <Button onClick={() => void station.iLeave().catch(() => undefined)}>{say('tablet.leave')}</Button>
      </p>
    </section>
  )
}
