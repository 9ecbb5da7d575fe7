import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import type { WordedPick } from '../../checklist/gate'
import { say } from '../../words/words'
import { Draw } from '../capture/Draw'
import { FullView } from '../capture/FullView'
import { Picture } from '../capture/Thumb'
import { Typed } from '../capture/Scan'
import { OnSheet } from '../paper/OnSheet'
import { labelled, type Person } from './worded'

/** A question of the card: its name, whether it still lacks something, and its control. */
export function Asked({ label, lacking = false, code, hint, children }: { label: string; lacking?: boolean; code?: string; hint?: string | undefined; children: ComponentChildren }) {
  const id = useId()
  return (
    <fieldset class={lacking ? 'asked asked-lacking' : 'asked'} data-item={code} aria-describedby={hint === undefined ? undefined : id}>
      <legend>
        {label}
        {lacking && <span class="lacking-word">{say('finds.lacking')}</span>}
      </legend>
      {hint !== undefined && (
        <p id={id} class="quiet">
          {hint}
        </p>
      )}
      {children}
    </fieldset>
  )
}

/** So many choices can be looked over at once; more are chosen from in a view of their own. */
const atOnce = 15

interface PickProperties {
  readonly label: string
  readonly picks: readonly WordedPick[]
  readonly value: string
  readonly onPick: (code: string) => void
  /** Those that are offered first: what was chosen before in this place. */
  readonly recent?: readonly string[]
}

/** One of a pick-list, each as large as a thumb. What is chosen stands alone until it is to be changed. */
export function Pick({ label, picks, value, onPick, recent = [] }: PickProperties) {
  const [open, setOpen] = useState(false)
  const offered = picks.filter((p) => p.retired !== true)
  const take = (code: string): void => {
    setOpen(false)
    onPick(code)
  }
  if (value !== '' && !open) {
    return (
      <div class="picked">
        <span class="picked-word">
          <Tick /> {labelled(picks.find((p) => p.code === value)?.labels, value)}
        </span>
        <button type="button" class="big quiet-big" onClick={() => setOpen(true)} aria-label={say('finds.changeOf', { label })}>
          {say('finds.change')}
        </button>
      </div>
    )
  }
  if (offered.length <= atOnce) return <Choices picks={offered} value={value} onPick={take} />
  const first = recent.flatMap((code) => offered.filter((p) => p.code === code)).slice(0, 4)
  return (
    <>
      <div class="choices">
        {first.map((p) => (
          <ChoiceButton key={p.code} pick={p} value={value} onPick={take} />
        ))}
        <button type="button" class="big choose" onClick={() => setOpen(true)}>
          {say('finds.choose', { n: offered.length })}
        </button>
      </div>
      {open && <Many label={label} picks={offered} value={value} onPick={take} onClose={() => setOpen(false)} />}
    </>
  )
}

export const Tick = () => (
  <svg viewBox="0 0 24 24" class="tick" aria-hidden="true">
    <path d="M4 12.5l5.5 5.5L20 6.5" />
  </svg>
)

function ChoiceButton({ pick, value, onPick }: { pick: WordedPick; value: string; onPick: (code: string) => void }) {
  return (
    <button type="button" class="big" aria-pressed={pick.code === value} onClick={() => onPick(pick.code)}>
      {labelled(pick.labels, pick.code)}
    </button>
  )
}

export function Choices({ picks, value, onPick }: { picks: readonly WordedPick[]; value: string; onPick: (code: string) => void }) {
  return (
    <div class="choices">
      {picks.map((p) => (
        <ChoiceButton key={p.code} pick={p} value={value} onPick={onPick} />
      ))}
    </div>
  )
}

/** A long pick-list with a field that narrows it. */
function Many({ label, picks, value, onPick, onClose }: { label: string; picks: readonly WordedPick[]; value: string; onPick: (code: string) => void; onClose: () => void }) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const plain = (text: string): string => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
  const found = picks.filter((p) => plain(labelled(p.labels, p.code)).includes(plain(typed.trim())))
  return (
    <FullView title={label} onClose={onClose}>
      <div class="many">
        <div class="typed">
          <label for={id}>{say('finds.narrow')}</label>
          <div class="typed-row">
            <input id={id} value={typed} autocomplete="off" onInput={(e) => setTyped(e.currentTarget.value)} />
          </div>
        </div>
        {found.length === 0 ? <p>{say('finds.noneLike', { typed })}</p> : <Choices picks={found} value={value} onPick={onPick} />}
      </div>
    </FullView>
  )
}

