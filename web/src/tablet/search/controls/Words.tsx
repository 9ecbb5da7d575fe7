import { useEffect, useRef, useState } from 'preact/hooks'
import { keyOf } from '../model'
import { type ControlProperties, give } from './Control'

/** A pause of typing after which what stands there is written, and the longest that anything typed stays unwritten, milliseconds. */
const pause = 2000
const longest = 6000

/** A text that is written when it is left, when the typing pauses, every few seconds while it does not, and when the screen goes away. */
export function Words({ model, view, label, what }: ControlProperties & { what: 'value' | 'comment' }) {
  const given = what === 'comment' ? view.comment : typeof view.value === 'string' ? view.value : ''
  const [shown, setShown] = useState(given)
  const latest = useRef({ typed: shown, given, view })
  latest.current = { ...latest.current, given, view }
  const timers = useRef<{ pause: number; longest: number }>({ pause: 0, longest: 0 })
  const typing = model.typing
  const key = `${keyOf(view.node.path, view.row)}\n${what}`
  useEffect(() => {
    if (!typing.has(key)) setShown(given)
  }, [given])
  function write(): void {
    window.clearTimeout(timers.current.pause)
    window.clearTimeout(timers.current.longest)
    timers.current = { pause: 0, longest: 0 }
    typing.delete(key)
    const { typed, given: before, view: now } = latest.current
    if (typed === before) return
    if (what === 'comment') void model.beside(now, { comment: typed })
    else void give({ model, view: now }, typed.trim() === '' ? null : typed)
  }
  useEffect(() => () => {
    if (typing.has(key)) write()
  }, [])
  function type(text: string): void {
    latest.current.typed = text
    setShown(text)
    typing.set(key, write)
    window.clearTimeout(timers.current.pause)
    timers.current.pause = window.setTimeout(write, pause)
    if (timers.current.longest === 0) timers.current.longest = window.setTimeout(write, longest)
  }
  return (
    <textarea class="tall words" rows={Math.min(8, Math.max(2, Math.ceil(shown.length / 70)))} maxLength={what === 'comment' ? 4000 : Math.min(8000, view.node.item.max ?? 8000)} aria-label={label}
      value={shown} onInput={(e) => type(e.currentTarget.value)} onBlur={() => {
        if (typing.has(key)) write()
      }} />
  )
}
