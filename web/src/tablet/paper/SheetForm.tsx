import { useState } from 'preact/hooks'
import { useDesk } from '../../field/desk'
import type { Sheet } from '../../field/papers'
import type { Story } from '../../field/story'
import { Dialog } from '../../parts/Dialog'
import { InstantField } from '../../parts/Field'
import { say } from '../../words/words'
import { Photos } from '../capture/Photos'
import { Buttons, LongList, type Option } from '../search/controls/Buttons'
import { officerName, officersIn, zoneOf } from '../search/wording'
import type { Keyed } from './keyed'
import './paper.css'

/** As many photographs of one sheet as an entry names. */
const mostSheets = 16

/** The officers of a team as options, then all others: whoever wrote is most often of the team. */
function writers(story: Story, team: string): { near: Option[]; others: Option[] } {
  const options = officersIn(story).map((o) => ({ near: (team !== '' && o.team === team) || story.signedOn.has(o.id), option: { code: o.id, word: o.name, more: o.badge } }))
  return { near: options.filter((o) => o.near).map((o) => o.option), others: options.filter((o) => !o.near).map((o) => o.option) }
}

const what = { cell: 'paper.what', find: 'paper.whatFind', incident: 'paper.whatIncident' } as const

/**
 * Who wrote the sheet, when, and what it looks like; kept before anything is typed. A search is not closed without the photograph; what is
 * of no cell has no closing, and is not begun without it.
 */
export function SheetForm({ of, onClose }: { of: Keyed; onClose: () => void }) {
  const desk = useDesk()
  const story = desk.story.value
  const before = desk.papers?.of(of.key)
  const [sheet, setSheet] = useState<Sheet>(before ?? { writtenBy: '', writtenAt: '', sheets: of.there })
  const [tried, setTried] = useState(false)
  const [full, setFull] = useState(false)
  const { writtenBy, writtenAt, sheets, doneAt = '' } = sheet
  const give = (more: Partial<Sheet>): void => setSheet((now) => ({ ...now, ...more }))
  const { near, others } = writers(story, of.team)
  const zone = zoneOf(story, of.site)
  const photoLacks = of.what !== 'cell' && sheets.length === 0
  function keep(): void {
    setTried(true)
    if (writtenBy === '' || photoLacks || isLater(writtenAt, desk.now()) || isLater(doneAt, desk.now())) return
    if (!of.isDraft) return void desk.papers?.set(of.key, sheet).then(onClose, () => setFull(true))
    desk.papers?.lay(of.key, sheet)
    onClose()
  }
  return (
    <Dialog wide title={say('paper.title')} onClose={onClose} acts={
      <>
        <button type="button" class="big" onClick={onClose}>{say('paper.leave')}</button>
        <button type="button" class="big first-big" onClick={keep}>{say(before === undefined ? 'paper.begin' : 'paper.keep')}</button>
      </>
    }>
      <div class="stack paper-form">
        <p>{say(what[of.what])}</p>
        {before === undefined && writtenBy === '' && <Same last={desk.papers?.last} story={story} onTake={(last) => give({ ...last, sheets: [...new Set([...of.there, ...last.sheets])] })} />}
        <p class="strong">{say('paper.writer')}</p>
        <Buttons label={say('paper.writer')} options={near} chosen={[writtenBy]} onPress={(id) => give({ writtenBy: id })} />
        {others.length > 0 && <LongList label={say('paper.writer')} options={others} chosen={[writtenBy].filter((id) => others.some((o) => o.code === id))} onPress={(id) => give({ writtenBy: id })} />}
        {tried && writtenBy === '' && <p role="alert" class="ask-problem">{say('paper.writerNeeded')}</p>}
        <Stated label={say('paper.writtenAt')} hint={say('paper.writtenAtHint', { zone })} value={writtenAt} zone={zone} now={desk.now()} onInput={(at) => give({ writtenAt: at })} />
        {of.asksWhen && <Stated label={say(of.what === 'find' ? 'paper.foundAt' : 'paper.happenedAt')} value={doneAt} zone={zone} now={desk.now()} onInput={(at) => give({ doneAt: at })} />}
        <Photos label={say('paper.sheet')} role="paper_sheet" hashes={sheets} recorded={[...of.there, ...(before?.sheets ?? [])]} min={1} max={mostSheets} hint={say(of.what === 'cell' ? 'paper.sheetHint' : 'paper.sheetHintHere')} onChange={(all) => give({ sheets: all })} />
        {tried && photoLacks && <p role="alert" class="ask-problem">{say('paper.photoNeeded')}</p>}
        {full && <p role="alert" class="ask-problem">{say('paper.notKept')}</p>}
      </div>
    </Dialog>
  )
}

/** One sheet may tell of several things: that which was named last is taken again at one press, without the time of what it told of before. */
function Same({ last, story, onTake }: { last: Sheet | undefined; story: Story; onTake: (sheet: Sheet) => void }) {
  if (last === undefined) return null
  const { doneAt: _, ...again } = last
  return (
    <button type="button" class="big" onClick={() => onTake(again)}>
      {say('paper.same', { writer: officerName(story, last.writtenBy), n: last.sheets.length })}
    </button>
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
