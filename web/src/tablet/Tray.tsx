import { useEffect } from 'preact/hooks'
import { trayWhys, trayWords } from '../sync/traywords'
import type { TrayItem } from '../sync/tray'
import { StateMark } from '../parts/StateMark'
import { Empty } from '../parts/Notices'
import { fill, language, say } from '../words/words'
import { Late } from './late'
import { trayItems } from './status'
import { clockTime } from './times'

/** The sentences of headquarters' program, which few trays need. */
const teller = new Late(() => import('../parts/Told'))

/** What needs somebody: what it is, and what to do. */
export function Tray() {
  const items = trayItems.value
  const words = trayWords[language.value]
  return (
    <section class="entry">
      <h1>{say('tablet.trayTitle')}</h1>
      {items.length === 0 && <Empty title={say('tablet.trayEmpty')} />}
      <ul class="tray">
        {items.map((item) => {
          const { title, remedy } = words[item.code]
          const given = { detail: item.detail, count: item.count }
          return (
            <li key={`${item.code} ${item.stream} ${item.seq} ${item.subject}`} class={item.grave ? 'tray-item is-grave' : 'tray-item'}>
              <p class="strong">
                <StateMark state={item.grave ? 'person' : 'planned'} /> {fill(title, given)}
              </p>
              <p>{fill(remedy, given)}</p>
              <Why item={item} />
              <p class="quiet">{[item.at === '' ? '' : clockTime(item.at), item.seq === 0 ? '' : say('tablet.trayEntry', { seq: item.seq })].filter((t) => t !== '').join(' · ')}</p>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Why headquarters did not take it, for whoever helps the officer. */
function Why({ item }: { item: TrayItem }) {
  const why = trayWhys[language.value][item.why] ?? ''
  useEffect(() => void (item.told !== '' && teller.fetch()), [item.told])
  if (why === '' && item.told === '') return null
  const Told = teller.part.value?.Told
  return (
    <div class="tray-why">
      <h2>{say('tablet.trayWhy')}</h2>
      {why !== '' && <p>{why}</p>}
      {Told === undefined ? <p lang="en">{item.told}</p> : <Told detail={item.told} />}
    </div>
  )
}
