import { useState } from 'preact/hooks'
import { useDesk } from '../../field/desk'
import { sheetsOn } from '../../field/papers'
import type { Story, Task } from '../../field/story'
import { Dialog } from '../../parts/Dialog'
import { InstantField } from '../../parts/Field'
import { say } from '../../words/words'
import { Photos } from '../capture/Photos'
import { Buttons, LongList, type Option } from '../search/controls/Buttons'
import { officersIn, zoneOf } from '../search/wording'
import './paper.css'

/** As many photographs of one sheet as an entry names. */
const mostSheets = 16

/** The officers of a team as options, then all others: whoever wrote is most often of the team. */
function writers(story: Story, task: Task): { near: Option[]; others: Option[] } {
  const options = officersIn(story).map((o) => ({ near: o.team === task.team || story.signedOn.has(o.id), option: { code: o.id, word: o.name, more: o.badge } }))
  return { near: options.filter((o) => o.near).map((o) => o.option), others: options.filter((o) => !o.near).map((o) => o.option) }
}

/** Who wrote the sheet, when, and what it looks like; kept on the tablet before anything is typed. */
export function SheetForm({ task, onClose }: { task: Task; onClose: () => void }) {
  const desk = useDesk()
  const story = desk.story.value
  const before = desk.papers?.of(task.id)
  const there = task.searches.flatMap((id) => sheetsOn(story, id))
  const [writtenBy, setWrittenBy] = useState(before?.writtenBy ?? '')
  const [writtenAt, setWrittenAt] = useState(before?.writtenAt ?? '')
  const [sheets, setSheets] = useState<readonly string[]>(before?.sheets ?? there)
  const [tried, setTried] = useState(false)
  const [full, setFull] = useState(false)
  const { near, others } = writers(story, task)
  const zone = zoneOf(story, task.site)
  const later = isLater(writtenAt, desk.now())
  function keep(): void {
    setTried(true)
    if (writtenBy === '' || later) return
    desk.papers?.set(task.id, { writtenBy, writtenAt, sheets }).then(onClose, () => setFull(true))
  }
  return (
    <Dialog wide title={say('paper.title')} onClose={onClose} acts={
      <>
        <button type="button" class="big" onClick={onClose}>{say('paper.leave')}</button>
        <button type="button" class="big first-big" onClick={keep}>{say(before === undefined ? 'paper.begin' : 'paper.keep')}</button>
      </>
    }>
      <div class="stack paper-form">
        <p>{say('paper.what')}</p>
        <p class="strong">{say('paper.writer')}</p>
        <Buttons label={say('paper.writer')} options={near} chosen={[writtenBy]} onPress={setWrittenBy} />
        {others.length > 0 && <LongList label={say('paper.writer')} options={others} chosen={[writtenBy].filter((id) => others.some((o) => o.code === id))} onPress={setWrittenBy} />}
        {tried && writtenBy === '' && <p role="alert" class="ask-problem">{say('paper.writerNeeded')}</p>}
        <Stated label={say('paper.writtenAt')} hint={say('paper.writtenAtHint', { zone })} value={writtenAt} zone={zone} now={desk.now()} onInput={setWrittenAt} />
        <Photos label={say('paper.sheet')} role="paper_sheet" hashes={sheets} recorded={[...there, ...(before?.sheets ?? [])]} min={1} max={mostSheets} hint={say('paper.sheetHint')} onChange={setSheets} />
        {full && <p role="alert" class="ask-problem">{say('paper.notKept')}</p>}
      </div>
    </Dialog>
  )
}

/** Whether a stated time has not come yet. */
export const isLater = (at: string, now: number): boolean => at !== '' && Date.parse(at) > now

/** A time that a sheet states: typed, never taken from the clock. */
export function Stated({ label, hint, value, zone, now, onInput }: { label: string; hint?: string; value: string; zone: string; now: number; onInput: (at: string) => void }) {
  return (
    <div class="stated">
      <InstantField label={label} hint={hint ?? say('paper.stated', { zone })} value={value} zone={zone} onInput={onInput} />
      {isLater(value, now) && <p role="alert" class="ask-problem">{say('paper.later')}</p>}
    </div>
  )
}
