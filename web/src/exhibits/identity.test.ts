// @vitest-environment node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkDevice, isIdentified, isValid, isValidAs, readNumber, typeCodeOf, type DeviceNumbers, type NumberKind } from './identity'
import { numberKey, readExhibitNumber, writeNumber } from './numbers'

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '../../../models/testdata', name), 'utf8'))

interface NumberVector {
  readonly kind: NumberKind
  readonly read: string
  readonly normal: string
  readonly tac: string
  readonly checks: readonly string[]
  readonly valid: boolean
}
const identity = read('identity.json') as { numbers: NumberVector[]; devices: { name: string; device: DeviceNumbers; checks: string[] }[] }

describe(`the vectors of identity: ${identity.numbers.length} numbers and ${identity.devices.length} devices`, () => {
  it.each(identity.numbers)('$kind “$read”', (v) => {
    const number = readNumber(v.kind, v.read)
    expect({ ...number, valid: isValid(number) }).toEqual({ normal: v.normal, checks: v.checks, valid: v.valid })
    if (v.kind !== 'iccid' && v.kind !== 'eid') expect(typeCodeOf(v.read)).toBe(v.tac)
    if (v.kind !== 'eid') expect(isValidAs(v.kind, v.read)).toBe(v.valid)
  })
  it.each(identity.devices)('$name', ({ device, checks }) => {
    expect(checkDevice(device)).toEqual(checks)
    expect(isIdentified(device)).toBe(true)
  })
})

describe('a device', () => {
  it('of which nothing is known and nothing is said is not identified', () => {
    expect(isIdentified({})).toBe(false)
    expect(isIdentified({ serial: '' })).toBe(false)
  })
})

const numbers = read('exhibit-numbers.json') as {
  made: { tag: string; counter: number; number: string }[]
  read: { read: string; ok: boolean; tag: string; counter: number; key: string }[]
}

describe(`the vectors of exhibit numbers: ${numbers.made.length} made and ${numbers.read.length} read`, () => {
  it.each(numbers.made)('$tag and $counter make “$number”', ({ tag, counter, number }) => {
    expect(writeNumber({ tag, counter }) ?? '').toBe(number)
  })
  it.each(numbers.read)('“$read” is read', (v) => {
    expect(readExhibitNumber(v.read)).toEqual(v.ok ? { tag: v.tag, counter: v.counter } : null)
    expect(numberKey(v.read)).toBe(v.key)
  })
  it('shows every wrong character and every two neighbours that changed places', () => {
    const bare = 'K7M042Q'
    for (let i = 0; i < bare.length; i++) {
      for (const c of '0123456789ABCDEFGHJKMNPQRTVWXYZ') {
        if (c !== bare[i]) expect(readExhibitNumber(bare.slice(0, i) + c + bare.slice(i + 1))).toBeNull()
      }
      const swapped = bare.slice(0, i) + bare.slice(i + 1, i + 2) + bare.slice(i, i + 1) + bare.slice(i + 2)
      if (swapped !== bare) expect(readExhibitNumber(swapped)).toBeNull()
    }
  })
})
