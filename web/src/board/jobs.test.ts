import { describe, expect, test } from 'vitest'
import { readFacts } from './facts'
import { followJob, type PlanImprovement, type PlanJob } from './follow'
import { heard, improvedBy, pointsOf, shareOf } from './jobs'
import { readReport } from './report'
import { type Choices, readOutcomes, scenarioOf } from './scenarios'

const reached = { round: 2, rounds: 10, unsearchedPriority: 0, slip: 0, makespan: 100, makespanBound: 96, sumMakespan: 400, sumMakespanBound: 390, gap: 2.6, sites: 4, sitesProven: 3, cells: 40 }
const improvement = (number: number, seconds: number, sum: number): PlanImprovement => ({ number, at: new Date(Date.parse('2026-05-19T06:00:00Z') + 1000 * seconds).toISOString(), reached: { ...reached, sumMakespan: sum } })
const job: PlanJob = { id: 'j', kind: 'plan', state: 'running', seed: 1, rounds: 10, deadlineSeconds: 60, createdBy: 'p', createdAt: '2026-05-19T05:59:58Z', startedAt: '2026-05-19T06:00:00Z', reached }

/** A server whose connections are given one after the other: each a text of events, after which it is lost. */
function streams(texts: string[], asked: string[]): typeof fetch {
  return (_, init) => {
    asked.push(new Headers(init?.headers).get('last-event-id') ?? '')
    return Promise.resolve(new Response(texts.shift() ?? '', { status: 200 }))
  }
}

