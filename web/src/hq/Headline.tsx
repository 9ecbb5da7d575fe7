import { Segments } from '../parts/Segments'
import { type State, StateMark } from '../parts/StateMark'
import { type OperationClock, second } from '../time/clock'
import { formatHour, minutesFromHour } from '../time/hour'
import { localDay, ownZone } from '../time/local'
import { figure, say } from '../words/words'
import { type Funnel, parts, type Picture } from './picture'

/** The operation's clock, relative to H, with the time on this screen's wall below. */
export function HourClock({ clock, hHour, speed }: { clock: OperationClock; hHour: string | undefined; speed: number }) {
  second.value // drawn again each second
  const now = clock.now()
  return (
    <div class="figure figure-clock">
      <p class="figure-label">{say('clock.label')}</p>
      <p class="figure-number number">{hHour === undefined ? say('clock.noHour') : formatHour(minutesFromHour(now, Date.parse(hHour)), say('unit.day'))}</p>
      <p class="figure-note">
        {localDay(now, ownZone())}
        {speed !== 1 && ` · ${say('clock.speed', { speed })}`}
      </p>
    </div>
  )
}

interface FigureProperties {
  readonly label: string
  readonly value: number
  readonly note?: string
  readonly state?: State
}

function Figure({ label, value, note, state }: FigureProperties) {
  return (
    <li class="figure">
      <p class="figure-label">
        {state !== undefined && <StateMark state={state} />}
        {label}
      </p>
      <p class="figure-number number">{figure(value)}</p>
      {note !== undefined && <p class="figure-note">{note}</p>}
    </li>
  )
}

const share = (part: number, whole: number): string => (whole === 0 ? '–' : figure(part / whole, { style: 'percent', maximumFractionDigits: 0 }))

/** Authorised, planned, started, done, not executed: as numbers, and as one bar whose whole is what was authorised. */
export function FunnelFigures({ funnel }: { funnel: Funnel }) {
  const p = parts(funnel)
  const whole = p.clear + p.find + p.started + p.notExecuted + p.waiting + p.unplanned
  const done = funnel.doneClear + funnel.doneFind
  const ofDone = (n: number): string => (done === 0 ? say('funnel.noneDone') : say('funnel.ofSoMany', { share: share(n, done), done }))
  const of = (n: number): string => say('funnel.ofAuthorised', { share: share(n, funnel.authorised) })
  return (
    <section class="funnel" aria-label={say('funnel.title')}>
      <ol class="figures">
        <Figure label={say('funnel.authorised')} value={funnel.authorised} note={say('funnel.cells')} />
        <Figure label={say('funnel.planned')} value={funnel.planned} note={of(funnel.planned)} state="planned" />
        <Figure label={say('funnel.started')} value={funnel.started} note={say('funnel.underWay', { n: p.started })} state="started" />
        <Figure label={say('funnel.doneClear')} value={funnel.doneClear} note={ofDone(funnel.doneClear)} state="clear" />
        <Figure label={say('funnel.doneFind')} value={funnel.doneFind} note={ofDone(funnel.doneFind)} state="find" />
        <Figure label={say('funnel.notExecuted')} value={funnel.notExecuted} note={of(funnel.notExecuted)} state="not_executed" />
      </ol>
      <Segments
        tall
        label={say('funnel.title')}
        total={whole}
        parts={[
          { state: 'clear', count: p.clear, word: say('funnel.doneClear') },
          { state: 'find', count: p.find, word: say('funnel.doneFind') },
          { state: 'started', count: p.started, word: say('funnel.started') },
          { state: 'not_executed', count: p.notExecuted, word: say('funnel.notExecuted') },
          { state: 'planned', count: p.waiting, word: say('funnel.waiting') },
          { state: 'unplanned', count: p.unplanned, word: say('funnel.unplanned') },
        ]}
      />
    </section>
  )
}

/** Exposure so far against what the plan allows: the minutes in which word could reach a cell before its search. */
export function ExposureFigure({ exposure }: { exposure: Picture['exposure'] }) {
  const { actual, planned, plannedSoFar } = exposure
  const over = plannedSoFar === undefined ? 0 : actual - plannedSoFar
  return (
    <div class="figure figure-exposure">
      <p class="figure-label">{say('exposure.title')}</p>
      <p class="figure-number number">{figure(actual)}</p>
      <p class="figure-note">
        {plannedSoFar === undefined
          ? say('exposure.ofPlan', { planned })
          : say(over > 0 ? 'exposure.over' : over < 0 ? 'exposure.under' : 'exposure.equal', { by: Math.abs(over), soFar: plannedSoFar, planned })}
      </p>
      <Segments label={say('exposure.title')} total={Math.max(planned, actual, 1)} parts={[{ state: over > 0 ? 'over' : 'plain', count: actual, word: say('exposure.title') }]} />
    </div>
  )
}
