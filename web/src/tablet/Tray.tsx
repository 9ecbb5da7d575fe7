import { useEffect } from 'preact/hooks'
import { trayWords } from '../sync/traywords'
import type { TrayItem } from '../sync/tray'
import { StateMark } from '../parts/StateMark'
import { Empty } from '../parts/Notices'
import { fill, language, say } from '../words/words'
import { Late } from './late'
import { trayItems } from './status'
import { clockTime } from './times'

/** Why headquarters did not take an entry: its sentences, which few trays need. */
const late = new Late(() => import('./Why'))

/** Whether headquarters gave a reason of its own. */
const isExplained = (item: TrayItem): boolean => item.told !== '' || (item.why !== '' && item.code !== 'held_pending')

/** What needs somebody: what it is, and what to do. */
export function Tray() {
  const items = trayItems.value
  const words = trayWords[language.value]
  const wanted = items.some((item) => isExplained(item) || item.type !== '')
  useEffect(() => void (wanted && late.fetch()), [wanted])
  const loaded = late.part.value
  return (
    <section class="entry">
      <h1>{say('tablet.trayTitle')}</h1>
      {items.length === 0 && <Empty title={say('tablet.trayEmpty')} />}
      <ul class="tray">
        {items.map((item) => {
          const { title, remedy } = words[item.code]
          const given = { detail: item.detail, count: item.count }
          const about = [item.count > 1 ? '' : (loaded?.nameOf(item) ?? ''), item.at === '' ? '' : clockTime(item.at), item.seq === 0 || item.count > 1 ? '' : say('tablet.trayEntry', { seq: item.seq })].filter((t) => t !== '')
          return (
            <li key={`${item.code} ${item.stream} ${item.seq} ${item.subject}`} class={item.grave ? 'tray-item is-grave' : 'tray-item'}>
              <StateMark state={item.grave ? 'person' : 'planned'} />
              <p class="strong">{fill(title, given)}</p>
              <p>{fill(remedy, given)}</p>
              {isExplained(item) && (loaded === null ? <p class="quiet" lang="en">{item.told}</p> : <loaded.Why item={item} />)}
              {about.length > 0 && <p class="quiet">{about.join(' · ')}</p>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
