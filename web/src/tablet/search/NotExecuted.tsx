import { useState } from 'preact/hooks'
import { useDesk } from '../../field/desk'
import type { Search, Task } from '../../field/story'
import { notExecuted } from '../../field/verbs'
import { say } from '../../words/words'
import { Ask } from './Ask'
import { Buttons } from './controls/Buttons'

export const notExecutedReasons = ['location_wrong', 'location_empty', 'occupant_moved', 'access_refused', 'safety', 'no_time', 'no_authorisation', 'kit_missing', 'stood_down', 'other'] as const
type Reason = (typeof notExecutedReasons)[number]

/** A cell that is not searched, or a search that is broken off: why, by code and in words. */
export function NotExecuted({ task, search, onClose }: { task: Task; search: Search | null; onClose: () => void }) {
  const desk = useDesk()
  const [code, setCode] = useState<Reason | ''>('')
  return (
    <Ask title={say(search === null ? 'search.notExecuted' : 'search.breakOff')} act={say(search === null ? 'search.notExecutedDo' : 'search.breakOffDo')} ready={code !== ''} onClose={onClose}
      decide={(reason) => (code === '' ? Promise.resolve() : notExecuted(desk.acts, desk.story.value, task, search, code, reason))}>
      <p class="quiet">{say(search === null ? 'search.notExecutedHow' : 'search.breakOffHow')}</p>
      <Buttons label={say('search.reasonCode')} options={notExecutedReasons.map((r) => ({ code: r, word: say(`search.not.${r}`) }))} chosen={[code]} onPress={(r) => setCode(r as Reason)} />
    </Ask>
  )
}
