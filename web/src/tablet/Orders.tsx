import { useState } from 'preact/hooks'
import { text } from '../field/documents'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { StateMark } from '../parts/StateMark'
import { say } from '../words/words'
import { useStation } from './station'
import { clockTime } from './times'

/** Four words from headquarters, as they come over the radio: hold, go on, another H, stand down. */
export function Orders() {
  const station = useStation()
  const [words, setWords] = useState('')
  const [hour, setHour] = useState('')
  const [told, setTold] = useState('')
  const [busy, setBusy] = useState(false)
  const count = words.trim() === '' ? 0 : words.trim().split(/\s+/).length

  async function believe(): Promise<void> {
    setBusy(true)
    const order = await station.believe(words, hour).catch(() => null)
    setTold(order === null ? say('tablet.orderNotBelieved') : say(`tablet.order.${order.act}`))
    if (order !== null) setWords('')
    setBusy(false)
  }

  return (
    <section class="entry">
      <h1>{say('tablet.ordersTitle')}</h1>
      <p>{say('tablet.ordersWhat')}</p>
      <form class="form" onSubmit={(e) => { e.preventDefault(); void believe() }}>
        <Field label={say('tablet.fourWords')} hint={say('tablet.fourWordsHint', { n: count })} value={words} onInput={setWords} autocomplete="off" />
        <Field label={say('tablet.newH')} hint={say('tablet.newHHint')} value={hour} onInput={setHour} placeholder="07:30" most={5} autocomplete="off" />
        {told !== '' && <p class="notice" role="status">{told}</p>}
        <Button kind="first" type="submit" busy={busy} disabled={count !== 4}>{say('tablet.checkWords')}</Button>
      </form>
    </section>
  )
}

type OrderCode = 'hold' | 'resume' | 'reschedule' | 'stand_down'

/** The order that holds, on every screen: by the network where headquarters was heard, by words otherwise. */
export function OrderInForce() {
  const station = useStation()
  const spoken = station.order.value
  const operation = [...station.story.value.documents.operation.values()][0]
  const site = [...station.story.value.documents.site.values()][0]
  const states = [text(operation, 'state'), text(site, 'state')]
  const heard: OrderCode | null = states.includes('cancelled') || states.includes('stoodDown') ? 'stand_down' : states.includes('held') ? 'hold' : null
  const order = heard ?? (spoken === null || spoken.act === 'resume' ? null : spoken.act)
  if (order === null) return null
  return (
    <p class={`order order-${order}`} role="alert">
      <StateMark state="person" />
      <strong>{say(`tablet.order.${order}`)}</strong>
      {heard === null && spoken !== null && <span> {say('tablet.orderAt', { time: clockTime(spoken.at) })}{spoken.hHour === '' ? '' : ` · H ${spoken.hHour}`}</span>}
    </p>
  )
}
