import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { WordedPick } from '../../checklist/gate'
import { answer } from '../../field/verbs'
import type { Desk } from '../../field/desk'
import { list, object, text } from '../../field/documents'
import type { Story } from '../../field/story'
import { say } from '../../words/words'
import { Photos } from '../capture/Photos'
import { Typed } from '../capture/Scan'
import { isAnswerable, picksOf, type Place } from './card'
import { Asked, Choices, Pick, Quantity, YesNo } from './controls'
import { useAtHand } from './desk'
import { amendExhibit, seize, withPhotos } from './steps'
import { isUndescribed, itemWord, labelled, pickWord } from './worded'

/** One part of the card, with its heading. */
export function Step({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="find-step">
      <h3 class="step-title">{title}</h3>
      {children}
    </section>
  )
}

/** How and where it is seen, and the photograph of it there, before a hand moves it. */
export function SeeStep() {
  const { form, card, story, place, ofFind } = useAtHand()
  const { how = '', howText = '', concealment, photos, placeText } = card?.finding.body ?? {}
  const inPlace = (photos ?? []).filter((p) => p.role === 'in_place').map((p) => p.sha256)
  const lacking = card?.lacking ?? new Set<string>()
  const before = place.search === null ? [] : story.findingsOf(place.search.id).flatMap((f) => f.body.concealment?.code ?? [])
  return (
    <Step title={say('finds.step.see')}>
      {placeText !== undefined && <p class="strong">{say('quick.placeWas', { place: placeText })}</p>}
      <Asked label={itemWord(form, 'how')} code="how" lacking={lacking.has('how')}>
        <Pick label={itemWord(form, 'how')} picks={picksOf(form, 'how')} value={how} onPick={(code) => ofFind({ how: code })} />
        {how === 'other' && <HowDetail text={howText} />}
      </Asked>
      <Asked label={itemWord(form, 'place')} code="place" lacking={lacking.has('place') || lacking.has('place_detail')}>
        <Pick label={itemWord(form, 'place')} picks={picksOf(form, 'place')} value={concealment?.code ?? ''} recent={[...new Set(before)].reverse()}
          onPick={(code) => ofFind({ concealment: { ...concealment, code } })} />
        {concealment !== undefined && (
          <Typed label={itemWord(form, 'place_detail')} value={concealment.text ?? ''} inputMode="text"
            onTyped={(detail) => ofFind({ concealment: { code: concealment.code, ...(detail === '' ? {} : { text: detail }) } })} />
        )}
      </Asked>
      <div data-item="photo_in_place" class={lacking.has('photo_in_place') ? 'asked asked-lacking' : 'asked'}>
        <Photos label={itemWord(form, 'photo_in_place')} role="in_place" hashes={inPlace} min={1} max={10} hint={say('finds.beforeMoved')}
          onChange={(all) => ofFind((now) => ({ photos: withPhotos(now.photos, 'in_place', all) }))} />
      </div>
    </Step>
  )
}

/** What "other" means: with the find, and where a checklist asks for it as an item of its own, there too. */
function HowDetail({ text: told }: { text: string }) {
  const { form, ofFind } = useAtHand()
  const own = useOwnAnswer('how_detail')
  const tell = (typed: string): void => {
    ofFind({ howText: typed === '' ? null : typed })
    own.give(typed === '' ? null : typed)
  }
  return <Typed label={itemWord(form, 'how_detail')} value={told} inputMode="text" onTyped={tell} />
}

/** An item of the row that no entry of the find carries: it is answered like any other of the checklist. */
export function useOwnAnswer(code: string): { readonly value: unknown; readonly give: (value: string | null) => void } {
  const { desk, form, place, card, act } = useAtHand()
  const node = form.nodes.get(code)
  const value = card?.instances.get(code)?.value
  const give = (next: string | null): void => {
    const { checklist } = form
    if (node === undefined || checklist === undefined || card === undefined) return
    act((now: Story) => {
      const search = place.search === null ? undefined : now.searches.get(place.search.id)
      return search === undefined ? Promise.resolve() : answer(desk.acts, now, search, checklist, node, card.finding.id, { value: next })
    })
  }
  return { value, give }
}

/** In which unit each category is counted, as the list of categories ships (docs/exhibits.md, Quantity): tablets are not told. */
const countedIn: Readonly<Record<string, string>> = { drug: 'g', alcohol: 'ml', tobacco: 'g', cash: 'EUR' }
const allUnits = ['piece', 'g', 'kg', 'ml', 'l', 'EUR'] as const

