import { useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { Field, NumberField } from '../parts/Field'
import { say } from '../words/words'
import type { Around } from './missing'
import type { SiteDraft } from './types'

interface FactsProperties {
  readonly draft: SiteDraft
  readonly around: Around
  readonly open: boolean
  readonly change: (draft: SiteDraft) => void
}

/** The draft with one field of it set, or taken away where it is empty. */
function withField(draft: SiteDraft, field: 'lead' | 'phone' | 'radio' | 'windowFrom' | 'windowTo', value: string | number | null): SiteDraft {
  const { [field]: _, ...rest } = draft
  return value === '' || value === null || value === 0 ? rest : { ...rest, [field]: value }
}

/** Who leads the site and how they are reached, its hours, and its kit. */
export function SiteFacts({ draft, around, open, change }: FactsProperties) {
  const lead = [...around.officers.values()].find((o) => o.number === draft.lead)
  const unknown = (draft.lead ?? '') !== '' && lead === undefined && around.officers.size > 0
  const set = (field: Parameters<typeof withField>[1], value: string | number | null): void => change(withField(draft, field, value))
  return (
    <section class="prepare-part" aria-labelledby="prepare-facts">
      <h3 id="prepare-facts">{say('prepare.siteItself')}</h3>
      <div class="form-row prepare-top">
        <Field label={say('prepare.leadNumber')} value={draft.lead ?? ''} onInput={(v) => set('lead', v)} most={40} disabled={!open} hint={lead?.name} wrong={unknown ? say('prepare.leadUnknown') : undefined} />
        <Field label={say('prepare.phone')} type="tel" value={draft.phone ?? ''} onInput={(v) => set('phone', v)} most={40} disabled={!open} />
        <Field label={say('prepare.radio')} value={draft.radio ?? ''} onInput={(v) => set('radio', v)} most={40} disabled={!open} />
        <NumberField label={say('siteField.windowFrom')} value={draft.windowFrom ?? null} onInput={(n) => set('windowFrom', n)} least={0} unit="min" disabled={!open} />
        <NumberField label={say('siteField.windowTo')} value={draft.windowTo ?? null} onInput={(n) => set('windowTo', n)} least={0} unit="min" disabled={!open}
          wrong={(draft.windowTo ?? 0) !== 0 && (draft.windowTo ?? 0) <= (draft.windowFrom ?? 0) ? say('cellForm.windowToHint') : undefined} />
      </div>
      <Kit draft={draft} open={open} change={change} />
    </section>
  )
}

/** Kit by kind: how many there are, and how many cells ask for it. */
function Kit({ draft, open, change }: Omit<FactsProperties, 'around'>) {
  const [kind, setKind] = useState('')
  const wanted = (k: string): number => draft.cells.filter((c) => c.equipment?.some((e) => e.kind === k)).length
  const kinds = [...new Set([...draft.equipment.map((e) => e.kind), ...draft.cells.flatMap((c) => (c.equipment ?? []).map((e) => e.kind))])].sort()
  const set = (k: string, count: number | null): void => {
    const others = draft.equipment.filter((e) => e.kind !== k)
    const known = draft.equipment.some((e) => e.kind === k)
    const made = { kind: k, count: count ?? 0 }
    change({ ...draft, equipment: known ? draft.equipment.map((e) => (e.kind === k ? made : e)) : [...others, made] })
  }
  const add = (): void => {
    const name = kind.trim()
    if (name !== '' && !draft.equipment.some((e) => e.kind === name)) set(name, 1)
    setKind('')
  }
  return (
    <fieldset class="prepare-kit">
      <legend>{say('prepare.kit')}</legend>
      {kinds.map((k) => (
        <NumberField key={k} label={k} value={draft.equipment.find((e) => e.kind === k)?.count ?? 0} onInput={(n) => set(k, n)} least={0} disabled={!open}
          hint={say('prepare.kitWanted', { n: wanted(k) })}
          wrong={wanted(k) > 0 && (draft.equipment.find((e) => e.kind === k)?.count ?? 0) === 0 ? say('prepare.kitNone', { n: wanted(k) }) : undefined} />
      ))}
      {open && (
        <form class="prepare-select" onSubmit={(e) => { e.preventDefault(); add() }}>
          <Field label={say('prepare.kitKind')} value={kind} onInput={setKind} most={40} />
          <Button type="submit" disabled={kind.trim() === ''}>{say('act.add')}</Button>
        </form>
      )}
    </fieldset>
  )
}
