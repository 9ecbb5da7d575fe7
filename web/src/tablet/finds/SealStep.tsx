import { useState } from 'preact/hooks'
import { answer, type Given } from '../../field/verbs'
import { demandsSeal } from '../../field/gate'
import type { Exhibit, Story } from '../../field/story'
import { figure, say } from '../../words/words'
import { Photos } from '../capture/Photos'
import { isLater, Stated } from '../paper/SheetForm'
import { zoneOf } from '../search/wording'
import { Scan, type Symbology, Typed } from '../capture/Scan'
import { type AtHand, useAtHand } from './desk'
import { Asked, Choices, PersonPick, Signed, Tick } from './controls'
import { Bag } from './Bag'
import { picksOf } from './card'
import { Step } from './FindSteps'
import { Reason } from './Reason'
import { applySeal, breakSeal, brokenBefore, emptySeal, type SealDraft, sealLacks, withPhotos } from './steps'
import { itemWord, peopleOf, personName, pickWord } from './worded'

/** The items under which a seal that is not on yet is kept in a search's journal: each part is there when it was given. */
const draftItems = { number: 'seal', type: 'seal_type', by: 'sealed_by' } as const

/** What was given of a seal that is not on yet, since the last one of the exhibit. */
function draftOf({ story, place, form, card, desk }: AtHand, type: string): SealDraft {
  const since = story.sealsOf(card?.exhibit?.id ?? '').map((s) => s.typed).sort().at(-1) ?? ''
  const said = (code: string): { value: string; comment: string } => {
    const last = story.answer(place.search?.id ?? '', `${form.repeat}.${code}`, card?.finding.id)?.assertions.filter((a) => !a.superseded && a.at > since).at(-1)
    return { value: typeof last?.value === 'string' ? last.value : '', comment: last?.comment ?? '' }
  }
  const witness = said('seal_witness')
  const [signature, refused] = witness.value === 'refused' ? ['', witness.comment] : [witness.value, '']
  return { ...emptySeal, number: said('seal').value, type: said('seal_type').value || type, by: said('sealed_by').value || desk.me.value, signature, refused }
}

/** The type of the last seal that was put on: in one cell they are of one kind. */
const lastType = (story: Story): string => [...story.seals.values()].sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)?.body.type ?? ''

/** The seal, from its number to the photograph of the bag. */
export function SealStep() {
  const { card, story, form, ofExhibit } = useAtHand()
  if (card?.exhibit === undefined || !demandsSeal(story, card.exhibit.body.disposition)) return null
  const { exhibit, seal, lacking } = card
  const bag = (exhibit.body.photos ?? []).filter((p) => p.role === 'sealed_bag').map((p) => p.sha256)
  return (
    <Step title={say('finds.step.seal')}>
      {seal === undefined ? <NewSeal key={story.sealsOf(exhibit.id).length} exhibit={exhibit} /> : <SealOn />}
      {seal !== undefined && (
        <div data-item="photo_sealed" class={lacking.has('photo_sealed') || bag.length === 0 ? 'asked asked-lacking' : 'asked'}>
          <Photos label={itemWord(form, 'photo_sealed')} role="sealed_bag" hashes={bag} min={1} max={10} hint={say('finds.bagHint')} onChange={(all) => ofExhibit((now) => ({ photos: withPhotos(now.photos, 'sealed_bag', all) }))} />
        </div>
      )}
      {seal !== undefined && bag.length > 0 && <Bag exhibit={exhibit} />}
    </Step>
  )
}

/** Keeps the parts of a seal in the search's journal while they are given; outside of a search they are on this screen alone until it is on. */
function useDraft(): [SealDraft, (more: Partial<SealDraft>) => void] {
  const atHand = useAtHand()
  const { desk, form, place, card, act, story } = atHand
  const [draft, setDraft] = useState(() => draftOf(atHand, lastType(story)))
  function keep(code: string, given: Given): void {
    const node = form.nodes.get(code)
    const { checklist } = form
    if (node === undefined || checklist === undefined || card === undefined || place.search === null) return
    act((now) => {
      const search = now.searches.get(place.search?.id ?? '')
      return search === undefined ? Promise.resolve() : answer(desk.acts, now, search, checklist, node, card.finding.id, given)
    })
  }
  function give(more: Partial<SealDraft>): void {
    setDraft((before) => ({ ...before, ...more }))
    for (const [part, code] of Object.entries(draftItems)) {
      const value = more[part as keyof typeof draftItems]
      if (value !== undefined) keep(code, { value: value === '' ? null : value })
    }
    if (more.signature !== undefined && more.signature !== '') keep('seal_witness', { value: more.signature })
    else if (more.refused !== undefined && more.refused !== '') keep('seal_witness', { value: 'refused', comment: more.refused })
  }
  return [draft, give]
}

