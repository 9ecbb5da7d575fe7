// The real program with the demonstration, for a walk through its pages: a server on a free port, and tablets that work.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './ports.mjs'

const root = new URL('../..', import.meta.url).pathname
const speed = '120x'

/**
 * Starts the server with an operation that is released: `stop` ends it, and what `start` began, by their ids and removes what
 * they wrote. `kill` ends the server as a power cut does; `serve` starts it again on what is on the disk, `restore` on what
 * `backup` has kept.
 */
export async function released(binary, atSpeed = '1x') {
  const folder = mkdtempSync(join(tmpdir(), 'cellsweep-e2e-'))
  const base = `http://127.0.0.1:${await freePort()}`
  const database = join(folder, 'c.db')
  const children = new Set()
  let server
  const start = (...args) => {
    const child = spawn(binary, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    children.add(child)
    return child
  }
  const end = async (child, signal) => {
    children.delete(child)
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
  const stop = async () => {
    for (const child of children) await end(child, 'SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
  const serve = async () => {
    server = start('serve', '--demo', '--speed', atSpeed, '--demo-from', 'examples/operation-prison-break', '--database', database,
      '--listen', base.slice('http://'.length), '--base-url', base, '--log-level', 'error')
    for (let i = 0; ; i++) {
      const ready = await fetch(`${base}/readyz`).then((r) => r.ok, () => false)
      if (ready) return
      // Ten minutes: much else may begin beside it.
      if (i === 6000 || server.exitCode !== null) {
        await stop()
        throw new Error('the server did not become ready')
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  await serve()
  /** Runs one command to its end; throws when it fails. */
  const command = async (...args) => {
    const child = start(...args)
    const status = await new Promise((resolve) => child.once('exit', resolve))
    children.delete(child)
    if (status !== 0) throw new Error(`${args[0]} ended with ${status}`)
  }
  const backup = () => command('export', '--database', database, '--backup', join(folder, 'backup.db'))
  /** The server dies, and its disk with it; what the backup holds is restored, and a new epoch begins. */
  const restore = async () => {
    await end(server, 'SIGKILL')
    for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true })
    await command('restore', join(folder, 'backup.db'), '--database', database, '--by', 'the trial')
    await serve()
  }
  return { base, start, stop, serve, kill: () => end(server, 'SIGKILL'), backup, restore }
}

/** The demonstration with tablets that work in it. */
export async function demonstration(binary) {
  const { base, start, stop } = await released(binary, speed)
  start('tablets', '--url', base, '--operation', 'DEMO-PRISON-BREAK', '--count', '66', '--seed', '1', '--speed', speed, '--quiet')
  return { base, stop }
}

/** Somebody who has signed in to the demonstration: get and post give the answer's JSON, and throw for a refusal. */
export async function signedIn(base, login) {
  let cookie = ''
  const ask = async (method, path, body = null, type = 'application/json') => {
    const headers = { Cookie: cookie, ...(body === null ? {} : { 'Content-Type': type }) }
    const response = await fetch(`${base}${path}`, { method, headers, body })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    cookie ||= (response.headers.get('Set-Cookie') ?? '').split(';')[0]
    return response.status === 204 ? undefined : response.json()
  }
  const post = (path, body) => ask('POST', path, JSON.stringify(body))
  await post('/v1/sessions', { login, password: 'demonstration' })
  return { get: (path) => ask('GET', path), post, send: (path, bytes) => ask('POST', path, bytes, 'application/octet-stream') }
}

/** What a coordinator does for tablets: the operation, one of its sites, a code to enrol with, the confirmation of the six words. */
export async function coordination(base) {
  const coordinator = await signedIn(base, 'coordinator')
  const { items } = await coordinator.get('/v1/operations')
  const operation = items.find((o) => o.reference === 'DEMO-PRISON-BREAK').id
  const { items: tasks } = await coordinator.get(`/v1/operations/${operation}/tasks?limit=1`)
  const [{ site }] = tasks
  const { now } = await fetch(`${base}/v1/server`).then((r) => r.json())
  const expiresAt = new Date(Date.parse(now) + 3_600_000).toISOString()
  const { code } = await coordinator.post('/v1/enrolments', { label: 'Trial', siteIds: [site], expiresAt, maxUses: 50 })
  const confirm = async (tabletId) => {
    const { fingerprint } = await coordinator.get(`/v1/tablets/${tabletId}`)
    return coordinator.post(`/v1/tablets/${tabletId}/confirm`, { fingerprint })
  }
  return { coordinator, operation, site, code, confirm }
}

/** Every entry of an operation's journal, as the auditor reads it. */
export async function journalOf(base, operation) {
  const auditor = await signedIn(base, 'auditor')
  const items = []
  for (let after = 0; ; after = items.at(-1).position) {
    const page = await auditor.get(`/v1/operations/${operation}/journal?limit=500&after=${after}`)
    items.push(...page.items)
    if (page.items.length === 0 || items.at(-1).position >= page.head) return items
  }
}