/** What it is, in how many. */
export function WhatStep() {
  const { form, card, ofFind, ofBoth } = useAtHand()
  const { category = '', description = '', quantity, unit } = card?.finding.body ?? {}
  const undescribed = card === undefined || isUndescribed(description)
  const lacking = card?.lacking ?? new Set<string>()
  const picks = picksOf(form, 'category')
  function choose(code: string): void {
    const wasItsName = undescribed || description === pickWord(picks, category)
    const unitOf = countedIn[code] ?? 'piece'
    ofBoth({ category: code, ...(wasItsName ? { description: pickWord(picks, code) } : {}), ...(unitOf === 'piece' && quantity === undefined ? { quantity: 1, unit: unitOf } : {}) })
  }
  const units = (form.nodes.get('quantity')?.item.units ?? allUnits) as readonly string[]
  return (
    <Step title={say('finds.step.what')}>
      <Asked label={itemWord(form, 'category')} code="category" lacking={undescribed && card !== undefined}>
        <Pick label={itemWord(form, 'category')} picks={picks} value={undescribed ? '' : category} onPick={choose} />
      </Asked>
      {!undescribed && (
        <>
          <Asked label={itemWord(form, 'description')} code="description" hint={say('finds.inventoryLine')}>
            <Typed label={say('finds.words')} value={description} inputMode="text" onTyped={(typed) => typed !== '' && ofBoth({ description: typed })} />
          </Asked>
          <Asked label={itemWord(form, 'quantity')} code="quantity" lacking={lacking.has('quantity') || quantity === undefined}>
            <Quantity key={category} quantity={quantity} unit={unit ?? countedIn[category] ?? 'piece'} units={units} onGiven={(n, u) => (card?.exhibit === undefined ? ofFind({ quantity: n, unit: u }) : ofBoth({ quantity: n, unit: u }))} />
          </Asked>
        </>
      )}
    </Step>
  )
}

/** The dispositions of the operation with their words; without a checklist that lists them, by their codes. */
function dispositionsOf(story: Story, picks: readonly WordedPick[]): readonly WordedPick[] {
  if (picks.length > 0) return picks
  const given = list<Readonly<Record<string, unknown>>>([...story.documents.operation.values()][0], 'dispositions')
  return given.map((d) => ({ code: text(d, 'code'), ...(object(d, 'labels') === undefined ? {} : { labels: object(d, 'labels') as unknown as NonNullable<WordedPick['labels']> }) }))
}

/** When a find of no cell was taken, by the sheet that it is keyed in from; "" where none says. */
const sheetTime = ({ papers }: Desk, { search }: Place, find: string): string => (search === null ? (papers?.of(find)?.doneAt ?? '') : '')

/** What becomes of it. From here on it is an exhibit with a number, which is written on the label. */
export function FateStep() {
  const { desk, form, card, story, place, act, why } = useAtHand()
  if (card === undefined) return null
  const { finding, exhibit } = card
  const ready = !isUndescribed(finding.body.description) && finding.body.quantity !== undefined
  const picks = dispositionsOf(story, picksOf(form, 'disposition'))
  function choose(code: string): void {
    act((now) => {
      const found = now.findings.get(finding.id) ?? finding
      const taken = exhibit === undefined ? undefined : now.exhibits.get(exhibit.id)
      if (taken === undefined) return seize(desk.acts.doneAt(sheetTime(desk, place, finding.id)), now, place, found, code, desk.nextNumber)
      return amendFate(code, taken, now)
    })
  }
  async function amendFate(code: string, taken: NonNullable<typeof exhibit>, now: Story): Promise<unknown> {
    const numbered = code !== 'left' && taken.body.number === undefined ? { number: await desk.nextNumber() } : {}
    return amendExhibit(desk.acts, place.site, now.exhibits.get(taken.id) ?? taken, { disposition: code, ...numbered }, why())
  }
  return (
    <Step title={say('finds.step.fate')}>
      <Asked label={itemWord(form, 'disposition')} code="disposition" lacking={exhibit === undefined} hint={ready ? undefined : say('finds.firstWhat')}>
        {ready && <Pick label={itemWord(form, 'disposition')} picks={picks} value={exhibit?.body.disposition ?? ''} onPick={choose} />}
      </Asked>
      {exhibit?.body.number !== undefined && (
        <p class="label-number" data-item="exhibit">
          <span class="quiet">{say('finds.writeOnLabel')}</span>
          <strong>{exhibit.body.number}</strong>
        </p>
      )}
    </Step>
  )
}