/** A seal that is being put on. */
function NewSeal({ exhibit }: { exhibit: Exhibit }) {
  const { desk, form, card, story, place, act } = useAtHand()
  const [draft, give] = useDraft()
  const [others, setOthers] = useState<readonly string[]>([])
  const [busy, setBusy] = useState(false)
  const [sealedAt, setSealedAt] = useState('')
  const lacks = sealLacks(draft)
  const people = peopleOf(story, place.site)
  const formats = (form.nodes.get('seal')?.item.scan ?? ['qr', 'data_matrix', 'code_128']) as readonly Symbology[]
  const old = brokenBefore(story, exhibit.id)
  function put(): void {
    setBusy(true)
    act(async (now) => {
      try {
        await applySeal(desk.acts.doneAt(sealedAt), now, place.site, draft, [exhibit.id, ...others])
      } finally {
        setBusy(false)
      }
    })
  }
  return (
    <>
      {old !== undefined && <p>{say('finds.standsFor', { number: old.body.number })}</p>}
      <Asked label={itemWord(form, 'seal')} code="seal" lacking={card?.lacking.has('seal') ?? true}>
        <Scan label={say('finds.number')} formats={formats} value={draft.number} remarks={(typed) => sameSeal(story, typed)} onScan={(number) => give({ number })} />
      </Asked>
      <Asked label={itemWord(form, 'seal_type')} code="seal_type" lacking={draft.type === ''}>
        <Choices picks={picksOf(form, 'seal_type').filter((p) => p.retired !== true)} value={draft.type} onPick={(type) => give({ type })} />
      </Asked>
      <Asked label={itemWord(form, 'sealed_by')} code="sealed_by" lacking={draft.by === ''}>
        <PersonPick label={itemWord(form, 'sealed_by')} people={people} value={draft.by} onPick={(by) => give({ by })} />
      </Asked>
      <Asked label={itemWord(form, 'seal_witness')} code="seal_witness" lacking={lacks.includes('witness')}>
        <Typed label={say('finds.witnessName')} value={draft.witness} inputMode="text" onTyped={(witness) => give({ witness })} />
        <Signed label={itemWord(form, 'seal_witness')} file={draft.signature} refused={draft.refused} onDrawn={(signature) => give({ signature, refused: '' })} onRefused={(refused) => give({ refused, signature: '' })}
          onAgain={() => give({ signature: '', refused: '' })} />
      </Asked>
      {desk.acts.paper !== undefined && <Stated label={say('paper.sealedAt')} value={sealedAt} zone={zoneOf(story, place.site)} now={desk.now()} onInput={setSealedAt} />}
      <AlsoUnder exhibit={exhibit} others={others} onChange={setOthers} />
      <div class="acts">
        <button type="button" class="big first-big" disabled={lacks.length > 0 || busy || isLater(sealedAt, desk.now())} onClick={put}>
          {say('finds.sealIsOn')}
        </button>
        {lacks.length > 0 && <p class="quiet">{say('finds.sealLacks', { what: lacks.map((l) => say(`finds.seal.${l}`)).join(', ') })}</p>}
      </div>
    </>
  )
}

/** That a number is on another seal that holds: told, never refused. */
const sameSeal = (story: Story, typed: string): string[] =>
  [...story.seals.values()].some((s) => s.holds && s.body.number.trim().toUpperCase() === typed.trim().toUpperCase()) ? [say('finds.sameSeal')] : []

/** Other exhibits that lie in the same bag. */
function AlsoUnder({ exhibit, others, onChange }: { exhibit: Exhibit; others: readonly string[]; onChange: (ids: readonly string[]) => void }) {
  const { story } = useAtHand()
  const bare = [...story.exhibits.values()].filter(
    (x) => x.id !== exhibit.id && !x.voided && x.body.search === exhibit.body.search && demandsSeal(story, x.body.disposition) && !story.sealsOf(x.id).some((s) => s.holds),
  )
  if (bare.length === 0) return null
  const toggle = (id: string): void => onChange(others.includes(id) ? others.filter((o) => o !== id) : others.length < 49 ? [...others, id] : others)
  return (
    <Asked label={say('finds.alsoUnder')}>
      <div class="choices">
        {bare.map((x) => (
          <button key={x.id} type="button" class="big" aria-pressed={others.includes(x.id)} onClick={() => toggle(x.id)}>
            {x.body.number ?? x.body.description}
          </button>
        ))}
      </div>
    </Asked>
  )
}

/** A seal that is on: what it is, and that it was broken. */
function SealOn() {
  const { desk, card, form, story, place, act } = useAtHand()
  const [breaking, setBreaking] = useState(false)
  const [witness, setWitness] = useState('')
  const seal = card?.seal
  if (seal === undefined) return null
  const { number, type, appliedBy = '', witness: named = '', witnessSignature, exhibits } = seal.body
  return (
    <div class="seal-on" data-item="seal">
      <p class="seal-number">
        <Tick /> <strong>{number}</strong> {pickWord(picksOf(form, 'seal_type'), type)}
      </p>
      <p>
        {appliedBy === '' ? '' : say('finds.sealedBy', { name: personName(story, appliedBy) })}
        {named === '' ? '' : ` · ${say('finds.witnessedBy', { name: named })}`}
        {witnessSignature?.refusedBecause === undefined ? '' : ` · ${say('finds.refusedBecause', { reason: witnessSignature.refusedBecause })}`}
        {exhibits.length > 1 ? ` · ${say('finds.sealOfMany', { n: figure(exhibits.length) })}` : ''}
      </p>
      {breaking ? (
        <>
          <Typed label={say('finds.breakWitness')} value={witness} inputMode="text" onTyped={setWitness} />
          <Reason label={say('finds.whyBroken')} act={say('finds.sealBroken')} danger onLeave={() => setBreaking(false)}
            onGiven={(reason) => {
              setBreaking(false)
              act(() => breakSeal(desk.acts, place.site, seal, desk.me.value, witness, reason))
            }} />
        </>
      ) : (
        <button type="button" class="big" onClick={() => setBreaking(true)}>
          {say('finds.breakSeal')}
        </button>
      )}
    </div>
  )
}

