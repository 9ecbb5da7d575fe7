import { beforeEach, describe, expect, test } from 'vitest'
import { language } from '../words/words'
import { destination } from './session'
import { wrongPasswords } from './Setup'

describe('a sign-in', () => {
  test('leads back to the page that asked for it', () => {
    expect(destination('?next=%2Fhq%2F0198%2Fsites%2F1')).toBe('/hq/0198/sites/1')
    expect(destination('')).toBe('/operations')
  })

  test('never leads to another site', () => {
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      expect(destination(`?next=${encodeURIComponent(next)}`), next).toBe('/operations')
    }
  })
})

describe('a new password', () => {
  beforeEach(() => {
    language.value = 'en'
  })

  test('is counted in characters, not in units of the encoding', () => {
    expect(wrongPasswords('🔐🔐🔐🔐🔐🔐', '').password).toContain('At least 12')
    expect(wrongPasswords('twelve chars', '')).toEqual({})
  })

  test('has to be typed twice alike', () => {
    expect(wrongPasswords('a long sentence', 'a long sentense').again).toBe('The two passwords differ.')
    expect(wrongPasswords('a long sentence', 'a long sentence')).toEqual({})
  })
})
