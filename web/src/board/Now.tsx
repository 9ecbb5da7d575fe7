import { useMemo } from 'preact/hooks'
import { api, ask } from '../api/client'
import type { Operation } from '../operation/desk'
import { useResource } from '../parts/Shown'
import { OperationClock, second } from '../time/clock'
import { formatHour, minutesFromHour } from '../time/hour'
import { say } from '../words/words'
import { names } from './stage'

const running: readonly Operation['state'][] = ['released', 'live', 'held', 'closing']

interface NowProperties {
  readonly operation: Operation
  readonly scale: number
  readonly height: number
  readonly end: number
}

/** Where the operation is now, as a line across all lanes; while it runs, and within the axis. */
export function NowLine({ operation, scale, height, end }: NowProperties) {
  const clock = useMemo(() => new OperationClock(), [])
  const server = useResource(async (signal) => {
    const info = await ask(api.GET('/v1/server', { signal }))
    clock.set(info.now, info.speed)
    return info
  }, [operation.id])
  second.value // moves on each second
  if (!running.includes(operation.state) || operation.hHour === undefined || server.known.value.data === null) return null
  const minute = minutesFromHour(clock.now(), Date.parse(operation.hHour))
  if (minute < 0 || minute > end) return null
  return (
    <div class="now-line" style={{ height: `${height}px`, transform: `translateX(${names + minute * scale}px)` }} role="img" aria-label={say('board.now', { at: formatHour(minute) })}>
      <span class="now-mark small number" aria-hidden="true">
        {formatHour(minute)}
      </span>
    </div>
  )
}
