import words from '../../../checklist/sentences-gate.json'
import type { GateExhibit, GateFinding, GateInput, WordedPick } from './gate'
import { byCodePoint } from './strings'
import type { Labels } from './template'

export type GateSentence = keyof typeof words

/** A sentence of the gate with its holes filled, in both languages. */
export function sentence(name: GateSentence, ...holes: readonly (Labels | string)[]): Labels {
  const filled = (language: 'en' | 'fr'): string =>
    words[name][language].replace(/%([12])/g, (_, n: string) => {
      const hole = holes[Number(n) - 1] ?? ''
      return typeof hole === 'string' ? hole : hole[language]
    })
  return { en: filled('en'), fr: filled('fr') }
}

export const byId = <T extends { readonly id: string }>(things: readonly T[] | undefined): T[] => [...(things ?? [])].sort((a, b) => byCodePoint(a.id, b.id))

/** What an exhibit is called: the words of its category and its number; without one its description in brackets. */
export function exhibitName(input: GateInput, { category, number = '', description = '' }: Pick<GateExhibit, 'category' | 'number' | 'description'>): Labels {
  const categories: readonly WordedPick[] = input.context?.lists?.categories ?? []
  const kind = categories.find((pick) => pick.code === category)?.labels ?? words.exhibit
  if (number !== '') return sentence('numbered', kind, number)
  return description === '' ? kind : sentence('described', kind, description)
}

/** What a find is called as a row: as the first of its exhibits that has a number, else by its own category and description. */
export function findRowName(input: GateInput, finding: GateFinding): Labels {
  const exhibit = byId(input.exhibits).find((x) => x.finding === finding.id && x.voided !== true && (x.number ?? '') !== '')
  return exhibitName(input, exhibit ?? finding)
}

export const officerName = (input: GateInput, officer: string): string => {
  const { officers } = input
  return (officers !== undefined && Object.hasOwn(officers, officer) ? officers[officer]?.name : undefined) ?? officer
}
