import { useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Check, Choice, Field, InstantField } from '../parts/Field'
import { FaultNote } from '../parts/Notices'
import { figure, say } from '../words/words'
import type { Bases } from './Authorisations'
import { cellKey } from './coverage'
import { select } from './pattern'
import { useTrees } from './trees'
import type { Authorisation, CellRef } from './types'
import type { Whole } from './whole'

interface DialogProperties {
  readonly whole: Whole
  /** Without it, a new one. */
  readonly of?: Authorisation
  readonly bases: Bases
  readonly onClose: () => void
  readonly take: (a: Authorisation) => void
}

const clock = /^([01]\d|2[0-3]):[0-5]\d$/
const listed = (text: string): string[] => [...new Set(text.split(/[,;\s]+/).map((t) => t.trim()).filter((t) => t !== ''))]

type Wrong = Partial<Record<'reference' | 'issuer' | 'basis' | 'from' | 'to' | 'hours', string>>

function wrongOf(a: Authorisation, hours: boolean): Wrong {
  const wrong: Wrong = {}
  if (a.reference.trim() === '') wrong.reference = say('auth.wrongEmpty')
  if (a.issuer.trim() === '') wrong.issuer = say('auth.wrongEmpty')
  if (a.legalBasis === '') wrong.basis = say('auth.wrongEmpty')
  if (a.validFrom === '') wrong.from = say('auth.wrongInstant')
  if (a.validTo === '') wrong.to = say('auth.wrongInstant')
  else if (a.validFrom !== '' && Date.parse(a.validTo) <= Date.parse(a.validFrom)) wrong.to = say('auth.wrongOrder')
  if (hours && !(clock.test(a.hoursFrom ?? '') && clock.test(a.hoursTo ?? ''))) wrong.hours = say('auth.wrongHours')
  return wrong
}

/** One authorisation: who allowed what, until when, and which cells and persons it is about. Who may only read sees it whole, with nothing to press. */
export function AuthorisationDialog({ whole, of, bases, onClose, take }: DialogProperties) {
  const { open, zone, draft } = whole
  const [it, setIt] = useState<Authorisation>(of ?? { id: crypto.randomUUID(), reference: '', issuer: '', legalBasis: '', validFrom: '', validTo: '', targets: [] })
  const [hours, setHours] = useState((it.hoursFrom ?? '') !== '')
  const [persons, setPersons] = useState((it.persons ?? []).join(', '))
  const [tried, setTried] = useState(false)
  const wrong = wrongOf(it, hours)
  const told = (name: keyof Wrong): string | undefined => (tried ? wrong[name] : undefined)
  const set = (part: Partial<Authorisation>): void => setIt({ ...it, ...part })
  const twin = draft.authorisations.some((a) => a.id !== it.id && a.reference === it.reference.trim())
  const submit = (): void => {
    setTried(true)
    if (Object.keys(wrong).length > 0) return
    const { hoursFrom, hoursTo, ...rest } = it
    take({ ...rest, reference: it.reference.trim(), issuer: it.issuer.trim(), persons: listed(persons), ...(hours ? { hoursFrom: hoursFrom ?? '', hoursTo: hoursTo ?? '' } : {}) })
    onClose()
  }
  const offered = [...bases].filter(([code, b]) => !b.retired || code === it.legalBasis).map(([value, b]) => ({ value, word: b.word }))
  const options = [...(it.legalBasis === '' ? [{ value: '', word: say('prepare.chooseWing') }] : bases.has(it.legalBasis) ? [] : [{ value: it.legalBasis, word: it.legalBasis }]), ...offered]
  return (
    <Dialog title={of === undefined ? say('auth.add') : say('auth.named', { reference: of.reference })} wide onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{say(open ? 'act.leave' : 'act.close')}</Button>
          {open && <Button kind="first" onClick={submit}>{say('prepare.takeIn')}</Button>}
        </>
      }>
      <form class="form" onSubmit={(e) => { e.preventDefault(); submit() }}>
        <div class="form-row prepare-top">
          <Field label={say('auth.reference')} value={it.reference} onInput={(reference) => set({ reference })} most={80} disabled={!open} focus={of === undefined} wrong={told('reference')} hint={twin ? say('auth.twin') : undefined} />
          <Choice label={say('auth.legalBasis')} value={it.legalBasis} onInput={(legalBasis) => set({ legalBasis })} options={options} disabled={!open} wrong={told('basis')} />
        </div>
        <Field label={say('auth.issuer')} value={it.issuer} onInput={(issuer) => set({ issuer })} most={160} disabled={!open} wrong={told('issuer')} />
        <div class="form-row prepare-top">
          <InstantField label={say('draftField.validFrom')} value={it.validFrom} onInput={(validFrom) => set({ validFrom })} zone={zone} disabled={!open} wrong={told('from')} />
          <InstantField label={say('draftField.validTo')} value={it.validTo} onInput={(validTo) => set({ validTo })} zone={zone} disabled={!open} wrong={told('to')} />
        </div>
        <div class="form-row prepare-top auth-hours">
          <Check label={say('auth.onlyHours')} value={hours} onInput={setHours} disabled={!open} />
          {hours && <Field label={say('draftField.hoursFrom')} value={it.hoursFrom ?? ''} onInput={(hoursFrom) => set({ hoursFrom })} most={5} placeholder="06:00" disabled={!open} wrong={told('hours')} hint={say('auth.hoursHint')} />}
          {hours && <Field label={say('draftField.hoursTo')} value={it.hoursTo ?? ''} onInput={(hoursTo) => set({ hoursTo })} most={5} placeholder="21:00" disabled={!open} />}
        </div>
        <Field label={say('auth.persons')} value={persons} onInput={setPersons} disabled={!open} hint={say('auth.personsHint')} />
        <Targets whole={whole} targets={it.targets} set={(targets) => set({ targets: [...targets] })} />
      </form>
    </Dialog>
  )
}

