import { StateMark } from '../parts/StateMark'
import { lackWords } from '../prepare/Lacks'
import type { Lack } from '../prepare/missing'
import { say } from '../words/words'

/** What a change breaks, a line each; or that it breaks nothing. */
export function Broken({ lacks }: { lacks: readonly Lack[] }) {
  if (lacks.length === 0) return <p class="state-word"><StateMark state="clear" />{say('roster.breaksNothing')}</p>
  return (
    <ul class="prepare-lacks">
      {lacks.map((l) => (
        <li key={`${l.code} ${l.names.join(' ')}`} class="prepare-lack">
          <StateMark state={l.stops ? 'person' : 'planned'} />
          {lackWords(l)}
        </li>
      ))}
    </ul>
  )
}
