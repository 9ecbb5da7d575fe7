import { useState } from 'preact/hooks'
import { list } from '../../field/documents'
import { attachSheets } from '../../field/papers'
import type { Search } from '../../field/story'
import { close } from '../../field/verbs'
import { say } from '../../words/words'
import { useOnce } from '../once'
import { Buttons } from '../search/controls/Buttons'
import { Mark } from '../search/Mark'
import type { SearchModel } from '../search/model'
import { officersIn, zoneOf } from '../search/wording'
import { OnSheet } from './OnSheet'
import { isLater, Stated } from './SheetForm'

interface CloseOnPaperProperties {
  readonly model: SearchModel
  readonly search: Search
  /** The photographs of the sheet. */
  readonly sheets: readonly string[]
}

/**
 * The closing of a search that was kept on paper: when it ended, by the sheet, and who signed there beside the one who types. The
 * second officer may never have been at this tablet: the signature on the sheet takes the place of a PIN.
 */
export function CloseOnPaper({ model, search, sheets }: CloseOnPaperProperties) {
  const { ending, desk } = model
  const story = desk.story.value
  const [endedAt, setEndedAt] = useState('')
  const [officer, setOfficer] = useState('')
  const [file, setFile] = useState('')
  const { once, failed, waits } = useOnce(desk.acts)
  const onSheet = [desk.acts.paper?.writtenBy, ...list<string>(search.body, 'searchers')]
  const others = officersIn(story).filter((o) => (story.signedOn.has(o.id) || onSheet.includes(o.id)) && o.id !== desk.me.value)
  const name = others.find((o) => o.id === officer)?.name ?? ''
  async function write(): Promise<void> {
    const { signatures, ...rest } = ending.closing.value
    await attachSheets(desk.acts, desk.story.value, search)
    await close(desk.acts.doneAt(endedAt), desk.story.value, search, { ...rest, signatures: [...signatures, { role: 'searcher', officer, file }] })
    await desk.papers?.set(search.task, null).catch(() => undefined) // it is closed all the same, and must not be closed twice
  }
  const outcome = say(ending.closing.value.outcome === 'done_find' ? 'search.done_find' : 'search.done_clear')
  return (
    <div class="stack">
      <Stated label={say('paper.endedAt')} value={endedAt} zone={zoneOf(story, search.site)} now={desk.now()} onInput={setEndedAt} />
      {sheets.length === 0 && <p role="alert"><Mark standing="open" bare /> {say('paper.photoFirst')}</p>}
      <p>{say('search.second')}</p>
      {others.length === 0 && <p><Mark standing="open" bare /> {say('search.secondNone')}</p>}
      {others.length > 0 && <Buttons label={say('search.second')} options={others.map((o) => ({ code: o.id, word: o.name, more: o.badge }))} chosen={[officer]} onPress={(id) => (setOfficer(id), setFile(''))} />}
      {officer !== '' && file === '' && <OnSheet label={say('paper.signedBy', { name })} onSheet={setFile} />}
      {file !== '' && <p><Mark standing="done" bare /> {say('paper.secondSigned', { name })}</p>}
      {sheets.length > 0 && officer !== '' && file !== '' && (
        <button type="button" class="big first-big close-button" disabled={waits || isLater(endedAt, desk.now())} onClick={() => void once(write)}>
          {say('search.closeNow', { outcome })}
        </button>
      )}
      {failed && <p role="alert" class="ask-problem"><strong>{say('search.notWritten')}</strong> {say('search.actNotWritten')}</p>}
    </div>
  )
}
