import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useDesk } from '../../field/desk'
import { Dialog } from '../../parts/Dialog'
import { say } from '../../words/words'
import { useOnce } from '../once'

interface AskProperties {
  readonly title: string
  readonly act: string
  readonly children?: ComponentChildren
  /** What is chosen above the reason suffices. */
  readonly ready?: boolean
  readonly onClose: (done: boolean) => void
  readonly decide: (reason: string) => Promise<unknown>
}

/** A decision with its reason, written into the journal; what could not be written stays on the screen. */
export function Ask({ title, act, children, ready = true, onClose, decide }: AskProperties) {
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const { once, failed, waits } = useOnce(useDesk().acts, () => onClose(true))
  const short = reason.trim() === ''
  function submit(): void {
    setTried(true)
    if (short || !ready) return
    void once(() => decide(reason.trim()).then(() => onClose(true)))
  }
  return (
    <Dialog wide title={title} onClose={() => onClose(false)} acts={
      <>
        <button type="button" class="big" onClick={() => onClose(false)}>
          {say('search.leave')}
        </button>
        <button type="button" class="big first-big" disabled={waits} onClick={submit}>
          {act}
        </button>
      </>
    }>
      <div class="stack ask-dialog">
        {children}
        {tried && !ready && <p role="alert" class="ask-problem">{say('search.chooseFirst')}</p>}
        <label class="stack">
          <span>{say('search.inWords')}</span>
          <textarea class="tall words" rows={3} maxLength={2000} value={reason} aria-invalid={tried && short} onInput={(e) => setReason(e.currentTarget.value)} />
        </label>
        {tried && short && <p role="alert" class="ask-problem">{say('search.reasonNeeded')}</p>}
        {failed && <p role="alert" class="ask-problem"><strong>{say('search.notWritten')}</strong> {say('search.actNotWritten')}</p>}
      </div>
    </Dialog>
  )
}
