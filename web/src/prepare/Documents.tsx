import { useEffect, useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import { type ApiFault, asFault } from '../api/problem'
import type { components } from '../api/schema'
import { type Desk, reasonOf } from '../operation/desk'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Drop } from '../parts/Drop'
import { useSending } from '../parts/form'
import { note } from '../parts/Notes'
import { Empty, FaultNote, Waiting } from '../parts/Notices'
import { Progress } from '../parts/Progress'
import { save } from '../parts/save'
import { StateMark } from '../parts/StateMark'
import { localDay } from '../time/local'
import { figure, say } from '../words/words'
import type { Authorisation } from './types'
import { sendFile } from './upload'

export type DraftDocument = components['schemas']['DraftDocument']

/** As the server takes them (models.MaxOrderDocument). */
const most = 20 << 20

interface DocumentsProperties {
  readonly desk: Desk
  readonly of: Authorisation
  readonly open: boolean
  /** null while they are being read. */
  readonly documents: readonly DraftDocument[] | null
  readonly fault: ApiFault | null
  /** The server knows the authorisation: before it is saved nothing can be added to it. */
  readonly stored: boolean
  readonly again: () => void
  readonly zone: string
  readonly onClose: () => void
}

interface Upload {
  readonly name: string
  readonly share: number
  readonly stop: () => void
}

/** The documents of one authorisation: added with their progress, read back and held against their digest, taken away. They lie sealed until release. */
export function DocumentsDialog({ desk, of, open, documents, fault, stored, again, zone, onClose }: DocumentsProperties) {
  const [upload, setUpload] = useState<Upload | null>(null)
  const [refused, setRefused] = useState<ApiFault | null>(null)
  const [wrong, setWrong] = useState('')
  useEffect(() => () => upload?.stop(), [upload?.stop])
  const send = (files: readonly File[]): void => {
    const [file] = files
    if (file === undefined) return
    setRefused(null)
    setWrong(file.size > most ? say('paper.tooLarge', { name: file.name, most: figure(most >> 20) }) : file.size === 0 ? say('paper.isEmpty', { name: file.name }) : '')
    if (file.size > most || file.size === 0) return
    const { done, stop } = sendFile(`/v1/operations/${desk.operation.id}/draft/documents?authorisation=${of.id}`, file, (share) => setUpload((u) => (u === null ? null : { ...u, share })))
    setUpload({ name: file.name, share: 0, stop })
    done.then(() => {
      note(say('paper.added', { name: file.name }))
      again()
    }, (thrown: unknown) => void (thrown !== 'stopped' && setRefused(asFault(thrown)))).finally(() => setUpload(null))
  }
  return (
    <Dialog title={say('auth.documentsOf', { reference: of.reference })} wide onClose={onClose} acts={<Button onClick={onClose}>{say('act.close')}</Button>}>
      <div class="form">
        <p class="quiet">{say('paper.means')}</p>
        {fault !== null && <FaultNote fault={fault} retry={again} />}
        {documents === null && fault === null && <Waiting since={performance.now()} />}
        {documents?.length === 0 && <Empty title={say('paper.none')}>{open ? say(stored ? 'paper.noneNext' : 'paper.saveFirst') : undefined}</Empty>}
        {documents !== null && documents.length > 0 && <ul class="papers" aria-label={say('auth.documents')}>{documents.map((d) => <Paper key={d.id} desk={desk} of={d} open={open} again={again} zone={zone} />)}</ul>}
        {wrong !== '' && <p class="prepare-lack" role="alert"><StateMark state="person" />{wrong}</p>}
        {refused !== null && <FaultNote fault={refused} />}
        {upload !== null && <Progress label={say('paper.sending', { name: upload.name })} share={upload.share >= 1 ? null : upload.share} note={upload.share >= 1 ? say('paper.sealing') : ''} onCancel={upload.stop} />}
        {open && stored && upload === null && <Drop label={say('paper.add')} hint={say('paper.hint', { most: figure(most >> 20) })} accept=".pdf,.jpg,.jpeg,.png" onFiles={send} />}
      </div>
    </Dialog>
  )
}

/** A document as it was read back, held against the digest that the server told. */
interface Opened {
  readonly content: Blob
  readonly right: boolean
}

async function digest(content: Blob): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', await content.arrayBuffer())
  return [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, '0')).join('')
}

function Paper({ desk, of: d, open, again, zone }: { desk: Desk; of: DraftDocument; open: boolean; again: () => void; zone: string }) {
  const [opened, setOpened] = useState<Opened | null>(null)
  const [asked, setAsked] = useState(false)
  const sending = useSending()
  const path = { operation: desk.operation.id, file: d.id }
  const read = (): void =>
    sending.send(async () => {
      const content = (await ask(api.GET('/v1/operations/{operation}/draft/documents/{file}', { params: { path, header: reasonOf(desk) }, parseAs: 'blob' }))) as unknown as Blob
      const right = (await digest(content)) === d.sha256
      setOpened({ content, right })
      // A picture is shown here; a PDF goes to the reader of the computer: within the page the policy lets none run.
      if (right && d.mediaType === 'application/pdf') save(d.name, content)
    })
  const remove = (): void =>
    sending.send(async () => {
      await ask(api.DELETE('/v1/operations/{operation}/draft/documents/{file}', { params: { path } }))
      note(say('paper.removed', { name: d.name }))
      again()
    })
  return (
    <li class="paper">
      <div class="paper-head">
        <span class="strong">{d.name}</span>
        <span class="quiet small number">{say('paper.facts', { kind: (d.mediaType.split('/')[1] ?? '').toUpperCase(), kilobytes: Math.max(1, Math.round(d.size / 1000)), at: localDay(d.uploadedAt, zone) })}</span>
        <span class="row-acts">
          <Button busy={sending.busy && !asked} onClick={read}>{say(d.mediaType === 'application/pdf' ? 'paper.open' : 'paper.show')}</Button>
          {open && !asked && <Button kind="quiet" onClick={() => setAsked(true)}>{say('act.remove')}</Button>}
          {asked && <Button kind="danger" busy={sending.busy} onClick={remove}>{say('paper.removeSure')}</Button>}
          {asked && <Button onClick={() => setAsked(false)}>{say('act.leave')}</Button>}
        </span>
      </div>
      <p class="paper-hash small quiet number"><abbr title="SHA-256">SHA-256</abbr> {d.sha256.replace(/(.{8})(?=.)/g, '$1 ')}</p>
      {sending.fault !== null && <FaultNote fault={sending.fault} />}
      {opened !== null && <p class="prepare-lack" role="status"><StateMark state={opened.right ? 'clear' : 'person'} />{say(opened.right ? 'paper.right' : 'paper.false')}</p>}
      {opened !== null && opened.right && d.mediaType !== 'application/pdf' && <Shown content={opened.content} name={d.name} />}
    </li>
  )
}

function Shown({ content, name }: { content: Blob; name: string }) {
  const [address, setAddress] = useState('')
  useEffect(() => {
    const made = URL.createObjectURL(content)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [content])
  return address === '' ? null : <img class="paper-picture" src={address} alt={name} />
}
