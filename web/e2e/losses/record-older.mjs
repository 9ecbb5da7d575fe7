// Makes fixtures/older-tablet.json anew: builds the tablet's page and the program of an older commit, lets that commit's own journey record a whole search in
// flight mode, and writes down what its database then holds, entry by entry, with the ids of its plan replaced by names. What headquarters had signed for before
// the flight (the opened package, if that was quick) is sealed for a PIN and left out. The journey may end in a fault of its own: headquarters is of that commit too.
//   node e2e/losses/record-older.mjs COMMIT
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const commit = process.argv[2]
if (!commit) {
  console.error('name the commit: node e2e/losses/record-older.mjs COMMIT')
  process.exit(2)
}
const web = new URL('../..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'cellsweep-older-'))
const tree = join(folder, 'tree')
const out = join(folder, 'rows.json')
const run = (program, args, cwd, env = {}) => execFileSync(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } })

/** Runs in the older page: every entry of its database as it was signed, opened by the device's own key. */
const rowsOf = async () => {
  const ended = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
  const db = await ended(indexedDB.open('cellsweep-tablet'))
  const all = (store) => ended(db.transaction(store).objectStore(store).getAll())
  const { key } = (await all('secrets')).find((row) => row.id === 'device')
  const texts = []
  let delivered = 0
  for (const { stream, seq, sending } of await all('entries')) {
    if (sending === null) {
      delivered++
      continue
    }
    const place = new TextEncoder().encode(`entry\n${stream}\n${seq}`)
    texts.push(JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sending.nonce, additionalData: place }, key, sending.text))))
  }
  return { version: db.version, entries: texts, delivered }
}

/** The names that stand for what differs from one plan to the next; what an entry creates keeps its id. */
function named({ version, entries }, appVersion) {
  const names = new Map([[entries[0].operation, '{operation}']])
  const name = (id, as) => id && !names.has(id) && names.set(id, as)
  const officers = []
  for (const { site, type, actor, body } of entries) {
    const b = JSON.parse(body)
    name(site, '{site}')
    for (const [member, as] of [['bundle', '{bundle}'], ['plan', '{plan}'], ['team', '{team}'], ['task', '{task}'], ['template', '{template}']]) name(b[member], as)
    if (type === 'search.started') name(b.location, '{location}')
    for (const id of [actor, b.officer, b.supervisor, ...(b.searchers ?? []), ...(b.signatures ?? []).map((s) => s.officer)]) if (id && !officers.includes(id)) officers.push(id)
  }
  officers.forEach((id, i) => name(id, `{officer${i}}`))
  const files = [...new Set(entries.flatMap((e) => e.files ?? []))]
  files.forEach((sha256, i) => names.set(sha256, `{file${i}}`))
  let text = JSON.stringify(entries.map(({ prev: _, sig: __, seq: ___, body, ...e }) => {
    const { salt: _____, ...b } = JSON.parse(body)
    return { ...e, body: b }
  }))
  for (const [id, as] of names) text = text.replaceAll(id, as)
  return { made: 'node e2e/losses/record-older.mjs', commit: execFileSync('git', ['rev-parse', commit], { cwd: web, encoding: 'utf8' }).trim(), appVersion, database: version / 10, files: files.length, entries: JSON.parse(text) }
}

try {
  run('git', ['worktree', 'add', '--detach', tree, commit], web)
  symlinkSync(join(web, 'node_modules'), join(tree, 'web/node_modules'))
  const appVersion = `older-${execFileSync('git', ['rev-parse', '--short', commit], { cwd: web, encoding: 'utf8' }).trim()}`
  run('npx', ['vite', 'build', '--logLevel', 'error'], join(tree, 'web'), { CELLSWEEP_VERSION: appVersion })
  run('go', ['build', '-o', 'bin/cellsweep', './cmd/cellsweep'], tree)
  // Its own journey, which says what it recorded before the network comes back.
  const journey = join(tree, 'web/e2e/journeys/tablet.mjs')
  const before = "  const here = await page.locator('.bar-count').innerText()"
  const text = readFileSync(journey, 'utf8')
  if (!text.includes(before)) throw new Error('the journey of that commit has another shape')
  writeFileSync(journey, text.replace(before, `  ;(await import('node:fs')).writeFileSync(${JSON.stringify(out)}, JSON.stringify(await page.evaluate(${rowsOf})))\n${before}`))
  try {
    run('node', ['e2e/run.mjs', '--only', 'a whole search', '--databases', 'sqlite'], join(tree, 'web'), { CELLSWEEP_BINARY: join(tree, 'bin/cellsweep') })
  } catch (error) {
    console.log(`the journey's own end: ${error.message}`) // what that commit could not apply yet is no matter here
  }
  const rows = JSON.parse(readFileSync(out, 'utf8'))
  const fixture = named(rows, appVersion)
  writeFileSync(join(web, 'e2e/fixtures/older-tablet.json'), `${JSON.stringify(fixture, null, 1)}\n`)
  console.log(`${fixture.entries.length} entries, ${fixture.files} photographs and drawings; ${rows.delivered} entries were delivered before the flight and are left out`)
} finally {
  try {
    run('git', ['worktree', 'remove', '--force', tree], web)
  } catch {
    // It was not made.
  }
  rmSync(folder, { recursive: true, force: true })
}
