import { Told } from '../parts/Told'
import { trayWhys } from '../sync/traywords'
import type { TrayItem } from '../sync/tray'
import * as events from '../words/events'
import { addWords, language, say, sayCode } from '../words/words'

addWords(events)

/** What an entry of the tray records, where that is known: "Seal applied". */
export const nameOf = (item: TrayItem): string => (item.type === '' ? '' : sayCode('event', item.type))

/** Why headquarters did not take an entry, with the sentences of its program for whoever helps the officer. Loaded when a tray has such an entry. */
export function Why({ item }: { item: TrayItem }) {
  const why = trayWhys[language.value][item.why] ?? ''
  return (
    <div class="tray-why">
      <h2>{say('tablet.trayWhy')}</h2>
      {why !== '' && <p>{why}</p>}
      <Told detail={item.told} />
    </div>
  )
}
