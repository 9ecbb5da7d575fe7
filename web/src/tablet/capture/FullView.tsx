import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { say } from '../../words/words'
import './capture.css'

interface FullViewProperties {
  readonly title: string
  readonly onClose: () => void
  /** The word on the way out, where it is another than "Close". */
  readonly closeWord?: string
  readonly children: ComponentChildren
}

/** A view that has the whole screen, open as long as it is drawn: nothing beside it can be touched by a glove. Escape leaves it, and what had the focus has it again. */
export function FullView({ title, onClose, closeWord, children }: FullViewProperties) {
  const id = useId()
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const before = document.activeElement
    element.current?.showModal()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      class="full-view"
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault()
        onClose()
      }}
    >
      <header class="full-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="big" onClick={onClose}>
          {closeWord ?? say('act.close')}
        </button>
      </header>
      {children}
    </dialog>
  )
}
