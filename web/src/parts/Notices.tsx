import type { ComponentChildren } from 'preact'
import type { ApiFault, FaultField } from '../api/problem'
import { second } from '../time/clock'
import { formatAge } from '../time/hour'
import { figure, isKey, type Key, say } from '../words/words'
import { StateMark } from './StateMark'

/** A list that has nothing in it: what that means, and what comes next. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="notice notice-empty">
      <p>{title}</p>
      {children !== undefined && <p class="quiet">{children}</p>}
    </div>
  )
}

/** An answer that is awaited. It says nothing in the first moment, then that it waits, then for how long and why that may be. */
export function Waiting({ since, ticker = () => performance.now() }: { since: number; ticker?: () => number }) {
  second.value // drawn again each second
  const waited = (ticker() - since) / 1000
  return (
    <div class="notice notice-waiting" role="status" aria-live="polite">
      <span class="waiting-line" aria-hidden="true" />
      <p>{say('wait.reading')}</p>
      {waited >= 4 && <p class="quiet">{say('wait.slow', { age: formatAge(waited) })}</p>}
    </div>
  )
}

function fieldPlace(field: FaultField): string {
  if (field.file !== undefined) {
    const row = field.row === undefined ? '' : ` ${say('fault.row', { row: figure(field.row) })}`
    return `${field.file}${row}${field.column === undefined ? '' : ` ${field.column}`}`
  }
  return field.pointer ?? field.parameter ?? ''
}

/** The sentence for a fault in the language in force: its title, and what to do. */
export function faultWords(fault: ApiFault): { title: string; remedy: string } {
  const code = isKey(`fault.${fault.code}.title`) ? fault.code : 'internal'
  return { title: say(`fault.${code}.title` as Key), remedy: say(`fault.${code}.remedy` as Key) }
}

interface FaultProperties {
  readonly fault: ApiFault
  readonly retry?: () => void
  /** The note stands in the sign-in form itself, where "nobody is signed in" would be no help. */
  readonly signingIn?: boolean
  readonly children?: ComponentChildren
}

/** A fault, shown with what to do about it. */
export function FaultNote({ fault, retry, signingIn = false, children }: FaultProperties) {
  const refused = signingIn && fault.code === 'unauthenticated'
  const { title, remedy } = refused ? { title: say('front.refused'), remedy: say('front.refusedNext') } : faultWords(fault)
  return (
    <div class="notice notice-fault" role="alert">
      <p class="notice-title">
        <StateMark state="person" />
        {title}
      </p>
      {fault.detail !== '' && fault.code !== 'unauthenticated' && <p>{fault.detail}</p>}
      {fault.fields.length > 0 && (
        <ul class="fault-fields">
          {fault.fields.map((field, i) => (
            <li key={i}>
              <code>{fieldPlace(field)}</code> {field.message}
            </li>
          ))}
        </ul>
      )}
      <p class="quiet">{remedy}</p>
      {fault.instance !== '' && fault.status >= 500 && <p class="quiet small">{say('fault.instance', { instance: fault.instance })}</p>}
      <p class="notice-acts">
        {retry !== undefined && (
          <button type="button" class="button" onClick={retry}>
            {say('act.retry')}
          </button>
        )}
        {fault.code === 'unauthenticated' && !signingIn && (
          <a class="button" href={`/?next=${encodeURIComponent(location.pathname)}`}>
            {say('act.signIn')}
          </a>
        )}
        {children}
      </p>
    </div>
  )
}
