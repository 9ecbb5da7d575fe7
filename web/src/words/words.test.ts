import { beforeEach, describe, expect, test } from 'vitest'
import { en } from './en'
import { fr } from './fr'
import { chooseLanguage, dictionaries, figure, fill, isKey, type Key, language, say, sayCode, startLanguage, takeLanguage } from './words'

const keys = Object.keys(en) as Key[]
const places = (text: string): string[] => [...text.matchAll(/\{(\w+)/g)].map((m) => m[1] as string).sort()

describe('the dictionaries', () => {
  test('have the same keys', () => {
    expect(Object.keys(fr).sort()).toEqual([...keys].sort())
  })

  test('have a text for every key', () => {
    for (const [name, dictionary] of Object.entries(dictionaries)) {
      const empty = keys.filter((k) => dictionary[k].trim() === '')
      expect(empty, name).toEqual([])
    }
  })

  test('take the same values in each text', () => {
    const different = keys.filter((k) => JSON.stringify([...new Set(places(en[k]))]) !== JSON.stringify([...new Set(places(fr[k]))]))
    expect(different).toEqual([])
  })

  test('write French with a no-break space before : ; ! and ?', () => {
    const wrong = keys.filter((k) => / [:;!?]/.test(fr[k].replace(/\{[^}]*\}/g, '')) || /[a-zé][;!?]/.test(fr[k]))
    expect(wrong).toEqual([])
  })

  test('use the apostrophe of print', () => {
    expect(keys.filter((k) => fr[k].includes("'") || en[k].includes("'"))).toEqual([])
  })

  test('have title and remedy for every fault', () => {
    const codes = ['invalid', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'stale', 'wrong_state', 'needs_version', 'reset', 'too_old', 'too_large', 'unsupported', 'too_many', 'unavailable', 'internal', 'unreachable', 'too_slow', 'garbled']
    expect(codes.filter((c) => !isKey(`fault.${c}.title`) || !isKey(`fault.${c}.remedy`))).toEqual([])
  })
})

describe('a text', () => {
  beforeEach(() => {
    language.value = 'fr'
  })

  test('bends its words to the number: nought is singular in French and plural in English', () => {
    expect(say('site.count', { n: 0, late: 0, silent: 1 })).toBe('0 site · 0 en retard · 1 muet')
    language.value = 'en'
    expect(say('site.count', { n: 0, late: 0, silent: 1 })).toBe('0 sites · 0 late · 1 silent')
  })

  test('writes numbers as its language does', () => {
    expect(figure(9120)).toBe('9\u202f120')
    language.value = 'en'
    expect(figure(9120)).toBe('9,120')
  })

  test('shows a code that it has no word for', () => {
    expect(sayCode('event', 'drone.sighted')).toBe('drone.sighted')
    expect(sayCode('event', 'search.started')).toBe('Fouille commencée')
    expect(sayCode('event', '__proto__')).toBe('__proto__')
  })

  test('leaves a place that it was given nothing for, so that the fault is seen', () => {
    expect(fill('{name} of {whole}', { name: 'part' })).toBe('part of {whole}')
  })
})

describe('the language', () => {
  test('is the browser’s first that there is a dictionary for, else French', () => {
    localStorage.clear()
    startLanguage(['de-DE', 'en-US'])
    expect(language.value).toBe('en')
    startLanguage(['de-DE'])
    expect(language.value).toBe('fr')
  })

  test('is that of whoever signs in, unless another was chosen here', () => {
    localStorage.clear()
    startLanguage(['en-GB'])
    takeLanguage('fr')
    expect(language.value).toBe('fr')
    chooseLanguage('en')
    takeLanguage('fr')
    expect(language.value).toBe('en')
    startLanguage(['fr-FR'])
    expect(language.value).toBe('en')
  })
})
