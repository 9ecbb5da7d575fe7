import { beforeEach, describe, expect, test } from 'vitest'
import { areas } from './all'
import { chooseLanguage, figure, fill, isKey, language, say, sayCode, startLanguage, takeLanguage } from './words'

const places = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)/g)].map((m) => m[1] as string))].sort()

/** The keys of all areas whose texts are not as they should be. */
function wrong(is: (en: string, fr: string) => boolean): string[] {
  return Object.values(areas).flatMap((a) => Object.keys(a.en).filter((k) => is(a.en[k] ?? '', a.fr[k] ?? '')))
}

describe('the dictionaries', () => {
  test('have the same keys in both languages, and no key in two areas', () => {
    for (const [name, area] of Object.entries(areas)) expect(Object.keys(area.fr).sort(), name).toEqual(Object.keys(area.en).sort())
    const keys = Object.values(areas).flatMap((a) => Object.keys(a.en))
    expect(keys.filter((k, i) => keys.indexOf(k) !== i)).toEqual([])
  })

  test('have a text for every key', () => {
    expect(wrong((en, fr) => en.trim() === '' || fr.trim() === '')).toEqual([])
  })

  test('take the same values in each text', () => {
    expect(wrong((en, fr) => JSON.stringify(places(en)) !== JSON.stringify(places(fr)))).toEqual([])
  })

  test('write French with a no-break space before : ; ! and ?', () => {
    expect(wrong((_, fr) => / [:;!?]/.test(fr.replace(/\{[^}]*\}/g, '')) || /[a-zé][;!?]/.test(fr))).toEqual([])
  })

  test('use the apostrophe of print', () => {
    expect(wrong((en, fr) => fr.includes("'") || en.includes("'"))).toEqual([])
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
