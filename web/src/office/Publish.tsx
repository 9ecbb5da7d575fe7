import { useState } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import { Button } from '../parts/Button'
import { Drop } from '../parts/Drop'
import { InstantField, TextArea } from '../parts/Field'
import { useSending } from '../parts/form'
import { note } from '../parts/Notes'
import { FaultNote } from '../parts/Notices'
import { ownZone } from '../time/local'
import { say } from '../words/words'
import { Preview } from './Preview'

type Check = components['schemas']['TemplateCheck']
type Body = components['schemas']['TemplateBody']
type Sent = { readonly text: string; readonly type: 'application/json' | 'text/csv' }

/**
 * What was typed, as it is sent, letter for letter: JSON begins with a brace, all else is CSV. What JSON.parse would make of it is not sent: of a member
 * that is there twice it keeps the last without a word. Throws a SyntaxError for JSON that is none.
 */
export function readText(text: string): Sent {
  if (!text.trimStart().startsWith('{')) return { text, type: 'text/csv' }
  JSON.parse(text)
  return { text, type: 'application/json' }
}

/** How a checklist is handed to the client. */
function sending({ text, type }: Sent) {
  return { body: text as unknown as Body, bodySerializer: (b: unknown) => b as string, headers: { 'Content-Type': type } }
}

/** Publishing a checklist from its text: checked first, every fault by its place, and seen as a tablet will show it. */
export function Publish({ onClose, published }: { onClose: () => void; published: () => void }) {
  const [text, setText] = useState('')
  const [from, setFrom] = useState('')
  const [checked, setChecked] = useState<Check | null>(null)
  const [broken, setBroken] = useState('')
  const send = useSending()
  function read(): Sent | null {
    try {
      setBroken('')
      return readText(text)
    } catch (thrown) {
      setBroken(say('templates.notJson', { why: thrown instanceof Error ? thrown.message : '' }))
      return null
    }
  }
  function check(): void {
    const sent = read()
    if (sent !== null) send.send(async () => setChecked(await ask(api.POST('/v1/templates/check', sending(sent)))))
  }
  function publish(): void {
    const sent = read()
    if (sent === null) return
    send.send(async () => {
      const made = await ask(api.POST('/v1/templates', { params: { query: from === '' ? {} : { activeFrom: from } }, ...sending(sent) }))
      note(say('templates.publishedAs', { code: made.code, n: made.number }))
      published()
    })
  }
  function type(value: string): void {
    setText(value)
    setChecked(null) // what was checked is no longer what would be published
  }
  return (
    <section class="publish" aria-labelledby="publish">
      <div class="page-head">
        <h2 id="publish">{say('templates.publish')}</h2>
        <div class="page-acts">
          <Button onClick={onClose}>{say('act.back')}</Button>
          <Button busy={send.busy} disabled={text.trim() === ''} onClick={check}>
            {say('templates.check')}
          </Button>
          <Button kind="first" busy={send.busy} disabled={checked === null || checked.faults.length > 0} onClick={publish}>
            {say('templates.publishNow')}
          </Button>
        </div>
      </div>
      <div class="publish-sides">
        <div class="form">
          <Drop label={say('templates.file')} accept=".json,.csv" onFiles={(files) => void files[0]?.text().then(type)} />
          <TextArea label={say('templates.text')} value={text} onInput={type} rows={18} wrong={broken === '' ? undefined : broken} />
          <InstantField label={say('templates.from')} value={from} onInput={setFrom} zone={ownZone()} />
        </div>
        <div class="form" aria-live="polite">
          {send.fault !== null && <FaultNote fault={send.fault} />}
          {checked !== null && <Checked check={checked} />}
        </div>
      </div>
    </section>
  )
}

function Checked({ check }: { check: Check }) {
  return (
    <>
      {check.faults.length === 0 ? <p class="strong">{say('templates.fine', { n: check.number ?? 1 })}</p> : (
        <div class="notice notice-fault" role="alert">
          <p class="notice-title">{say('templates.faults', { n: check.faults.length })}</p>
          <ul class="fault-fields">
            {check.faults.map((f, i) => (
              <li key={i}>
                <code>{f.pointer ?? [f.row, f.column].filter((x) => x !== undefined).join(' ')}</code> {f.message}
              </li>
            ))}
          </ul>
        </div>
      )}
      {check.body !== undefined && <Preview body={check.body} />}
    </>
  )
}
