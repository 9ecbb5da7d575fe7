type Ask = (address: string, init: RequestInit) => Promise<Response>

/** How long a request may say nothing, milliseconds: neither the beginning of an answer nor another byte of it. */
const silence = 60_000

/**
 * Gives up a request that says nothing for so long. A line that is up and carries nothing ends none by itself, and whoever waits for one waits until the page is
 * loaded anew: for orders, for the lease, for the key of the plan. A request that brings its own signal looks after itself.
 */
export function patient(ask: Ask, most = silence): Ask {
  return async (address, init) => {
    if (init.signal !== undefined && init.signal !== null) return ask(address, init)
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const heard = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => stop.abort(new DOMException('nothing was heard', 'TimeoutError')), most)
    }
    heard()
    try {
      const response = await ask(address, { ...init, signal: stop.signal })
      heard()
      if (response.body === null) {
        clearTimeout(timer)
        return response
      }
      const passed = new TransformStream<Uint8Array, Uint8Array>({
        transform: (bytes, on) => (heard(), on.enqueue(bytes)),
        flush: () => clearTimeout(timer),
      })
      return new Response(response.body.pipeThrough(passed), { status: response.status, statusText: response.statusText, headers: response.headers })
    } catch (thrown) {
      clearTimeout(timer)
      throw thrown
    }
  }
}
