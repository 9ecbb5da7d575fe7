// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { entryText } from './kept'
import type { SeenCheckpoint } from './database'
import { TrialLog } from './trial/log'
import { newTablet, operation } from './trial/tablet'
import { TreeWatch, type Watched } from './watch'

/** A tablet whose server proves what `leaves` are; it may change them, or be away. */
async function watched() {
  const tablet = await newTablet()
  const { database, stream, outbox } = tablet
  const log = await TrialLog.of(operation, '1')
  const server = { leaves: await TrialLog.leaves(3), away: false, status: 200, asked: 0 }
  await database.streams.update(stream, { epoch: '1' })
  const fetch = async (address: string): Promise<Response> => {
    if (server.away) throw new TypeError('no network')
    if (server.status !== 200) return new Response(null, { status: server.status })
    server.asked++
    const from = Number(new URL(address, 'http://x').searchParams.get('from'))
    if (from > server.leaves.length) return new Response(null, { status: 400 })
    const { note, root, size } = await log.note(server.leaves)
    return Response.json({ origin: '', epoch: '1', note, root, size, extends: from === 0 ? [] : await TrialLog.extends(from, server.leaves) })
  }
  let id = 0
  const watch = new TreeWatch({
    database, fetch, base: '', now: tablet.now, keys: () => Promise.resolve({ root: '', entry: [], log: [log.key], age: [] }),
    sessions: { token: () => Promise.resolve('t'), ended: () => undefined },
    record: (_, draft) => outbox.append(stream, draft), newId: () => `0198f2a0-0000-7000-8000-0000000000${String(++id).padStart(2, '0')}`,
  })
  const saw = (checkpoint: SeenCheckpoint): Promise<number> => database.streams.update(stream, { checkpoint })
  const look = (): Promise<Watched> => watch.look(operation)
  const conflicts = async (): Promise<string[]> => Promise.all((await database.entries.where({ stream }).toArray()).filter((e) => e.type === 'log.conflict').map((e) => entryText(database, e)))
  const alarms = async (): Promise<number> => (await database.attention.toArray()).filter((a) => a.code === 'tree_conflict').length
  return { log, server, saw, look, conflicts, alarms, database, stream }
}

describe('the watch on the log', () => {
  it('believes the first checkpoint and has every later one proved, whatever grew in between', async () => {
    const { log, server, saw, look, conflicts } = await watched()
    expect(await look()).toBe('waits')
    await saw(await log.note(server.leaves))
    expect([await look(), await look(), server.asked]).toEqual(['proved', 'proved', 0])
    for (const n of [4, 7, 8, 9, 64, 65, 100]) {
      server.leaves = await TrialLog.leaves(n - 1)
      await saw(await log.note(server.leaves))
      server.leaves = await TrialLog.leaves(n) // it has grown again since the answer
      expect(await look()).toBe('proved')
    }
    expect(await conflicts()).toEqual([])
  })

  it('waits while it cannot ask, and asks again', async () => {
    const { log, server, saw, look, alarms } = await watched()
    await saw(await log.note(server.leaves))
    await look()
    server.leaves = await TrialLog.leaves(5)
    await saw(await log.note(server.leaves))
    server.away = true
    expect(await look()).toBe('waits')
    server.away = false
    server.status = 401
    expect(await look()).toBe('waits')
    server.status = 200
    expect([await look(), await alarms()]).toEqual(['proved', 0])
  })

  it.each([
    ['was rewritten and grew', 9, 'b'],
    ['was rewritten in its newest entry', 3, 'b'],
    ['was rolled back', 2, 'a'],
  ])('alarms, records both notes and goes on when the journal %s', async (_, n, word) => {
    const { log, server, saw, look, conflicts, alarms, database, stream } = await watched()
    const first = await log.note(server.leaves)
    await saw(first)
    await look()
    await saw(await log.note(await TrialLog.leaves(4, word)))
    server.leaves = await TrialLog.leaves(n, word)
    expect(await look()).toBe('conflict')
    const [entry = '', ...more] = await conflicts()
    const body = JSON.parse((JSON.parse(entry) as { body: string }).body) as { older: string; newer: string }
    expect([more, await alarms(), body.newer]).toEqual([[], 1, (await log.note(server.leaves)).note])
    expect(body.older === first.note || n === 2).toBe(true)
    expect(await look()).toBe('proved') // told once; recording goes on
    expect((await conflicts()).length).toBe(1)
    expect((await database.streams.get(stream))?.stopped).toBe('')
  })

  it('records two notes of one size that differ, as an answer brought them', async () => {
    const { log, server, saw, look, conflicts, database, stream } = await watched()
    const [one, other] = [await log.note(server.leaves), await log.note(await TrialLog.leaves(3, 'b'))]
    await saw(one)
    await database.streams.update(stream, { conflict: { older: one.note, newer: other.note } })
    expect(await look()).toBe('conflict')
    expect((await conflicts()).length).toBe(1)
    expect((await database.streams.get(stream))?.conflict).toBeNull()
  })

  it('takes no proof of another epoch or key for one', async () => {
    const { log, server, saw, look, database, stream, alarms } = await watched()
    await saw(await log.note(server.leaves))
    await look()
    await database.streams.update(stream, { epoch: '2' })
    await saw({ size: 9, root: '00', note: 'x' })
    expect([await look(), await alarms()]).toEqual(['waits', 0])
  })
})
