import { useId, useState } from 'preact/hooks'
import { say } from '../../words/words'

interface ReasonProperties {
  readonly label: string
  readonly act: string
  readonly danger?: boolean
  readonly onGiven: (reason: string) => void
  readonly onLeave: () => void
}

/** Asks for the reason of something that somebody answers for; at least three characters. */
export function Reason({ label, act, danger = false, onGiven, onLeave }: ReasonProperties) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const short = typed.trim().length < 3
  return (
    <div class="reason">
      <div class="typed">
        <label for={id}>{label}</label>
        <textarea id={id} rows={2} maxLength={500} value={typed} onInput={(e) => setTyped(e.currentTarget.value)} />
      </div>
      <div class="acts">
        <button type="button" class="big" onClick={onLeave}>
          {say('finds.leaveIt')}
        </button>
        <button type="button" class={danger ? 'big danger-big' : 'big first-big'} disabled={short} onClick={() => onGiven(typed.trim())}>
          {act}
        </button>
        {short && <p class="quiet">{say('finds.reasonShort')}</p>}
      </div>
    </div>
  )
}
