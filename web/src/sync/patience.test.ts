// @vitest-environment node
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { patient } from './patience'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((s) => (s.closeAllConnections(), s.close())))

/** A line: /never takes a request and says nothing, /cut says half of its answer, /slow a byte now and then, anything else all of it. */
async function line(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/never') return
    if (request.url === '/none') return void response.writeHead(204).end()
    response.writeHead(200, { 'X-Said': 'yes' })
    if (request.url === '/slow') {
      let n = 0
      const timer = setInterval(() => (++n < 6 ? response.write('x') : (clearInterval(timer), response.end())), 300)
    } else if (request.url === '/cut') response.write('half')
    else response.end('whole')
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a request', () => {
  it('is given up when nothing is heard: no answer, or no further byte of one', async () => {
    const [ask, base] = [patient(fetch, 1000), await line()]
    await expect(ask(`${base}/never`, {})).rejects.toMatchObject({ name: 'TimeoutError' })
    const cut = await ask(`${base}/cut`, {})
    await expect(cut.text()).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('is waited for as long as something comes, and its answer is as it was', async () => {
    const [ask, base] = [patient(fetch, 1000), await line()]
    expect(await (await ask(`${base}/slow`, {})).text()).toBe('xxxxx')
    const whole = await ask(`${base}/`, {})
    expect([whole.status, whole.headers.get('X-Said'), await whole.text()]).toEqual([200, 'yes', 'whole'])
    expect((await ask(`${base}/none`, {})).status).toBe(204)
  })

  it('that brings its own signal looks after itself', async () => {
    const [ask, base] = [patient(fetch, 50), await line()]
    await expect(ask(`${base}/never`, { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({ name: 'TimeoutError' })
    const begun = performance.now()
    await ask(`${base}/never`, { signal: AbortSignal.timeout(200) }).catch(() => undefined)
    expect(performance.now() - begun).toBeGreaterThan(150)
  })
})
