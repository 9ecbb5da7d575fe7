import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { lostIn } from '../../field/acts'
import { type Desk, DeskContext, useDesk } from '../../field/desk'
import { deskOfPaper } from '../../field/papers'
import type { Finding, Search } from '../../field/story'
import { say } from '../../words/words'
import { PaperBand, PaperSwitch } from '../paper/Band'
import { cellKeyed, findKeyed } from '../paper/keyed'
import { awaitsSeal, cardOf, exhibitsOfFind, formOf, type Place } from './card'
import { type AtHand, AtHandContext, type ExhibitChanges, type FindChanges } from './desk'
import { DeviceStep } from './DeviceStep'
import { ExhibitKit } from './ExhibitKit'
import { FateStep, OtherItems, SeeStep, WhatStep, WhoStep } from './FindSteps'
import { jump, nextOf, StillLacking } from './StillLacking'
import { SealStep } from './SealStep'
import { Pen } from './pen'
import { Reason } from './Reason'
import { amendExhibit, amendFind, type FindBody, recordFind } from './steps'
import '../capture/capture.css'
import './finds.css'

interface FindCardProperties {
  /** The search in which it is found; null outside of any. */
  readonly search: Search | null
  /** The site and, outside of a search, the place, "" for none. */
  readonly site: string
  readonly location?: string
  /** The find; absent for one that is only now seen. */
  readonly find?: string
  /** Shown among the finds of the site, where no screen of a cell says that it is keyed in. */
  readonly ofSite?: boolean
  /** Told of the id once the find is recorded. */
  readonly onFind?: (id: string) => void
  readonly onClose: () => void
}

/** A find from the moment it is seen to the photograph of the sealed bag. Every step is written when it is done: whoever goes away in the middle comes back to where it stood. */
export function FindCard({ search, site, location = '', find, ofSite = false, onFind, onClose }: FindCardProperties) {
  const place = { search, site, location }
  const why = useRef('')
  const [id, draft, atHand] = useCard(place, find, onFind, why)
  const { card, story, desk } = atHand
  const [locked, setLocked] = useState(card !== undefined && card.lacks.length === 0)
  if (card?.finding.voided === true) return <VoidedCard onClose={onClose} />
  const done = card !== undefined && card.lacks.length === 0
  const task = story.tasks.get(search?.task ?? '')
  const keyed = search === null ? findKeyed(story, site, desk.me.value, id, draft) : ofSite && task !== undefined ? cellKeyed(story, task) : null
  function leave(): void {
    // A find that is whole was keyed in to its end: what is put right later was not on the sheet.
    if (done && keyed?.what === 'find' && desk.papers?.of(keyed.key) !== undefined) void desk.papers.set(keyed.key, null).catch(() => undefined) // the band says that it is still keyed in
    onClose()
  }
  const content = (
    <AtHandContext.Provider value={atHand}>
      <article class="find-card" aria-label={say('finds.find')} data-find={id}>
        <header class="find-head">
          <button type="button" class="big" onClick={leave}>
            {done ? say('finds.done') : say('finds.leave')}
          </button>
          <h2>{card?.exhibit?.body.number ?? say(card === undefined ? 'finds.new' : 'finds.find')}</h2>
          {keyed?.what === 'find' && !done && <PaperSwitch of={keyed} />}
          {card === undefined || done ? (
            <CardState done={done} awaits={false} n={0} isNew={card === undefined} />
          ) : (
            <button type="button" class="big" onClick={() => jump(nextOf(card, atHand.form))} title={say('finds.next')}>
              <CardState done={false} awaits={awaitsSeal(story, card)} n={card.lacks.length} />
            </button>
          )}
        </header>
        {atHand.failed && <p class="not-kept" role="alert">{say('finds.notDone')}</p>}
        <div class="find-columns">
          <div class="find-steps">
            {locked && (
              <PutRight
                onReason={(reason) => {
                  why.current = reason
                  setLocked(false)
                }}
              />
            )}
            <fieldset class="find-lock" disabled={locked}>
              <SeeStep />
              <WhatStep />
              {card !== undefined && <FateStep />}
              {card?.exhibit !== undefined && <DeviceStep />}
              {card !== undefined && <WhoStep />}
              {card?.exhibit !== undefined && <SealStep />}
              {card !== undefined && <OtherItems />}
            </fieldset>
            {card !== undefined && <ExhibitKit onVoided={onClose} />}
          </div>
          <StillLacking />
        </div>
        {keyed !== null && <PaperBand of={keyed} on={search ?? (id === '' ? undefined : { id, site })} />}
      </article>
    </AtHandContext.Provider>
  )
  return <DeskContext.Provider value={desk}>{content}</DeskContext.Provider>
}

function VoidedCard({ onClose }: { onClose: () => void }) {
  return (
    <article class="find-card">
      <p>{say('finds.isVoided')}</p>
      <button type="button" class="big" onClick={onClose}>
        {say('act.close')}
      </button>
    </article>
  )
}

/** What the card has come to, by shape and word. */
export function CardState({ done, awaits, n, isNew = false }: { done: boolean; awaits: boolean; n: number; isNew?: boolean }) {
  if (isNew) return <p class="card-state">{say('finds.state.new')}</p>
  return (
    <span class={done ? 'card-state card-done' : 'card-state card-open'} aria-live="polite">
      <svg viewBox="0 0 24 24" class="card-mark" aria-hidden="true">
        {done ? <path d="M4 12.5l5.5 5.5L20 6.5" /> : <path d="M12 3l10 18H2zM12 10v5M12 17.5v1.5" />}
      </svg>
      {done ? say('finds.state.done') : awaits ? say('finds.state.unsealed', { n }) : say('finds.state.open', { n })}
    </span>
  )
}

