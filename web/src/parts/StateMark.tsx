import type { Key } from '../words/words'
import { say } from '../words/words'

/** What a cell's search or a site as a whole has come to; each has a colour, a shape and a word. */
export const states = ['planned', 'started', 'clear', 'find', 'not_executed', 'person'] as const
export type State = (typeof states)[number]

const shapes: Record<State, preact.JSX.Element> = {
  planned: <circle cx="8" cy="8" r="5" class="hollow" />,
  started: <path d="M3.5 2.5 13.5 8l-10 5.5z" />,
  clear: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M5 8.2l2.1 2.1L11 6.2" class="cut" />
    </>
  ),
  find: <path d="M8 1l7 7-7 7-7-7z" />,
  not_executed: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" class="hollow" />
      <path d="M2.5 8L8 2.5M2.5 13.5l11-11M8 13.5L13.5 8" class="hatch" />
    </>
  ),
  person: (
    <>
      <path d="M8 1.5L15 14H1z" />
      <path d="M8 6v3.6M8 11.2v1.2" class="cut" />
    </>
  ),
}

/** The shape alone, for use inside an <svg> whose units are sixteenths of the mark's size. */
export function StateShape({ state }: { state: State }) {
  return <g class={`mark mark-${state}`}>{shapes[state]}</g>
}

interface MarkProperties {
  readonly state: State
  readonly late?: boolean
  readonly silent?: boolean
  /** Said aloud where no word stands beside the mark. */
  readonly label?: string
}

/** A state's shape in its colour, with a ring where the site is late and a broken ring where it is silent. */
export function StateMark({ state, late = false, silent = false, label }: MarkProperties) {
  return (
    <svg class="state-mark" viewBox="-4 -4 24 24" role={label === undefined ? undefined : 'img'} aria-hidden={label === undefined} aria-label={label}>
      {late && <circle cx="8" cy="8" r="10.5" class="ring-late" />}
      {silent && <circle cx="8" cy="8" r="10.5" class="ring-silent" />}
      <StateShape state={state} />
    </svg>
  )
}

/** A mark with its word. */
export function StateWord({ state, word }: { state: State; word?: string }) {
  return (
    <span class="state-word">
      <StateMark state={state} />
      {word ?? say(`state.${state}` as Key)}
    </span>
  )
}
