import { useRef, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { ifMatch } from '../api/version'
import type { Desk } from '../operation/desk'
import { Button } from '../parts/Button'
import { Choice, Field, InstantField, NumberField } from '../parts/Field'
import { useSending } from '../parts/form'
import { Link } from '../parts/Link'
import { note } from '../parts/Notes'
import { FaultNote } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { Table } from '../parts/Table'
import { may } from '../parts/who'
import { localDay, localTime } from '../time/local'
import { figure, say, sayCode } from '../words/words'
import { groupBy } from './group'
import type { Policy } from './types'
import { type Whole, WholePage } from './whole'

/** The states in which H is moved by an order of two persons, and by nothing else. */
const byOrder = ['approved', 'sealed', 'released', 'live', 'closing', 'held']

/** H, the rules that a plan keeps everywhere, and how the operation is called. */
export function PolicyPage({ desk }: { desk: Desk }) {
  return (
    <WholePage desk={desk} title="policy.title">
      {(whole) => (
        <>
          <Hour whole={whole} />
          <Rules whole={whole} />
          <Head key={desk.operation.version} desk={desk} open={whole.open} />
        </>
      )}
    </WholePage>
  )
}

function Hour({ whole }: { whole: Whole }) {
  const { desk, draft, open, sites, establishments } = whole
  const zones = [...groupBy(sites, (s) => establishments.get(s.establishment)?.timeZone ?? 'UTC')].map(([zone, of]) => ({ zone, sites: of.length })).sort((a, b) => b.sites - a.sites)
  const [zone, setZone] = useState(whole.zone)
  const [torn, setTorn] = useState(false)
  // The field keeps what is typed; it begins anew where H came from elsewhere: taken back, or changed by another.
  const typed = useRef({ hour: draft.hHour ?? '', times: 0 })
  if (Date.parse(typed.current.hour) !== Date.parse(draft.hHour ?? '') && (typed.current.hour !== '' || draft.hHour !== undefined)) typed.current = { hour: draft.hHour ?? '', times: typed.current.times + 1 }
  const take = (at: string): void => {
    setTorn(at === '')
    if (at === '') return
    typed.current = { ...typed.current, hour: at }
    whole.set({ ...draft, hHour: at })
  }
  const clear = (): void => {
    const { hHour: _, ...rest } = draft
    whole.set(rest)
  }
  return (
    <section class="policy-hour" aria-labelledby="policy-hour">
      <h3 id="policy-hour">{say('policy.hour')}</h3>
      {byOrder.includes(desk.operation.state) && (
        <p class="prepare-lack">
          <StateMark state="person" />
          <span>{say('policy.byOrder', { state: sayCode('operation', desk.operation.state) })} <Link to={`/plan/${desk.operation.id}/release`}>{say('policy.toRelease')}</Link></span>
        </p>
      )}
      <p class="policy-at number">{draft.hHour === undefined ? say('policy.noHour') : localDay(draft.hHour, zone)}</p>
      {open && (
        <div class="form-row prepare-top policy-fields">
          <InstantField key={`${zone} ${typed.current.times}`} label={say('draftField.hHour')} value={draft.hHour ?? ''} onInput={take} zone={zone} wrong={torn ? say('policy.torn') : undefined} hint={say('policy.hourHint')} />
          <Choice label={say('policy.zone')} value={zone} onInput={setZone} options={[...new Set([...zones.map((z) => z.zone), whole.zone])].map((z) => ({ value: z, word: z }))} />
          {draft.hHour !== undefined && <span class="auth-acts"><Button kind="quiet" onClick={clear}>{say('policy.leaveOpen')}</Button></span>}
        </div>
      )}
      {draft.hHour !== undefined && zones.length > 0 && (
        <Table caption={say('policy.atSites')} className="policy-zones" rows={zones} id={(z) => z.zone} empty={null}
          columns={[
            { name: 'zone', title: say('policy.zone'), cell: (z) => z.zone, worth: (z) => z.zone },
            { name: 'sites', title: say('prepare.sites'), right: true, cell: (z) => figure(z.sites), worth: (z) => z.sites },
            { name: 'clock', title: say('policy.clock'), cell: (z) => <span class="strong number">{localTime(draft.hHour ?? 0, z.zone)}</span> },
            { name: 'day', title: say('policy.day'), cell: (z) => <span class="number">{localDay(draft.hHour ?? 0, z.zone)}</span> },
          ]} />
      )}
    </section>
  )
}

const interests: readonly Policy['conflictOfInterest'][] = ['none', 'wing', 'building', 'establishment']

function Rules({ whole }: { whole: Whole }) {
  const { draft, open, desk } = whole
  const set = (part: Partial<Policy>): void => whole.set({ ...draft, policy: { ...draft.policy, ...part } })
  const custody = (minutes: number | null): void => {
    const { custodyMinutes: _, ...rest } = draft
    whole.set(minutes === null || minutes < 1 ? rest : { ...rest, custodyMinutes: Math.min(minutes, 10_080) })
  }
  return (
    <section class="prepare-part" aria-labelledby="policy-rules">
      <h3 id="policy-rules">{say('policy.rules')}</h3>
      <div class="policy-rules">
        <Choice label={say('draftField.conflictOfInterest')} value={draft.policy.conflictOfInterest} onInput={(v) => set({ conflictOfInterest: v as Policy['conflictOfInterest'] })} disabled={!open}
          options={interests.map((value) => ({ value, word: sayCode('interest', value) }))} hint={say('policy.interestHint')} />
        <NumberField label={say('draftField.maxTeamsPerLanding')} value={(draft.policy.maxTeamsPerLanding ?? 0) === 0 ? null : (draft.policy.maxTeamsPerLanding ?? 0)} onInput={(n) => set({ maxTeamsPerLanding: Math.max(0, n ?? 0) })} least={0} disabled={!open} hint={say('policy.landingHint')} />
        <NumberField label={say('draftField.makespanSlackPercent')} value={draft.policy.makespanSlackPercent ?? 0} onInput={(n) => set({ makespanSlackPercent: Math.min(100, Math.max(0, n ?? 0)) })} least={0} most={100} unit="%" disabled={!open} hint={say('policy.slackHint')} />
        <NumberField label={say('draftField.custodyMinutes')} value={draft.custodyMinutes ?? null} onInput={custody} least={1} most={10_080} unit="min" disabled={!open} hint={say('policy.custodyHint')} />
      </div>
      <p class="small"><Link to={`/plan/${desk.operation.id}?view=waivers`}>{say('policy.toWaivers')}</Link></p>
    </section>
  )
}

/** The name and reference, which are no secret, and are saved by themselves. */
function Head({ desk, open }: { desk: Desk; open: boolean }) {
  const { operation } = desk
  const [name, setName] = useState(operation.name)
  const [reference, setReference] = useState(operation.reference)
  const sending = useSending()
  const changed = name.trim() !== operation.name || reference.trim() !== operation.reference
  const wrong = name.trim() === '' || reference.trim() === ''
  const submit = (): void => {
    if (!changed || wrong) return
    sending.send(async () => {
      await ask(api.PUT('/v1/operations/{operation}', { params: { path: { operation: operation.id }, header: ifMatch(operation.version) }, body: { name: name.trim(), reference: reference.trim() } }))
      note(say('policy.renamed'))
      desk.reload()
    })
  }
  return (
    <section class="prepare-part" aria-labelledby="policy-head">
      <h3 id="policy-head">{say('policy.head')}</h3>
      <form class="form" onSubmit={(e) => { e.preventDefault(); submit() }}>
        <div class="form-row prepare-top policy-fields">
          <Field label={say('prepare.name')} value={name} onInput={setName} most={120} disabled={!open} wrong={name.trim() === '' ? say('auth.wrongEmpty') : undefined} />
          <Field label={say('auth.reference')} value={reference} onInput={setReference} most={40} disabled={!open} wrong={reference.trim() === '' ? say('auth.wrongEmpty') : undefined} />
          {open && may('operation.edit') && <span class="auth-acts"><Button type="submit" busy={sending.busy} disabled={!changed || wrong}>{say('policy.rename')}</Button></span>}
        </div>
        {sending.fault !== null && <FaultNote fault={sending.fault} retry={desk.reload} />}
      </form>
    </section>
  )
}
