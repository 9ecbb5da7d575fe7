import { say } from '../words/words'
import { figure } from '../words/words'
import { Button } from './Button'

interface ProgressProperties {
  readonly label: string
  /** From 0 to 1; null while nobody knows. */
  readonly share: number | null
  /** What has come of it so far. */
  readonly note?: string
  /** Without it, it cannot be ended. */
  readonly onCancel?: (() => void) | undefined
  readonly cancelling?: boolean
}

/** Long work: how far it is, what has come of it so far, and the way to end it. */
export function Progress({ label, share, note, onCancel, cancelling = false }: ProgressProperties) {
  return (
    <div class="progress">
      <p class="progress-head">
        <span class="strong">{label}</span>
        <span class="number quiet">{share === null ? say('wait.working') : figure(share, { style: 'percent' })}</span>
      </p>
      <progress class="progress-bar" max={1} value={share ?? undefined} aria-label={label} />
      <p class="progress-foot">
        <span class="small quiet" aria-live="polite">
          {note ?? ''}
        </span>
        {onCancel !== undefined && (
          <Button onClick={onCancel} busy={cancelling}>
            {say('act.cancel')}
          </Button>
        )}
      </p>
    </div>
  )
}
