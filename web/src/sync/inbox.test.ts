// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { Inbox, ProgramTooOld, PullFailed, SessionEnded } from './inbox'
import { leftOf } from './outbox'
import { newTablet, note, operation } from './trial/tablet'

type Answer = { status?: number; documents?: unknown[]; cursor?: string; hasMore?: boolean; text?: string }

/** An inbox whose server gives these answers in turn; asked holds the cursor of each request. */
async function inboxOf(...answers: Answer[]) {
  const tablet = await newTablet()
  const asked: (string | null)[] = []
  const fetch = (address: string): Promise<Response> => {
    asked.push(new URL(address, 'http://localhost').searchParams.get('cursor'))
    const { status = 200, documents = [], cursor = '', hasMore = false, text } = answers.shift() ?? {}
    return Promise.resolve(new Response(text ?? JSON.stringify({ documents, checkpoint: { cursor }, hasMore, epoch: '1' }), { status }))
  }
  const inbox = new Inbox({ database: tablet.database, fetch, base: '', token: () => Promise.resolve('token') })
  return { tablet, inbox, asked, answers }
}

const search = (id: string, rev = 1): unknown => ({ kind: 'search', id, rev, _deleted: false })
const ids = async (inbox: Inbox): Promise<unknown[]> => (await inbox.documents(operation, 'search')).map((d) => `${String(d.id)}${String(d.rev)}`)

describe('the inbox', () => {
  it('goes on where an interrupted pull stood, replaces what changed and takes away what was erased', async () => {
    const { inbox, asked, answers } = await inboxOf({ documents: [search('a'), search('b')], cursor: 'one', hasMore: true }, { status: 503 })
    await expect(inbox.pull(operation)).rejects.toThrow(PullFailed)
    expect(await ids(inbox)).toEqual(['a1', 'b1'])
    answers.push({ documents: [search('a', 2), { kind: 'search', id: 'b', rev: 2, _deleted: true }], cursor: 'two' })
    await inbox.pull(operation)
    expect(await ids(inbox)).toEqual(['a2'])
    expect(asked).toEqual([null, 'one', 'one'])
  })

  it('shows the old copy after a reset until the new one is whole, and leaves the outbox as it is', async () => {
    const { tablet, inbox, asked, answers } = await inboxOf({ documents: [search('a'), search('b')], cursor: 'one' })
    await tablet.outbox.append(tablet.stream, note('unsent'))
    await inbox.pull(operation)
    answers.push({ status: 410 }, { documents: [search('c')], cursor: 'x', hasMore: true }, { status: 500 })
    await expect(inbox.pull(operation)).rejects.toThrow(PullFailed)
    expect(await ids(inbox)).toEqual(['a1', 'b1'])
    answers.push({ documents: [search('d')], cursor: 'y' })
    await inbox.pull(operation)
    expect(await ids(inbox)).toEqual(['c1', 'd1'])
    expect(asked).toEqual([null, 'one', null, 'x', 'x'])
    expect(await tablet.database.documents.count()).toBe(2)
    expect((await leftOf(tablet.database, tablet.stream)).entries).toBe(1)
  })

  it('throws away a shadow that is itself reset', async () => {
    const { tablet, inbox, answers } = await inboxOf({ documents: [search('a')], cursor: 'one' })
    await inbox.pull(operation)
    answers.push({ status: 410 }, { documents: [search('stale')], cursor: 'x', hasMore: true }, { status: 410 }, { documents: [search('b')], cursor: 'y' })
    await inbox.pull(operation)
    expect(await ids(inbox)).toEqual(['b1'])
    expect(await tablet.database.documents.count()).toBe(1)
  })

  it('says when the session has ended, the program is too old, or an answer is no page; and keeps what it has', async () => {
    const { inbox, answers } = await inboxOf({ documents: [search('a')], cursor: 'one' })
    await inbox.pull(operation)
    answers.push({ status: 401 }, { status: 426 }, { text: '<html>' }, { text: '{"documents":[{"kind":"search"}],"checkpoint":{"cursor":"z"},"hasMore":false}' })
    await expect(inbox.pull(operation)).rejects.toThrow(SessionEnded)
    await expect(inbox.pull(operation)).rejects.toThrow(ProgramTooOld)
    await expect(inbox.pull(operation)).rejects.toThrow(PullFailed)
    await expect(inbox.pull(operation)).rejects.toThrow(PullFailed)
    expect(await ids(inbox)).toEqual(['a1'])
  })

  it('gives up for now when each page is reset', async () => {
    const { inbox, asked, answers } = await inboxOf()
    answers.push(...Array.from({ length: 9 }, () => ({ status: 410 })))
    await expect(inbox.pull(operation)).rejects.toMatchObject({ status: 410 })
    expect(asked.length).toBe(4)
  })
})
