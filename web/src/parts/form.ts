import { useState } from 'preact/hooks'
import { type ApiFault, asFault } from '../api/problem'

/** A form's sending: what runs, and what came of it. */
export interface Sending {
  readonly busy: boolean
  readonly fault: ApiFault | null
  /** Sends; a second press while it runs does nothing. */
  send(act: () => Promise<void>): void
}

/** The sending of one form. */
export function useSending(): Sending {
  const [state, setState] = useState<{ busy: boolean; fault: ApiFault | null }>({ busy: false, fault: null })
  return {
    ...state,
    send(act) {
      if (state.busy) return
      setState({ busy: true, fault: null })
      act().then(
        () => setState({ busy: false, fault: null }),
        (thrown: unknown) => setState({ busy: false, fault: asFault(thrown) }),
      )
    },
  }
}
