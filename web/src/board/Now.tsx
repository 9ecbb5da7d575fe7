import { type ReadonlySignal, useComputed } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { Operation } from '../operation/desk'
import { useResource } from '../parts/Shown'
import { OperationClock, second } from '../time/clock'
import { formatHour, minutesFromHour } from '../time/hour'
import { say } from '../words/words'
import { names } from './stage'

const running: readonly Operation['state'][] = ['released', 'live', 'held', 'closing']

/** The minute from H that it is now, while the operation runs and within the axis; null otherwise. Who reads it is drawn again each second. */
export function useNow(operation: Operation, end: number): ReadonlySignal<number | null> {
  const clock = useMemo(() => new OperationClock(), [])
  const server = useResource(async (signal) => {
    const info = await ask(api.GET('/v1/server', { signal }))
    clock.set(info.now, info.speed)
    return info
  }, [operation.id])
  return useComputed(() => {
    second.value // moves on each second
    if (!running.includes(operation.state) || operation.hHour === undefined || server.known.value.data === null) return null
    const minute = minutesFromHour(clock.now(), Date.parse(operation.hHour))
    return minute < 0 || minute > end ? null : minute
  })
}

interface NowProperties {
  readonly now: ReadonlySignal<number | null>
  readonly scale: number
}

/** Where the operation is now, as a line across all lanes. */
export function NowLine({ now, scale, height }: NowProperties & { readonly height: number }) {
  const minute = now.value
  if (minute === null) return null
  return <div class="now-line" style={{ height: `${height}px`, transform: `translateX(${names + minute * scale}px)` }} role="img" aria-label={say('board.now', { at: formatHour(minute) })} />
}

/** The same minute in figures on the axis, where it covers no site. */
export function NowMark({ now, scale }: NowProperties) {
  const minute = now.value
  if (minute === null) return null
  return (
    <span class="now-mark number" style={{ left: `${minute * scale}px` }}>
      {formatHour(minute)}
    </span>
  )
}
