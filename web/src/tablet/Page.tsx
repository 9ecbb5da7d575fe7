import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Phase } from '../field/station'
import { Button } from '../parts/Button'
import { address, match } from '../parts/route'
import { say } from '../words/words'
import { Bar } from './Bar'
import { Enrol, Pending } from './Enrol'
import { Incident } from './Incident'
import { Late, NotLoaded } from './late'
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
  ['/tablet/record', () => <Recording />],
  ['/tablet/this', () => <ThisTablet />],
]

/** Screens of an open operation. */
const opened: readonly (readonly [string, (found: Record<string, string>) => ComponentChildren])[] = [
  ['/tablet', () => <Tasks />],
  ['/tablet/orders', () => <Orders />],
  ['/tablet/officers', () => <Officers />],
]

const entrance: Readonly<Record<Exclude<Phase, 'open'>, () => ComponentChildren>> = {
  starting: () => <Starting />,
  new: () => <Enrol />,
  pending: () => <Pending />,
  first: () => <FirstPin />,
  locked: () => <Locked />,
  waiting: () => <WaitForPlan />,
}

/** Until it is known how far this tablet is: it may be that its disk does not answer. */
function Starting() {
  if (!useStation().unread.value) return <p class="tablet-starting" role="status">{say('tablet.starting')}</p>
  return (
    <div class="notice notice-fault" role="alert">
      <p><b>{say('tablet.unread')}</b></p>
      <p>{say('tablet.unreadNext')}</p>
      <p class="form-acts"><Button onClick={() => location.reload()}>{say('tablet.beginAnew')}</Button></p>
    </div>
  )
}

/** The screens of searches, once they are loaded: not before the plan is open, so that the entrance is there sooner. */
const later = new Late(() => import('./searching'))

/** What takes photographs is loaded when it is first asked for, or the tablet is locked; the worker keeps it on the tablet from the start. */
const quick = new Late(() => import('./Quick'))

function Recording() {
  useEffect(() => void quick.fetch(), [])
  const loaded = quick.part.value
  return loaded === null ? unlessFailed(quick) : <loaded.Quick />
}

/** What stands where a part of the page is not loaded yet. */
const unlessFailed = (of: Late<unknown>): ComponentChildren => (of.failed.value ? <NotLoaded of={of} /> : entrance.starting())

function Screen() {
  const station = useStation()
  const { path } = address.value
  const phase = station.phase.value
  useEffect(() => {
    if (phase === 'open') void later.fetch()
  }, [phase])
  for (const [pattern, screen] of always) if (match(pattern, path) !== null && station.installation.value !== null) return <Main>{screen()}</Main>
  if (phase !== 'open') return <Main>{entrance[phase]()}</Main>
  if (station.me.value === '') return <Main><WhoAreYou /></Main>
  for (const [pattern, screen] of opened) {
    const found = match(pattern, path)
    if (found !== null) return <Main>{screen(found)}</Main>
  }
  // These draw their own <main>: a search's has a rail beside it.
  for (const [pattern, screen] of later.part.value?.screens ?? []) {
    const found = match(pattern, path)
    if (found !== null) return screen(found)
  }
  return <Main>{later.part.value === null ? unlessFailed(later) : <Tasks />}</Main>
}

const Main = ({ children }: { children: ComponentChildren }) => <main id="content" tabIndex={-1} class="tablet">{children}</main>

/** The tablet: what is always visible above, one screen below. */
export function TabletPage() {
  return (
    <>
      <Bar />
      <Unwritten />
      <OrderInForce />
      <Screen />
    </>
  )
}