const yesNo = ['yes', 'no', 'na'] as const

/** Yes, no or, where it is offered, not applicable. */
export function YesNo({ value, onPick, na = false }: { value: string; onPick: (value: 'yes' | 'no' | 'na') => void; na?: boolean }) {
  return (
    <div class="choices">
      {yesNo.filter((v) => na || v !== 'na').map((v) => (
        <button key={v} type="button" class="big yes-no" aria-pressed={value === v} onClick={() => onPick(v)}>
          {say(`finds.${v}`)}
        </button>
      ))}
    </div>
  )
}

interface QuantityProperties {
  readonly quantity: number | undefined
  readonly unit: string
  readonly units: readonly string[]
  readonly onGiven: (quantity: number, unit: string) => void
}

/** Reads a decimal as it is written in either language; null for what is none, or not more than nothing. */
export function readDecimal(text: string): number | null {
  const plain = text.trim().replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  const value = Number(plain)
  return /^[0-9]{1,9}(\.[0-9]{1,4})?$/.test(plain) && value > 0 ? value : null
}

/** A decimal and its unit; both are told together. */
export function Quantity({ quantity, unit, units, onGiven }: QuantityProperties) {
  const [chosen, setChosen] = useState(unit)
  const written = quantity === undefined ? '' : String(quantity)
  const unitNow = units.includes(chosen) ? chosen : unit
  return (
    <div class="quantity">
      <Typed label={say('finds.howMany')} value={written} inputMode="numeric" remarks={(text) => (readDecimal(text) === null ? [say('finds.notANumber')] : [])}
        onTyped={(text) => {
          const value = readDecimal(text)
          if (value !== null) onGiven(value, unitNow)
        }} />
      <div class="choices" role="group" aria-label={say('finds.unit')}>
        {units.map((u) => (
          <button key={u} type="button" class="big" aria-pressed={u === unitNow}
            onClick={() => {
              setChosen(u)
              if (quantity !== undefined) onGiven(quantity, u)
            }}>
            {unitWord(u)}
          </button>
        ))}
      </div>
    </div>
  )
}

export const unitWord = (unit: string): string => (unit === 'piece' ? say('finds.piece') : unit)

/** One of the officers at the site. */
export function PersonPick({ label, people, value, onPick }: { label: string; people: readonly Person[]; value: string; onPick: (id: string) => void }) {
  const picks = people.map((p): WordedPick => ({ code: p.id, labels: { en: nameOf(p), fr: nameOf(p) } as Required<WordedPick>['labels'] }))
  return <Pick label={label} picks={picks} value={value} onPick={onPick} />
}

const nameOf = ({ name, badge }: Person): string => (badge === '' ? name : `${name} (${badge})`)

interface SignedProperties {
  readonly label: string
  readonly file: string
  readonly refused: string
  readonly onDrawn: (sha256: string) => void
  readonly onRefused: (reason: string) => void
  readonly onAgain: () => void
}

/** A signature, or why there is none: both are an answer. */
export function Signed({ label, file, refused, onDrawn, onRefused, onAgain }: SignedProperties) {
  const [refuses, setRefuses] = useState(false)
  if (file !== '' || refused !== '') {
    return (
      <div class="picked">
        {file !== '' ? (
          <span class="signature-shown">
            <Picture sha256={file} alt={label} />
          </span>
        ) : (
          <span class="picked-word">{say('finds.refusedBecause', { reason: refused })}</span>
        )}
        <button type="button" class="big quiet-big" onClick={onAgain} aria-label={say('finds.changeOf', { label })}>
          {say('finds.change')}
        </button>
      </div>
    )
  }
  return (
    <div class="signed">
      <div class="choices" role="group" aria-label={label}>
        <button type="button" class="big" aria-pressed={!refuses} onClick={() => setRefuses(false)}>
          {say('finds.signs')}
        </button>
        <button type="button" class="big" aria-pressed={refuses} onClick={() => setRefuses(true)}>
          {say('finds.refuses')}
        </button>
      </div>
      {refuses ? <Typed label={say('finds.whyNoSignature')} value="" inputMode="text" onTyped={onRefused} hint={say('finds.whyNoSignatureHint')} /> : <><OnSheet label={label} onSheet={onDrawn} /><Draw label={label} onDrawn={onDrawn} /></>}
    </div>
  )
}
