// @vitest-environment node
import { expect, test } from 'vitest'
import entries from '../../../server/french/entries.json'
import { told, toldLine } from './told'

const n = '\u00a0'

test.each([
  ['', ''],
  ['waits for 0197f3a0-0000-7000-8000-000000000001, 0197f3a0-0000-7000-8000-000000000002', 'attend 0197f3a0-0000-7000-8000-000000000001, 0197f3a0-0000-7000-8000-000000000002'],
  ['no type search.paused of version 2 is known', 'aucun type search.paused de version 2 n’est connu'],
  ['/exhibits: name what it closes; /number: is missing', `/exhibits${n}: indiquez les pièces qu’il ferme${n}; /number${n}: manque`],
  ["/photos: maxItems: got 48,000, want 32; missing properties 'how', 'category'", `/photos${n}: compte 48\u202f000 éléments, le maximum est 32${n}; il manque «${n}how${n}», «${n}category${n}»`],
  ['/quantity: minimum: got -0.5, want 0', `/quantity${n}: vaut -0,5, le minimum est 0`],
  ['/device: got string, want object or null', `/device${n}: est de type texte, attendu${n}: objet ou vide`],
  ['/state: "open" is no state of a search', `/state${n}: «${n}open${n}» n’est pas un état de fouille`],
  ['/seq: a whole number from 1 to 2^53-1 is expected', `/seq${n}: un nombre entier de 1 à 2^53-1 est attendu`],
  ['/prev: 64 lower-case hex digits is expected', `/prev${n}: attendu${n}: 64 chiffres hexadécimaux en minuscules`],
  // Somebody's own words may hold what stands between two faults, or between a pointer and a sentence.
  ["/number: 'A; B: C' does not match pattern '^[A-Z]; $'; /type: is missing", `/number${n}: «${n}A; B: C${n}» n’a pas la forme demandée, «${n}^[A-Z]; $${n}»${n}; /type${n}: manque`],
  ["value must be one of 'a; b', 'c'", `la valeur doit être l’une de${n}: «${n}a; b${n}», «${n}c${n}»`],
  ['/a: b: is missing', `/a: b${n}: manque`],
  // A row that somebody altered: a fault is told within another.
  ["the journal's row cannot be read: invalid: the JSON text cannot be accepted; /seq: the member is required", `la ligne du journal ne peut pas être lue${n}: le texte JSON ne peut pas être accepté${n}; /seq${n}: ce champ est obligatoire`],
  ["what it changes could not be written; the server's log says why", `ce que l’entrée modifie n’a pas pu être écrit${n}; le journal technique du serveur dit pourquoi`],
  // What no sentence is stays as it came.
  ['runtime error: index out of range [3] with length 3', 'runtime error: index out of range [3] with length 3'],
])('%s', (english, french) => {
  expect(toldLine(english, 'fr')).toBe(french)
  expect(toldLine(english, 'en')).toBe(english)
})

test('what is left in English is marked, and only that', () => {
  expect(told('/a: is missing; /b: something that nobody says', 'fr')).toEqual([{ at: '/a', text: 'manque', foreign: false }, { at: '', text: '/b: something that nobody says', foreign: true }])
  expect(told('something that nobody says; and more', 'fr')).toEqual([{ at: '', text: 'something that nobody says; and more', foreign: true }])
  expect(told('something that nobody says', 'en').some((f) => f.foreign)).toBe(false)
})

test('every sentence of the table is found by its text, with what it holds', () => {
  const samples: Record<string, [string, string]> = { d: ['1,024', '1\u202f024'], q: ['"A \\"1\\""', `«${n}A "1"${n}»`], x: ['ab1', 'ab1'], g: ['7', '7'] }
  const filled = (text: string, side: 0 | 1): string => text.replaceAll(/%(?:\[\d+\])?([sdqvwxg])/g, (_, kind: string) => (samples[kind] ?? ['Z1z', 'Z1z'])[side])
  const wrong = Object.entries(entries).filter(([english, french]) => toldLine(`/here: ${filled(english, 0)}`, 'fr') !== `/here${n}: ${filled(french, 1)}`)
  expect(wrong).toEqual([])
  expect(Object.keys(entries).length).toBeGreaterThan(80)
})
