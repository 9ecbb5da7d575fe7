import { DeskContext } from '../field/desk'
import { Station } from '../field/station'
import { start } from '../parts/start'
import { TabletDatabase } from '../sync/database'
import { patient } from '../sync/patience'
import * as quick from '../words/quick'
import * as tablet from '../words/tablet'
import * as unwritten from '../words/unwritten'
import { addWords } from '../words/words'
import { rememberNothing } from './forgetful'
import { TabletPage } from './Page'
import { StationContext } from './station'
import { startStatus } from './status'
import { keepPage } from './update'
import './style/tablet.css'
import './style/entry.css'
import './style/tasks.css'

addWords(quick, tablet, unwritten)
rememberNothing()

/** Light by day, dark from evening to morning, unless somebody chose: a bright screen in a dark wing is seen from afar. */
const hour = new Date().getHours()
if (hour < 7 || hour >= 20) document.documentElement.dataset.theme = 'dark'

declare const __VERSION__: string

const station = new Station({
  database: new TabletDatabase(), fetch: patient((address, init) => fetch(address, init)), base: '', appVersion: __VERSION__, now: () => Date.now(), newId: () => crypto.randomUUID(),
})
const stop = new AbortController()
void station.run(stop.signal)
startStatus(station)
void keepPage()
for (const sign of ['pointerdown', 'keydown'] as const) addEventListener(sign, () => station.touch(), { passive: true })

start(function Tablet() {
  return (
    <StationContext.Provider value={station}>
      <DeskContext.Provider value={station.desk()}>
        <TabletPage />
      </DeskContext.Provider>
    </StationContext.Provider>
  )
})