/** A find that is whole stands as it is, until somebody says why it is put right. */
function PutRight({ onReason }: { onReason: (reason: string) => void }) {
  const [open, setOpen] = useState(false)
  if (!open) {
    return (
      <section class="find-step put-right">
        <p>{say('finds.isWhole')}</p>
        <button type="button" class="big" onClick={() => setOpen(true)}>
          {say('finds.putRight')}
        </button>
      </section>
    )
  }
  return (
    <section class="find-step">
      <Reason label={say('finds.whyChange')} act={say('finds.putRight')} onGiven={onReason} onLeave={() => setOpen(false)} />
    </section>
  )
}

/** The find of a card, and the ways to write of it: one act at a time, each seeing what the last one wrote. */
function useCard(place: Place, find: string | undefined, onFind: ((id: string) => void) | undefined, why: { readonly current: string }): [string, string, AtHand] {
  const own = useDesk()
  const pen = useRef(new Pen())
  const made = useRef(find ?? '')
  // The first words of the find until they are on the disk. What could not be written is said again with what is said next: one find, not two.
  const first = useRef<{ readonly id: string; readonly said: Partial<FindBody> } | null>(null)
  const [id, setId] = useState(find ?? '')
  const draft = useDraftName(own)
  // Of a cell that is keyed in its finds are too, wherever the card was opened.
  const task = place.search?.task ?? ''
  const by = useRef('')
  const desk = useMemo(() => {
    const of = deskOfPaper(own, () => task || made.current || draft)
    return { ...of, acts: of.acts.by(() => by.current) }
  }, [own, task, draft])
  const story = desk.story.value
  const form = useMemo(() => formOf(story, place.search), [story.documents, place.search?.id])
  const card = id === '' ? undefined : cardOf(story, form, place.search, id)
  const reason = (): string => (why.current === '' ? say('finds.whileRecording') : why.current)

  const [failed, setFailed] = useState(false)

  /** The find is on the disk: what follows is said of it. */
  function take(recorded: string): void {
    desk.papers?.lay(draft, null)
    made.current = recorded
    first.current = null
    setId(recorded)
    onFind?.(recorded)
  }
  /** Looks what became of first words that could not be written: by now they may be, or somebody has let go of them. */
  async function lookAgain(): Promise<void> {
    if (first.current === null) return
    const { id: lost } = first.current
    await desk.acts.tried([lost])
    if (desk.story.peek().findings.has(lost)) take(lost)
    else if (!desk.acts.unwritten.peek().some((u) => u.id === lost)) first.current = null
  }
  const isWritten = first.current !== null && story.findings.has(first.current.id)
  useEffect(() => void (isWritten && pen.current.write(lookAgain)), [isWritten])

  /**
   * What fails is among the desk's unwritten acts, and is shown there on every screen. A tablet that locks itself before the turn comes tells nothing more: the act is done by what
   * was known when it was given, by whoever gave it.
   */
  const act = (step: (now: typeof story) => Promise<unknown>): void => {
    const [then, actor] = [desk.story.peek(), desk.me.peek()]
    const write = async (): Promise<unknown> => {
      by.current = actor
      await lookAgain()
      const now = desk.story.peek()
      return step(now.documents.operation.size === 0 ? then : now)
    }
    // An act that could not be written is told on every screen; what went wrong before there was one (no number could be drawn) only here.
    void pen.current.write(write).then(() => setFailed(false), (thrown) => setFailed(lostIn(thrown) === ''))
  }
  const ofFind: AtHand['ofFind'] = (said) =>
    act(async (now) => {
      const known: Pick<Finding, 'id' | 'amendments'> & { readonly body: Partial<FindBody> } | undefined = now.findings.get(made.current) ?? (made.current === '' ? undefined : { id: made.current, amendments: [], body: {} })
      const before = known?.body ?? first.current?.said ?? {}
      const changes = typeof said === 'function' ? said(before) : said
      if (known !== undefined) return amendFind(desk.acts, place.site, known, changes, reason())
      first.current = { id: first.current?.id ?? desk.acts.newId(), said: given({ ...first.current?.said, ...changes }) }
      const sheet = desk.papers?.of(draft)
      // With the find itself: what is typed of it after a restart must not look as if it had been seen.
      const also = sheet === undefined ? undefined : desk.papers?.along(first.current.id, sheet)
      const recorded = await recordFind(desk.acts.doneAt(sheet?.doneAt ?? ''), place, first.current.said, say('finds.undescribed'), first.current.id, also)
      take(recorded.id)
      return recorded
    })
  const ofExhibit: AtHand['ofExhibit'] = (said) =>
    act(async (now) => {
      const [exhibit] = exhibitsOfFind(now, made.current)
      if (exhibit !== undefined) await amendExhibit(desk.acts, place.site, exhibit, typeof said === 'function' ? said(exhibit.body) : said, reason())
    })
  const ofBoth = (changes: FindChanges & ExhibitChanges): void => {
    ofFind(changes)
    ofExhibit(changes)
  }
  return [id, draft, { desk, story, place, form, card, ofFind, ofExhibit, ofBoth, act, why: reason, failed }]
}

/** The name of a find that is not recorded yet; its sheet goes when the card does. */
function useDraftName({ papers }: Desk): string {
  const [draft] = useState(() => papers?.draft() ?? '')
  useEffect(() => () => papers?.lay(draft, null), [papers, draft])
  return draft
}

/** What a first act says: members that take something away have nothing to take. */
const given = (changes: FindChanges): Partial<FindBody> => Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null)) as Partial<FindBody>
