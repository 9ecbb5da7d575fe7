import { useEffect, useRef, useState } from 'preact/hooks'
import { chooseLanguage, language, say } from '../words/words'
import { type Theme, theme, themes } from '../look/theme'
import { address, go } from '../parts/route'
import { StateMark } from '../parts/StateMark'
import { second } from '../time/clock'
import { formatAge } from '../time/hour'
import { Mark } from './Mark'
import { incidentPath, searchIn } from './origin'
import { useStation } from './station'
import { clockTime } from './times'
import { battery, onlyHere, online, storage, trayItems } from './status'
import { kept, takeNewer } from './update'
import { tellAfter } from '../field/acts'
import { isLow } from '../sync/storage'

/** What is always visible: what only this tablet has, when headquarters was heard, what needs somebody, who is at it. */
export function Bar() {
  const station = useStation()
  const locked = station.phase.value === 'locked'
  const bar = useRef<HTMLElement>(null)
  useEffect(() => followHeight(bar.current), [])
  return (
    <header class="bar" ref={bar}>
      <a class="skip" href="#content">
        {say('top.skip')}
      </a>
      <Go to="/tablet" label={say('tablet.home')}>
        <Mark />
      </Go>
      {station.installation.value !== null && (
        <>
          <OnlyHere />
          <TrayCount />
          <ToIncident />
          <Officer locked={locked} />
        </>
      )}
      <Room />
      {station.account.value === '' ? <Choices /> : <Go to="/tablet/this" label={say('tablet.thisTitle')}>⋯</Go>}
      {kept.value === 'newer' && <Newer />}
    </header>
  )
}

/** Tells styles how high the bar is, which wraps when the words are long: what stays in sight below it while the page scrolls stands under it (--bar). */
function followHeight(bar: HTMLElement | null): (() => void) | undefined {
  if (bar === null || globalThis.ResizeObserver === undefined) return undefined
  const watch = new ResizeObserver(() => document.documentElement.style.setProperty('--bar', `${bar.offsetHeight}px`))
  watch.observe(bar)
  return () => watch.disconnect()
}

/** Where nothing is half typed: only there a newer version is offered. */
const calm = ['/tablet', '/tablet/send', '/tablet/tray', '/tablet/this']

function Newer() {
  const acts = useStation().desk()?.acts
  if (!calm.includes(address.value.path) || (acts?.unwritten.value.length ?? 0) > 0) return null
  return (
    <p class="bar-newer" role="status">
      {say('tablet.newer')}{' '}
      <button type="button" class="button" onClick={() => void takeNewer(acts)}>
        {say('tablet.newerTake')}
      </button>
    </p>
  )
}

/** A link within the tablet that a thumb can press. */
export function Go({ to, label, kind = '', children }: { to: string; label?: string; kind?: string; children: preact.ComponentChildren }) {
  return (
    <a
      class={`reach ${kind}`}
      href={to}
      aria-label={label}
      onClick={(e) => {
        e.preventDefault()
        go(to)
      }}
    >
      {children}
    </a>
  )
}

function OnlyHere() {
  second.value
  const station = useStation()
  const { entries, files, oldestAt, heardAt } = onlyHere.value
  const none = entries === 0 && files === 0
  const now = station.with_.now()
  const writing = station.desk()?.acts.writing.value ?? []
  const slow = writing.filter((begun) => now - begun > tellAfter || now < begun).length
  const [, look] = useState(0)
  // Told when it has taken too long, not when the clock next strikes a second.
  useEffect(() => {
    if (writing.length === slow) return undefined
    const timer = setTimeout(() => look((n) => n + 1), tellAfter + 1)
    return () => clearTimeout(timer)
  }, [writing, slow])
  const age = heardAt === '' ? '' : formatAge((station.with_.now() - Date.parse(heardAt)) / 1000)
  // Before the first entry nobody has been told of anything: that headquarters was never heard would frighten for nothing.
  const unused = none && heardAt === ''
  return (
    <Go to="/tablet/send" kind={`bar-here ${none ? 'is-empty' : 'is-waiting'}`}>
      <span class="bar-count">
        <StateMark state={none ? 'clear' : 'started'} />
        {unused ? say('tablet.nothingYet') : none ? say('tablet.nothingHere') : say('tablet.onlyHere', { entries, files })}
        {!none && oldestAt !== '' && <span> · {say('tablet.oldestAt', { time: clockTime(oldestAt) })}</span>}
      </span>
      <span class={slow > 0 ? 'bar-heard strong' : 'bar-heard'} role={slow > 0 ? 'status' : undefined}>
        {slow > 0 ? `${say('tablet.stillWriting', { n: slow })} · ` : ''}
        {[online.value ? '' : say('tablet.offline'), unused ? '' : heardAt === '' ? say('tablet.neverHeard') : say('tablet.heardAgo', { age })].filter(Boolean).join(' · ')}
      </span>
    </Go>
  )
}

function TrayCount() {
  const items = trayItems.value
  if (items.length === 0) return null
  const grave = items.some((i) => i.grave)
  return (
    <Go to="/tablet/tray" kind={`bar-tray ${grave ? 'is-grave' : ''}`}>
      <StateMark state="person" />
      <span>{say('tablet.needsYou', { n: items.length })}</span>
    </Go>
  )
}

/** From every screen of an open plan one tap to where an alarm is one tap; a search that is on the screen goes with it. */
function ToIncident() {
  const { path } = address.value
  if (useStation().phase.value !== 'open' || path === incidentPath) return null
  return <Go to={searchIn(path) === '' ? incidentPath : `${incidentPath}?from=${encodeURIComponent(path)}`} kind="bar-incident">{say('tablet.incident')}</Go>
}

function Officer({ locked }: { locked: boolean }) {
  const station = useStation()
  const me = station.story.value.documents.officer.get(station.me.value)
  if (locked || station.account.value === '') return null
  return (
    <Go to={station.phase.value === 'open' ? '/tablet/officers' : '/tablet'} kind="bar-me">
      {typeof me?.name === 'string' ? me.name : say('tablet.nobodyYet')}
    </Go>
  )
}

/** Room and battery, shown when they matter. */
function Room() {
  const power = battery.value
  const [low, full] = [isLow(storage.value), storage.value.full === true]
  if (!low && (power === null || power.level > 0.3 || power.charging)) return null
  return (
    <p class={full ? 'bar-room is-full' : 'bar-room'} role={full ? 'alert' : undefined}>
      {low && <span class="strong">{say(full ? 'tablet.roomNone' : 'tablet.roomLow')}</span>}
      {power !== null && power.level <= 0.3 && !power.charging && <span class={power.level <= 0.15 ? 'strong' : ''}>{say('tablet.battery', { percent: Math.round(power.level * 100) })}</span>}
    </p>
  )
}

/** Language and theme: on the entrance's screens in the bar, else on the tablet's own page. */
export function Choices() {
  const other = language.value === 'fr' ? 'en' : 'fr'
  return (
    <div class="bar-choices">
      <button type="button" class="reach" lang={other} onClick={() => chooseLanguage(other)} >
        {other === 'fr' ? 'Français' : 'English'}
      </button>
      <label class="unseen" for="theme">
        {say('top.theme')}
      </label>
      <select id="theme" class="select reach" value={theme.value} onChange={(e) => (theme.value = e.currentTarget.value as Theme)}>
        {themes.map((name) => (
          <option key={name} value={name}>
            {say(`theme.${name}`)}
          </option>
        ))}
      </select>
    </div>
  )
}
