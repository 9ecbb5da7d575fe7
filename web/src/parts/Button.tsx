import type { ComponentChildren } from 'preact'

interface ButtonProperties {
  readonly onClick?: () => void
  /** first: the one thing to do here. danger: it cannot be taken back. */
  readonly kind?: 'plain' | 'first' | 'danger' | 'quiet'
  readonly type?: 'button' | 'submit'
  /** It is being done: it cannot be pressed again. */
  readonly busy?: boolean
  readonly disabled?: boolean
  /** Why it cannot be pressed, or what it does; shown on hover and read aloud. */
  readonly title?: string | undefined
  readonly pressed?: boolean
  readonly children: ComponentChildren
}

/** Something that can be pressed. */
export function Button({ onClick, kind = 'plain', type = 'button', busy = false, disabled = false, title, pressed, children }: ButtonProperties) {
  return (
    <button type={type} class={`button ${kind}`} disabled={disabled || busy} aria-busy={busy} aria-pressed={pressed} title={title} onClick={onClick}>
      {busy && <span class="busy-mark" aria-hidden="true" />}
      {children}
    </button>
  )
}
