// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { evaluate } from '../checklist/evaluate'
import { shipped } from '../checklist/trial/full'
import { findRows, withFinds, type LocalExhibit, type LocalFinding, type LocalFinds, type LocalSeal } from './finds'

const id = (n: number): string => `0198f2a0-0000-7000-8000-${String(n).padStart(12, '0')}`
const hash = (n: number): string => String(n).padStart(64, '0')

const finding: LocalFinding = {
  id: id(1),
  body: { category: 'phone', description: 'in the mattress', how: 'hand_search', concealment: { code: 'mattress', text: 'seam' }, quantity: 2, unit: 'g', route: { code: 'visitor' }, photos: [{ sha256: hash(2), role: 'in_place' }, { sha256: hash(9), role: 'object' }] },
}
const exhibit: LocalExhibit = {
  id: id(12),
  body: {
    finding: id(1),
    category: 'phone',
    description: 'L8star',
    number: 'K7M-042-Q',
    quantity: 1,
    unit: 'piece',
    disposition: 'seized',
    route: { code: 'thrown', confidence: 'likely' },
    device: { isTargetModel: true, modelText: 'BM70', mini: true, powered: 'off', imei1: '49-015420-323751-8', iccidUnreadableBecause: 'no card' },
    photos: [{ sha256: hash(1), role: 'in_place' }, { sha256: hash(5), role: 'sealed_bag' }],
  },
}
const seal: LocalSeal = { id: id(21), at: '2026-05-20T05:00:00.000Z', holds: true, body: { number: 'S-1', type: 'covered', exhibits: [id(12)], appliedBy: id(90), witnessSignature: { refusedBecause: 'says nothing' }, photo: hash(4) } }

const rowsOf = (finds: LocalFinds, own: Parameters<typeof withFinds>[1] = []): Record<string, unknown> =>
  Object.fromEntries(withFinds(shipped, own, finds).map(({ path, value, comment }) => [path.replace('finds.', ''), comment === undefined ? value : [value, comment]]))

describe('the row of a find', () => {
  it('is answered by the find, its exhibit and the seal', () => {
    expect(rowsOf({ findings: [finding], exhibits: [exhibit], seals: [seal] })).toEqual({
      how: 'hand_search',
      description: 'in the mattress',
      category: 'phone',
      place: ['mattress', 'seam'],
      place_detail: 'seam',
      photo_in_place: [hash(1), hash(2)],
      quantity: { number: 1, unit: 'piece' },
      route: 'thrown',
      route_confidence: 'likely',
      disposition: 'seized',
      exhibit: 'K7M-042-Q',
      device: ['other', 'BM70'],
      mini: 'yes',
      powered: 'off',
      imei_readable: 'yes',
      imei_1: '49-015420-323751-8',
      iccid_readable: 'no',
      iccid_unreadable: 'no card',
      seal: 'S-1',
      seal_type: 'covered',
      sealed_by: id(90),
      sealed_at: '2026-05-20T05:00:00.000Z',
      seal_witness: ['refused', 'says nothing'],
      photo_sealed: [hash(4), hash(5)],
    })
  })

  it('has what the find says where there is no exhibit, and what the officer answered where neither does', () => {
    const own = [{ path: 'finds.powered', row: id(1), value: 'on' }]
    const row = rowsOf({ findings: [finding], exhibits: [{ ...exhibit, voided: true }], seals: [seal] }, own)
    expect(row).toMatchObject({ quantity: { number: 2, unit: 'g' }, route: 'visitor', photo_in_place: [hash(2)], powered: 'on' })
    expect(row).not.toHaveProperty('exhibit')
    expect(row).not.toHaveProperty('seal')
  })

  it('takes the first exhibit by id that is not voided, and the first seal that holds', () => {
    const earlier = { ...exhibit, id: id(11), body: { ...exhibit.body, number: 'K7M-041-X' } }
    const broken = { ...seal, id: id(20), holds: false, body: { ...seal.body, number: 'S-0' } }
    expect(rowsOf({ findings: [finding], exhibits: [exhibit, { ...earlier, voided: true }], seals: [seal, broken] })).toMatchObject({ exhibit: 'K7M-042-Q', seal: 'S-1' })
    expect(rowsOf({ findings: [finding], exhibits: [exhibit, earlier], seals: [seal] })).toMatchObject({ exhibit: 'K7M-041-X' })
  })

  it('says why no IMEI could be read, and not while there is one', () => {
    const device = { isTargetModel: false, unreadableBecause: 'label torn off' }
    const of = (d: LocalExhibit['body']['device']): Record<string, unknown> => rowsOf({ findings: [finding], exhibits: [{ ...exhibit, body: { ...exhibit.body, ...(d === undefined ? {} : { device: d }) } }], seals: [] })
    expect(of(device)).toMatchObject({ imei_readable: 'no', imei_unreadable: ['other', 'label torn off'] })
    expect(of({ ...device, unreadableCode: 'label_damaged' })).toMatchObject({ imei_unreadable: ['label_damaged', 'label torn off'] })
    expect(of({ ...device, imei1: '1' })).not.toHaveProperty('imei_unreadable')
    expect(of({ ...device, imei2: '1' })).not.toHaveProperty('imei_readable')
  })

  it('is there for each find that is not voided, and the engine sees its answers', () => {
    const finds = { findings: [finding, { ...finding, id: id(2), voided: true }], exhibits: [exhibit], seals: [seal] }
    expect(findRows(finds)).toEqual([id(1)])
    const answers = withFinds(shipped, [{ path: 'any_find', value: 'yes' }], finds)
    expect(answers.filter((answer) => answer.row === id(2))).toEqual([])
    const { instances } = evaluate(shipped, { findings: findRows(finds) }, answers)
    expect(instances.find((i) => i.path === 'finds.imei_1')).toMatchObject({ row: id(1), relevant: true, answered: true, value: '49-015420-323751-8' })
  })
})
