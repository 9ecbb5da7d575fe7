import { address } from './route'
import { Link } from './Link'

export interface Section {
  readonly to: string
  readonly word: string
  /** How many things wait there; 0 shows nothing. */
  readonly count?: number
}

/** The places of a surface, side by side; the one where one is, is marked. */
export function Sections({ label, items }: { label: string; items: readonly Section[] }) {
  const here = address.value.path.replace(/\/$/, '')
  // The longest address that leads here: "/plan/1" is the beginning of all others.
  const current = items.filter((s) => here === s.to || here.startsWith(`${s.to}/`)).sort((a, b) => b.to.length - a.to.length)[0]
  return (
    <nav class="sections no-print" aria-label={label}>
      <ul>
        {items.map((s) => (
          <li key={s.to} class={s === current ? 'section-here' : ''}>
            <Link to={s.to} current={s === current}>
              {s.word}
              {s.count !== undefined && s.count > 0 && <span class="section-count number">{s.count}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
