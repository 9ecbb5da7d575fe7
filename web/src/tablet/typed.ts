import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import { DeskContext } from '../field/desk'

/** A field in which something is typed. */
export interface TypedText {
  /** What stands in it. */
  readonly text: string
  readonly type: (text: string) => void
  /** Tells what was typed: the field is left, or Enter pressed. */
  readonly leave: () => void
}

/**
 * What is typed, until it is told: when the field is left, and also when it is taken from the screen, the page is hidden or the tablet locks itself. What arrives from elsewhere
 * while somebody types does not take its place. Told without blanks around it, and only where it differs from what stands already. fleeting: not told when the field goes, because
 * it goes when something else was given in its place.
 */
export function useTyped(value: string, onTyped: (text: string) => void, fleeting = false): TypedText {
  const leaving = useContext(DeskContext)?.leaving
  const [text, setText] = useState(value)
  const now = useRef<{ typed: string | null; told: string; onTyped: (text: string) => void }>({ typed: null, told: value, onTyped })
  now.current.onTyped = onTyped
  useEffect(() => {
    now.current.told = value
    if (now.current.typed === null) setText(value)
  }, [value])
  function leave(): void {
    const typed = now.current.typed?.trim()
    now.current.typed = null
    if (typed === undefined || typed === now.current.told) return
    now.current.told = typed
    now.current.onTyped(typed)
  }
  useEffect(() => {
    const hidden = (): void => void (document.visibilityState === 'hidden' && leave())
    leaving?.add(leave)
    document.addEventListener('visibilitychange', hidden)
    window.addEventListener('pagehide', leave)
    return () => {
      leaving?.delete(leave)
      document.removeEventListener('visibilitychange', hidden)
      window.removeEventListener('pagehide', leave)
      if (!fleeting) leave()
    }
  }, [])
  const type = (typed: string): void => {
    now.current.typed = typed
    setText(typed)
  }
  return { text, type, leave }
}
