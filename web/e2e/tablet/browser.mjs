// A real browser on a profile that outlives it, to be killed by its process id.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const quiet = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--no-first-run', '--no-default-browser-check', '--disable-dev-shm-usage', '--disable-crash-reporter', '--disable-breakpad', '--enable-logging=stderr', '--remote-debugging-port=0']

/** Starts the browser on a profile, with more flags than the usual: `page` opens one, `kill` ends browser or page by SIGKILL, `close` in peace; `said` is its own log. */
export async function browser(executable, profile, more = []) {
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie']) rmSync(join(profile, name), { force: true }) // of a browser that was killed
  const child = spawn(executable, [...quiet, ...more, `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  let said = ''
  const address = await new Promise((resolve, reject) => {
    child.stderr.on('data', (piece) => {
      said += piece
      const found = /DevTools listening on (ws:\S+)/.exec(said)
      if (found !== null) resolve(found[1])
    })
    child.once('exit', () => reject(new Error(`the browser ended: ${said.slice(-500)}`)))
  })
  const remote = await chromium.connectOverCDP(address)
  const [context] = remote.contexts()
  const pages = []

  /** A page at the address; confirmed and faults fill up with what it says on its console. */
  async function page(at, confirmed = { entry: new Set(), photograph: new Set() }) {
    const opened = await context.newPage()
    const errors = []
    opened.on('console', (message) => {
      const [word, what, text] = message.text().split(' ')
      if (word === 'confirmed') confirmed[what]?.add(text)
    })
    opened.on('pageerror', (error) => errors.push(error.message))
    await opened.goto(at)
    await opened.waitForFunction(() => globalThis.trial !== undefined)
    pages.push(opened)
    return Object.assign(opened, { confirmed, errors })
  }

  /** Ends by SIGKILL the process that renders a page: "page"; or the whole browser. Ids are read from the system, never guessed. */
  async function kill(what) {
    if (what === 'page') {
      for (const pid of renderers(child.pid)) process.kill(pid, 'SIGKILL')
      return
    }
    const tree = descendants(child.pid)
    process.kill(child.pid, 'SIGKILL')
    await ended
    await gone(tree)
  }

  async function close() {
    if (child.exitCode !== null || child.signalCode !== null) return
    const tree = descendants(child.pid)
    await remote.close().catch(() => undefined)
    child.kill('SIGTERM')
    await ended
    await gone(tree)
  }

  return { page, kill, close, context, remote, said: () => said }
}

/** Waits until processes have ended, which still write into the profile for a moment; ends by their ids those that do not. */
async function gone(pids) {
  for (let i = 0; i < 100 && pids.some(alive); i++) await new Promise((resolve) => setTimeout(resolve, 50))
  for (const pid of pids) if (alive(pid)) process.kill(pid, 'SIGKILL')
}

/** Processes that descend from one, read from /proc. */
function descendants(root) {
  const parents = new Map()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = read(`/proc/${name}/stat`)
    if (stat !== '') parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const found = []
  for (let grown = [root]; grown.length > 0; ) {
    grown = [...parents].filter(([, parent]) => grown.includes(parent)).map(([pid]) => pid)
    found.push(...grown)
  }
  return found
}

const renderers = (root) => descendants(root).filter((pid) => read(`/proc/${pid}/cmdline`).includes('--type=renderer'))
const alive = (pid) => existsSync(`/proc/${pid}`) && !/^\S+ \(.*\) Z/.test(read(`/proc/${pid}/stat`))

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // it has ended meanwhile
  }
}
