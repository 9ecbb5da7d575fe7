import { expect, test } from 'vitest'
import { trayWords } from '../sync/traywords'
import { areas } from './all'

/**
 * One word for a thing, on every page: what an officer reads on the tablet is what headquarters says on the telephone.
 * To the left what is said, to the right what was said for it somewhere.
 */
const terms: Record<'en' | 'fr', Record<string, RegExp>> = {
  en: {
    'set aside': /quarantin/i,
    headquarters: /command post|control room/i,
    checklist: /questionnaire/i,
    find: /discover(y|ies)\b/i,
  },
  fr: {
    'poste de commandement': /état-major|poste central|centre de commandement/i,
    entrée: /\bécritures\b|une écriture|inscriptions\b/i,
    'mis à part': /quarantaine/i,
    grille: /questionnaire|liste de contrôle|checklist/i,
    découverte: /trouvaille/i,
    mission: /\btâche (acceptée|prise|rendue|réattribuée)/i,
    agent: /\bofficiers?\b|surveillants?\b/i,
    matériel: /équipement/i,
  },
}

test.each(['en', 'fr'] as const)('a thing has one word on every page (%s)', (language) => {
  const texts = Object.values(areas).flatMap((words) => Object.entries(words[language]))
  for (const [code, { title, remedy }] of Object.entries(trayWords[language])) texts.push([code, title], [code, remedy])
  const others = Object.entries(terms[language])
  const found = texts.flatMap(([key, text]) => others.flatMap(([term, other]) => (other.test(text) ? [`${key}: “${text}”, not “${term}”`] : [])))
  expect(texts.length).toBeGreaterThan(1000)
  expect(found).toEqual([])
})
