import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { Resource } from '../api/resource'
import type { components } from '../api/schema'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Choice, Field, InstantField, TextArea } from '../parts/Field'
import { useSending } from '../parts/form'
import { note } from '../parts/Notes'
import { Empty, FaultNote } from '../parts/Notices'
import { Panel } from '../parts/Panel'
import { Shown } from '../parts/Shown'
import { may } from '../parts/who'
import { When } from '../record/Frame'
import { type Ground, useFollowed } from '../record/ground'
import { everyPage } from '../record/read'
import { say, sayCode } from '../words/words'
import { Phone } from './Needs'
import type { Picture, SiteRow } from './picture'

type Contact = components['schemas']['Contact']
type ContactInput = components['schemas']['ContactInput']

/** Whom to call at a site, and who was called: a row is never edited, another corrects it. */
export function Contacts({ picture, site, ground }: { picture: Picture; site: SiteRow; ground: Ground }) {
  const [writing, setWriting] = useState<Contact | true | null>(null)
  const contacts = useFollowed(ground.pulse, (signal) =>
    everyPage<Contact>((cursor) => ask(api.GET('/v1/operations/{operation}/contacts', { params: { path: { operation: picture.operation }, query: { site: site.id, limit: 200, ...(cursor === undefined ? {} : { cursor }) } }, signal }))), [site.id])
  const mayWrite = may('contact.write')
  return (
    <Panel name="contacts" title={say('contact.title')} aside={mayWrite ? <Button onClick={() => setWriting(true)}>{say('contact.add')}</Button> : undefined} scrolls>
      <p class="contact-acts">
        <span class="strong">{site.lead || '–'}</span>
        {site.phone !== undefined && site.phone !== '' && <Phone number={site.phone} />}
        {site.radio !== undefined && site.radio !== '' && <span class="quiet">{say('site.radio')} {site.radio}</span>}
      </p>
      <Rows contacts={contacts} site={site} ground={ground} correct={mayWrite ? setWriting : undefined} />
      {writing !== null && (
        <Write operation={picture.operation} site={site} corrects={writing === true ? null : writing} close={() => setWriting(null)} done={() => void contacts.reload()} ground={ground} />
      )}
    </Panel>
  )
}

interface RowsProperties {
  readonly contacts: Resource<Contact[]>
  readonly site: SiteRow
  readonly ground: Ground
  readonly correct: ((contact: Contact) => void) | undefined
}

function Rows({ contacts, site, ground, correct }: RowsProperties) {
  return (
    <Shown of={contacts}>
      {(list) => (list.length === 0 ? <Empty title={say('contact.none')} /> : (
        <ul>
          {list.map((c) => (
            <li key={c.id} class={c.correctedBy === undefined ? 'contact' : 'contact is-void'}>
              <p class="list-head">
                <span class="strong">{sayCode('outcome', c.outcome)}</span>
                <span>{c.name || sayCode('callee', c.callee)}</span>
                <span class="quiet">{sayCode('way', c.way)}</span>
                <When at={c.at} site={site.id} ground={ground} />
              </p>
              {c.note !== '' && <p>{c.note}</p>}
              <p class="list-note quiet">
                {say('contact.by', { name: c.writtenByName })}
                {c.correctedBy !== undefined && <span class="strong">{say('contact.corrected')}</span>}
                {c.correctedBy === undefined && correct !== undefined && c.outcome !== 'mistaken' && (
                  <button type="button" class="button quiet" onClick={() => correct(c)}>{say('contact.correct')}</button>
                )}
              </p>
            </li>
          ))}
        </ul>
      ))}
    </Shown>
  )
}

const callees = ['lead', 'other'] as const
const ways = ['telephone', 'radio', 'in_person'] as const
const outcomes = ['reached', 'no_answer', 'message_left'] as const

interface WriteProperties {
  readonly operation: string
  readonly site: SiteRow
  readonly corrects: Contact | null
  readonly close: () => void
  readonly done: () => void
  readonly ground: Ground
}

/** The form by which a call is written down, or one that was is corrected. */
function Write({ operation, site, corrects, close, done, ground }: WriteProperties) {
  const [callee, setCallee] = useState<string>(corrects?.callee ?? 'lead')
  const [name, setName] = useState(corrects?.name ?? '')
  const [way, setWay] = useState<string>(corrects?.way ?? 'telephone')
  const [outcome, setOutcome] = useState<string>(corrects?.outcome ?? 'reached')
  const [text, setText] = useState(corrects?.note ?? '')
  const [at, setAt] = useState(corrects?.at ?? '')
  const [tried, setTried] = useState(false)
  const sending = useSending()
  const isNameless = callee === 'other' && name.trim() === ''
  function send(): void {
    setTried(true)
    if (isNameless) return
    sending.send(async () => {
      const body: ContactInput = {
        callee: callee as ContactInput['callee'], way: way as ContactInput['way'], outcome: outcome as ContactInput['outcome'], note: text.trim(),
        ...(name.trim() === '' ? {} : { name: name.trim() }), ...(at === '' ? {} : { at }), ...(corrects === null ? {} : { corrects: corrects.id }),
        ...(corrects?.team === undefined || callee !== 'team' ? {} : { team: corrects.team }),
      }
      await ask(api.POST('/v1/operations/{operation}/sites/{site}/contacts', { params: { path: { operation, site: site.id } }, body }))
      note(say('contact.saved'))
      done()
      close()
    })
  }
  const options = <T extends string>(group: string, list: readonly T[]) => list.map((value) => ({ value, word: sayCode(group, value) }))
  const whom = corrects?.callee === 'team' ? [...callees, 'team' as const] : callees
  const what = corrects === null ? outcomes : [...outcomes, 'mistaken' as const]
  return (
    <Dialog title={corrects === null ? say('contact.add') : say('contact.correct')} onClose={close}
      acts={
        <>
          <Button onClick={close}>{say('act.leave')}</Button>
          <Button kind="first" busy={sending.busy} onClick={send}>{say('act.save')}</Button>
        </>
      }>
      <form class="form" onSubmit={(e) => { e.preventDefault(); send() }}>
        {corrects !== null && <p>{sayCode('outcome', corrects.outcome)} · {corrects.name} · <When at={corrects.at} site={site.id} ground={ground} /></p>}
        <div class="form-row">
          <Choice label={say('contact.callee')} value={callee} onInput={setCallee} options={options('callee', whom)} focus />
          <Field label={say('contact.name')} value={name} onInput={setName} most={120} hint={callee === 'other' ? undefined : say('contact.nameHint')}
            required={callee === 'other'} wrong={tried && isNameless ? say('contact.nameNeeded') : undefined} />
        </div>
        <div class="form-row">
          <Choice label={say('contact.way')} value={way} onInput={setWay} options={options('way', ways)} />
          <Choice label={say('contact.outcome')} value={outcome} onInput={setOutcome} options={options('outcome', what)} />
        </div>
        <TextArea label={say('contact.note')} value={text} onInput={setText} most={1000} />
        <InstantField label={say('contact.at')} value={at} onInput={setAt} zone={site.timeZone} hint={say('contact.now', { zone: site.timeZone })} />
        {sending.fault !== null && <FaultNote fault={sending.fault} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}
