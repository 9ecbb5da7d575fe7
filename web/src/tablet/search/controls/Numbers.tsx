import { useEffect, useState } from 'preact/hooks'
import { isQuantity, type Value } from '../../../checklist/values'
import { language, say } from '../../../words/words'
import { useTyped } from '../../typed'
import { Buttons } from './Buttons'
import { type ControlProperties, give } from './Control'

/** Reads a number as people type it in either language: comma or point, blanks between thousands. null for what is none. */
export function readNumber(typed: string): number | null {
  const plain = typed.replace(/[\s\u202f\u00a0]/g, '').replace(',', '.')
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : null
}

const written = (n: number): string => (language.value === 'fr' ? String(n).replace('.', ',') : String(n))

/** A field for a number that is given when it is left or Enter is pressed. */
export function Typed({ label, value, decimal, onNumber }: { label: string; value: number | null; decimal: boolean; onNumber: (n: number | null) => void }) {
  const { text: typed, type, leave } = useTyped(value === null ? '' : written(value), (text) => {
    const n = readNumber(text)
    if ((text === '' || n !== null) && n !== value) onNumber(n)
  })
  const unread = typed.trim() !== '' && readNumber(typed) === null
  return (
    <span class="typed-number">
      <input class="tall number" type="text" inputMode={decimal ? 'decimal' : 'numeric'} aria-label={label} aria-invalid={unread} value={typed} onInput={(e) => type(e.currentTarget.value)} onBlur={leave}
        onKeyDown={(e) => {
          if (e.key === 'Enter') leave()
        }} />
      {unread && <span role="alert">{say('search.noNumber')}</span>}
    </span>
  )
}

/** A number with its unit. A unit that is chosen before the number waits for it. */
export function Quantity({ model, view, label }: ControlProperties) {
  const units = view.node.item.units ?? []
  const value = view.value as Value | null | undefined
  const given = value !== null && value !== undefined && isQuantity(value) ? value : null
  const [unit, setUnit] = useState(given?.unit ?? units[0] ?? '')
  useEffect(() => setUnit(given?.unit ?? units[0] ?? ''), [given?.unit])
  return (
    <div class="measure">
      <Typed label={label} value={given?.number ?? null} decimal onNumber={(n) => void give({ model, view }, n === null ? null : { number: n, unit })} />
      {units.length === 1 && <span class="unit">{units[0]}</span>}
      {units.length > 1 && (
        <Buttons label={say('search.unit')} options={units.map((u) => ({ code: u, word: u }))} chosen={[unit]} onPress={(u) => {
          setUnit(u)
          if (given !== null && given.unit !== u) void give({ model, view }, { number: given.number, unit: u })
        }} />
      )}
    </div>
  )
}

/** A count, or minutes by fives, of an item. */
export function Counter({ model, view, label }: ControlProperties) {
  const { type, min = 0 } = view.node.item
  const minutes = type === 'duration'
  return <Count label={label} value={typeof view.value === 'number' ? view.value : null} min={min} step={minutes ? 5 : 1} unit={minutes ? say('search.min') : ''} onNumber={(n) => void give({ model, view }, n)} />
}

interface CountProperties {
  readonly label: string
  readonly value: number | null
  readonly min?: number
  readonly step?: number
  readonly unit?: string
  readonly onNumber: (n: number | null) => void
}

/** A whole number with − and +. The first tap on − says none, the first on + one. */
export function Count({ label, value, min = 0, step = 1, unit = '', onNumber }: CountProperties) {
  const go = (by: number): void => onNumber(value === null ? Math.max(min, by < 0 ? 0 : by) : Math.max(0, value + by))
  return (
    <div class="counter">
      <button type="button" class="big count-step" aria-label={say('search.less', { what: label, n: step })} onClick={() => go(-step)}>
        −
      </button>
      <Typed label={label} value={value} decimal={false} onNumber={(n) => onNumber(n === null ? null : Math.max(0, Math.round(n)))} />
      <button type="button" class="big count-step" aria-label={say('search.more', { what: label, n: step })} onClick={() => go(step)}>
        +
      </button>
      {unit !== '' && <span class="unit">{unit}</span>}
    </div>
  )
}
