import { useEffect, useState } from 'preact/hooks'
import { useDesk } from '../../field/desk'
import { attachSheets } from '../../field/papers'
import type { Search, Task } from '../../field/story'
import { Dialog } from '../../parts/Dialog'
import { say } from '../../words/words'
import { officerName } from '../search/wording'
import { SheetForm } from './SheetForm'
import './paper.css'

/** While a sheet is keyed in: whose words these are and who types them, on every screen of the cell. */
export function PaperBand({ task, search }: { task: Task; search?: Search }) {
  const desk = useDesk()
  const [asking, setAsking] = useState<'' | 'change' | 'stop'>('')
  const story = desk.story.value
  const sheet = desk.papers?.of(task.id)
  useEffect(() => {
    // Also after a restart between the photograph and its entry: what is not on the search yet is put there.
    if (search !== undefined && sheet !== undefined) void attachSheets(desk.acts, desk.story.peek(), search)?.catch(() => undefined)
  }, [search?.id, sheet?.sheets.join()])
  if (sheet === undefined) return null
  const n = sheet.sheets.length
  return (
    <section class="paper-band" role="status" aria-label={say('paper.title')}>
      <PenMark />
      <p>
        <strong>{say('paper.band', { writer: officerName(story, sheet.writtenBy), typist: desk.me.value === '' ? say('paper.nobody') : officerName(story, desk.me.value) })}</strong>
        <span class="paper-band-sheets number">{n === 0 ? say('paper.bandNone') : say('paper.bandSheets', { n })}</span>
      </p>
      <div class="acts">
        <button type="button" class="big" onClick={() => setAsking('change')}>{say('paper.change')}</button>
        <button type="button" class="big" onClick={() => setAsking('stop')}>{say('paper.stop')}</button>
      </div>
      {asking === 'change' && <SheetForm task={task} onClose={() => setAsking('')} />}
      {asking === 'stop' && <Stop task={task} onClose={() => setAsking('')} />}
    </section>
  )
}

function Stop({ task, onClose }: { task: Task; onClose: () => void }) {
  const { papers } = useDesk()
  return (
    <Dialog title={say('paper.stop')} onClose={onClose} acts={
      <>
        <button type="button" class="big" onClick={onClose}>{say('paper.leave')}</button>
        <button type="button" class="big first-big" onClick={() => void papers?.set(task.id, null).then(onClose)}>{say('paper.stopDo')}</button>
      </>
    }>
      <p>{say('paper.stopHow')}</p>
    </Dialog>
  )
}

const PenMark = () => (
  <svg viewBox="0 0 24 24" class="pen-mark" aria-hidden="true">
    <path d="M5 3h10l4 4v6M5 3v18h7M15 3v4h4" />
    <path d="M21 14l-6 6-2.5.7.7-2.5 6-6z" />
  </svg>
)

/** The way to key in the sheet of a cell; nothing while one is keyed in already. */
export function PaperSwitch({ task }: { task: Task }) {
  const { papers } = useDesk()
  const [asking, setAsking] = useState(false)
  if (papers === undefined || papers.of(task.id) !== undefined) return null
  return (
    <>
      <button type="button" class="big quiet-big" onClick={() => setAsking(true)}>{say('paper.switch')}</button>
      {asking && <SheetForm task={task} onClose={() => setAsking(false)} />}
    </>
  )
}
