import { useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Field, NumberField } from '../parts/Field'
import { say, sayCode } from '../words/words'
import { type Around, barred } from './missing'
import { wordOf } from './picks'
import type { Officer, SiteDraft, Team } from './types'

interface TeamProperties {
  readonly team: Team
  readonly draft: SiteDraft
  readonly around: Around
  readonly onClose: () => void
  readonly take: (team: Team) => void
}

/** Sex and skills of an officer, in words. */
export function abilities(o: Officer): string {
  return [sayCode('sex', o.sex), ...o.skills.map((s) => wordOf('skills', s))].join(', ')
}

/** How many officers a search shows at most; the next letter narrows it. */
const offered = 8

/** One team: its officers with their lead, its hours and how it is reached. What an officer's place in it breaks is said beside their name. */
export function TeamDialog({ team: start, draft, around, onClose, take }: TeamProperties) {
  const [team, setTeam] = useState(start)
  const [search, setSearch] = useState('')
  const [tried, setTried] = useState(false)
  const wanted = search.trim().toLowerCase()
  const found = wanted === '' ? [] : [...around.officers.values()].filter((o) => !team.officers.some((m) => m.id === o.id) && `${o.number} ${o.name} ${o.skills.join(' ')} ${abilities(o)}`.toLowerCase().includes(wanted))
  const twin = draft.teams.some((t) => t.id !== team.id && t.code === team.code.trim())
  const wrong = { code: team.code.trim() === '' || twin, shift: team.shiftTo <= team.shiftFrom, officers: team.officers.length === 0 }
  const add = (o: Officer): void => {
    setTeam({ ...team, officers: [...team.officers, { id: o.id, number: o.number, ...(team.officers.length === 0 ? { lead: true } : {}) }] })
    setSearch('')
  }
  const submit = (): void => {
    setTried(true)
    if (wrong.code || wrong.shift || wrong.officers) return
    take({ ...team, code: team.code.trim() })
    onClose()
  }
  return (
    <Dialog title={say('prepare.team', { team: team.code })} wide onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{say('act.leave')}</Button>
          <Button kind="first" onClick={submit}>{say('prepare.takeIn')}</Button>
        </>
      }>
      <form class="form" onSubmit={(e) => { e.preventDefault(); if (found[0] !== undefined) add(found[0]) }}>
        {/* A form of several fields is sent by Enter only where it has a button for it. */}
        <button type="submit" hidden />
        <div class="form-row prepare-top">
          <Field label={say('prepare.code')} value={team.code} onInput={(code) => setTeam({ ...team, code })} most={40} wrong={tried && wrong.code ? say(twin ? 'prepare.codeTwice' : 'prepare.codeMissing') : undefined} />
          <NumberField label={say('siteField.shiftFrom')} value={team.shiftFrom} onInput={(n) => setTeam({ ...team, shiftFrom: n ?? 0 })} unit="min" />
          <NumberField label={say('siteField.shiftTo')} value={team.shiftTo} onInput={(n) => setTeam({ ...team, shiftTo: n ?? 0 })} unit="min" wrong={tried && wrong.shift ? say('prepare.shiftWrong') : undefined} />
          <Field label={say('prepare.phone')} type="tel" value={team.phone ?? ''} onInput={(phone) => setTeam({ ...team, phone })} most={40} />
          <Field label={say('prepare.radio')} value={team.radio ?? ''} onInput={(radio) => setTeam({ ...team, radio })} most={40} />
        </div>
        <Members team={team} draft={draft} around={around} set={setTeam} />
        {tried && wrong.officers && <p class="small strong">{say('prepare.teamEmpty')}</p>}
        <Field label={say('prepare.addOfficer')} type="search" value={search} onInput={setSearch} hint={say('prepare.addOfficerHint')} />
        {found.length > 0 && (
          <ul class="prepare-offered">
            {found.slice(0, offered).map((o) => (
              <li key={o.id}>
                <Button onClick={() => add(o)}>{`${o.number} ${o.name}`}</Button>
                <span class="quiet small">{abilities(o)}</span>
                <Trouble officer={o} team={team} draft={draft} around={around} />
              </li>
            ))}
            {found.length > offered && <li class="quiet small">{say('prepare.more', { n: found.length - offered })}</li>}
          </ul>
        )}
      </form>
    </Dialog>
  )
}

function Members({ team, draft, around, set }: { team: Team; draft: SiteDraft; around: Around; set: (team: Team) => void }) {
  return (
    <fieldset class="prepare-members">
      <legend>{say('prepare.officers')}</legend>
      {team.officers.map((m) => {
        const officer = around.officers.get(m.id)
        return (
          <div key={m.id} class="prepare-member">
            <span>{`${m.number} ${officer?.name ?? ''}`}</span>
            <span class="quiet small">{officer === undefined ? '' : abilities(officer)}</span>
            <label class="check">
              <input type="radio" name="lead" checked={m.lead === true} onChange={() => set({ ...team, officers: team.officers.map(({ id, number }) => ({ id, number, ...(id === m.id ? { lead: true } : {}) })) })} />
              <span>{say('prepare.leads')}</span>
            </label>
            <Button kind="quiet" onClick={() => set({ ...team, officers: team.officers.filter((o) => o.id !== m.id) })}>{say('act.remove')}</Button>
            {officer !== undefined && <Trouble officer={officer} team={team} draft={draft} around={around} />}
          </div>
        )
      })}
    </fieldset>
  )
}

/** What an officer's place in a team breaks. */
function Trouble({ officer, team, draft, around }: { officer: Officer; team: Team; draft: SiteDraft; around: Around }) {
  const count = draft.cells.filter((c) => barred(officer, c, draft.establishment, around)).length
  const other = draft.teams.find((t) => t.id !== team.id && t.officers.some((o) => o.id === officer.id))?.code ?? around.elsewhere?.get(officer.id)
  return (
    <>
      {count > 0 && <span class="prepare-trouble small">{say('prepare.barredFrom', { n: count })}</span>}
      {other !== undefined && <span class="prepare-trouble small">{say('prepare.inTeam', { team: other })}</span>}
    </>
  )
}
