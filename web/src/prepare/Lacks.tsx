import { StateMark } from '../parts/StateMark'
import { type Key, say, sayCode } from '../words/words'
import type { Lack } from './missing'
import { wordOf } from './picks'

/** A lack in words. Its names are what it is about: a skill, kit, an officer and their teams. */
export function lackWords({ code, count, names }: Lack): string {
  const first = names[0] ?? ''
  const rest = names.slice(1).filter((n) => n !== '').join(', ')
  const name = code === 'noSex' ? sayCode('sex', first) : code === 'noSkill' ? wordOf('skills', first) : code === 'noKit' ? wordOf('equipment-kinds', first) : first
  return say(`lack.${code}` as Key, { n: count, name, names: names.join(', '), rest })
}

/** What a site lacks, a line each: what stops it has the mark of what needs a person. */
export function Lacks({ lacks }: { lacks: readonly Lack[] }) {
  if (lacks.length === 0) {
    return (
      <p class="prepare-lack">
        <StateMark state="clear" />
        {say('prepare.nothingLacks')}
      </p>
    )
  }
  return (
    <ul class="prepare-lacks">
      {lacks.map((l) => (
        <li key={`${l.code} ${l.names.join(' ')}`} class="prepare-lack">
          <StateMark state={l.stops ? 'person' : 'planned'} />
          <span class={l.stops ? '' : 'quiet'}>{lackWords(l)}</span>
        </li>
      ))}
    </ul>
  )
}
