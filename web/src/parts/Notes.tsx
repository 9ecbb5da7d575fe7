import { signal } from '@preact/signals'
import { say } from '../words/words'
import { Button } from './Button'

interface Note {
  readonly number: number
  readonly text: string
  readonly undo: (() => void) | undefined
}

const notes = signal<readonly Note[]>([])
let count = 0

/** How long a note stays, milliseconds; one with a way back stays until it is taken or put away. */
const stay = 6000

/** Tells that something was done, for the eye and the ear, with the way back where there is one. */
export function note(text: string, undo?: () => void): void {
  const made: Note = { number: ++count, text, undo }
  notes.value = [...notes.value.slice(-2), made]
  if (undo === undefined) setTimeout(() => drop(made), stay)
}

function drop(gone: Note): void {
  notes.value = notes.value.filter((n) => n !== gone)
}

/** Where notes appear; drawn once in each surface. */
export function Notes() {
  return (
    <div class="notes no-print" role="status" aria-live="polite">
      {notes.value.map((n) => (
        <p key={n.number} class="note">
          <span>{n.text}</span>
          {n.undo !== undefined && (
            <>
              <Button
                onClick={() => {
                  drop(n)
                  n.undo?.()
                }}
              >
                {say('act.undo')}
              </Button>
              <Button kind="quiet" onClick={() => drop(n)} title={say('act.close')}>
                <span aria-hidden="true">✕</span>
                <span class="unseen">{say('act.close')}</span>
              </Button>
            </>
          )}
        </p>
      ))}
    </div>
  )
}
