import { useId } from 'preact/hooks'

interface FieldProperties {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly type?: 'text' | 'password' | 'search'
  readonly autocomplete?: string
  readonly hint?: string | undefined
  /** What is wrong with it; shown below and told to a screen reader. */
  readonly wrong?: string | undefined
  readonly required?: boolean
  readonly focus?: boolean
}

/** A labelled field of one line. */
export function Field({ label, value, onInput, type = 'text', autocomplete, hint, wrong, required = false, focus = false }: FieldProperties) {
  const id = useId()
  const note = wrong ?? hint
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type={type as 'text'}
        value={value}
        required={required}
        autocomplete={autocomplete}
        autofocus={focus}
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={wrong !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onInput={(e) => onInput(e.currentTarget.value)}
      />
      {note !== undefined && (
        <p id={`${id}-note`} class={wrong === undefined ? 'small quiet' : 'small strong'}>
          {note}
        </p>
      )}
    </div>
  )
}
