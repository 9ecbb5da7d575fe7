// A running program for a journey: the demonstration of a size and in a state, on SQLite or in a database of its own in PostgreSQL.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname

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

/** A new database in the cluster whose URL is given, and the way to drop it. `PSQL` names the program, as the cluster's own need not be on the path. */
function database(cluster) {
  const name = `pages_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  const tell = (sql) => execFileSync(process.env.PSQL ?? 'psql', ['-qX', cluster, '-c', sql], { stdio: ['ignore', 'ignore', 'inherit'] })
  tell(`CREATE DATABASE ${name}`)
  const url = new URL(cluster)
  url.pathname = `/${name}`
  const alter = (sql) => execFileSync(process.env.PSQL ?? 'psql', ['-qX', '-v', 'ON_ERROR_STOP=1', url.href, '-c', sql], { stdio: ['ignore', 'ignore', 'inherit'] })
  // A worker that vacuums just now is a superuser's, whom FORCE may not end; it is done in a moment.
  const drop = () => {
    for (let tries = 1; ; tries++) {
      try {
        return tell(`DROP DATABASE ${name} WITH (FORCE)`)
      } catch (error) {
        if (tries === 20) throw error
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
      }
    }
  }
  return { url: url.href, drop, alter }
}

/** The same on SQLite: a file in the folder. Whoever alters it waits for the server's own writes. */
function file(folder) {
  const url = join(folder, 'c.db')
  return { url, drop: () => undefined, alter: (sql) => execFileSync('sqlite3', ['-cmd', '.timeout 20000', url, sql], { stdio: ['ignore', 'ignore', 'inherit'] }) }
}

/**
 * Starts the program. `of`: state (draft, planned, approved, sealed, released), sites, cells (of a made operation; without
 * them it is the one of the examples), speed ('1x'), tablets (how many are simulated beside it; 0).
 * It gives `base`, `of`, `stop`, and, to break something: `kill` (as a power cut does), `serve` (again, on what is on the disk), and
 * `alter(sql)`, which writes past the server as somebody with the database's password does; `dialect` says in which words.
 */
export async function world(binary, of, cluster = '') {
  const { state = 'released', sites = 0, cells = 0, speed = '1x', tablets = 0 } = of
  const folder = mkdtempSync(join(tmpdir(), 'cellsweep-pages-'))
  const base = `http://127.0.0.1:${await freePort()}`
  const place = cluster === '' ? file(folder) : database(cluster)
  const children = new Set()
  let said = ''
  const start = (...args) => {
    const child = spawn(binary, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    children.add(child)
    child.stderr.on('data', (piece) => (said = `${said}${piece}`.slice(-2000))) // tablets that give up waiting fill pages
    child.once('exit', () => children.delete(child))
    return child
  }
  const end = (child, signal) =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve()
      child.once('exit', resolve)
      child.kill(signal)
    })
  const stop = async () => {
    for (const child of children) await end(child, 'SIGTERM')
    rmSync(folder, { recursive: true, force: true })
    place.drop()
  }
  const size = sites > 0 ? ['--demo-sites', String(sites), ...(cells > 0 ? ['--demo-cells', String(cells)] : [])] : ['--demo-from', join(root, 'examples/operation-prison-break')]
  let server
  const serve = async () => {
    server = start('serve', '--demo', '--speed', speed, ...size, '--demo-state', state, '--database', place.url,
      '--listen', base.slice('http://'.length), '--base-url', base, '--log-level', 'error')
    for (let i = 0; ; i++) {
      if (await fetch(`${base}/readyz`).then((r) => r.ok, () => false)) return
      if (i === 2400 || server.exitCode !== null) {
        await stop()
        throw new Error(`the server did not become ready: ${said}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  await serve()
  if (tablets > 0) start('tablets', '--url', base, '--operation', 'DEMO-PRISON-BREAK', '--count', String(tablets), '--seed', '1', '--speed', speed, '--quiet')
  return { base, of, start, stop, serve, kill: () => end(server, 'SIGKILL'), alter: place.alter, dialect: cluster === '' ? 'sqlite' : 'postgres' }
}
