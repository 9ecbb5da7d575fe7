// What was on the tablet, what is on the server afterwards: compared by hash, and put into one row of the table.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { journalOf, signedIn } from '../server.mjs'
import { disk } from './page.mjs'

/** One chain, without a gap, with an end that its head names. */
export function chained({ streams, entries }) {
  for (const { stream, seq, hash } of streams) {
    const own = entries.filter((e) => e.stream === stream).sort((a, b) => a.seq - b.seq)
    assert.deepEqual(own.map((e) => e.seq), Array.from({ length: seq }, (_, i) => i + 1), 'the chain has no gap')
    assert.equal(own.at(-1)?.hash, hash, 'the head names the last entry')
  }
}

/** The bytes of a photograph at the server are those that have this hash. */
async function whole(base, operation, sha256, cookie) {
  const answer = await fetch(`${base}/v1/operations/${operation}/files/${sha256}/original`, { headers: { Cookie: cookie, 'X-Reason': 'trial' } })
  return answer.ok && createHash('sha256').update(Buffer.from(await answer.arrayBuffer())).digest('hex') === sha256
}

async function cookieOf(base, login) {
  const answer = await fetch(`${base}/v1/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login, password: 'demonstration' }) })
  return (answer.headers.get('Set-Cookie') ?? '').split(';')[0]
}

/** What the server has of a tablet's entries and photographs, by hash. */
export async function atServer(on, operation, hashes, photographs) {
  const mine = new Set(hashes)
  const entries = (await journalOf(on.base, operation)).filter((e) => mine.has(e.hash))
  const cookie = await cookieOf(on.base, 'coordinator')
  const files = []
  for (const sha256 of photographs) if (await whole(on.base, operation, sha256, cookie)) files.push(sha256)
  return { entries, files }
}

/**
 * Compares tablet and server: every entry of the tablet stands in the server's journal exactly once, stored, and every photograph is
 * there whole. `screen` is what the screen had called recorded, in entries and photographs. Gives the row of the table.
 */
export async function accounts(world, page, screen, { verdicts = ['stored'] } = {}) {
  const held = await disk(page)
  chained(held)
  const hashes = held.entries.map((e) => e.hash)
  const photographs = held.files.map((f) => f.sha256)
  assert.deepEqual(photographs.filter((sha256) => !held.originals.includes(sha256)), [], 'each photograph that an entry names is on the tablet')
  const there = await atServer(world.on, world.operation, hashes, photographs)
  const row = { entries: [screen.entries, hashes.length, there.entries.length], photographs: [screen.photographs, photographs.length, there.files.length] }
  assert.equal(new Set(there.entries.map((e) => e.hash)).size, there.entries.length, 'no entry stands twice in the journal')
  assert.deepEqual(hashes.filter((hash) => !there.entries.some((e) => e.hash === hash)), [], `each entry is at the server: ${JSON.stringify(row)}`)
  assert.deepEqual(photographs.filter((sha256) => !there.files.includes(sha256)), [], `each photograph is whole at the server: ${JSON.stringify(row)}`)
  assert.deepEqual(there.entries.filter((e) => !verdicts.includes(`${e.verdict} ${e.code ?? ''}`.trim())).map((e) => [e.seq, e.verdict, e.code]), [])
  assert.ok(screen.entries <= hashes.length && screen.photographs <= photographs.length, `what the screen called recorded is on the disk: ${JSON.stringify(row)}`)
  // The journal has them in the tablet's own order, whatever its clock said.
  for (const { stream } of held.streams) {
    const inOrder = there.entries.filter((e) => e.stream === stream).sort((a, b) => a.seq - b.seq)
    assert.deepEqual(inOrder.map((e) => e.hash), held.entries.filter((e) => e.stream === stream).sort((a, b) => a.seq - b.seq).map((e) => e.hash))
  }
  return { ...row, there: there.entries }
}

/** What headquarters could not apply as it was recorded. */
export async function stuck(world) {
  const coordinator = await signedIn(world.on.base, 'coordinator')
  const { items } = await coordinator.get(`/v1/operations/${world.operation}/tray?limit=200`)
  return items.filter((r) => r.kind === 'receipt' && r.status !== 'applied').map(({ type, status, statusCode, detail }) => ({ type, status, statusCode, detail }))
}

/** The table of all scenarios, as text. */
export function table(rows) {
  const head = ['', 'entries: screen', 'disk', 'server', 'photographs: screen', 'disk', 'server']
  const lines = [head, ...rows.map(({ name, entries, photographs }) => [name, ...entries.map(String), ...photographs.map(String)])]
  const widths = head.map((_, i) => Math.max(...lines.map((line) => line[i].length)))
  return lines.map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')).join('\n')
}
