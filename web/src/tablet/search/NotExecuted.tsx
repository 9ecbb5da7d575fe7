import { useState } from 'preact/hooks'
import { useDesk } from '../../field/desk'
import { attachSheets } from '../../field/papers'
import type { Search, Task } from '../../field/story'
import { notExecuted } from '../../field/verbs'
import { say } from '../../words/words'
import { isLater, Stated } from '../paper/SheetForm'
import { Ask } from './Ask'
import { Buttons } from './controls/Buttons'
import { Mark } from './Mark'
import { zoneOf } from './wording'

export const notExecutedReasons = ['location_wrong', 'location_empty', 'occupant_moved', 'access_refused', 'safety', 'no_time', 'no_authorisation', 'kit_missing', 'stood_down', 'other'] as const
type Reason = (typeof notExecutedReasons)[number]

/** A cell that is not searched, or a search that is broken off: why, by code and in words. */
export function NotExecuted({ task, search, onClose }: { task: Task; search: Search | null; onClose: () => void }) {
  const desk = useDesk()
  const [code, setCode] = useState<Reason | ''>('')
  const [endedAt, setEndedAt] = useState('')
  const paper = desk.papers?.of(task.id)
  const lacks = paper !== undefined && paper.sheets.length === 0
  async function write(reason: string): Promise<void> {
    if (code === '') return
    if (paper !== undefined && search !== null) await attachSheets(desk.acts, desk.story.value, search)
    const { id } = await notExecuted(desk.acts.doneAt(endedAt), desk.story.value, task, search, code, reason)
    if (paper === undefined) return
    // It is written: what of the sheet could not be is among the unwritten, and must not have it written twice.
    if (search === null) await attachSheets(desk.acts, desk.story.value, { id, site: task.site })?.catch(() => undefined)
    await desk.papers?.set(task.id, null).catch(() => undefined)
  }
  return (
    <Ask title={say(search === null ? 'search.notExecuted' : 'search.breakOff')} act={say(search === null ? 'search.notExecutedDo' : 'search.breakOffDo')} ready={code !== '' && !lacks && !isLater(endedAt, desk.now())} onClose={onClose} decide={write}>
      <p class="quiet">{say(search === null ? 'search.notExecutedHow' : 'search.breakOffHow')}</p>
      <Buttons label={say('search.reasonCode')} options={notExecutedReasons.map((r) => ({ code: r, word: say(`search.not.${r}`) }))} chosen={[code]} onPress={(r) => setCode(r as Reason)} />
      {paper !== undefined && <Stated label={say('paper.endedAt')} value={endedAt} zone={zoneOf(desk.story.value, task.site)} now={desk.now()} onInput={setEndedAt} />}
      {lacks && <p role="alert" class="ask-problem"><Mark standing="open" bare /> {say('paper.photoFirst')}</p>}
    </Ask>
  )
}
