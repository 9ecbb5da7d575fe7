// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import { Inbox } from './inbox'
import { keepOriginal } from './originals'
import { clockTolerance, tray, trayCodes, unsentTolerance, type TrayItem } from './tray'
import { trayWhys, trayWords } from './traywords'
import { never, newTablet, note, operation, type Tablet } from './trial/tablet'

vi.setConfig({ testTimeout: 30_000 })

const roomy = { persisted: true, usage: 1, quota: 1e12 }

/** The codes in the tray but for those of a tablet that was never enrolled. */
async function shown(tablet: Tablet, storage = roomy): Promise<TrayItem[]> {
  return (await tray({ database: tablet.database, operation, now: tablet.now(), storage })).filter((i) => i.code !== 'not_enrolled')
}

const codes = async (tablet: Tablet, storage = roomy): Promise<string[]> => (await shown(tablet, storage)).map((i) => i.code)

type Pulled = Readonly<Record<string, unknown>>

async function pulled({ database }: Tablet, ...documents: Pulled[]): Promise<void> {
  const page = { documents, checkpoint: { cursor: 'x' }, hasMore: false, epoch: '' }
  await new Inbox({ database, base: '', token: () => Promise.resolve(''), fetch: () => Promise.resolve(new Response(JSON.stringify(page))) }).pull(operation)
}

