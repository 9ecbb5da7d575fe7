import { signal } from '@preact/signals'

/** Milliseconds of a clock that only goes forward, as the browser's performance.now gives them. */
export type Ticker = () => number

/**
 * The operation's clock: the server's time as last heard, carried on by this browser's steady clock. The browser's own
 * date is never asked: the screens of a headquarters disagree by minutes. An exercise may run faster than the day (speed).
 */
export class OperationClock {
  private heardAt: number
  private heard: number
  private speed = 1

  constructor(private readonly ticker: Ticker = () => performance.now()) {
    this.heardAt = ticker()
    this.heard = 0
  }

  /** Takes the server's time (ISO 8601) and the speed of the operation's time, 1 when it is the day's. */
  set(now: string, speed: number): void {
    this.heard = Date.parse(now)
    this.heardAt = this.ticker()
    this.speed = speed > 0 ? speed : 1
  }

  /** The operation's time now, in milliseconds since 1970. */
  now(): number {
    return this.heard + (this.ticker() - this.heardAt) * this.speed
  }
}

/** Counts up once a second; whatever shows a running time reads it so as to be drawn again. */
export const second = signal(0)

/** Starts the second's beat; the returned function stops it. */
export function startSeconds(): () => void {
  const timer = setInterval(() => second.value++, 1000)
  return () => clearInterval(timer)
}
