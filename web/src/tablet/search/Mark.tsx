import { say } from '../../words/words'
import type { Standing } from './progress'

const shapes: Readonly<Record<Standing, preact.JSX.Element>> = {
  open: <circle cx="8" cy="8" r="6" class="mark-open" />,
  done: (
    <>
      <circle cx="8" cy="8" r="7" class="mark-done" />
      <path d="M4.6 8.2l2.4 2.4 4.4-5" class="mark-cut" />
    </>
  ),
  wrong: (
    <>
      <path d="M8 1L15.5 14.5H.5z" class="mark-wrong" />
      <path d="M8 6v4M8 11.6v1.4" class="mark-cut" />
    </>
  ),
  optional: <path d="M3 8h10" class="mark-optional" />,
}

/** What a question has come to: a shape, a colour and a word; bare: the shape alone, where words stand beside it. */
export function Mark({ standing, bare = false, required = false }: { standing: Standing; bare?: boolean; required?: boolean }) {
  const shown = standing === 'optional' && required ? 'open' : standing
  return (
    <span class={`ask-mark ask-mark-${shown}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {shapes[shown]}
      </svg>
      {!bare && say(`search.standing.${shown}`)}
    </span>
  )
}
