// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate'
import { answered, shipped, toldOf } from './trial/full'

describe('the shipped checklist', () => {
  it('has no problem when everything is answered, with 21 areas and 10 finds', () => {
    const told = toldOf(10)
    const answers = answered(told)
    const { instances, problems } = evaluate(shipped, told, answers)
    expect(problems.map(({ path, row, code }) => ({ path, row, code }))).toEqual([])
    expect(new Set(instances.filter((i) => i.path === 'areas.searched' && i.relevant).map((i) => i.row)).size).toBe(21)
    expect(new Set(instances.filter((i) => i.path === 'finds.seal' && i.relevant).map((i) => i.row)).size).toBe(10)
    expect(instances.filter((i) => i.required && !i.answered)).toEqual([])
    console.log(`${answers.length} answers, ${instances.length} instances, ${instances.filter((i) => i.relevant).length} of them relevant`)
  })

  it('asks for everything that is required when nothing is answered, and suggests what the task tells', () => {
    const { instances, problems } = evaluate(shipped, toldOf(0), [])
    expect(problems.length).toBe(instances.filter((i) => i.required && !i.answered).length)
    expect(problems.every((problem) => problem.submit)).toBe(true)
    expect(instances.find((i) => i.path === 'searchers')?.suggestion).toEqual(toldOf(0).facts?.team_officers)
    expect(instances.find((i) => i.path === 'started_at')?.suggestion).toBe('now')
  })

  it('takes back what hung on an answer that was taken back, and keeps what it held', () => {
    const told = toldOf(0)
    const answers = answered(told)
    expect(answers.find((a) => a.path === 'damage_there')?.value).toBe('yes')
    const before = evaluate(shipped, told, answers).instances.filter((i) => i.path.startsWith('damage_before.') && i.relevant).length
    const without = [...answers, { path: 'damage_there', value: 'no' }]
    const none = evaluate(shipped, told, without).instances.filter((i) => i.path.startsWith('damage_before.') && i.relevant)
    expect(none).toEqual([])
    const again = evaluate(shipped, told, [...without, { path: 'damage_there', value: 'yes' }])
    expect(before).toBeGreaterThan(0)
    expect(again.instances.filter((i) => i.path.startsWith('damage_before.') && i.relevant && i.answered).length).toBe(before)
  })
})
