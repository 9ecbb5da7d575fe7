// Ports for the servers of a run.
import { createServer } from 'node:net'

/** Below those that systems give to connections as they are opened (from 32,768 on): a port that is free now is so too when its server takes it, and when a server that was killed comes back to it. */
const [lowest, highest] = [20_000, 32_000]
const given = new Set()

/** A port that nobody has at the moment, and that nobody else of this run is given. */
export async function freePort() {
  for (let tries = 0; tries < 500; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest))
    if (given.has(port)) continue
    given.add(port)
    if (await isFree(port)) return port
  }
  throw new Error(`no port is free from ${lowest} to ${highest}`)
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
