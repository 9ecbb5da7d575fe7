import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { say } from '../words/words'
import { Button } from './Button'

interface DialogProperties {
  readonly title: string
  readonly onClose: () => void
  /** What can be done, the first thing last, as readers of left to right end at it. A way out is always there. */
  readonly acts?: ComponentChildren
  readonly wide?: boolean
  readonly children: ComponentChildren
}

/** Something that must be answered before anything else goes on. It is open as long as it is drawn; Escape closes it, and what had the focus has it again. */
export function Dialog({ title, onClose, acts, wide = false, children }: DialogProperties) {
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
      class={wide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault()
        onClose()
      }}
    >
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        <Button kind="quiet" onClick={onClose} title={say('act.close')}>
          <span aria-hidden="true">✕</span>
          <span class="unseen">{say('act.close')}</span>
        </Button>
      </header>
      <div class="dialog-body">{children}</div>
      {acts !== undefined && <footer class="dialog-acts">{acts}</footer>}
    </dialog>
  )
}
