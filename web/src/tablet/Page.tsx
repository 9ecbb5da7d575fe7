import type { ComponentChildren } from 'preact'
import type { Phase } from '../field/station'
import { address, match } from '../parts/route'
import { say } from '../words/words'
import { Bar } from './Bar'
import { Enrol, Pending } from './Enrol'
import { Incident } from './Incident'
import { Officers, WhoAreYou } from './Officers'
import { Orders, OrderInForce } from './Orders'
import { FirstPin, Locked } from './Pin'
import { Send } from './Send'
import { useStation } from './station'
import { Tasks } from './Tasks'
import { ThisTablet } from './ThisTablet'
import { Tray } from './Tray'
import { Unwritten } from './Unwritten'
import { WaitForPlan } from './WaitForPlan'

/** Screens that need nothing to be read: they are there in every phase, so that recording, sending and carrying home never wait. */
const always: readonly (readonly [string, () => ComponentChildren])[] = [
  ['/tablet/send', () => <Send />],
  ['/tablet/tray', () => <Tray />],
  ['/tablet/incident', () => <Incident />],
  ['/tablet/this', () => <ThisTablet />],
]

/** Screens of an open operation. */
const opened: readonly (readonly [string, (found: Record<string, string>) => ComponentChildren])[] = [
  ['/tablet', () => <Tasks />],
  ['/tablet/orders', () => <Orders />],
  ['/tablet/officers', () => <Officers />],
]

const entrance: Readonly<Record<Exclude<Phase, 'open'>, () => ComponentChildren>> = {
  starting: () => <p class="tablet-starting" role="status">{say('tablet.starting')}</p>,
  new: () => <Enrol />,
  pending: () => <Pending />,
  first: () => <FirstPin />,
  locked: () => <Locked />,
  waiting: () => <WaitForPlan />,
}

function Screen() {
  const station = useStation()
  const { path } = address.value
  for (const [pattern, screen] of always) if (match(pattern, path) !== null && station.installation.value !== null) return screen()
  const phase = station.phase.value
  if (phase !== 'open') return entrance[phase]()
  if (station.me.value === '') return <WhoAreYou />
  for (const [pattern, screen] of opened) {
    const found = match(pattern, path)
    if (found !== null) return screen(found)
  }
  return <Tasks />
}

/** The tablet: what is always visible above, one screen below. */
export function TabletPage() {
  return (
    <>
      <Bar />
      <Unwritten />
      <OrderInForce />
      <main id="content" tabIndex={-1} class="tablet">
        <Screen />
      </main>
    </>
  )
}
