import type { TrialServer } from './server'

/**
 * A network that does what networks do, by chance of a seed: requests that are lost on the way, answers that are lost or
 * cut, faults of the server, requests that arrive twice or long after, in another order. After so many requests it is fair.
 */
export function weather(server: TrialServer, random: () => number, foul: number): TrialServer['fetch'] {
  let requests = 0
  const strayed: RequestInit[] = []
  return async (address, init) => {
    if (++requests > foul) {
      // What strayed arrives at last, newest first.
      for (let late = strayed.pop(); late !== undefined; late = strayed.pop()) await server.fetch(address, late)
      return server.fetch(address, init)
    }
    const luck = random()
    if (luck < 0.1) throw new TypeError('the request was lost')
    if (luck < 0.2) return new Response(null, { status: 500 + Math.floor(random() * 5) })
    if (luck < 0.25) return new Response(null, { status: 429, headers: { 'Retry-After': '1' } })
    if (luck < 0.3) return Response.json({ maxEntries: 1 + Math.floor(random() * 8) }, { status: 413 })
    if (luck < 0.4) strayed.push(init)
    if (luck < 0.4 && random() < 0.5) throw new TypeError('the request is late')
    const text = await (await server.fetch(address, init)).text()
    if (luck < 0.55) throw new TypeError('the answer was lost')
    if (luck < 0.65) return new Response(text.slice(0, Math.floor(random() * text.length)))
    if (luck < 0.75) return server.fetch(address, init) // it arrived twice
    const late = luck < 0.85 ? strayed.shift() : undefined
    if (late !== undefined) await server.fetch(address, late)
    return new Response(text)
  }
}
