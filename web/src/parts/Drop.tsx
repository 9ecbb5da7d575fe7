import { useId, useState } from 'preact/hooks'
import { say } from '../words/words'

interface DropProperties {
  readonly label: string
  readonly hint?: string
  /** As the attribute of <input type=file>: ".csv,.xlsx". */
  readonly accept: string
  readonly several?: boolean
  readonly onFiles: (files: readonly File[]) => void
}

/** A place for files: chosen by the keyboard, or dropped. */
export function Drop({ label, hint, accept, several = false, onFiles }: DropProperties) {
  const id = useId()
  const [over, setOver] = useState(false)
  return (
    <div
      class={over ? 'drop drop-over' : 'drop'}
      onDragOver={(e) => {
        e.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault()
        setOver(false)
        const files = [...(e.dataTransfer?.files ?? [])]
        if (files.length > 0) onFiles(several ? files : files.slice(0, 1))
      }}
    >
      <span class="strong">{label}</span>
      {/* The browser's own button speaks the browser's language, not the page's. */}
      <label for={id} class="button drop-choose">
        {say(several ? 'ask.files' : 'ask.file')}
      </label>
      <input
        id={id}
        type="file"
        class="unseen"
        aria-label={label}
        accept={accept}
        multiple={several}
        aria-describedby={`${id}-note`}
        onChange={(e) => {
          const files = [...(e.currentTarget.files ?? [])]
          e.currentTarget.value = '' // the same file, mended, may be chosen again
          if (files.length > 0) onFiles(files)
        }}
      />
      <p id={`${id}-note`} class="small quiet">
        {hint ?? say('ask.drop')}
      </p>
    </div>
  )
}
