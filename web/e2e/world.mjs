// A running program for a journey: the demonstration of a size and in a state, on SQLite or in a database of its own in PostgreSQL.
// What is asked for more than once is prepared once, by the real program, and copied while no server has it open.
import { execFile, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './ports.mjs'

const root = new URL('../..', import.meta.url).pathname
const run = promisify(execFile)
const psql = process.env.PSQL ?? 'psql' // the cluster's own need not be on the path
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A new database in the cluster whose URL is given, empty or as another one is, and the way to drop it. */
async function database(cluster, like) {
  const name = `pages_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  // A worker that vacuums just now is a superuser's, whom FORCE may not end, and a database that is copied must be left alone
  // by all; either is over in a moment.
  const tell = async (sql) => {
    for (let tries = 1; ; tries++) {
      try {
        return await run(psql, ['-qX', '-v', 'ON_ERROR_STOP=1', cluster, '-c', sql])
      } catch (error) {
        if (tries === 20) throw error
        await pause(500)
      }
    }
  }
  await tell(`CREATE DATABASE ${name}${like === undefined ? '' : ` TEMPLATE ${like.name}`}`)
  const url = new URL(cluster)
  url.pathname = `/${name}`
  const alter = (sql) => execFileSync(psql, ['-qX', '-v', 'ON_ERROR_STOP=1', url.href, '-c', sql], { stdio: ['ignore', 'ignore', 'inherit'] })
  return { name, url: url.href, alter, drop: () => tell(`DROP DATABASE ${name} WITH (FORCE)`) }
}

/** The same on SQLite: a file in the folder. Whoever alters it waits for the server's own writes. */
function file(folder) {
  const url = join(folder, 'c.db')
  const alter = (sql) => execFileSync('sqlite3', ['-cmd', '.timeout 20000', url, sql], { stdio: ['ignore', 'ignore', 'inherit'] })
  return { url, alter, drop: async () => undefined }
}

/**
 * Where a server keeps what it has: a folder (keys, files and, on SQLite, the database) and the database. `like`, which no
 * server may have open, is what it begins as.
 */
async function ground(cluster, like) {
  const folder = mkdtempSync(join(tmpdir(), 'cellsweep-pages-'))
  if (like !== undefined) cpSync(like.folder, folder, { recursive: true })
  const place = cluster === '' ? file(folder) : await database(cluster, like?.place)
  const clear = async () => {
    rmSync(folder, { recursive: true, force: true })
    await place.drop()
  }
  return { folder, place, clear }
}

/**
 * Starts the program. `of`: state (draft, planned, approved, sealed, released), sites, cells (of a made operation; without
 * them it is the one of the examples), speed ('1x'), tablets (how many are simulated beside it; 0). `like` is the ground of
 * another that was prepared in the same state.
 * It gives `base`, `of`, `stop`, and, to break something: `kill` (as a power cut does), `serve` (again, on what is on the disk), and
 * `alter(sql)`, which writes past the server as somebody with the database's password does; `dialect` says in which words.
 * `halt` ends the server and leaves its ground, `clear` removes that.
 */
export async function world(binary, of, cluster = '', like = undefined) {
  const { state = 'released', sites = 0, cells = 0, speed = '1x', tablets = 0 } = of
  const base = `http://127.0.0.1:${await freePort()}`
  const { folder, place, clear } = await ground(cluster, like)
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
  const halt = async () => {
    for (const child of children) await end(child, 'SIGTERM')
  }
  const stop = async () => {
    await halt()
    await clear()
  }
  const size = sites > 0 ? ['--demo-sites', String(sites), ...(cells > 0 ? ['--demo-cells', String(cells)] : [])] : ['--demo-from', join(root, 'examples/operation-prison-break')]
  let server
  const serve = async () => {
    server = start('serve', '--demo', '--speed', speed, ...size, '--demo-state', state, '--database', place.url,
      '--listen', base.slice('http://'.length), '--base-url', base, '--log-level', 'error')
    for (let i = 0; ; i++) {
      if (await fetch(`${base}/readyz`).then((r) => r.ok, () => false)) return
      if (i === 6000 || server.exitCode !== null) {
        await stop()
        throw new Error(`the server did not become ready: ${said}`)
      }
      await pause(100)
    }
  }
  await serve()
  if (tablets > 0) start('tablets', '--url', base, '--operation', 'DEMO-PRISON-BREAK', '--count', String(tablets), '--seed', '1', '--speed', speed, '--quiet')
  return { base, of, folder, place, start, stop, halt, clear, serve, kill: () => end(server, 'SIGKILL'), alter: place.alter, dialect: cluster === '' ? 'sqlite' : 'postgres' }
}
