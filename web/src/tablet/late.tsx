import { type ReadonlySignal, signal } from '@preact/signals'
import { Button } from '../parts/Button'
import { say } from '../words/words'

/** A part of the page that is loaded when it is first asked for. The worker keeps it on the tablet from the start, so that it needs no network. */
export class Late<T> {
  private readonly here = signal<T | null>(null)
  private readonly missing = signal(false)
  private loading: Promise<void> | null = null

  constructor(private readonly load: () => Promise<T>) {}

  /** null until it is loaded. */
  get part(): ReadonlySignal<T | null> {
    return this.here
  }

  /** The last time it could not be loaded: a newer version of the page was taken in another tab, or there is no network and the page was never kept. */
  get failed(): ReadonlySignal<boolean> {
    return this.missing
  }

  /** Loads it, unless it is here or on its way. Never rejects. */
  fetch(): Promise<void> {
    if (this.here.value !== null) return Promise.resolve()
    this.loading ??= this.load().then((part) => {
      this.here.value = part
      this.missing.value = false
    }, () => void (this.missing.value = true)).finally(() => (this.loading = null))
    return this.loading
  }
}

/** That a part of the page could not be loaded, and what can be done: a browser may not ask twice for what failed once, so that the page can be begun anew too. */
export function NotLoaded({ of, reload = () => location.reload() }: { of: Late<unknown>; reload?: () => void }) {
  return (
    <div class="notice notice-fault" role="alert">
      <p><b>{say('tablet.notLoaded')}</b></p>
      <p>{say('tablet.notLoadedNext')}</p>
      <p class="form-acts">
        <Button kind="first" onClick={() => void of.fetch()}>{say('act.retry')}</Button>
        <Button onClick={reload}>{say('tablet.beginAnew')}</Button>
      </p>
    </div>
  )
}
