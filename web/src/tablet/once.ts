import { useEffect, useRef, useState } from 'preact/hooks'
import { type Acts, lostIn } from '../field/acts'

/** What a button does once, however often a glove presses it. */
export interface Once {
  /** Does it, unless it is being done, or waits among what could not be written, where it is tried again. Never rejects. */
  readonly once: (work: () => Promise<unknown>) => Promise<void>
  /** The last time it could not be done. */
  readonly failed: boolean
  /** It waits among the unwritten: to be done anew, it would be done twice. */
  readonly waits: boolean
}

/**
 * An act behind a button: a second press while it is written does nothing, and one that could not be written is not begun again beside itself. When somebody has let go of it
 * the button works again; when it was written after all, onLate is told its id.
 */
export function useOnce(acts: Acts, onLate: (id: string) => void = () => undefined): Once {
  const busy = useRef(false)
  const [failed, setFailed] = useState(false)
  const [lost, setLost] = useState('')
  const waits = lost !== '' && acts.unwritten.value.some((u) => u.id === lost)
  useEffect(() => {
    if (lost === '' || waits) return
    setLost('')
    setFailed(false)
    if (acts.cameLate(lost)) onLate(lost)
  }, [lost, waits])
  async function once(work: () => Promise<unknown>): Promise<void> {
    if (busy.current || waits) return
    busy.current = true
    setFailed(false)
    try {
      await work()
    } catch (thrown) {
      setFailed(true)
      setLost(lostIn(thrown))
    } finally {
      busy.current = false
    }
  }
  return { once, failed, waits }
}
