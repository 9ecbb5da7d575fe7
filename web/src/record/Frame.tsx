import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { Link } from '../parts/Link'
import { formatHour, minutesFromHour } from '../time/hour'
import { localDay, localNear, localSeconds } from '../time/local'
import { say } from '../words/words'
import type { Deed, Party } from './documents'
import type { Ground } from './ground'
import { officerName } from './names'

export interface Step {
  readonly to: string
  readonly word: string
}

/** A page of the record: the way down to it, what it is, and what is known of it. */
export function Frame({ trail, title, mark, children }: { trail: readonly Step[]; title: string; mark?: ComponentChildren; children: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · ${say('hq.title')}`
  }, [title])
  return (
    <main id="content" tabIndex={-1} class="record">
      <nav class="trail" aria-label={say('record.trail')}>
        <ol>
          {trail.map((s) => (
            <li key={s.to}>
              <Link to={s.to}>{s.word}</Link>
            </li>
          ))}
          <li aria-current="page">{title}</li>
        </ol>
      </nav>
      <header class="record-head">
        <h2 class="record-title">
          {mark}
          {title}
        </h2>
      </header>
      {children}
    </main>
  )
}

/** An instant where the site is: the hour on the day of H, else the date too. */
export function localWords(at: string, site: string, { hHour, zoneOf }: Pick<Ground, 'hHour' | 'zoneOf'>): string {
  return hHour === undefined ? localDay(at, zoneOf(site)) : localNear(at, zoneOf(site), Date.parse(hHour))
}

/** An instant as the operation says it, with the time of the site beside it; the whole date and the seconds are in its title. */
export function When({ at, site, ground }: { at: string | undefined; site: string; ground: Ground }) {
  if (at === undefined) return <>–</>
  const zone = ground.zoneOf(site)
  const hour = ground.hHour === undefined ? '' : `${formatHour(minutesFromHour(Date.parse(at), Date.parse(ground.hHour)), say('unit.day'))} · `
  return (
    <time class="number" dateTime={at} title={`${localDay(at, zone)} · ${localSeconds(at, zone)} (${zone})`}>
      {hour}
      {localWords(at, site, ground)}
    </time>
  )
}

/** Somebody by name, and for whom they are there. */
export function partyName(party: Party | undefined): string {
  if (party === undefined) return ''
  const name = party.officer !== undefined ? officerName(party.officer) : (party.name ?? '')
  return party.organisation === undefined || party.organisation === '' ? name : `${name}, ${party.organisation}`
}

/** Who did a thing: an officer, or the server by somebody's decision. */
export function deedName(deed: Deed | undefined): string {
  if (deed === undefined) return ''
  return deed.actor !== undefined ? officerName(deed.actor) : deed.server === true ? say('record.server') : ''
}