/** The cells that it names, by site: added by a pattern, or taken away as they came. */
function Targets({ whole, targets, set }: { whole: Whole; targets: readonly CellRef[]; set: (targets: readonly CellRef[]) => void }) {
  const { sites, establishments, open } = whole
  const all = [...new Set([...sites.map((s) => s.establishment), ...targets.map((t) => t.establishment)])].map((id) => ({ id, code: establishments.get(id)?.code ?? '?', name: establishments.get(id)?.name ?? id })).sort((a, b) => (a.code < b.code ? -1 : 1))
  const [site, setSite] = useState(all.find((s) => targets.some((t) => t.establishment === s.id))?.id ?? all[0]?.id ?? '')
  const [pattern, setPattern] = useState('')
  const { trees, fault, retry } = useTrees(site === '' ? [] : [site])
  const tree = trees.get(site)
  const draft = sites.find((s) => s.establishment === site)
  const inside = new Set(targets.map(cellKey))
  const searched = new Set(draft?.cells.flatMap((c) => (c.location === undefined ? [] : [c.location])))
  const found = tree === undefined ? { places: [], idle: [] } : select(pattern, tree)
  // Of what a pattern finds, what the operation searches there: an order names cells, not the whole wing.
  const hits = found.places.filter((p) => searched.has(p.id))
  const fresh = hits.filter((p) => !inside.has(`${site}/${p.id}`))
  const named = hits.filter((p) => inside.has(`${site}/${p.id}`))
  const mine = targets.filter((t) => t.establishment === site)
  const add = (): void => {
    set([...targets, ...fresh.map((p) => ({ establishment: site, location: p.id }))])
    setPattern('')
  }
  const takeAway = (): void => {
    const gone = new Set(named.map((p) => p.id))
    set(targets.filter((t) => t.establishment !== site || !gone.has(t.location)))
    setPattern('')
  }
  const containers = tree?.places.filter((p) => p.kind === 'wing' || p.kind === 'landing') ?? []
  const codes = mine.map((t) => tree?.byId.get(t.location)?.code ?? '…').sort()
  return (
    <fieldset class="prepare-kit auth-targets">
      <legend>{say('auth.covers')}<span class="badge number">{say('auth.coversN', { cells: targets.length, sites: new Set(targets.map((t) => t.establishment)).size })}</span></legend>
      {fault !== null && tree === undefined && <FaultNote fault={fault} retry={retry} />}
      <div class="form-row prepare-top auth-select">
        <Choice label={say('auth.site')} value={site} onInput={setSite} options={all.map((s) => ({ value: s.id, word: `${s.code} ${s.name} (${figure(targets.filter((t) => t.establishment === s.id).length)})` }))} />
        {open && <Choice label={say('prepare.allOf')} value="" onInput={(v) => setPattern(pattern.trim() === '' ? v : `${pattern}, ${v}`)} options={[{ value: '', word: say('prepare.chooseWing') }, ...containers.map((p) => ({ value: `@${p.code}`, word: `${p.code} ${p.name}` }))]} />}
      </div>
      {open && (
        <div class="form-row prepare-top auth-select">
          <Field label={say('prepare.pattern')} value={pattern} onInput={setPattern} hint={say('auth.found', { n: hits.length, named: named.length })} wrong={found.idle.length > 0 ? say('prepare.idle', { terms: found.idle.join(', ') }) : undefined} placeholder="*, A2-01..A2-20, @A" />
          <span class="auth-acts">
            <Button onClick={add} disabled={fresh.length === 0}>{say('prepare.addN', { n: fresh.length })}</Button>
            <Button onClick={takeAway} disabled={named.length === 0}>{say('auth.takeAway', { n: named.length })}</Button>
          </span>
        </div>
      )}
      <p class="prepare-codes number quiet" tabIndex={0} role="group" aria-label={say('auth.cellsHere')}>{codes.length === 0 ? say('auth.noneHere') : codes.slice(0, 200).join(' · ')}{codes.length > 200 && ` · ${say('prepare.more', { n: codes.length - 200 })}`}</p>
    </fieldset>
  )
}
