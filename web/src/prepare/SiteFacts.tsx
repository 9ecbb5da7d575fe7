import { Choice, Field, NumberField } from '../parts/Field'
import { say } from '../words/words'
import { Asked } from './Asked'
import type { Around } from './missing'
import type { Equipment, SiteDraft } from './types'
import { WalkTimes } from './WalkTimes'

interface FactsProperties {
  readonly draft: SiteDraft
  readonly around: Around
  readonly stock: readonly Equipment[]
  readonly open: boolean
  readonly change: (draft: SiteDraft) => void
}

/** The draft with one field of it set, or taken away where it is empty. */
function withField(draft: SiteDraft, field: 'lead' | 'phone' | 'radio' | 'windowFrom' | 'windowTo', value: string | number | null): SiteDraft {
  const { [field]: _, ...rest } = draft
  return value === '' || value === null || value === 0 ? rest : { ...rest, [field]: value }
}

/** Who may lead the site: the officers of its teams, those who lead a team first; and who leads it now, wherever they are. */
function leaders(draft: SiteDraft, around: Around) {
  const named = (number: string): string => `${number} ${[...around.officers.values()].find((o) => o.number === number)?.name ?? ''}`.trim()
  const members = draft.teams.flatMap((t) => t.officers.map((o) => ({ value: o.number, word: `${named(o.number)} · ${t.code}`, lead: o.lead === true })))
  const inOrder = [...members.filter((m) => m.lead), ...members.filter((m) => !m.lead)]
  const lead = draft.lead ?? ''
  const outside = lead !== '' && !members.some((m) => m.value === lead)
  return { outside, options: [{ value: '', word: say(members.length === 0 ? 'prepare.leadNoTeam' : 'prepare.leadNone') }, ...(outside ? [{ value: lead, word: named(lead) }] : []), ...inOrder] }
}

/** Who leads the site and how they are reached, its hours, its kit, and how long the ways are. */
export function SiteFacts({ draft, around, stock, open, change }: FactsProperties) {
  const { options, outside } = leaders(draft, around)
  const unknown = outside && around.officers.size > 0 && ![...around.officers.values()].some((o) => o.number === draft.lead)
  const set = (field: Parameters<typeof withField>[1], value: string | number | null): void => change(withField(draft, field, value))
  return (
    <section class="prepare-part" aria-labelledby="prepare-facts">
      <h3 id="prepare-facts">{say('prepare.siteItself')}</h3>
      <div class="form-row prepare-top site-facts">
        <Choice label={say('prepare.lead')} value={draft.lead ?? ''} onInput={(v) => set('lead', v)} options={options} disabled={!open} hint={outside && !unknown ? say('prepare.leadOutside') : undefined} wrong={unknown ? say('prepare.leadUnknown') : undefined} />
        <Field label={say('prepare.phone')} type="tel" value={draft.phone ?? ''} onInput={(v) => set('phone', v)} most={40} disabled={!open} />
        <Field label={say('prepare.radio')} value={draft.radio ?? ''} onInput={(v) => set('radio', v)} most={40} disabled={!open} />
        <NumberField label={say('siteField.windowFrom')} value={draft.windowFrom ?? null} onInput={(n) => set('windowFrom', n)} least={0} unit="min" disabled={!open} />
        <NumberField label={say('siteField.windowTo')} value={draft.windowTo ?? null} onInput={(n) => set('windowTo', n)} least={0} unit="min" disabled={!open}
          wrong={(draft.windowTo ?? 0) !== 0 && (draft.windowTo ?? 0) <= (draft.windowFrom ?? 0) ? say('cellForm.windowToHint') : undefined} />
      </div>
      <Asked draft={draft} around={around} stock={stock} open={open} change={change} />
      <WalkTimes draft={draft} open={open} change={change} />
    </section>
  )
}
