import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { say } from '../words/words'
import { Button } from './Button'
import { Dialog } from './Dialog'
import { TextArea } from './Field'
import { useSending } from './form'
import { FaultNote } from './Notices'

interface DecideProperties {
  readonly title: string
  /** What follows from it, in the words of whoever answers for it. */
  readonly children?: ComponentChildren
  readonly act: string
  readonly danger?: boolean
  /** The least length of the reason, in characters; 0: none is asked. */
  readonly reason?: number
  /** `done`: the decision was taken, it was not left. */
  readonly onClose: (done: boolean) => void
  readonly decide: (reason: string) => Promise<unknown>
}

/** A decision that somebody answers for: what it means, why it is taken, and what came of it. A refusal stays on the screen with what was typed. */
export function Decide({ title, children, act, danger = false, reason: least = 3, onClose, decide }: DecideProperties) {
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const sending = useSending()
  const short = reason.trim().length < least
  function submit(event: Event): void {
    event.preventDefault()
    setTried(true)
    if (short) return
    sending.send(async () => {
      await decide(reason.trim())
      onClose(true)
    })
  }
  return (
    <Dialog
      title={title}
      onClose={() => onClose(false)}
      acts={
        <>
          <Button onClick={() => onClose(false)}>{say('act.leave')}</Button>
          <Button kind={danger ? 'danger' : 'first'} busy={sending.busy} onClick={() => submit(new Event('submit'))}>
            {act}
          </Button>
        </>
      }
    >
      <form class="form" onSubmit={submit}>
        {children}
        {least > 0 && (
          <TextArea label={say('ask.reason')} value={reason} onInput={setReason} most={500} focus
            wrong={tried && short ? say('ask.reasonShort', { n: least }) : undefined} hint={say('ask.reasonShort', { n: least })} />
        )}
        {sending.fault !== null && <FaultNote fault={sending.fault} />}
      </form>
    </Dialog>
  )
}
