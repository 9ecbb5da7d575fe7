import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { ApiFault, faultOf } from '../api/problem'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Check, NumberField } from '../parts/Field'
import { useSending } from '../parts/form'
import { note } from '../parts/Notes'
import { FaultNote } from '../parts/Notices'
import { may } from '../parts/who'
import { say } from '../words/words'
import type { Picture } from './picture'

type Values = Picture['thresholds']
type Minutes = Exclude<keyof Values, 'propose'>

/** The thresholds in force; pressed by who may change them, a dialog to do so. */
export function Thresholds({ picture, reload }: { picture: Picture; reload: () => void }) {
  const [open, setOpen] = useState(false)
  const { lateAfter: late, silentAfter: silent } = picture.thresholds
  const words = say('threshold.open', { late, silent })
  if (!may('thresholds.write')) return <span>{words}</span>
  return (
    <>
      <Button kind="quiet" title={say('threshold.title')} onClick={() => setOpen(true)}>{words}</Button>
      {open && <Change operation={picture.operation} values={picture.thresholds} close={() => setOpen(false)} done={reload} />}
    </>
  )
}

/** Least and most minutes that a threshold may have, as the contract says. */
const [least, most] = [1, 240]

function Change({ operation, values, close, done }: { operation: string; values: Values; close: () => void; done: () => void }) {
  const [now, setNow] = useState<Record<Minutes, number | null>>({ lateAfter: values.lateAfter, silentAfter: values.silentAfter, unheardAfter: values.unheardAfter, proposeAfter: values.proposeAfter ?? 10 })
  const [propose, setPropose] = useState(values.propose ?? true)
  const sending = useSending()
  const path = { operation }
  async function send(): Promise<void> {
    const { lateAfter, silentAfter, unheardAfter, proposeAfter } = now
    if (lateAfter === null || silentAfter === null || unheardAfter === null || proposeAfter === null) throw new ApiFault({ code: 'invalid' })
    // The version is read at the moment of the change: what is compared is what was shown in the dialog.
    const read = await api.GET('/v1/operations/{operation}/thresholds', { params: { path } })
    if (read.data === undefined) throw faultOf(read.response.status, read.error)
    if (JSON.stringify(read.data) !== JSON.stringify(values)) {
      done()
      throw new ApiFault({ code: 'stale' })
    }
    const version = read.response.headers.get('etag') ?? ''
    await ask(api.PUT('/v1/operations/{operation}/thresholds', { params: { path, header: { 'If-Match': version } }, body: { lateAfter, silentAfter, unheardAfter, propose, proposeAfter } }))
    note(say('threshold.saved'))
    done()
    close()
  }
  const field = (name: Minutes, label: string, focus = false) => (
    <NumberField label={label} unit={say('threshold.unit')} least={least} most={most} focus={focus} value={now[name]} onInput={(v) => setNow({ ...now, [name]: v })} required />
  )
  return (
    <Dialog title={say('threshold.title')} onClose={close}
      acts={
        <>
          <Button onClick={close}>{say('act.leave')}</Button>
          <Button kind="first" busy={sending.busy} onClick={() => sending.send(send)}>{say('act.save')}</Button>
        </>
      }>
      <form class="form" onSubmit={(e) => { e.preventDefault(); sending.send(send) }}>
        <p class="quiet">{say('threshold.why')}</p>
        {field('lateAfter', say('threshold.late'), true)}
        {field('silentAfter', say('threshold.silent'))}
        {field('unheardAfter', say('threshold.unheard'))}
        <Check label={say('threshold.propose')} value={propose} onInput={setPropose} />
        {propose && field('proposeAfter', say('threshold.proposeAfter'))}
        {sending.fault !== null && <FaultNote fault={sending.fault} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}
