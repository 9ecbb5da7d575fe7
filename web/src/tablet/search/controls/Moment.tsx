import { useState } from 'preact/hooks'
import { InstantField } from '../../../parts/Field'
import { localDay } from '../../../time/local'
import { say } from '../../../words/words'
import { zoneOf } from '../wording'
import { type ControlProperties, give } from './Control'

/** A moment: now, or as it is typed in the time of the site. */
export function Moment({ model, view, label }: ControlProperties) {
  // What stands on a sheet happened at its time, not at that of the typing.
  const paper = model.desk.acts.paper !== undefined
  const [open, setOpen] = useState(false)
  const zone = zoneOf(model.desk.story.value, model.search.value?.site ?? '')
  const value = typeof view.value === 'string' ? view.value : ''
  return (
    <div class="moment">
      {value !== '' && <p class="moment-value number">{localDay(value, zone)}</p>}
      {!paper && <div class="acts">
        <button type="button" class={value === '' ? 'big first-big' : 'big'} onClick={() => void give({ model, view }, new Date(model.desk.now()).toISOString())}>
          {say('search.now')}
        </button>
        <button type="button" class="big" aria-expanded={open} onClick={() => setOpen(!open)}>
          {say('search.otherTime')}
        </button>
      </div>}
      {(open || paper) && <InstantField label={label} value={value} zone={zone} onInput={(instant) => instant !== '' && instant !== value && void give({ model, view }, instant)} />}
    </div>
  )
}
