import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { Button } from '../parts/Button'
import { Choice, Field, NumberField } from '../parts/Field'
import { useSending } from '../parts/form'
import { note } from '../parts/Notes'
import { FaultNote } from '../parts/Notices'
import { Shown, useResource } from '../parts/Shown'
import { say } from '../words/words'
import { readEstablishments } from './read'
import type { Establishment } from './types'

type Report = components['schemas']['WingReport']

/** A wing of an establishment by a pattern, shown before it is made. */
export function MakeWing() {
  const read = useResource(readEstablishments, [])
  return (
    <section class="prepare-part" aria-labelledby="make-wing">
      <h3 id="make-wing">{say('wing.title')}</h3>
      <p class="quiet">{say('wing.means')}</p>
      <Shown of={read}>{(all) => (all.length === 0 ? null : <WingForm establishments={all} />)}</Shown>
    </section>
  )
}

function WingForm({ establishments }: { establishments: readonly Establishment[] }) {
  const [site, setSite] = useState(establishments[0]?.id ?? '')
  const [building, setBuilding] = useState('')
  const [wing, setWing] = useState('')
  const [landings, setLandings] = useState<number | null>(3)
  const [cells, setCells] = useState<number | null>(42)
  const [first, setFirst] = useState<number | null>(1)
  const [cellCode, setCellCode] = useState('{wing}-{landing}-{nn}')
  const [report, setReport] = useState<Report | null>(null)
  const sending = useSending()
  const whole = wing.trim() !== '' && landings !== null && cells !== null && first !== null && cellCode.trim() !== ''
  // Whatever changes, the preview is of something else.
  const set = <T,>(to: (value: T) => void) => (value: T): void => {
    to(value)
    setReport(null)
  }
  const send = (dryRun: boolean): void =>
    sending.send(async () => {
      if (!whole) return
      const made = await ask(api.POST('/v1/establishments/{id}/wings', {
        params: { path: { id: site } },
        body: { dryRun, wing: wing.trim(), landings, cells, firstLanding: 1, firstNumber: first, numbers: 'all', landingCode: building.trim() === '' ? '{wing}-{landing}' : '{building}-{wing}-{landing}', cellCode: cellCode.trim(), ...(building.trim() === '' ? {} : { building: building.trim() }) },
      }))
      setReport(dryRun ? made : null)
      if (!dryRun) note(say('wing.made', { wing: wing.trim(), cells: made.cells }))
    })
  return (
    <form class="form" onSubmit={(e) => { e.preventDefault(); send(true) }}>
      <div class="form-row prepare-top">
        <Choice label={say('wing.site')} value={site} onInput={set(setSite)} options={establishments.map((e) => ({ value: e.id, word: `${e.code} ${e.name}` }))} />
        <Field label={say('wing.building')} value={building} onInput={set(setBuilding)} most={40} />
        <Field label={say('wing.wing')} value={wing} onInput={set(setWing)} most={40} />
        <NumberField label={say('wing.landings')} value={landings} onInput={set(setLandings)} least={1} most={30} />
        <NumberField label={say('wing.cells')} value={cells} onInput={set(setCells)} least={1} most={500} />
        <NumberField label={say('wing.first')} value={first} onInput={set(setFirst)} least={0} most={9000} />
        <Field label={say('wing.pattern')} value={cellCode} onInput={set(setCellCode)} most={80} hint={say('wing.patternHint')} />
      </div>
      {sending.fault !== null && <FaultNote fault={sending.fault} />}
      {report !== null && (
        <div role="status">
          <p class="strong">{say('wing.would', { landings: report.landings, cells: report.cells })}</p>
          <p class="prepare-codes number quiet" tabIndex={0} role="group" aria-label={say('wing.preview')}>{report.items.map((l) => l.code).join(' · ')}</p>
        </div>
      )}
      <p class="form-acts">
        <Button type="submit" disabled={!whole} busy={sending.busy}>{say('wing.preview')}</Button>
        {report !== null && <Button kind="first" busy={sending.busy} onClick={() => send(false)}>{say('wing.make')}</Button>}
      </p>
    </form>
  )
}