describe('a job that is followed', () => {
  test('is followed through a loss of the stream, from the last improvement heard, until it has ended', async () => {
    const asked: string[] = []
    const improved: number[] = []
    const states: string[] = []
    const event = (type: string, data: unknown, id = ''): string => `event: ${type}\n${id === '' ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
    const texts = [event('improved', improvement(1, 1, 420), '1') + event('progress', job), event('improved', improvement(2, 3, 400), '2') + event('state', { ...job, state: 'done', plan: 7 })]
    await new Promise<void>((done) => {
      followJob({ operation: 'o', job: 'j', fetch: streams(texts, asked), wait: () => Promise.resolve(), onImproved: (i) => improved.push(i.number), onJob: (j) => {
        states.push(j.state)
        if (j.state === 'done') setTimeout(done, 20)
      } })
    })
    expect(improved).toEqual([1, 2])
    expect(states).toEqual(['running', 'done'])
    expect(asked).toEqual(['', '1']) // and no third connection after the end
  })

  test('is not asked for again when the server has it no more', async () => {
    const asked: string[] = []
    const stop = followJob({ operation: 'o', job: 'j', wait: () => Promise.resolve(), onImproved: () => undefined, onJob: () => undefined, fetch: (url) => {
      asked.push(String(url))
      return Promise.resolve(new Response('', { status: 404 }))
    } })
    await new Promise((go) => setTimeout(go, 30))
    stop()
    expect(asked).toHaveLength(1)
  })
})

test('a job that has ended does not run again, though the answer to “end it” comes after its last event', () => {
  const over = { ...job, state: 'cancelled' as const, plan: 7 }
  expect(heard(over, job)).toBe(over)
  expect(heard(job, over)).toBe(over)
})

describe('the chart of a job', () => {
  test('has each improvement once and in order, though a resumed stream tells one again', () => {
    const known = [improvement(2, 3, 400), improvement(1, 1, 420), improvement(2, 3, 400)].reduce<readonly PlanImprovement[]>(improvedBy, [])
    expect(pointsOf(job, known)).toEqual([{ at: 1000, value: 420, bound: 390 }, { at: 3000, value: 400, bound: 390 }])
  })

  test('says how far the job is by rounds or time, whichever is further', () => {
    const at = (s: number): number => Date.parse('2026-05-19T06:00:00Z') + 1000 * s
    expect(shareOf(job, at(0))).toBeCloseTo(0.2)
    expect(shareOf(job, at(30))).toBeCloseTo(0.5)
    expect(shareOf(job, at(600))).toBe(1)
    expect(shareOf({ ...job, state: 'cancelled' }, at(0))).toBe(1)
    expect(shareOf({ ...job, state: 'queued', startedAt: undefined as unknown as string }, at(0))).toBeNull()
  })
})

describe('scenarios', () => {
  const officers = [{ id: 'O1', sex: 'f', skills: ['lead'], home: { site: 'S', building: 'B', wing: 'A' } }]
  const facts = readFacts({ instance: {
    hHour: '2026-05-20T04:00:00Z', policy: { conflictOfInterest: 'wing' }, groups: [{ id: 'G', cells: ['S/a', 'S/b'], firstWave: true }], pins: [{ cell: 'S/a', team: 'T1', start: 0 }],
    sites: [{ id: 'S', equipment: [{ kind: 'dog', count: 1 }], teams: [{ id: 'T1', shift: { from: -60, to: 480 }, officers }], cells: [{ id: 'S/a', duration: 20 }, { id: 'S/b', duration: 25 }] }, { id: 'E', cells: [{ id: 'E/x', duration: 5 }], teams: [] }],
  }, outside: [{}], nowhere: [] })
  const choices: Choices = { kind: 'teamMore', site: 'S', team: 'T1', equipment: 'dog', by: -1, cells: 'S/a, S/b', officer: 'O1', cell: 'S/a' }

  test('are edits of the planner', () => {
    const edits = (c: Partial<Choices>) => scenarioOf({ ...choices, ...c }, facts)?.edits
    expect(edits({ kind: 'teamLess' })).toEqual([{ do: 'removeTeam', team: 'T1' }])
    expect(edits({ kind: 'kit' })).toEqual([{ do: 'kit', site: 'S', kind: 'dog', by: -1 }])
    expect(edits({ kind: 'out' })).toEqual([{ do: 'drop', cells: ['S/a', 'S/b'] }])
    expect(edits({ kind: 'moveH', by: 30 })).toEqual([{ do: 'moveH', by: 30 }])
    expect(edits({ kind: 'waive' })).toEqual([{ do: 'waive', officer: 'O1', cell: 'S/a', signedBy: 'what-if' }])
  })

  test('bring one more team like the site’s, of officers who are nobody and at home nowhere', () => {
    const [edit] = scenarioOf(choices, facts)?.edits ?? []
    expect(edit).toEqual({ do: 'addTeam', site: 'S', newTeam: { id: 'S +1', shift: { from: -60, to: 480 }, officers: [{ id: 'T1 + 1', sex: 'f', skills: ['lead'] }] } })
  })

  test('are none while something is missing', () => {
    const none = [{ kind: 'out', cells: '' }, { kind: 'out', cells: 'S/nowhere' }, { kind: 'moveH', by: 0 }, { kind: 'kit', by: 0 }, { kind: 'teamLess', team: 'T9' }, { kind: 'waive', officer: '' }, { kind: 'teamMore', site: 'E' }] as const
    for (const c of none) expect(scenarioOf({ ...choices, ...c }, facts), JSON.stringify(c)).toBeNull()
  })

  test('are put together from what the drafts have', () => {
    expect(facts.sitesWithoutTeam).toEqual(['E'])
    expect([facts.outside, facts.nowhere, facts.sites, facts.policy]).toEqual([1, 0, 2, 'wing'])
    expect(facts.groupOf.get('S/b')?.id).toBe('G')
    expect(facts.cells.get('S/a')).toMatchObject({ site: 'S', duration: 20, priority: 1, weight: 1 })
  })
})

test('results that lack parts are read as empty', () => {
  expect(readOutcomes(null)).toEqual([])
  expect(readOutcomes({ outcomes: [{}] })[0]?.worth).toEqual([])
  expect(readReport(undefined)).toMatchObject({ scenarios: 0, sites: [], groups: [], critical: [] })
})
