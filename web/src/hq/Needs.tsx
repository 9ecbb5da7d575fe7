import { useState } from 'preact/hooks'
import { Button } from '../parts/Button'
import { useKept } from '../parts/kept'
import { Link } from '../parts/Link'
import { Empty } from '../parts/Notices'
import { StateMark } from '../parts/StateMark'
import { may } from '../parts/who'
import { formatHour, minutesFromHour } from '../time/hour'
import { figure, locale, say, sayCode } from '../words/words'
import { At, type ListProperties, SiteLink } from './Lists'
import { addressOf, counts, inOrder } from './needs'
import type { Need } from './picture'

/** What waits for a person's decision, what cannot wait first; a kind that is pressed is shown alone. */
export function Needs({ needs, ...context }: ListProperties & { needs: readonly Need[] }) {
  const [only, setOnly] = useState('')
  const kept = useKept()
  if (needs.length === 0) return <Empty title={say('need.none')} />
  const byKind = counts(needs)
  const kind = byKind.some((k) => k.kind === only) ? only : ''
  return (
    <>
      {byKind.length > 1 && (
        <div class="chips need-kinds no-print" role="group" aria-label={say('need.kinds')}>
          {byKind.map((k) => (
            <Button key={k.kind} pressed={kind === k.kind} onClick={() => setOnly(kind === k.kind ? '' : k.kind)}>
              {sayCode('needShort', k.kind)} <span class="number">{figure(k.count)}</span>
            </Button>
          ))}
        </div>
      )}
      <ul class="list">
        {inOrder(needs.filter((n) => kind === '' || n.kind === kind)).map((need, i) => {
          const site = context.sites.get(need.site ?? '')
          const id = `${need.kind} ${need.site ?? ''} ${need.subject ?? ''} ${need.search ?? ''} ${i}`
          return kept(id, `${JSON.stringify(need)} ${site?.code ?? ''} ${site?.phone ?? ''} ${context.hHour ?? ''} ${locale.value}`, () => <NeedRow key={id} need={need} {...context} />)
        })}
      </ul>
    </>
  )
}

function NeedRow({ need, ...context }: ListProperties & { need: Need }) {
  const site = context.sites.get(need.site ?? '')
  const to = need.kind === 'replan' && !may('plan.read') ? undefined : addressOf(need, context.base)
  const words = sayCode('need', need.kind, { n: need.count })
  return (
    <li class="list-row">
      <StateMark state="person" />
      <div>
        <p class="list-head">
          <span class="strong">{to === undefined || to.includes('/sites/') ? words : <Link to={to}>{words}</Link>}</span>
          {need.count > 1 && <span class="number quiet">×{figure(need.count)}</span>}
          {need.subject !== undefined && <span class="quiet">{need.subject}</span>}
        </p>
        {need.codes !== undefined && need.codes.length > 0 && <p class="list-note">{need.codes.map((c) => sayCode('lack', c)).join(' · ')}</p>}
        <p class="list-note">
          <SiteLink id={need.site} {...context} />
          {need.at !== undefined && <At at={need.at} hHour={context.hHour} zone={site?.timeZone ?? 'UTC'} />}
          {need.lastContact !== undefined && <span>{say('contact.last', { at: hourWords(need.lastContact.at, context.hHour), outcome: sayCode('outcome', need.lastContact.outcome) })}</span>}
          {(need.kind === 'late' || need.kind === 'silent') && site?.phone !== undefined && site.phone !== '' && <Phone number={site.phone} />}
        </p>
      </div>
    </li>
  )
}

function hourWords(at: string, hHour: string | undefined): string {
  return hHour === undefined ? at.slice(11, 16) : formatHour(minutesFromHour(Date.parse(at), Date.parse(hHour)), say('unit.day'))
}

/** A telephone number that can be called from here. */
export function Phone({ number }: { number: string }) {
  return (
    <a class="number" href={`tel:${number.replace(/[^+\d]/g, '')}`} aria-label={say('site.call', { number })}>
      {number}
    </a>
  )
}
