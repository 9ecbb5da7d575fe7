import type { Known } from '../api/resource'
import type { StreamState } from '../api/stream'
import { faultWords } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { second } from '../time/clock'
import { formatAge } from '../time/hour'
import { say } from '../words/words'

interface FreshnessProperties {
  readonly known: Known<unknown>
  readonly stream: StreamState
}

/** Whether what is shown may be old: the stream is not live, or the last reading failed. */
export function isStale({ known, stream }: FreshnessProperties): boolean {
  return stream === 'lost' || stream === 'ended' || known.fault !== null
}

function ageOf(known: Known<unknown>): string {
  return formatAge((performance.now() - known.readAt) / 1000)
}

/** The age of the data in the bar above the page, always there. */
export function Age(properties: FreshnessProperties) {
  second.value // drawn again each second
  const { known, stream } = properties
  if (known.data === null) return null
  const word = isStale(properties) ? say('fresh.stale') : stream === 'live' ? say('fresh.live') : say('fresh.connecting')
  return (
    <span class={isStale(properties) ? 'age age-stale' : 'age'}>
      <span class="age-dot" aria-hidden="true" />
      {word} <span class="number quiet">{say('fresh.age', { age: ageOf(known) })}</span>
    </span>
  )
}

/** The strip under the bar when figures may be old: what is wrong, how old they are, and that it is being tried. */
export function StaleStrip({ known, stream, retry }: FreshnessProperties & { retry: () => void }) {
  if (known.data === null || !isStale({ known, stream })) return null
  const reason = known.fault !== null ? faultWords(known.fault).title : say(stream === 'ended' ? 'fresh.ended' : 'fresh.lost')
  second.value // drawn again each second
  return (
    <aside class="stale-strip" aria-label={say('fresh.label')}>
      <StateMark state="person" />
      <span role="status">{reason}</span>
      <span class="quiet number">{say('fresh.figures', { age: ageOf(known) })}</span>
      <button type="button" class="button" onClick={retry}>
        {say('act.readNow')}
      </button>
      {known.fault?.code === 'unauthenticated' && (
        <a class="button" href={`/?next=${encodeURIComponent(location.pathname)}`}>
          {say('act.signIn')}
        </a>
      )}
    </aside>
  )
}
