import { type ReadonlySignal, effect, signal } from '@preact/signals'
import { api, ask } from '../api/client'
import { type Known, type Resource, resource } from '../api/resource'
import { coalesce, type LiveStream, openStream, type StreamState } from '../api/stream'
import { OperationClock } from '../time/clock'
import type { Picture } from './picture'

/** At most one reading of the picture in this many milliseconds, however often the server pokes. */
const span = 1000
/** While the stream is lost the picture is read at this pace, milliseconds: it may be the stream alone that fails. */
const slowPoll = 15_000
/** While it is live, too, the picture is not left older than this, in milliseconds of the operation's time: that a site falls
 * silent or behind the plan is no entry of anybody's, so nothing pokes for it. */
const oldest = 30_000
/** An exercise's time may run so fast that this would be many times a second. */
const leastPause = 5000

/** How old the picture may get before it is read again, in milliseconds of this computer's time. */
export function longestWait(live: boolean, speed: number): number {
  return live ? Math.max(leastPause, oldest / Math.max(1, speed)) : slowPoll
}

/** The picture of one operation, kept fresh. */
export interface LivePicture {
  readonly known: ReadonlySignal<Known<Picture>>
  readonly stream: ReadonlySignal<StreamState>
  readonly clock: OperationClock
  /** Counts up whenever something may have changed: pages below the picture read theirs again. */
  readonly pulse: ReadonlySignal<number>
  reload(): void
  stop(): void
}

/** Reads the picture now, at each poke, at each new connection, and when it gets old. */
export function follow(operation: string): LivePicture {
  const clock = new OperationClock()
  const picture: Resource<Picture> = resource((signal) => ask(api.GET('/v1/operations/{operation}/progress', { params: { path: { operation } }, signal })))
  const stopClock = effect(() => {
    const { data } = picture.known.value
    if (data !== null) clock.set(data.now, data.speed)
  })
  const pulse = signal(0)
  let asked = performance.now()
  const read = coalesce(() => {
    asked = performance.now()
    pulse.value++
    void picture.reload()
  }, span)
  const stream: LiveStream = openStream({ url: `/v1/operations/${operation}/stream`, onPoke: read, onOpen: read })
  const poll = setInterval(() => {
    const { data } = picture.known.value
    if (performance.now() - asked >= longestWait(stream.state.value === 'live', data?.speed ?? 1)) read()
  }, 1000)
  read()
  return {
    known: picture.known,
    stream: stream.state,
    clock,
    pulse,
    reload: read,
    stop() {
      clearInterval(poll)
      stopClock()
      stream.close()
      picture.stop()
    },
  }
}
