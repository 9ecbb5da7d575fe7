import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import { instantOf, wallTime } from '../time/local'
import { say } from '../words/words'

/** What every field has. */
interface Common {
  readonly label: string
  readonly hint?: string | undefined
  /** What is wrong with it; shown below and told to a screen reader. */
  readonly wrong?: string | undefined
  readonly required?: boolean
  readonly disabled?: boolean
  readonly focus?: boolean
}

interface Attributes {
  id: string
  required: boolean
  disabled: boolean
  autofocus: boolean
  'aria-invalid': boolean
  'aria-describedby': string | undefined
}

/** A label, its control, and below it the hint or what is wrong. */
function Labelled({ label, hint, wrong, required = false, disabled = false, focus = false, children }: Common & { children: (attributes: Attributes) => ComponentChildren }) {
  const id = useId()
  const note = wrong ?? hint
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, required, disabled, autofocus: focus, 'aria-invalid': wrong !== undefined, 'aria-describedby': note === undefined ? undefined : `${id}-note` })}
      {note !== undefined && (
        <p id={`${id}-note`} class={wrong === undefined ? 'small quiet' : 'small strong'}>
          {note}
        </p>
      )}
    </div>
  )
}

interface TextProperties extends Common {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly type?: 'text' | 'password' | 'search' | 'tel'
  readonly autocomplete?: string
  readonly most?: number
  readonly placeholder?: string
  /** What is known and may be chosen instead of typed; something else may be typed too. */
  readonly known?: readonly string[]
}

/** How many known values are offered at once: a browser is slow with a list of 60,000. */
const offered = 100

/** Those that hold what is typed, the ones that begin with it first. */
function startingLike(known: readonly string[], typed: string): readonly string[] {
  const w = typed.trim().toLowerCase()
  const holding = known.filter((k) => k.toLowerCase().includes(w))
  return [...holding.filter((k) => k.toLowerCase().startsWith(w)), ...holding.filter((k) => !k.toLowerCase().startsWith(w))].slice(0, offered)
}

/** A labelled field of one line. */
export function Field({ value, onInput, type = 'text', autocomplete, most, placeholder, known, ...common }: TextProperties) {
  return (
    <Labelled {...common}>
      {(attributes) => (
        <>
          <input {...attributes} type={type as 'text'} value={value} autocomplete={autocomplete} maxLength={most} placeholder={placeholder} autocapitalize="none" spellcheck={false}
            list={known === undefined ? undefined : `${attributes.id}-known`} onInput={(e) => onInput(e.currentTarget.value)} />
          {known !== undefined && (
            <datalist id={`${attributes.id}-known`}>
              {startingLike(known, value).map((k) => (
                <option key={k} value={k} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Labelled>
  )
}

/** A labelled field of several lines. */
export function TextArea({ value, onInput, most, rows = 3, ...common }: Common & { value: string; onInput: (value: string) => void; most?: number; rows?: number }) {
  return <Labelled {...common}>{(attributes) => <textarea {...attributes} rows={rows} maxLength={most} value={value} onInput={(e) => onInput(e.currentTarget.value)} />}</Labelled>
}

interface NumberProperties extends Common {
  readonly value: number | null
  readonly onInput: (value: number | null) => void
  readonly least?: number
  readonly most?: number
  readonly unit?: string
}

/** A labelled whole number with its unit; null while nothing is typed. */
export function NumberField({ value, onInput, least, most, unit, ...common }: NumberProperties) {
  return (
    <Labelled {...common}>
      {(attributes) => (
        <span class="field-unit">
          <input {...attributes} type="number" inputMode="numeric" step={1} min={least} max={most} value={value ?? ''}
            onInput={(e) => onInput(Number.isNaN(e.currentTarget.valueAsNumber) ? null : Math.round(e.currentTarget.valueAsNumber))} />
          {unit !== undefined && <span class="quiet">{unit}</span>}
        </span>
      )}
    </Labelled>
  )
}

/**
 * A labelled instant (RFC 3339, UTC), typed as day and time of a zone; "" while it is not whole. The time is a text of its own, as a
 * browser's own field for both shows 06:00 as 06:00 AM wherever the browser speaks American.
 */
export function InstantField({ value, onInput, zone, ...common }: Common & { value: string; onInput: (value: string) => void; zone: string }) {
  const [day, time] = value === '' ? ['', ''] : wallTime(value, zone).split('T')
  const [typed, setTyped] = useState({ day: day ?? '', time: time ?? '' })
  function take(next: { day: string; time: string }): void {
    setTyped(next)
    onInput(next.day !== '' && /^([01]\d|2[0-3]):[0-5]\d$/.test(next.time) ? instantOf(`${next.day}T${next.time}`, zone) : '')
  }
  return (
    <Labelled {...common} hint={common.hint ?? zone}>
      {(attributes) => (
        <span class="field-unit">
          <input {...attributes} type="date" class="field-day" value={typed.day} onInput={(e) => take({ ...typed, day: e.currentTarget.value })} />
          <input type="text" class="field-time number" inputMode="numeric" placeholder="06:00" maxLength={5} aria-label={`${common.label}: ${say('ask.time')}`} disabled={common.disabled} required={common.required}
            value={typed.time} onInput={(e) => take({ ...typed, time: e.currentTarget.value })} />
        </span>
      )}
    </Labelled>
  )
}

export interface Option {
  readonly value: string
  readonly word: string
}

/** A labelled choice of one. */
export function Choice({ value, onInput, options, ...common }: Common & { value: string; onInput: (value: string) => void; options: readonly Option[] }) {
  return (
    <Labelled {...common}>
      {(attributes) => (
        <select {...attributes} value={value} onChange={(e) => onInput(e.currentTarget.value)}>
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.word}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}

/** A choice of yes or no, with its words beside it. */
export function Check({ label, value, onInput, disabled = false }: { label: string; value: boolean; onInput: (value: boolean) => void; disabled?: boolean }) {
  return (
    <label class="check">
      <input type="checkbox" checked={value} disabled={disabled} onChange={(e) => onInput(e.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  )
}

/** A choice of several. */
export function Several({ label, value, onInput, options }: { label: string; value: readonly string[]; onInput: (value: string[]) => void; options: readonly Option[] }) {
  return (
    <fieldset class="several">
      <legend>{label}</legend>
      {options.map((o) => (
        <Check key={o.value} label={o.word} value={value.includes(o.value)} onInput={(on) => onInput(on ? [...value, o.value] : value.filter((v) => v !== o.value))} />
      ))}
    </fieldset>
  )
}
