// A network that loses requests and answers, brings them twice, late and in another order, by chance of a seed; then it clears.

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A fetch to the server at base, and what befell it. `clear` ends the bad weather and brings what strayed. */
export function weather(base, seed) {
  const random = seeded(seed)
  const seen = { requests: 0, lostRequests: 0, lostAnswers: 0, duplicates: 0, strayed: 0, reordered: 0, atOnce: 0 }
  const strays = []
  let [foul, flying, newest] = [true, 0, 0]
  const send = async (path, init) => {
    const mine = ++seen.requests
    seen.atOnce = Math.max(seen.atOnce, ++flying)
    try {
      if (foul && path === '/v1/sync/push') await pause(random() * 150) // parallel requests overtake each other
      if (mine < newest) seen.reordered++
      newest = Math.max(newest, mine)
      const response = await fetch(`${base}${path}`, init)
      return new Response(await response.text(), { status: response.status })
    } finally {
      flying--
    }
  }
  const ask = async (path, init) => {
    const luck = foul ? random() : 1
    if (luck < 0.08) {
      seen.lostRequests++
      throw new TypeError('the request was lost')
    }
    if (luck < 0.16 && init?.method === 'POST') {
      seen.strayed++
      strays.push([path, init]) // the client thinks it lost; it arrives long after
      throw new TypeError('the request is late')
    }
    if (luck < 0.36 && init?.method === 'POST') {
      seen.duplicates++
      await send(path, init)
    }
    const response = await send(path, init)
    if (luck < 0.55 && luck >= 0.36) {
      seen.lostAnswers++
      throw new TypeError('the answer was lost')
    }
    return response
  }
  const clear = async () => {
    foul = false
    for (const [path, init] of strays.reverse()) await send(path, init)
  }
  return { fetch: ask, seen, clear }
}
