// The real program with the demonstration, for a walk through its pages: a server on a free port, and tablets that work.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname
const speed = '120x'

/** A port that nobody has at the moment. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

/** Starts server and tablets; `stop` ends both by their ids and removes what they wrote. */
export async function demonstration(binary) {
  const folder = mkdtempSync(join(tmpdir(), 'cellsweep-e2e-'))
  const base = `http://127.0.0.1:${await freePort()}`
  const children = []
  const start = (...args) => {
    const child = spawn(binary, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    children.push(child)
    return child
  }
  const stop = async () => {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
  const server = start('serve', '--demo', '--speed', speed, '--demo-from', 'examples/operation-prison-break', '--database', join(folder, 'c.db'),
    '--listen', base.slice('http://'.length), '--base-url', base, '--log-level', 'error')
  for (let i = 0; ; i++) {
    const ready = await fetch(`${base}/readyz`).then((r) => r.ok, () => false)
    if (ready) break
    if (i === 1200 || server.exitCode !== null) {
      await stop()
      throw new Error('the server did not become ready')
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  start('tablets', '--url', base, '--operation', 'DEMO-PRISON-BREAK', '--count', '66', '--seed', '1', '--speed', speed, '--quiet')
  return { base, stop }
}