describe('the tray', () => {
  it('is empty when everything is well, whatever is merely not sent yet', async () => {
    const tablet = await newTablet()
    await tablet.outbox.append(tablet.stream, note('a'))
    expect(await codes(tablet)).toEqual([])
    await tablet.pump().drain(tablet.stream, never())
    expect(await codes(tablet)).toEqual([])
  })

  it('shows what headquarters could not verify, does not know or has quarantined, until it is settled', async () => {
    const tablet = await newTablet()
    const { hash } = await tablet.outbox.append(tablet.stream, note('a'))
    await tablet.outbox.append(tablet.stream, note('b'))
    tablet.server.badSignatures.add(1)
    await tablet.pump().drain(tablet.stream, never())
    expect(await shown(tablet)).toMatchObject([{ code: 'bad_signature', grave: true, seq: 1, subject: hash, count: 1 }])
    await tablet.database.attention.clear()
    await tablet.database.attention.put({ stream: tablet.stream, seq: 1, hash, code: 'out_of_scope', reason: '', at: '' })
    expect(await codes(tablet)).toEqual(['out_of_scope'])
    await pulled(tablet, { kind: 'receipt', id: hash, hash, stream: tablet.stream, seq: 1, entry: 'e', status: 'settled', statusCode: '' })
    expect(await codes(tablet)).toEqual([])
    await tablet.database.attention.put({ stream: tablet.stream, seq: 2, hash: 'x', code: 'a_code_of_tomorrow', reason: '', at: '' })
    expect(await shown(tablet)).toMatchObject([{ code: 'unknown_code', detail: 'a_code_of_tomorrow' }])
  })

  it('says once of all acts that the tablet is not known', async () => {
    const tablet = await newTablet()
    for (let i = 0; i < 4; i++) await tablet.outbox.append(tablet.stream, note('a'))
    tablet.server.known = false
    await tablet.pump().drain(tablet.stream, never())
    expect(await shown(tablet)).toMatchObject([{ code: 'unknown_stream', count: 4 }])
    expect((await tray({ database: tablet.database, operation, now: 0, storage: roomy })).map((i) => i.code)).toContain('not_enrolled')
  })

  it('shows what is held, refused or answered differently by another tablet, of this tablet\'s own acts only', async () => {
    const tablet = await newTablet()
    const receipt = (id: string, stream: string, status: string, statusCode: string, detail?: string): Pulled => ({ kind: 'receipt', id, hash: id, stream, seq: Number(id), entry: `entry ${id}`, status, statusCode, receivedAt: '2026-05-20T06:00:00.000Z', ...(detail === undefined ? {} : { detail }) })
    const answer = (id: string, state: string, stream: string, superseded = false): Pulled => ({ kind: 'answer', id, state, item: 'areas', assertions: [{ stream, superseded }, { stream: 'another' }] })
    await pulled(tablet,
      receipt('1', tablet.stream, 'held', 'tablet_pending'), receipt('5', tablet.stream, 'held', 'tablet_pending'), receipt('2', tablet.stream, 'refused', 'unknown_type', 'no type a.b of version 1 is known'), receipt('6', tablet.stream, 'held', '', 'waits for x'), receipt('7', tablet.stream, 'refused', 'invalid_body', '/a: is missing'), receipt('8', tablet.stream, 'refused', 'internal'), receipt('3', tablet.stream, 'applied', ''), receipt('4', 'another', 'refused', 'invalid_body'),
      answer('a', 'contested', tablet.stream), answer('b', 'answered', tablet.stream), answer('c', 'contested', 'another'), answer('d', 'contested', tablet.stream, true))
    expect((await shown(tablet)).map((i) => [i.code, i.subject, i.detail, i.why, i.told, i.count])).toEqual([
      ['contested', 'a', 'areas', '', '', 1], ['held_pending', 'entry 1', '', 'tablet_pending', '', 2],
      ['refused_for_now', 'entry 2', '', 'unknown_type', 'no type a.b of version 1 is known', 1], ['held', 'entry 6', '', '', 'waits for x', 1],
      ['refused', 'entry 7', '', 'invalid_body', '/a: is missing', 1], ['refused_for_now', 'entry 8', '', 'internal', '', 1],
    ])
  })

  it('shows photographs that are refused, gone, missed again or loose', async () => {
    const tablet = await newTablet()
    const [a, b, c] = ['a', 'b', 'c'].map((x) => x.repeat(64))
    if (a === undefined || b === undefined || c === undefined) throw new Error('no names')
    await tablet.outbox.append(tablet.stream, note('x', { files: [a, b, c] }))
    await tablet.database.files.update([tablet.stream, a], { code: 'file_refused' })
    await tablet.database.attention.put({ stream: tablet.stream, seq: 1, hash: a, code: 'file_refused', reason: '413', at: '' })
    await tablet.database.files.update([tablet.stream, b], { code: 'missing_again' })
    await tablet.database.files.update([tablet.stream, c], { code: 'original_gone' })
    for (const [hash, code] of [[b, 'missing_again'], [c, 'original_gone']] as const) await tablet.database.attention.put({ stream: tablet.stream, seq: 1, hash, code, reason: '', at: '' })
    await keepOriginal(tablet.database, new Uint8Array(9), 'image/jpeg', 0)
    expect((await shown(tablet)).map((i) => [i.code, i.detail])).toEqual([['original_gone', ''], ['file_refused', '413'], ['missing_again', ''], ['loose_photograph', '']])
  })

  it('shows alarms of the journal first, and a fork until the new key is enrolled', async () => {
    const tablet = await newTablet()
    const { database, stream } = tablet
    await pulled(tablet, { kind: 'receipt', id: '1', hash: '1', stream, seq: 1, entry: 'e', status: 'held', statusCode: '' })
    await database.attention.bulkPut(['seq_fork', 'ack_not_signed', 'tree_conflict'].map((code) => ({ stream, seq: 0, hash: '', code, reason: '', at: '2026-05-20T06:00:00.000Z' })))
    const [last, ...first] = (await codes(tablet)).reverse()
    expect([last, first.sort()]).toEqual(['held', ['ack_not_signed', 'stream_forked', 'tree_conflict']])
    const row = await database.streams.get(stream)
    if (row === undefined) throw new Error('no stream')
    await database.streams.update(stream, { continuedBy: 'next' })
    await database.streams.put({ ...row, stream: 'next', signingKey: 'new key', continuedBy: '' })
    expect(await codes(tablet)).toContain('stream_forked')
    const identity = { signingKey: 'new key', agreementKey: '', signing: {} as CryptoKey, agreement: {} as CryptoKey }
    await database.keys.put({ signingKey: 'new key', identity, enrolled: { tabletId: '', site: '', state: 'active', keys: [] } })
    expect(await codes(tablet)).not.toContain('stream_forked')
  })

  it('shows a full tablet, a browser that promises nothing, a wrong clock, an old program and what has waited for hours', async () => {
    const tablet = await newTablet()
    expect(await codes(tablet, { persisted: false, usage: 9.9e9, quota: 1e10 })).toEqual(['storage_low', 'storage_not_kept'])
    await tablet.outbox.append(tablet.stream, note('a'))
    tablet.waited.push(unsentTolerance + 1)
    expect(await shown(tablet)).toMatchObject([{ code: 'long_unsent', count: 1, at: '2026-05-20T06:00:00.000Z' }])
    tablet.server.clock = () => tablet.now() - clockTolerance - 1
    await tablet.pump().drain(tablet.stream, never())
    expect(await shown(tablet)).toMatchObject([{ code: 'clock_off', detail: String(-clockTolerance - 1) }])
    tablet.server.clock = () => tablet.now() + clockTolerance
    await tablet.pump().beacon(tablet.stream)
    expect(await codes(tablet)).toEqual([])
    await tablet.database.pulls.put({ operation, live: 1, cursor: '', shadow: null, pulledAt: '', trouble: 'program_too_old' })
    expect(await codes(tablet)).toEqual(['program_too_old'])
  })

  it('has words for each code in both languages, which say what to do', () => {
    for (const language of ['en', 'fr'] as const) {
      expect(Object.keys(trayWords[language]).sort()).toEqual([...trayCodes].sort())
      expect(Object.keys(trayWhys[language])).toEqual(['invalid_body', 'unknown_type', 'internal'])
      for (const { title, remedy } of Object.values(trayWords[language])) {
        expect(title.length > 8 && remedy.length > 12).toBe(true)
        expect(`${title} ${remedy}`.replaceAll(/\{(detail|count(\|[^|{}]+){0,2})\}/g, '')).not.toMatch(/[{}]/)
      }
    }
    for (const code of trayCodes) expect(trayWords.fr[code].title).not.toBe(trayWords.en[code].title)
  })
})
