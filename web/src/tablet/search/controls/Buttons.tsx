import { useId, useState } from 'preact/hooks'
import { folded } from '../../../exhibits/catalogue'
import { say } from '../../../words/words'

export interface Option {
  readonly code: string
  readonly word: string
  /** A second, quieter line. */
  readonly more?: string
}

interface ButtonsProperties {
  readonly label: string
  readonly options: readonly Option[]
  readonly chosen: readonly string[]
  readonly onPress: (code: string) => void
  readonly several?: boolean
  /** All of one width, as many beside each other as there are. */
  readonly even?: boolean
}

/** Options as large buttons: what is chosen has a filled ground and a mark, and is said aloud as pressed. */
export function Buttons({ label, options, chosen, onPress, several = false, even = false }: ButtonsProperties) {
  return (
    <div class={even ? 'picks picks-even' : 'picks'} role="group" aria-label={label}>
      {options.map(({ code, word, more }) => {
        const on = chosen.includes(code)
        return (
          <button key={code} type="button" class="big pick" aria-pressed={on} onClick={() => onPress(code)}>
            <Tick several={several} on={on} />
            <span>
              {word}
              {more !== undefined && more !== '' && <span class="pick-more">{more}</span>}
            </span>
          </button>
        )
      })}
    </div>
  )
}

/** Round where one goes, square where several go; what is chosen has a mark in it. */
const Tick = ({ several, on }: { several: boolean; on: boolean }) => (
  <svg viewBox="0 0 16 16" class="pick-tick" aria-hidden="true">
    {several ? <rect x="1" y="1" width="14" height="14" rx="2" /> : <circle cx="8" cy="8" r="7" />}
    {on && <path d="M4 8.2 7 11l5-6" />}
  </svg>
)

/** Up to so many options are all shown at once. */
export const atOnce = 6

/** What is listed at a time: nobody in gloves reads more before typing a letter. */
const listed = 40

/** Options of which there are many: what is chosen stands as buttons, the others are found by their first letters. */
export function LongList({ label, options, chosen, onPress, several = false, onOwn }: ButtonsProperties & { readonly onOwn?: (words: string) => void }) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const found = options.filter(({ code, word, more = '' }) => (!several || !chosen.includes(code)) && folded(`${word} ${more}`).includes(folded(typed.trim())))
  const here = options.filter(({ code }) => chosen.includes(code))
  function press(code: string): void {
    onPress(code)
    if (!several) {
      setOpen(false)
      setTyped('')
    }
  }
  return (
    <div class="long-list">
      {here.length > 0 && <Buttons label={label} options={here} chosen={chosen} several={several} onPress={several ? onPress : () => setOpen(true)} />}
      <button type="button" class="big long-open" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {say(open ? 'search.listClose' : here.length > 0 && !several ? 'search.listChange' : 'search.listOpen', { n: options.length })}
      </button>
      {open && (
        <div id={id} class="long-body">
          <input type="search" class="tall" value={typed} aria-label={say('search.find', { what: label })} placeholder={say('search.findHint')} onInput={(e) => setTyped(e.currentTarget.value)} />
          <div class="long-options">
            {found.length === 0 && <p class="quiet">{say('search.noneFound')}</p>}
            <Buttons label={label} options={found.slice(0, listed)} chosen={chosen} several={several} onPress={press} />
            {found.length > listed && <p class="quiet">{say('search.moreFound', { n: found.length - listed })}</p>}
          </div>
          {onOwn !== undefined && typed.trim() !== '' && (
            <button type="button" class="big" onClick={() => {
              onOwn(typed.trim())
              setOpen(false)
              setTyped('')
            }}>
              {say('search.ownWords', { words: typed.trim() })}
            </button>
          )}
        </div>
      )}
    </div>
  )
}

/** Few options as buttons, many as a list to search. */
export const Options = (properties: ButtonsProperties & { readonly onOwn?: (words: string) => void }) =>
  properties.options.length <= atOnce && properties.onOwn === undefined ? <Buttons {...properties} /> : <LongList {...properties} />
