import { useState } from 'preact/hooks'
import { say } from '../words/words'

/** The least length of a reason, in characters, as the contract asks. */
const least = 3

const slot = (operation: string): string => `cellsweep.reason.${operation}`

/** The reason given in this sitting (this tab until it is closed), or "". */
export function givenReason(operation: string): string {
  try {
    return sessionStorage.getItem(slot(operation)) ?? ''
  } catch {
    return ''
  }
}

/** Asks why the plan is read; the reason goes with every reading into the audit. */
export function AskReason({ operation, given }: { operation: string; given: (reason: string) => void }) {
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const short = reason.trim().length < least

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    setTried(true)
    if (short) return
    try {
      sessionStorage.setItem(slot(operation), reason.trim())
    } catch {
      // A browser that keeps nothing asks again at the next page, which harms nobody.
    }
    given(reason.trim())
  }

  return (
    <form class="form ask-reason" onSubmit={submit}>
      <h2>{say('plan.reasonTitle')}</h2>
      <p class="quiet">{say('plan.reasonWhy')}</p>
      <div class="field">
        <label for="reason">{say('plan.reason')}</label>
        {/* The contract takes 600 characters percent-encoded, in which an accented letter is six: 100 always fit. */}
        <textarea id="reason" rows={3} maxLength={100} value={reason} aria-invalid={tried && short} aria-describedby="reason-note" onInput={(e) => setReason(e.currentTarget.value)} />
        <p id="reason-note" class={tried && short ? 'small strong' : 'small quiet'}>
          {say('plan.reasonShort', { n: least })}
        </p>
      </div>
      <button type="submit" class="button first">
        {say('plan.reasonSend')}
      </button>
    </form>
  )
}
