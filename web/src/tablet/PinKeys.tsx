import { useState } from 'preact/hooks'
import { NoPin } from '../field/desk'
import { second } from '../time/clock'
import { formatAge } from '../time/hour'
import { isFull, StorageFull } from '../sync/storage'
import { Locked as VaultLocked, PinRefused } from '../vault/vault'
import { say } from '../words/words'

export interface Told {
  readonly text: string
  readonly until: number // milliseconds since 1970 until which no attempt is taken, 0 for none
}

export const nothing: Told = { text: '', until: 0 }

/** Why a PIN was not taken, in words. */
export function told(thrown: unknown): Told {
  if (thrown instanceof PinRefused) return { text: say(`tablet.pin.${thrown.code}`, { left: thrown.left }), until: thrown.waitUntil }
  if (thrown instanceof VaultLocked) return { text: say(`tablet.locked.${thrown.code}`), until: 0 }
  if (thrown instanceof StorageFull || isFull(thrown)) return { text: say('tablet.pin.full'), until: 0 }
  if (thrown instanceof NoPin) return { text: say('tablet.pin.none'), until: 0 }
  return { text: say('tablet.pin.failed'), until: 0 }
}

export const digits = (text: string): string => text.replace(/\D/g, '').slice(0, 12)

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '⌫', '0', '✓'] as const

/** Keys for thumbs that take a PIN, and say why it was not taken; a keyboard types it too. */
export function PinKeys({ now, take, enter: word = say('tablet.pinEnter') }: { now: () => number; take: (pin: string) => Promise<void>; enter?: string }) {
  const [pin, setPin] = useState('')
  const [fault, setFault] = useState(nothing)
  const [busy, setBusy] = useState(false)
  second.value
  const waits = Math.max(0, fault.until - now())

  async function enter(): Promise<void> {
    if (pin.length < 4 || busy || waits > 0) return
    setBusy(true)
    try {
      await take(pin)
    } catch (thrown) {
      setFault(told(thrown))
      setPin('')
    }
    setBusy(false)
  }

  function press(key: string): void {
    if (key === '✓') void enter()
    else if (key === '⌫') setPin((p) => p.slice(0, -1))
    else setPin((p) => (p + key).slice(0, 12))
  }

  return (
    <form class="keypad" onSubmit={(e) => { e.preventDefault(); void enter() }}>
      <label class="unseen" for="pin">{say('tablet.pinLabel')}</label>
      <input id="pin" class="keypad-pin hidden-digits" type="text" inputMode="numeric" value={pin} disabled={busy} onInput={(e) => setPin(digits(e.currentTarget.value))} />
      {fault.text !== '' && <p class="notice notice-fault" role="alert">{fault.text}</p>}
      {waits > 0 && <p role="status">{say('tablet.pinWaits', { age: formatAge(waits / 1000) })}</p>}
      <div class="keypad-keys">
        {keys.map((key) => (
          <button key={key} type={key === '✓' ? 'submit' : 'button'} class={`reach ${key === '✓' ? 'first' : ''}`} disabled={busy || waits > 0} aria-label={key === '⌫' ? say('tablet.pinDelete') : key === '✓' ? word : key}
            onClick={key === '✓' ? undefined : () => press(key)}>
            {key}
          </button>
        ))}
      </div>
    </form>
  )
}
