// @vitest-environment node
import { expect, it, vi } from 'vitest'
import { newTablet, note } from '../sync/trial/tablet'
import { Papers } from './papers'

const sheet = { writtenBy: '0198f2a0-0000-7000-8000-000000000091', writtenAt: '', sheets: [] }

it('tells another tab of the same tablet which sheet is keyed in, and when that ends', async () => {
  const tablet = await newTablet()
  const stop = new AbortController()
  const [here, there] = [new Papers(tablet.again().memos), new Papers(tablet.again().memos)]
  there.follow(stop.signal)
  await here.set('t', sheet)
  await vi.waitFor(() => expect(there.source('t')).toEqual({ kind: 'paper', writtenBy: sheet.writtenBy }))
  const before = there.sheets.value
  await tablet.database.memos.put({ id: 'another thing', value: 1 })
  await here.set('t', null)
  await vi.waitFor(() => expect(there.source('t')).toBeUndefined())
  expect(before.size).toBe(1)
  stop.abort()
})

it('is written with the find that it tells of, or neither is', async () => {
  const { database, outbox, stream } = await newTablet()
  const papers = new Papers(database.memos)
  await expect(outbox.append(stream, note('a find'), () => papers.along('f', sheet)().then(() => Promise.reject(new Error('killed'))))).rejects.toThrow('killed')
  expect([await database.entries.count(), await database.memos.toArray()]).toEqual([0, []])
  await outbox.append(stream, note('a find'), papers.along('f', sheet))
  expect([await database.entries.count(), (await database.memos.toArray()).map((m) => m.id)]).toEqual([1, ['paper\nf']])
  expect(papers.source('f')).toEqual({ kind: 'paper', writtenBy: sheet.writtenBy })
})
