import { useState } from 'preact/hooks'
import { hHourOf, orderInForce } from '../field/orders'
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

/** The order that holds, and a new H that nobody here has seen yet, on every screen. */
export function OrderInForce() {
  const station = useStation()
  const story = station.story.value
  const site = station.installation.value?.site ?? ''
  const inForce = orderInForce(story, site, station.order.value, station.pulledAt.value)
  const hour = hHourOf(story, site)
  const moved = hour !== '' && station.hour.seen.value !== '' && hour !== station.hour.seen.value
  return (
    <>
      {inForce !== null && (
        <p class={`order order-${inForce.act}`} role="alert">
          <StateMark state="person" />
          <strong>{say(`tablet.order.${inForce.act}`)}</strong>
          {inForce.spoken !== null && <span> {say('tablet.orderAt', { time: clockTime(inForce.spoken.at) })}{inForce.spoken.hHour === '' ? '' : ` · H ${inForce.spoken.hHour}`}</span>}
        </p>
      )}
      {moved && (
        <div class="order order-reschedule" role="alert">
          <StateMark state="person" />
          <strong>{say('tablet.order.reschedule')}</strong> <span>{say('orders.hourNow', { time: clockTime(hour), before: clockTime(station.hour.seen.value) })}</span>
          <button type="button" class="button reach" onClick={() => void station.hour.saw(station.operation.value, hour).catch(() => undefined)}>{say('orders.seen')}</button>
        </div>
      )}
    </>
  )
}