/** Whose it is thought to be, and how it came in. */
export function WhoStep() {
  const { form, card, ofFind, ofExhibit } = useAtHand()
  if (card === undefined || isUndescribed(card.finding.body.description)) return null
  const { finding, exhibit, lacking } = card
  const route = exhibit?.body.route ?? finding.body.route
  const whose = exhibit?.body.attributedTo ?? finding.body.attributedTo
  const tell = (changes: Parameters<typeof ofFind>[0] & Parameters<typeof ofExhibit>[0]): void => (exhibit === undefined ? ofFind(changes) : ofExhibit(changes))
  const confidence = (code: string): readonly WordedPick[] => picksOf(form, code)
  return (
    <Step title={say('finds.step.who')}>
      <Asked label={itemWord(form, 'attributed_to')} code="attributed_to" hint={say('finds.pseudonym')} lacking={lacking.has('attributed_role') || lacking.has('attributed_confidence')}>
        <Pick label={itemWord(form, 'attributed_role')} picks={picksOf(form, 'attributed_role')} value={whose?.role ?? ''} onPick={(role) => tell({ attributedTo: { ...whose, role } })} />
        {whose !== undefined && (
          <>
            <Typed label={say('finds.person')} value={whose.person ?? ''} inputMode="text" onTyped={(person) => tell({ attributedTo: { role: whose.role, ...(whose.confidence === undefined ? {} : { confidence: whose.confidence }), ...(person === '' ? {} : { person }) } })} />
            <p class="sub-label">{itemWord(form, 'attributed_confidence')}</p>
            <Choices picks={confidence('attributed_confidence')} value={whose.confidence ?? ''} onPick={(c) => tell({ attributedTo: { ...whose, confidence: c } })} />
          </>
        )}
      </Asked>
      <Asked label={itemWord(form, 'route')} code="route" lacking={lacking.has('route') || lacking.has('route_confidence')}>
        <Pick label={itemWord(form, 'route')} picks={picksOf(form, 'route')} value={route?.code ?? ''} onPick={(code) => tell({ route: code === 'unknown' ? { code } : { ...route, code } })} />
        {route !== undefined && route.code !== 'unknown' && (
          <>
            <p class="sub-label">{itemWord(form, 'route_confidence')}</p>
            <Choices picks={confidence('route_confidence')} value={route.confidence ?? ''} onPick={(c) => tell({ route: { ...route, confidence: c } })} />
          </>
        )}
      </Asked>
    </Step>
  )
}

/** Items that the card asks in one of its own steps. */
const placed: ReadonlySet<string> = new Set(['how', 'how_detail', 'place', 'place_detail', 'photo_in_place', 'category', 'description', 'device', 'mini', 'powered', 'isolated', 'imei_readable', 'imei_1', 'imei_2', 'imei_unreadable', 'iccid_readable', 'iccid', 'iccid_unreadable', 'numbers_as_read', 'serial', 'quantity', 'attributed_to', 'attributed_role', 'attributed_confidence', 'route', 'route_confidence', 'disposition', 'exhibit', 'seal', 'seal_type', 'sealed_at', 'sealed_by', 'seal_witness', 'photo_sealed'])

/** What an agency's own checklist asks of a find beside that. */
export function OtherItems() {
  const { form, card, place } = useAtHand()
  const codes = [...form.nodes.keys()].filter((code) => !placed.has(code) && card?.instances.get(code)?.relevant === true && isAnswerable(place.search, code))
  if (codes.length === 0) return null
  return (
    <Step title={say('finds.step.other')}>
      {codes.map((code) => (
        <OwnItem key={code} code={code} />
      ))}
    </Step>
  )
}

/** An item that is answered in the checklist's own way: yes and no, one of several, or words. */
export function OwnItem({ code }: { code: string }) {
  const { form, card } = useAtHand()
  const { value, give } = useOwnAnswer(code)
  const item = form.nodes.get(code)?.item
  if (item === undefined) return null
  const label = itemWord(form, code)
  const said = typeof value === 'string' ? value : ''
  return (
    <Asked label={label} code={code} lacking={card?.lacking.has(code) ?? false} hint={item.hint === undefined ? undefined : labelled(item.hint, '')}>
      {item.type === 'yes_no_na' ? (
        <YesNo value={said} onPick={give} na />
      ) : item.type === 'select_one' ? (
        <Pick label={label} picks={picksOf(form, code)} value={said} onPick={give} />
      ) : item.type === 'text' || item.type === 'scan' || item.type === 'person' || item.type === 'lookup' ? (
        <Typed label={say('finds.words')} value={said} inputMode="text" onTyped={(typed) => give(typed === '' ? null : typed)} />
      ) : (
        <p class="quiet">{say('finds.inChecklist')}</p>
      )}
    </Asked>
  )
}

/** Whether an own item of the row is asked now. */
export function useIsAsked(code: string): boolean {
  const { card, place } = useAtHand()
  return place.search !== null && card?.instances.get(code)?.relevant === true
}

/** A part that is unfolded only on demand. */
export function Unfold({ word, children }: { word: string; children: ComponentChildren }) {
  const [open, setOpen] = useState(false)
  if (open) return <>{children}</>
  return (
    <button type="button" class="big quiet-big" onClick={() => setOpen(true)}>
      {word}
    </button>
  )
}
