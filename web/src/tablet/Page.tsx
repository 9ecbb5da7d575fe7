import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
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
  starting: () => <p class="tablet-starting" role="status">{say('tablet.starting')}</p>,
  new: () => <Enrol />,
  pending: () => <Pending />,
  first: () => <FirstPin />,
  locked: () => <Locked />,
  waiting: () => <WaitForPlan />,
}

/** The screens of searches, once they are loaded: not before the plan is open, so that the entrance is there sooner. */
const later = signal<typeof import('./searching') | null>(null)

/** What takes photographs is loaded when it is first asked for, or the tablet is locked; the worker keeps it on the tablet from the start. */
const quick = signal<typeof import('./Quick') | null>(null)

function Recording() {
  useEffect(() => void import('./Quick').then((loaded) => (quick.value = loaded), () => undefined), [])
  return quick.value === null ? entrance.starting() : <quick.value.Quick />
}

function Screen() {
  const station = useStation()
  const { path } = address.value
  const phase = station.phase.value
  useEffect(() => {
    if (phase === 'open' && later.value === null) void import('./searching').then((loaded) => (later.value = loaded), () => undefined)
  }, [phase])
  for (const [pattern, screen] of always) if (match(pattern, path) !== null && station.installation.value !== null) return <Main>{screen()}</Main>
  if (phase !== 'open') return <Main>{entrance[phase]()}</Main>
  if (station.me.value === '') return <Main><WhoAreYou /></Main>
  for (const [pattern, screen] of opened) {
    const found = match(pattern, path)
    if (found !== null) return <Main>{screen(found)}</Main>
  }
  // These draw their own <main>: a search's has a rail beside it.
  for (const [pattern, screen] of later.value?.screens ?? []) {
    const found = match(pattern, path)
    if (found !== null) return screen(found)
  }
  return <Main>{later.value === null ? entrance.starting() : <Tasks />}</Main>
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
